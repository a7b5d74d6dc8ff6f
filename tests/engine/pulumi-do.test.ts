import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { version } from "../../package.json";
import { Emulator } from "../support/emulator";
import { BIN } from "../support/paths";
import { Workplace } from "../support/workplace";
import { TEST_CLOUDS } from "./clouds";

/** Pulumi's experimental commands on resources without a project, which find only plugins that are installed. */

const PLUGIN = "pulumi-resource-cmk";
const workplace = new Workplace();
let emulator: Emulator;

beforeAll(async () => {
  emulator = await Emulator.start();
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

async function pulumiDo(...args: string[]): Promise<string> {
  const { env } = emulator.connection();
  const { stdout, stderr } = await promisify(execFile)(
    join(BIN, "pulumi"),
    ["do", ...args, "--cmk:emulator", emulator.url],
    { cwd: workplace.folder, env: workplace.environment(env) },
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
