import { readFileSync } from "node:fs";

/** What processes have used up. */
export interface Usage {
  cpuSeconds: number;
  /** The largest resident memory of any one of them. */
  peakMiB: number;
}

/** Linux counts processor time in hundredths of a second, whatever its own clock. */
const TICKS_PER_SECOND = 100;
const SAMPLE_MS = 50;

/** A process' usage so far; undefined once it has ended. */
export function usageOf(pid: number): Usage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    // The name, in parentheses, may hold spaces. Of what follows, user and system time are the 12th and 13th.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const kibibytes = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { cpuSeconds: ticks / TICKS_PER_SECOND, peakMiB: kibibytes / 1024 };
  } catch {
    return undefined;
  }
}

/** Tracks processes that start and end, by a file to which each adds a line with its id. */
export class UsageWatch {
  readonly #latest = new Map<number, Usage>();
  readonly #timer: NodeJS.Timeout;
  readonly #seen: number;

  constructor(private readonly pidFile: string) {
    this.#seen = pids(pidFile).length;
    this.#timer = setInterval(() => {
      this.#sample();
    }, SAMPLE_MS);
  }

  /** The usage of the processes that have come since the start. */
  stop(): Usage {
    clearInterval(this.#timer);
    this.#sample();
    const all = [...this.#latest.values()];
    return {
      cpuSeconds: all.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
      peakMiB: Math.max(0, ...all.map(({ peakMiB }) => peakMiB)),
    };
  }

  #sample(): void {
    for (const pid of pids(this.pidFile).slice(this.#seen)) {
      const usage = usageOf(pid);
      // An ended process reports no memory until its parent has noticed.
      if (usage && usage.peakMiB > 0) this.#latest.set(pid, usage);
    }
  }
}

function pids(file: string): number[] {
  try {
    return readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
}
