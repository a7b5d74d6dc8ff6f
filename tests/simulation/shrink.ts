import type { Story } from "./story";

type Json =
  null | boolean | number | string | Json[] | { [name: string]: Json };

/**
 * The smallest story found that still violates an invariant: parts are left out, one at a time, for as long as it does. It works
 * on plain data, so that it also shrinks stories that were not drawn.
 */
export async function shrink(
  story: Story,
  fails: (story: Story) => Promise<boolean>,
  budgetMs = 20_000,
): Promise<Story> {
  const end = performance.now() + budgetMs;
  let smallest = story;
  for (;;) {
    const smaller = await firstFailing(smallest, fails, end);
    if (!smaller) return smallest;
    smallest = smaller;
  }
}

async function firstFailing(
  story: Story,
  fails: (story: Story) => Promise<boolean>,
  end: number,
): Promise<Story | undefined> {
  for (const candidate of smaller(story as unknown as Json)) {
    if (performance.now() > end) return undefined;
    const tried = candidate as unknown as Story;
    if (await fails(tried)) return tried;
  }
  return undefined;
}

/** A story without one of its parts, the largest parts first. */
function* smaller(value: Json): Generator<Json> {
  if (Array.isArray(value)) {
    for (const index of value.keys()) yield value.toSpliced(index, 1);
    for (const [index, item] of value.entries())
      for (const other of smaller(item)) yield value.with(index, other);
  } else if (typeof value === "number") {
    if (value > 0) yield 0;
    if (value > 1) yield value - 1;
  } else if (typeof value === "object" && value !== null) {
    for (const name of Object.keys(value).filter((each) => !NEEDED.has(each)))
      yield Object.fromEntries(
        Object.entries(value).filter(([other]) => other !== name),
      );
    for (const [name, member] of Object.entries(value))
      for (const other of smaller(member)) yield { ...value, [name]: other };
  }
}

const NEEDED = new Set(
  "seed happenings do name inputs program key does text alias cloud days call fails when await hits $output $secret".split(
    " ",
  ),
);
