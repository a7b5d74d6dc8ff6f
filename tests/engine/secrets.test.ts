import { readFileSync } from "node:fs";
import { Emulator } from "../support/emulator";
import { Stack, type EngineRun } from "../support/engine";
import { filesBelow } from "./files";

const CANARIES = {
  alibabaSecret: "canary-alibaba-secret-7f3a",
  tencentSecret: "canary-tencent-secret-91bc",
  description: "canary-description-55e0",
  tag: "canary-tag-0d4e",
  // Thirty-two bytes, as base64.
  material: Buffer.from("canary-material-".repeat(2)).toString("base64"),
};

let emulator: Emulator;
let stack: Stack;
beforeAll(async () => {
  emulator = await Emulator.start();
  for (const secret of [CANARIES.alibabaSecret, CANARIES.tencentSecret])
    await emulator.addAccount({
      accessKeyId: `id-${secret.slice(-4)}`,
      accessKeySecret: secret,
      account: "100000000001",
    });
  const { alibaba, tencent } = emulator.endpoints;
  stack = await Stack.create({
    program: {
      config: {
        alibabaSecret: { type: "string", secret: true },
        tencentSecret: { type: "string", secret: true },
        description: { type: "string", secret: true },
        tag: { type: "string", secret: true },
        material: { type: "string", secret: true },
      },
      resources: {
        clouds: {
          type: "pulumi:providers:cmk",
          properties: {
            alibabaRegion: "cn-hangzhou",
            alibabaEndpoints: alibaba,
            alibabaAccessKeyId: "id-7f3a",
            alibabaAccessKeySecret: "${alibabaSecret}",
            tencentRegion: "ap-singapore",
            tencentEndpoint: tencent,
            tencentTagEndpoint: tencent,
            tencentStsEndpoint: tencent,
            tencentSecretId: "id-91bc",
            tencentSecretKey: "${tencentSecret}",
          },
        },
        ...Object.fromEntries(
          ["alibaba", "tencent"].map((cloud) => [
            cloud,
            {
              type: "cmk:Cmk",
              properties: {
                cloud,
                description: "${description}",
                tags: { note: "${tag}", plain: "seen" },
                origin: "EXTERNAL",
                keyMaterial: "${material}",
              },
              options: { provider: "${clouds}" },
            },
          ]),
        ),
      },
    },
    project: "secrets",
  });
  for (const [name, value] of Object.entries(CANARIES))
    await stack.run("config", "set", "--secret", name, value);
});
afterAll(async () => {
  stack.remove();
  await emulator.stop();
});

function expectSilence(text: string): void {
  for (const canary of Object.values(CANARIES))
    if (text.includes(canary))
      throw new Error(`${canary} is readable in:\n${text.slice(0, 2000)}`);
}

async function silently(...args: string[]): Promise<EngineRun> {
  const done = await stack.attempt(args);
  expectSilence(done.stdout + done.stderr);
  return done;
}

const QUIETLY = ["--yes", "--skip-preview"];

test("no secret is readable in previews, diffs, state or logs of a key's life", async () => {
  await silently("preview", "--diff");
  await silently("preview", "--json");
  expect(await silently("up", ...QUIETLY)).toMatchObject({ code: 0 });
  const made = await emulator.keys();
  expect(made).toHaveLength(2);
  for (const key of made)
    expect(key).toMatchObject({
      description: CANARIES.description,
      tags: { note: CANARIES.tag, plain: "seen" },
      keyState: "Enabled",
    });
  expect(await silently("refresh", ...QUIETLY, "--diff")).toMatchObject({
    code: 0,
  });
  expectSilence((await stack.run("stack", "export")).stdout);
  await stack.run(
    "config",
    "set",
    "--secret",
    "description",
    `${CANARIES.description}-2`,
  );
  await silently("preview", "--diff");
  expect(await silently("up", ...QUIETLY, "--diff")).toMatchObject({ code: 0 });
  for (const path of filesBelow(stack.workplace.state))
    expectSilence(readFileSync(path, "utf8"));
});

test("a secret description stays secret where an output reads it", async () => {
  const { outputs } = await stack.resource("alibaba");
  expect(JSON.stringify(outputs?.["description"])).toContain("ciphertext");
  expect(outputs?.["keyMaterial"]).toBeUndefined();
  expect(outputs?.["keyMaterialDigest"]).toMatch(/^[0-9a-f]{64}$/);
});

test("failures about secrets and failed calls with them show none", async () => {
  await emulator.fault({
    kind: "error",
    code: "InvalidParameter",
    cloud: "alibaba",
    action: "UpdateKeyDescription",
  });
  await emulator.fault({
    kind: "error",
    code: "InvalidParameter",
    cloud: "tencent",
    action: "UpdateKeyDescription",
  });
  await stack.run(
    "config",
    "set",
    "--secret",
    "description",
    `${CANARIES.description}-3`,
  );
  expect((await silently("up", ...QUIETLY)).code).not.toBe(0);
  await emulator.clearFaults();
  const tooLong = CANARIES.description.repeat(400);
  await stack.run("config", "set", "--secret", "description", tooLong);
  const refused = await silently("preview");
  expect(refused.code).not.toBe(0);
  expect(refused.stdout).toContain("description (a secret, not shown)");
});

test("the engine's log at its most verbose shows no secret that comes from us", async () => {
  await stack.run(
    "config",
    "set",
    "--secret",
    "description",
    CANARIES.description,
  );
  const done = await stack.attempt([
    "up",
    ...QUIETLY,
    "--logtostderr",
    "-v=11",
  ]);
  expect(done.code).toBe(0);
  const ours = done.stderr
    .split("\n")
    .filter((line) => /\[cmk|pulumi-resource-cmk.*(stdout|stderr)/.test(line));
  expectSilence(ours.join("\n"));
});
