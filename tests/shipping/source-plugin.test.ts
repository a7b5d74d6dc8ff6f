import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { ROOT } from "../support/paths";

const PROGRAM = "resources: { key: { type: cmk:Cmk, properties: {} } }";

/** What `pulumi package add REPOSITORY/provider` does before it asks the Node.js host to start the plugin. */
function installFromClone(folder: string): string {
  execFileSync("git", ["clone", "--quiet", ROOT, folder]);
  const provider = join(folder, "provider");
  execFileSync("npm", ["install", "--loglevel=error"], {
    cwd: provider,
    stdio: ["ignore", "ignore", "pipe"],
  });
  return provider;
}

/** Starts the plugin as the Node.js host does, which cannot be had here: in the user's folder, by run-plugin. */
function startPlugin(folder: string, env: NodeJS.ProcessEnv): ChildProcess {
  const host = join(ROOT, "node_modules/@pulumi/pulumi/cmd/run-plugin");
  return spawn(process.execPath, [host, folder], {
    cwd: tmpdir(),
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error("the plugin has no stdout");
  const [line] = (await once(createInterface(stdout), "line")) as [string];
  return line;
}

test("a clone, installed by npm as Pulumi does it, is a plugin from source that makes keys", async () => {
  const clone = mkdtempSync(join(tmpdir(), "cmk-clone-"));
  const emulator = await Emulator.start();
  const connection = emulator.connection();
  const plugin = startPlugin(installFromClone(clone), connection.env);
  try {
    const stack = await Stack.create({
      connection,
      program: PROGRAM,
      config: { "cmk:cloud": "alibaba" },
      env: { PULUMI_DEBUG_PROVIDERS: `cmk:${await firstLine(plugin)}` },
    });
    await stack.up();
    expect(await emulator.keys()).toHaveLength(1);
    stack.remove();
  } finally {
    plugin.kill();
    await emulator.stop();
    rmSync(clone, { recursive: true, force: true });
  }
}, 600_000);
