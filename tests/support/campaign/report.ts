import { describeFailures, type CampaignReport } from "./campaign";
import { halves, type Sample } from "./soak";
import { COUNTERS } from "./counters";

/** A whole number from the environment, to configure long campaigns. */
export function setting(name: string, fallback: number): number {
  const text = process.env[name];
  return text === undefined ? fallback : Number.parseInt(text, 10);
}

/** Prints a campaign's figures, and fails with the seeds and steps of all runs that have violations. */
export function expectFlawless(
  title: string,
  { counters, failed, seconds }: CampaignReport,
): void {
  process.stdout.write(
    `\n${title}, ${seconds.toFixed(0)} s:\n${counters.text()}\n`,
  );
  expect(describeFailures(failed)).toBe("");
  for (const figure of [
    COUNTERS.duplicatedAndUnreported,
    COUNTERS.lost,
    COUNTERS.wrong,
  ])
    expect([figure, counters.of(figure)]).toEqual([figure, 0]);
}

const MEMORY_NOISE_MB = 16;
const HANDLES_NOISE = 8;

/** Fails if the plugin's memory, or its number of open files and sockets, keeps growing. */
export function expectFlat(samples: readonly Sample[]): void {
  const last = samples.at(-1);
  process.stdout.write(`\nsoak: ${JSON.stringify(last)}\n`);
  const [early, late] = halves(samples);
  const most = (of: readonly Sample[], what: keyof Sample) =>
    Math.max(...of.map((sample) => sample[what]));
  expect(most(late, "megabytes")).toBeLessThan(
    most(early, "megabytes") + MEMORY_NOISE_MB,
  );
  expect(most(late, "handles")).toBeLessThan(
    most(early, "handles") + HANDLES_NOISE,
  );
}
