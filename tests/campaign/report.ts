import { describeFailures, type CampaignReport } from "./campaign";
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
