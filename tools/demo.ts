/** Runs examples/quickstart under the real engine against the emulator, from the preview to the destruction. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { KeyView } from "../emulator/clouds";
import { Emulator } from "../tests/support/emulator";
import { Stack } from "../tests/support/engine";
import { BIN } from "../tests/support/paths";

let running: ChildProcess | undefined;
let interrupted = false;

/** Each child has a process group of its own, so that Ctrl-C reaches it through us, once. */
function interrupt(signal: NodeJS.Signals): void {
  if (interrupted) running?.kill("SIGKILL");
  else running?.kill(signal);
  interrupted = true;
}

function say(text: string): void {
  console.log(`\n${text}`);
}

async function pulumi(stack: Stack, ...args: string[]): Promise<void> {
  if (interrupted) return;
  say(`$ pulumi ${args.join(" ")}`);
  const { NO_COLOR, ...env } = stack.workplace.environment(stack.env);
  const flags = ["--stack", stack.name, "--non-interactive"];
  running = spawn(join(BIN, "pulumi"), [...args, ...flags], {
    cwd: stack.folder,
    env: process.stdout.isTTY ? env : { ...env, NO_COLOR },
    stdio: ["ignore", "inherit", "inherit"],
    detached: true,
  });
  const [code] = (await once(running, "exit")) as [number | null];
  running = undefined;
  if (code !== 0 && !interrupted)
    throw new Error(`pulumi ${args.join(" ")} ended with ${String(code)}`);
}

function line(key: KeyView): string {
  const cells = [key.cloud, key.region, key.keyId, key.keyState];
  return `  ${cells.join("  ")}  "${key.description}"`;
}

async function showKeys(emulator: Emulator): Promise<void> {
  if (interrupted) return;
  const keys = await emulator.keys();
  say(`Keys in the emulated clouds:\n${keys.map(line).join("\n")}`);
}

async function demo(emulator: Emulator): Promise<void> {
  const connection = emulator.setting();
  const stack = await Stack.create({ example: "quickstart", connection });
  try {
    await pulumi(stack, "preview", "--diff");
    await pulumi(stack, "up", "--yes", "--skip-preview");
    await showKeys(emulator);
    await pulumi(stack, "destroy", "--yes", "--skip-preview");
    await showKeys(emulator);
  } finally {
    stack.remove();
  }
}

async function main(): Promise<void> {
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  const emulator = await Emulator.start({ detached: true });
  say(`Both clouds are emulated at ${emulator.url}.`);
  try {
    await demo(emulator);
  } finally {
    await emulator.stop();
  }
  if (interrupted) {
    say("Interrupted. Nothing is left running.");
    process.exitCode = 130;
  } else
    say(
      "Done. Nothing is left running. To create your own key on the emulator, see docs/how-to/first-key.md.",
    );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
