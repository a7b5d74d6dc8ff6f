import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const LOOK_AGAIN_MS = 50;

/** The children of a process whose command line names a program; on Linux. */
export function childrenOf(parent: number, program: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const [, after = ""] = /\) \S (\d+)/.exec(read(pid, "stat")) ?? [];
        return (
          Number(after) === parent && read(pid, "cmdline").includes(program)
        );
      } catch {
        // It has ended meanwhile.
        return false;
      }
    });
}

/** Resolves when a process that is not our child has ended; throws if that takes too long. */
export async function gone(pid: number, withinMs: number): Promise<void> {
  const until = Date.now() + withinMs;
  while (runs(pid)) {
    if (Date.now() > until) throw new Error(`process ${pid} lives on`);
    await sleep(LOOK_AGAIN_MS);
  }
}

function runs(pid: number): boolean {
  try {
    // A zombie has ended, and only waits for its parent.
    return !/\) Z /.test(read(pid, "stat"));
  } catch {
    return false;
  }
}

function read(pid: number, file: string): string {
  return readFileSync(`/proc/${String(pid)}/${file}`, "utf8");
}
