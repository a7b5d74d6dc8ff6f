import fc from "fast-check";
import { searchedStories } from "./arbitraries";
import { shrink } from "./shrink";
import { simulate, type Report } from "./simulation";
import type { Story } from "./story";

export interface Failure {
  /** Of its batch, if it was drawn. */
  seed?: number;
  story: Story;
  violations: string[];
}

export interface SearchReport {
  stories: number;
  commands: number;
  calls: number;
  seconds: number;
  /** One story for each kind of violation. */
  failures: Failure[];
}

/** How many stories are drawn from one seed. */
export const BATCH = 100;

/** Lets stories happen, each batch drawn from a seed of its own, so that any of them is repeated by its seed. */
export async function search(seeds: Iterable<number>): Promise<SearchReport> {
  const found = new Search();
  for (const seed of seeds)
    for (const story of fc.sample(searchedStories, { numRuns: BATCH, seed }))
      await found.try(story, seed);
  return found.report;
}

export async function searchStories(
  found: AsyncIterable<Story>,
): Promise<SearchReport> {
  const all = new Search();
  for await (const story of found) await all.try(story);
  return all.report;
}

class Search {
  readonly #begun = performance.now();
  readonly #kinds = new Set<string>();
  readonly #report = {
    stories: 0,
    commands: 0,
    calls: 0,
    failures: [] as Failure[],
  };

  async try(story: Story, seed?: number): Promise<void> {
    const { violations, outcomes = [] } = await simulated(story);
    const report = this.#report;
    report.stories += 1;
    report.commands += outcomes.length;
    for (const { run } of outcomes) report.calls += run.calls.length;
    const kind = kindOf(violations);
    if (kind === undefined || this.#kinds.has(kind)) return;
    this.#kinds.add(kind);
    report.failures.push({ seed, story, violations });
  }

  get report(): SearchReport {
    const seconds = (performance.now() - this.#begun) / 1000;
    return { ...this.#report, seconds };
  }
}

async function simulated(
  story: Story,
): Promise<Pick<Report, "violations"> & Partial<Report>> {
  try {
    return await simulate(story);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? "") : String(error);
    return { violations: [`thrown: ${text}`] };
  }
}

export async function violationsOf(story: Story): Promise<string[]> {
  return (await simulated(story)).violations;
}

/** What is violated, without the names and numbers of the one story. */
function kindOf(violations: readonly string[]): string | undefined {
  return violations[0]
    ?.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|key-\d+|\d+/g, "#")
    .replace(/urn:\S+/g, "URN")
    .replace(/"[^"]*"/g, '""')
    .replace(/ \([^)]*\)|\{.*/g, "")
    .slice(0, 120);
}

/** The same failure by the smallest story. */
export async function shrunk(failure: Failure): Promise<Failure> {
  const kind = kindOf(failure.violations);
  const fails = async (story: Story) =>
    kindOf((await simulated(story)).violations) === kind;
  const story = await shrink(failure.story, fails);
  const { violations } = await simulated(story);
  return { ...failure, story, violations };
}

/** As a test that can be pasted into found.test.ts. */
export function asTest({ seed, story, violations }: Failure): string {
  const found = violations.map((text) => `// ${text}`.slice(0, 400)).join("\n");
  const drawn = seed === undefined ? "" : `// Seed ${String(seed)}\n`;
  return `${drawn}${found}\ntest("…", () => holds(${JSON.stringify(story)}));`;
}
