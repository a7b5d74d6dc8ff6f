import type { CallContext } from "../../cloud";
import {
  FEW,
  type ListedPage,
  ListedReads,
  ListedRegions,
  Writes,
} from "./listed-reads";

const CONTEXT: CallContext = {
  signal: new AbortController().signal,
  deadline: Date.now() + 60_000,
  status: () => undefined,
  warn: () => undefined,
};

/** A listing of `0`, `1`, … that counts the pages asked for. */
class Listing {
  pages = 0;

  constructor(
    readonly keys: number,
    readonly perPage: number,
    readonly tellsPages = true,
  ) {}

  get inAll(): number {
    return Math.ceil(this.keys / this.perPage);
  }

  async *read(): AsyncGenerator<ListedPage<string>, void> {
    while (this.pages < this.inAll) {
      const first = this.pages * this.perPage;
      this.pages += 1;
      await Promise.resolve();
      yield {
        whole: Array.from({ length: this.perPage }, (_, n) =>
          entry(String(first + n)),
        ),
        pages: this.tellsPages ? this.inAll : undefined,
      };
    }
  }

  reads(few = FEW, isVoid?: (id: string) => boolean): ListedReads<string> {
    return new ListedReads(() => this.read(), few, isVoid);
  }
}

function entry(id: string): readonly [string, string] {
  return [id, `listed ${id}`];
}

/** The ids that are to be asked for by themselves. */
async function alone(
  reads: ListedReads<string>,
  ids: readonly string[],
): Promise<string[]> {
  const left: string[] = [];
  for (const id of ids)
    if ((await reads.find(id, CONTEXT)) === undefined) left.push(id);
  return left;
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, n) => String(from + n));
}

describe("what a listing may cost", () => {
  test("a few keys are asked for by themselves, and no page", async () => {
    const listing = new Listing(10_000, 200);
    const few = numbers(0, FEW);
    expect(await alone(listing.reads(), few)).toEqual(few);
    expect(listing.pages).toBe(0);
  });

  test("many next to each other take the pages that they stand on", async () => {
    const listing = new Listing(10_000, 200);
    const left = await alone(listing.reads(), numbers(0, 1000));
    expect(left).toEqual(numbers(0, FEW));
    expect(listing.pages).toBe(5);
  });

  test("a listing of no more pages than there are reads is read whole", async () => {
    const listing = new Listing(1000, 200);
    const reads = listing.reads();
    await alone(reads, numbers(990, 996));
    expect(await reads.find("999", CONTEXT)).toBe("listed 999");
    expect(listing.pages).toBe(5);
  });

  test.each([true, false])(
    "keys that stand on no page so far each pay for one page at most, whether the cloud tells how many there are: %s",
    async (tellsPages) => {
      const listing = new Listing(10_000, 200, tellsPages);
      const reads = listing.reads();
      for (let read = 1; read < 50; read += 1) {
        await reads.find(String(9_000 + read), CONTEXT);
        expect(listing.pages).toBe(Math.max(0, read - FEW));
      }
    },
  );

  test("reads at the same time wait for one page", async () => {
    const listing = new Listing(200, 200);
    const reads = listing.reads();
    const ids = numbers(0, 100);
    const found = await Promise.all(ids.map((id) => reads.find(id, CONTEXT)));
    expect(found.filter((value) => value === undefined)).toHaveLength(FEW);
    expect(listing.pages).toBe(1);
  });

  test("what the listing lacks reads it to its end once", async () => {
    const listing = new Listing(600, 200);
    const reads = listing.reads(0);
    expect(await alone(reads, ["a", "b", "c", "d"])).toEqual([
      "a",
      "b",
      "c",
      "d",
    ]);
    expect(listing.pages).toBe(3);
  });
});

test("what has rows on several pages is not told before the last one has come", async () => {
  // eslint-disable-next-line @typescript-eslint/require-await -- A generator of the cloud's kind.
  async function* rows(): AsyncGenerator<ListedPage<string>, void> {
    yield { whole: [] };
    yield { whole: [entry("1")] };
  }
  const reads = new ListedReads(rows, 0);
  expect(await reads.find("1", CONTEXT)).toBeUndefined();
  expect(await reads.find("2", CONTEXT)).toBeUndefined();
  expect(await reads.find("1", CONTEXT)).toBe("listed 1");
});

test("a page that fails ends the listing, and each read goes by itself", async () => {
  const listing = new Listing(600, 200);
  async function* broken(): AsyncGenerator<ListedPage<string>, void> {
    for await (const page of listing.read()) {
      yield page;
      throw new Error("denied");
    }
  }
  const reads = new ListedReads(broken, 0);
  expect(await reads.find("1", CONTEXT)).toBe("listed 1");
  expect(await alone(reads, numbers(200, 210))).toHaveLength(10);
  expect(await reads.find("2", CONTEXT)).toBe("listed 2");
  expect(listing.pages).toBe(1);
});

