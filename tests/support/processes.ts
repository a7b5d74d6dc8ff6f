import { spawn } from "node:child_process";

/** What a finished command left behind. */
export interface Run {
  /** The exit code, or undefined where a signal ended it. */
  code: number | undefined;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Called with the process id once the command runs, for tests that send it signals. */
  started?: (pid: number) => void;
}

/** Runs a command to its end, with no standard input; never rejects for its exit code. */
export function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({ code: code ?? undefined, stdout, stderr }),
    );
    if (child.pid) options.started?.(child.pid);
  });
}
