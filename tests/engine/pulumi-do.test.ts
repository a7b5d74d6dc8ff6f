import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { version } from "../../package.json";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { BIN } from "../support/paths";
import { Workplace } from "../support/workplace";
import { TEST_CLOUDS } from "./clouds";

/** Pulumi's experimental commands on resources without a project, which find only plugins that are installed. */

const PLUGIN = "pulumi-resource-cmk";
/** Newer than the provider. */
const NEW_REGION = "cn-new-1";
const workplace = new Workplace();
let emulator: Emulator;

beforeAll(async () => {
  const alibabaRegions = ["cn-hangzhou", NEW_REGION];
  emulator = await Emulator.start({ alibabaRegions, silent: true });
  const folder = join(workplace.home, "plugins", `resource-cmk-v${version}`);
  mkdirSync(folder, { recursive: true });
  const program = join(folder, PLUGIN);
  writeFileSync(program, `#!/bin/sh\nexec "${join(BIN, PLUGIN)}" "$@"\n`);
  chmodSync(program, 0o755);
});
afterAll(async () => {
  await emulator.stop();
  workplace.remove();
});

function pulumiDo(...args: string[]): Promise<string> {
  return pulumiDoIn(workplace.folder, ...args);
}

async function pulumiDoIn(cwd: string, ...args: string[]): Promise<string> {
  const { env } = emulator.connection();
  const { stdout, stderr } = await promisify(execFile)(
    join(BIN, "pulumi"),
    ["do", ...args, "--cmk:emulator", emulator.url],
    { cwd, env: workplace.environment(env) },
  );
  return stdout + stderr;
}

test.each(TEST_CLOUDS)(
  "on $name the keys of a region are listed by their aliases, and one is read",
  async (cloud) => {
    const { name, region } = cloud;
    const keys = ["orders", "other"].map((alias) => ({
      ...{ cloud: name, region, aliases: [cloud.aliasOf(alias)] },
    }));
    const [orders] = await emulator.seed(...keys);
    const id = `${name}/${region}/${orders?.keyId}`;
    const inRegion = ["--cloud", name, "--region", region];
    const list = ["cmk:Cmk", "list", ...inRegion, "--alias-prefix", "ord"];
    const listed = await pulumiDo(...list);
    expect(listed).toContain(id);
    expect(listed).not.toContain("other");
    expect(await pulumiDo("cmk:Cmk", "read", id)).toMatch(
      /keyState[^]*Enabled/,
    );
  },
);

test("all keys of a region are listed with --all, and 100 without", async () => {
  await emulator.reset();
  const one = { cloud: "alibaba", region: "cn-hangzhou" };
  await emulator.seed(...Array.from({ length: 101 }, () => one));
  const list = ["cmk:Cmk", "list", "--cmk:alibaba-region", one.region];
  const count = (text: string) => text.match(/alibaba\/cn-hangzhou\//g)?.length;
  expect(count(await pulumiDo(...list))).toBe(100);
  expect(count(await pulumiDo(...list, "--all"))).toBe(101);
});

test("a region that is newer than the provider is refused with a remedy that works here", async () => {
  const list = ["cmk:Cmk", "list", "--cloud", "alibaba", "--region"];
  const refused = await pulumiDo(...list, NEW_REGION).catch(String);
  expect(refused).toContain(
    `\`pulumi config set cmk:additionalRegions ${NEW_REGION}\` (\`pulumi import\` reads it after the next \`pulumi up\`, and so does \`pulumi do\` with --provider)`,
  );
  const { config } = emulator.setting();
  const stack = await Stack.create({
    workplace,
    installedPlugin: true,
    connection: { config, env: {} },
    config: { "cmk:additionalRegions": NEW_REGION },
    program: {
      resources: {
        key: {
          type: "cmk:Cmk",
          properties: { cloud: "alibaba", region: NEW_REGION },
        },
      },
    },
  });
  await stack.up();
  await stack.run("stack", "select");
  const { id } = await stack.resource("key");
  const resources = await stack.resources();
  const urn = resources.find(
    ({ type }) => type === "pulumi:providers:cmk",
  )?.urn;
  const provider = ["--provider", String(urn)];
  expect(
    await pulumiDoIn(stack.folder, ...list, NEW_REGION, ...provider),
  ).toContain(id);
});
