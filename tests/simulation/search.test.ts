import { asTest, search, shrunk } from "./search";

/** `make simulate` looks through 100,000. */
test("2,000 stories violate no invariant", async () => {
  const { failures, stories } = await search(Array(20).keys());
  const tests: string[] = [];
  for (const failure of failures) tests.push(asTest(await shrunk(failure)));
  expect(tests).toEqual([]);
  expect(stories).toBe(2_000);
}, 300_000);
