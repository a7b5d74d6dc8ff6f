import { Batch } from "./batch";
import type { CallContext } from "../cloud";
import { CloudError, type ErrorKind } from "../errors";

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

describe("reads that follow each other", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** How many ids each call asks for, of so many reads that are so far apart. */
  async function callsOf(reads: number, apartMs: number): Promise<number[]> {
    const sizes: number[] = [];
    const batch = new Batch<string>(100, (_, ids) => {
      sizes.push(ids.length);
      return Promise.resolve(new Map(ids.map((id) => [id, id])));
    });
    const answers: Promise<string>[] = [];
    for (let id = 0; id < reads; id++) {
      answers.push(batch.load("a", String(id), CONTEXT));
      await jest.advanceTimersByTimeAsync(apartMs);
    }
    await jest.runAllTimersAsync();
    await Promise.all(answers);
    return sizes;
  }

  test("closely are one call", async () => {
    expect(await callsOf(6, 5)).toEqual([6]);
  });

  test("closely wait for no more than there were before", async () => {
    const sent: number[] = [];
    const start = Date.now();
    const batch = new Batch<string>(100, (_, ids) => {
      sent.push(Date.now() - start);
      return Promise.resolve(new Map(ids.map((id) => [id, id])));
    });
    const round = () =>
      Promise.all(["1", "2", "3"].map((id) => batch.load("a", id, CONTEXT)));
    const rounds = round().then(round).then(round);
    await jest.runAllTimersAsync();
    await rounds;
    expect(sent).toEqual([8, 8, 8]);
  });

  test.each([
    [16, 63],
    [100, 10],
  ])(
    "from an engine that works on %d of 1,000 keys at a time are %d calls",
    async (parallel, calls) => {
      const sizes: number[] = [];
      const batch = new Batch<string>(100, async (_, ids) => {
        sizes.push(ids.length);
        await new Promise((resolve) => setTimeout(resolve, 30));
        return new Map(ids.map((id) => [id, id]));
      });
      let next = 0;
      const worker = async (_: unknown, number: number) => {
        // The engine begins some milliseconds apart.
        await new Promise((resolve) => setTimeout(resolve, number % 5));
        while (next < 1000) await batch.load("a", String(next++), CONTEXT);
      };
      const done = Promise.all(Array.from({ length: parallel }, worker));
      await jest.runAllTimersAsync();
      await done;
      expect(sizes.reduce((sum, size) => sum + size)).toBe(1000);
      expect(sizes).toHaveLength(calls);
    },
  );

  test("that fill a call are sent", async () => {
    expect(await callsOf(250, 0)).toEqual([100, 100, 50]);
  });

  test("by and by are calls of their own", async () => {
    expect(await callsOf(3, 50)).toEqual([1, 1, 1]);
  });

  test("without end don't keep the first from being sent", async () => {
    const sizes = await callsOf(100, 5);
    expect(sizes.length).toBeGreaterThan(5);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(100);
  });
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
