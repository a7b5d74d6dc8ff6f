import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { EXAMPLES } from "../support/paths";

const APP = [
  "-r",
  "ts-node/register/transpile-only",
  join(EXAMPLES, "envelope-encryption/app/main.ts"),
];

let emulator: Emulator;
let stack: Stack;

beforeAll(async () => {
  emulator = await Emulator.start();
  const connection = emulator.connection();
  stack = await Stack.create({ example: "envelope-encryption", connection });
  await stack.up();
});

afterAll(async () => {
  stack.remove();
  await emulator.stop();
});

test.each(["alibaba", "tencent"])(
  "envelope-encryption: the app reads with the key that the stack made on %s, until its deletion is scheduled",
  async (cloud) => {
    const outputs = await stack.outputs();
    const { host } = new URL(emulator.url);
    const env = {
      ...process.env,
      ...emulator.connection().env,
      KEY_ID: String(outputs[`${cloud}KeyId`]),
      REGION: String(outputs[`${cloud}Region`]),
      KMS_ENDPOINT: host,
      KMS_PROTOCOL: "http",
    };
    const app = (action: string, input: string | Buffer) =>
      execFileSync(process.execPath, [...APP, action, cloud], {
        env,
        input,
        stdio: ["pipe", "pipe", "pipe"],
      });

    const sealed = app("encrypt", "a letter");
    expect(sealed.toString()).not.toContain("a letter");
    expect(app("decrypt", sealed).toString()).toBe("a letter");

    await stack.destroy();
    expect(() => app("decrypt", sealed)).toThrow(/PendingDelet|state/i);
    await stack.up();
  },
);

test.each([
  [["--help"], 0, /^Usage: npx --yes tsx /, /^$/],
  [[], 1, /^$/, /^write npx --yes tsx /],
  [["seal", "tencent"], 1, /^$/, /^write npx --yes tsx /],
  [["decrypt", "aws"], 1, /^$/, /^write npx --yes tsx /],
])("envelope-encryption: %j ends with %i", (args, status, stdout, stderr) => {
  const done = spawnSync(process.execPath, [...APP, ...args], {
    encoding: "utf8",
  });
  expect({ ...done, lines: (done.stdout + done.stderr).split("\n") }).toEqual(
    expect.objectContaining({
      status,
      stdout: expect.stringMatching(stdout) as string,
      stderr: expect.stringMatching(stderr) as string,
      lines: [expect.stringContaining("(alibaba|tencent)"), ""],
    }),
  );
});
