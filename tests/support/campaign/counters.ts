/** Counts what happened in runs. */
export class Counters {
  readonly counts = new Map<string, number>();
  readonly hits = new Map<string, number>();

  count(what: string, times = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + times);
  }

  /** A fault or an interruption that took effect. */
  hit(kind: string, times = 1): void {
    this.hits.set(kind, (this.hits.get(kind) ?? 0) + times);
  }

  of(what: string): number {
    return this.counts.get(what) ?? 0;
  }

  add(other: Counters): void {
    for (const [what, times] of other.counts) this.count(what, times);
    for (const [kind, times] of other.hits) this.hit(kind, times);
  }

  text(): string {
    const lines = (of: Map<string, number>) =>
      [...of]
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([name, times]) => `  ${String(times).padStart(7)} ${name}`);
    return [...lines(this.counts), "hits:", ...lines(this.hits)].join("\n");
  }
}

/** The figures that decide whether a campaign passes. */
export const COUNTERS = {
  runs: "runs",
  keys: "keys made",
  duplicatedAndReported: "duplicated and reported",
  duplicatedAndUnreported: "duplicated and not reported",
  lost: "lost",
  wrong: "other differences",
} as const;
