import type { Lane } from "./pulumi";
import { oneRun, type RunOptions, type RunReport } from "./run";
import { Tally } from "./tally";

export interface CampaignOptions extends RunOptions {
  runs: number;
  /** The first run's; each run has a seed of its own, which repeats it. */
  seed: number;
  /** How many runs go on at the same time, each with an emulator of its own. */
  lanes: number;
}

export interface CampaignReport {
  tally: Tally;
  failed: RunReport[];
  seconds: number;
}

/** Many runs, and what they came to. */
export async function campaign(
  openLane: () => Promise<Lane>,
  options: CampaignOptions,
): Promise<CampaignReport> {
  const began = Date.now();
  const seeds = Array.from(
    { length: options.runs },
    (_, index) => options.seed + index,
  );
  const tally = new Tally();
  const failed: RunReport[] = [];
  const runInLane = async () => {
    const lane = await openLane();
    try {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        const report = await oneRun(lane, seed, options);
        tally.add(report.tally);
        if (report.found.length > 0) failed.push(report);
      }
    } finally {
      await lane.close();
    }
  };
  await Promise.all(Array.from({ length: options.lanes }, runInLane));
  return { tally, failed, seconds: (Date.now() - began) / 1000 };
}

/** What was found, with the seed and the steps that led to it. */
export function describeFailures(failed: readonly RunReport[]): string {
  return failed
    .map(({ seed, found, journal }) =>
      [
        `seed ${String(seed)}:`,
        ...found,
        ...journal.map((line) => `  ${line}`),
      ].join("\n"),
    )
    .join("\n\n");
}
