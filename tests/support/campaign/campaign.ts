import type { Lane } from "./pulumi";
import { oneRun, type RunOptions, type RunReport } from "./run";
import { Counters } from "./counters";

export interface CampaignOptions extends RunOptions {
  runs: number;
  /** The seed of the first run. Each run has its own seed, which repeats it. */
  seed: number;
  /** How many runs execute at the same time, each with its own emulator. */
  lanes: number;
}

export interface CampaignReport {
  counters: Counters;
  failed: RunReport[];
  seconds: number;
}

/** Executes many runs and sums up their results. */
export async function campaign(
  openLane: () => Promise<Lane>,
  options: CampaignOptions,
): Promise<CampaignReport> {
  const began = Date.now();
  const seeds = Array.from(
    { length: options.runs },
    (_, index) => options.seed + index,
  );
  const counters = new Counters();
  const failed: RunReport[] = [];
  const runInLane = async () => {
    const lane = await openLane();
    try {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        const report = await oneRun(lane, seed, options);
        counters.add(report.counters);
        if (report.violations.length > 0) failed.push(report);
      }
    } finally {
      await lane.close();
    }
  };
  await Promise.all(Array.from({ length: options.lanes }, runInLane));
  return { counters, failed, seconds: (Date.now() - began) / 1000 };
}

/** The violations, each with the seed and the steps that led to it. */
export function describeFailures(failed: readonly RunReport[]): string {
  return failed
    .map(({ seed, violations, journal }) =>
      [
        `seed ${String(seed)}:`,
        ...violations,
        ...journal.map((line) => `  ${line}`),
      ].join("\n"),
    )
    .join("\n\n");
}
