import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";

export interface RunningProgram {
  url: string;
  process: ChildProcess;
  /** Kills the process as `kill -9` does and waits for its end. */
  kill: () => Promise<void>;
  /** Sends the signal and gives the exit code. */
  stop: (signal: NodeJS.Signals) => Promise<number | null>;
}

/** A bundle of an entry file of the emulator, run as a process of its own. */
export class Program {
  readonly #folder: string;
  readonly #running = new Set<ChildProcess>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  get file(): string {
    return join(this.#folder, "main.js");
  }

  static async bundle(entry: string): Promise<Program> {
    const program = new Program(mkdtempSync(join(tmpdir(), "kms-emulator-")));
    await build({
      entryPoints: [entry],
      outfile: program.file,
      bundle: true,
      platform: "node",
      logLevel: "error",
    });
    return program;
  }

  /** Starts it and waits for the line that tells its URL. */
  async start(...args: string[]): Promise<RunningProgram> {
    const port = args.includes("--port") ? [] : ["--port", "0"];
    const all = [this.file, "--quiet", ...port, ...args];
    const child = spawn(process.execPath, all, {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#running.add(child);
    const ended = once(child, "exit") as Promise<[number | null]>;
    const lines = createInterface({ input: child.stdout });
    const line = await Promise.race([
      once(lines, "line").then(([text]) => String(text)),
      ended.then(([code]) => `exit code ${code}`),
    ]);
    const url = /^kms-emulator listening on (http:\S+)$/.exec(line)?.[1];
    if (url === undefined) throw new Error(`it did not start: ${line}`);
    const stop = async (signal: NodeJS.Signals) => {
      child.kill(signal);
      return (await ended)[0];
    };
    const kill = async () => void (await stop("SIGKILL"));
    return { url, process: child, kill, stop };
  }

  /** Runs it to its end. */
  run(...args: string[]) {
    return spawnSync(process.execPath, [this.file, ...args], {
      encoding: "utf8",
      timeout: 30_000,
    });
  }

  /** Kills what still runs and removes the bundle. */
  remove(): void {
    for (const child of this.#running) child.kill("SIGKILL");
    rmSync(this.#folder, { recursive: true });
  }
}
