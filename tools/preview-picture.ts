/**
 * Draws docs/preview.svg: what a terminal shows of a preview that replaces a key, by the real engine and the emulator.
 * It needs util-linux' `script`, which gives a command a terminal.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Emulator } from "../tests/support/emulator";
import { Stack } from "../tests/support/engine";
import { BIN, ROOT } from "../tests/support/paths";
import { run } from "../tests/support/processes";
import { screen, terminalPicture } from "./terminal";

/** What differs from one run to the next, as it stands in the picture. */
const KEY = "key-hzz62ab0ad57t0example";
const DATE = "2027-03-31";

function program(spec: object): object {
  const properties = {
    cloud: "alibaba",
    region: "cn-hangzhou",
    alias: "orders",
    description: "Encrypts the orders database",
    ...spec,
  };
  return {
    resources: { orders: { type: "cmk:Cmk", properties } },
    outputs: { ordersKeyId: "${orders.keyId}" },
  };
}

/** The output of a preview on a terminal of its own, and the key that it replaces. */
async function preview(emulator: Emulator): Promise<[string, string]> {
  const connection = emulator.setting();
  const stack = await Stack.create({
    program: program({}),
    connection,
    project: "keys",
  });
  try {
    await stack.up();
    const { ordersKeyId } = await stack.outputs();
    stack.write(program({ spec: "SM4" }));
    const env = stack.workplace.environment(stack.env);
    delete env["NO_COLOR"];
    const command = `stty cols 110 rows 50; ${join(BIN, "pulumi")} preview --stack dev`;
    const { stdout } = await run("script", ["-qec", command, "/dev/null"], {
      cwd: stack.folder,
      env: { ...env, TERM: "xterm-256color" },
    });
    return [stdout, String(ordersKeyId)];
  } finally {
    stack.remove();
  }
}

async function main(): Promise<void> {
  const emulator = await Emulator.start();
  try {
    const [output, key] = await preview(emulator);
    const shown = `$ pulumi preview\r\n${output}`
      .replaceAll(key, KEY)
      .replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, DATE)
      .replaceAll(/ --endpoint \S+?:\d+(?: --insecure)?/g, "");
    const lines = screen(shown.trimEnd());
    const picture = terminalPicture(
      "A preview that replaces a key, and says what becomes unreadable, when, and how to cancel",
      lines,
    );
    writeFileSync(join(ROOT, "docs/preview.svg"), picture);
  } finally {
    await emulator.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
