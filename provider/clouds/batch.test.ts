import { Batch } from "./batch";
import type { CallContext } from "./cloud";

const CONTEXT: CallContext = {
  signal: new AbortController().signal,
  deadline: Date.now() + 60_000,
  status: () => undefined,
  warn: () => undefined,
};

test("reads at the same time are one call for each region, and each id is asked for once", async () => {
  const asked: string[] = [];
  const batch = new Batch<string>(10, (region, ids) => {
    asked.push(`${region}: ${ids.join(" ")}`);
    return Promise.resolve(new Map(ids.map((id) => [id, `${region}/${id}`])));
  });
  const answers = await Promise.all([
    batch.load("a", "1", CONTEXT),
    batch.load("a", "2", CONTEXT),
    batch.load("a", "1", CONTEXT),
    batch.load("b", "1", CONTEXT),
  ]);
  expect(answers).toEqual(["a/1", "a/2", "a/1", "b/1"]);
  expect(asked).toEqual(["a: 1 2", "b: 1"]);
});

test("a read begun after a write sees the write", async () => {
  let stored = "before";
  const batch = new Batch<string>(10, (_, ids) =>
    Promise.resolve(new Map(ids.map((id) => [id, stored]))),
  );
  await batch.load("a", "1", CONTEXT);
  stored = "after";
  expect(await batch.load("a", "1", CONTEXT)).toBe("after");
});

test("one id's error is its own", async () => {
  const batch = new Batch<string>(10, () =>
    Promise.resolve(
      new Map<string, string | Error>([
        ["1", "one"],
        ["2", new Error("gone")],
      ]),
    ),
  );
  const [one, two] = await Promise.allSettled([
    batch.load("a", "1", CONTEXT),
    batch.load("a", "2", CONTEXT),
  ]);
  expect(one).toMatchObject({ value: "one" });
  expect(two).toMatchObject({ reason: { message: "gone" } });
});
