import fc from "fast-check";
import { searchedStories } from "../arbitraries";
import { BATCH, violationsOf } from "../search";

/** Counts the stories that violate an invariant, in the copy of the provider that is beside it, and prints that as JSON. */

export interface Count {
  hits: number;
  /** The number of the first, and what it violates. */
  first?: number;
  violation?: string;
}

async function count(total: number, isFirstOnly: boolean): Promise<Count> {
  const found: Count = { hits: 0 };
  for (let seed = 0; seed * BATCH < total; seed += 1)
    for (const [index, story] of fc
      .sample(searchedStories, { numRuns: BATCH, seed })
      .entries()) {
      const [violation] = await violationsOf(story);
      if (violation === undefined) continue;
      found.hits += 1;
      found.first ??= seed * BATCH + index + 1;
      found.violation ??= violation;
      if (isFirstOnly) return found;
    }
  return found;
}

const [total, first] = process.argv.slice(2);
void count(Number(total), first === "1").then((found) => {
  console.log(JSON.stringify(found));
});
