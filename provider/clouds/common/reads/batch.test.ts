import { Batch } from "./batch";
import type { CallContext } from "../../cloud";
import { CloudError, type ErrorKind } from "../../errors";

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

describe("of one region", () => {
  /** A batch whose calls wait to be answered, and the ids that each has asked for. */
  function slowBatch(size = 100) {
    const calls: string[][] = [];
    const answers: (() => void)[] = [];
    const batch = new Batch<string>(size, (_, ids) => {
      calls.push(ids);
      return new Promise((resolve) =>
        answers.push(() => {
          resolve(new Map(ids.map((id) => [id, id])));
        }),
      );
    });
    const load = (...ids: string[]) =>
      ids.map((id) => batch.load("a", id, CONTEXT));
    const answer = () => answers.shift()?.();
    return { calls, load, answer };
  }

  test("reads that come while a call is under way are the next call", async () => {
    const { calls, load, answer } = slowBatch();
    const first = load("1", "2");
    await turn();
    const second = load("3");
    await turn();
    const third = load("4", "5");
    await turn();
    expect(calls).toEqual([["1", "2"]]);
    answer();
    expect(await Promise.all(first)).toEqual(["1", "2"]);
    await turn();
    expect(calls).toEqual([
      ["1", "2"],
      ["3", "4", "5"],
    ]);
    answer();
    await Promise.all([...second, ...third]);
  });

  test("no call asks for more than it takes", async () => {
    const { calls, load, answer } = slowBatch(2);
    const reads = load("1", "2", "3", "4", "5");
    await turn();
    expect(calls).toEqual([["1", "2"], ["3", "4"], ["5"]]);
    calls.forEach(answer);
    await Promise.all(reads);
  });

  test("a call that fails lets the next one go", async () => {
    const asked: string[][] = [];
    const batch = new Batch<string>(10, (_, ids) => {
      asked.push(ids);
      return Promise.reject(new Error("unreachable"));
    });
    const load = (id: string) =>
      batch.load("a", id, CONTEXT).catch((error: unknown) => String(error));
    const one = load("1");
    await turn();
    expect(await Promise.all([one, load("2")])).toEqual([
      "Error: unreachable",
      "Error: unreachable",
    ]);
    expect(asked).toEqual([["1"], ["2"]]);
  });
});

/** All that is due now is done. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
}

test("a read begun after a write sees the write", async () => {
  let stored = "before";
  const batch = new Batch<string>(10, (_, ids) =>
    Promise.resolve(new Map(ids.map((id) => [id, stored]))),
  );
  await batch.load("a", "1", CONTEXT);
  stored = "after";
  expect(await batch.load("a", "1", CONTEXT)).toBe("after");
});

test.each([
  {
    how: "the latest deadline",
    chosen: 1,
    deadlines: [1, 3, 2],
    cancelled: [],
  },
  {
    how: "a context that is not cancelled",
    chosen: 2,
    deadlines: [3, 3, 3],
    cancelled: [0, 1],
  },
  {
    how: "a context that is not cancelled, though its deadline is earlier",
    chosen: 1,
    deadlines: [3, 1, 2],
    cancelled: [0, 2],
  },
  {
    how: "the latest deadline of those that are not cancelled",
    chosen: 2,
    deadlines: [9, 1, 2],
    cancelled: [0],
  },
])(
  "a call for many is made with $how",
  async ({ chosen, deadlines, cancelled }) => {
    const contexts = deadlines.map((deadline, index) => ({
      ...CONTEXT,
      deadline,
      ...(cancelled.some((number) => number === index) && {
        signal: AbortSignal.abort(),
      }),
    }));
    const used: number[] = [];
    const batch = new Batch<string>(10, (_, ids, context) => {
      used.push(contexts.findIndex((each) => each === context));
      return Promise.resolve(new Map(ids.map((id) => [id, id])));
    });
    await Promise.all(
      contexts.map((context, index) => batch.load("a", String(index), context)),
    );
    expect(used).toEqual([chosen]);
  },
);

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

describe("a call that fails for all of its ids", () => {
  /** Reads of eight ids, of which some bring `kind` upon the calls that they are in. */
  async function readEight(kind: ErrorKind, bad: string[]) {
    const sizes: number[] = [];
    const where = { cloud: "alibaba", action: "Read" } as const;
    const batch = new Batch<string>(8, (_, ids) => {
      sizes.push(ids.length);
      return ids.some((id) => bad.includes(id))
        ? Promise.reject(new CloudError("refused", { kind, ...where }))
        : Promise.resolve(new Map(ids.map((id) => [id, id])));
    });
    const ids = Array.from({ length: 8 }, (_, n) => String(n));
    const reads = ids.map((id) => batch.load("a", id, CONTEXT));
    const outcomes = await Promise.allSettled(reads);
    const failed = ids.filter((_, n) => outcomes[n]?.status === "rejected");
    return { failed, sizes };
  }

  test.each<ErrorKind>(["notFound", "invalid", "denied", "state"])(
    "as one is %s is parted until that one stands alone",
    async (kind) => {
      const { failed, sizes } = await readEight(kind, ["2"]);
      expect(failed).toEqual(["2"]);
      expect(sizes).toEqual([8, 4, 4, 2, 2, 1, 1]);
    },
  );

  test("as several are denied leaves the others", async () => {
    const { failed } = await readEight("denied", ["0", "7"]);
    expect(failed).toEqual(["0", "7"]);
  });

  test("as the cloud can't be reached is not repeated in parts", async () => {
    const { failed, sizes } = await readEight("unavailable", ["2"]);
    expect(failed).toHaveLength(8);
    expect(sizes).toEqual([8]);
  });
});