test("a page is asked for with the context of the read that needs it", async () => {
  const used: CallContext[] = [];
  const listing = new Listing(400, 200);
  const reads = new ListedReads((context) => {
    const pages = listing.read();
    return (async function* () {
      for (;;) {
        used.push(context());
        const { done, value } = await pages.next();
        if (done) return;
        yield value;
      }
    })();
  }, 0);
  const other = { ...CONTEXT };
  await reads.find("1", CONTEXT);
  await reads.find("300", other);
  expect(used).toEqual([CONTEXT, other]);
  expect(used[1]).toBe(other);
});

describe("a change of a key", () => {
  const change = { action: "TagResources", region: "a", keyId: "1" };
  const done = () => Promise.resolve();

  test("makes void what was listed before, of this key alone", async () => {
    const writes = new Writes();
    const reads = new Listing(200, 200).reads(0, writes.since("a"));
    expect(await reads.find("1", CONTEXT)).toBe("listed 1");
    await writes.duringCall(change, done);
    await writes.duringCall({ ...change, region: "b", keyId: "2" }, done);
    expect(await reads.find("1", CONTEXT)).toBeUndefined();
    expect(await reads.find("2", CONTEXT)).toBe("listed 2");
  });

  test("counts while it is under way, and if it fails", async () => {
    const writes = new Writes();
    const isVoid = writes.since("a");
    let isVoidMeanwhile = false;
    const fail = () => {
      isVoidMeanwhile = isVoid("1");
      return Promise.reject(new Error("unknown outcome"));
    };
    await expect(writes.duringCall(change, fail)).rejects.toThrow();
    expect(isVoidMeanwhile).toBe(true);
    expect(isVoid("1")).toBe(true);
  });

  test("that is under way when a listing begins makes its key void, too", async () => {
    const writes = new Writes();
    let end: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (end = resolve));
    const changed = writes.duringCall(change, () => slow);
    const isVoid = writes.since("a");
    expect(isVoid("1")).toBe(false);
    end();
    await changed;
    expect(isVoid("1")).toBe(true);
  });

  test("that is over when a listing begins is in it", async () => {
    const writes = new Writes();
    await writes.duringCall(change, done);
    expect(writes.since("a")("1")).toBe(false);
  });

  test.each(["DescribeKey", "ListTagResources", "GetKeyPolicy"])(
    "is none where %s only reads",
    async (action) => {
      const writes = new Writes();
      const isVoid = writes.since("a");
      await writes.duringCall({ ...change, action }, done);
      expect(isVoid("1")).toBe(false);
    },
  );
});

describe("a whole listing", () => {
  test("tells what it lacks", async () => {
    const reads = new Listing(200, 100).reads(0);
    expect(await reads.lacks("a", CONTEXT)).toBe(false);
    expect(await reads.lacks("b", CONTEXT)).toBe(true);
    expect(await reads.lacks("a", CONTEXT)).toBe(true);
    expect(await reads.lacks("199", CONTEXT)).toBe(false);
  });

  test("says nothing of what has changed since it began", async () => {
    const writes = new Writes();
    const reads = new Listing(10, 10).reads(0, writes.since("a"));
    expect(await reads.lacks("new", CONTEXT)).toBe(true);
    await writes.during("a", "new", () => Promise.resolve());
    expect(await reads.lacks("new", CONTEXT)).toBe(false);
  });

  test("that has failed lacks nothing for certain", async () => {
    // eslint-disable-next-line require-yield, @typescript-eslint/require-await -- A generator of the cloud's kind.
    async function* denied(): AsyncGenerator<ListedPage<string>, void> {
      throw new Error("denied");
    }
    const reads = new ListedReads(denied, 0);
    expect(await reads.lacks("a", CONTEXT)).toBe(false);
    expect(await reads.lacks("b", CONTEXT)).toBe(false);
  });
});

test("each refresh pass has listings of its own, one for each region", () => {
  const opened: string[] = [];
  const regions = new ListedRegions((region) => {
    opened.push(region);
    return new Listing(1, 1).reads();
  });
  const [one, two] = [{}, {}];
  const first = regions.in(one, "a");
  expect(regions.in(one, "a")).toBe(first);
  expect(regions.in(one, "b")).not.toBe(first);
  expect(regions.in(two, "a")).not.toBe(first);
  expect(opened).toEqual(["a", "b", "a"]);
});
