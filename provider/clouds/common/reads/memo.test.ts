import { CloudError, type ErrorKind } from "../../errors";
import { Memo } from "./memo";

function failure(kind: ErrorKind): CloudError {
  return new CloudError("refused", {
    kind,
    cloud: "alibaba",
    action: "GetCallerIdentity",
    region: "sts",
  });
}

/** Gives one answer after the other. */
function asking(answers: (string | CloudError)[]) {
  const next = answers[Symbol.iterator]();
  return jest.fn(async () => {
    await Promise.resolve();
    const { value } = next.next() as IteratorYieldResult<string | CloudError>;
    if (value instanceof CloudError) throw value;
    return value;
  });
}

test("one request serves all callers, those at the same time and later ones", async () => {
  const ask = asking(["a"]);
  const memo = new Memo();
  const answers = await Promise.all([memo.get("x", ask), memo.get("x", ask)]);
  expect([...answers, await memo.get("x", ask)]).toEqual(["a", "a", "a"]);
  expect(ask).toHaveBeenCalledTimes(1);
  await memo.get("y", ask);
  expect(ask).toHaveBeenCalledTimes(2);
});

test("a failure is that of all who wait for it, and of no later caller", async () => {
  const ask = asking([failure("denied"), "a"]);
  const memo = new Memo();
  const outcomes = await Promise.allSettled([
    memo.get("x", ask),
    memo.get("x", ask),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual([
    "rejected",
    "rejected",
  ]);
  expect(await memo.get("x", ask)).toBe("a");
});

test.each(["deadline", "cancelled"] as const)(
  "a request that ends as %s is repeated once for all others",
  async (kind) => {
    const ask = asking([failure(kind), "a"]);
    const memo = new Memo();
    const first = memo.get("x", ask);
    const others = [memo.get("x", ask), memo.get("x", ask)];
    await expect(first).rejects.toMatchObject({ kind });
    expect(await Promise.all(others)).toEqual(["a", "a"]);
    expect(ask).toHaveBeenCalledTimes(2);
  },
);
