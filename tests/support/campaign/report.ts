import { describeFailures, type CampaignReport } from "./campaign";
import { halves, type Sample } from "./soak";
import { FIGURES } from "./tally";

/** A whole number from the environment, by which long campaigns are set up. */
export function setting(name: string, fallback: number): number {
  const text = process.env[name];
  return text === undefined ? fallback : Number.parseInt(text, 10);
}

/** Shows a campaign's figures, and fails with the seeds and the steps of all runs that were not good. */
export function expectFlawless(
  title: string,
  { tally, failed, seconds }: CampaignReport,
): void {
  process.stdout.write(
    `\n${title}, ${seconds.toFixed(0)} s:\n${tally.text()}\n`,
  );
  expect(describeFailures(failed)).toBe("");
  for (const figure of [FIGURES.doubledAndUntold, FIGURES.lost, FIGURES.wrong])
    expect([figure, tally.of(figure)]).toEqual([figure, 0]);
}

const MEMORY_NOISE_MB = 16;
const HANDLES_NOISE = 8;

/** Fails where a plugin held ever more: of memory, of files and sockets. */
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
