/** Several processes that share nothing but an account, in virtual time. */
import { TokenBucket } from "limiter";
import { Calls } from "./calls";
import type { CallContext } from "./cloud";
import { CloudError } from "./errors";
import type { Rate } from "./rate-limit";

const KEYS = 50;
const SEEDS = [1, 2, 3];

const LIMITS = {
  alibaba: { limit: 10, rate: { perSecond: 9.8, burst: 1 } },
  tencent: { limit: 100, rate: { perSecond: 98, burst: 2 } },
};

interface Load {
  cloud: keyof typeof LIMITS;
  processes: number;
  /** Within how many seconds they start. */
  apart: number;
  /** The part of the limit that others use, who never slow down. */
  others: number;
}

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

interface Outcome {
  /** What was made, by what the limit allows in that time. It may exceed 1, since a cloud begins with a second's calls. */
  used: number;
  /** What the slowest had made when the first was done, by an equal share. */
  leastShare: number;
  /** By all calls that were accepted. */
  refused: number;
}

/** Each process makes 50 keys, all asked for at once. */
async function make(load: Load, seed: number): Promise<Outcome> {
  jest.useFakeTimers({ now: 0 });
  const random = pseudoRandom(seed);
  jest.spyOn(Math, "random").mockImplementation(random);
  const { limit, rate } = LIMITS[load.cloud];
  const bucket = new TokenBucket({
    bucketSize: limit,
    tokensPerInterval: limit,
    interval: "second",
  });
  bucket.content = limit;
  let accepted = 0;
  const accepts = () => {
    const isAccepted = bucket.tryRemoveTokens(1);
    if (isAccepted) accepted += 1;
    return isAccepted;
  };
  if (load.others) setInterval(accepts, 1000 / (load.others * limit));
  const made = Array.from({ length: load.processes }, () => 0);
  let refused = 0;
  let atFirstEnd: number[] | undefined;
  const createKey = async (process: number) => {
    await pause(5 + 15 * random());
    if (!accepts()) {
      refused += 1;
      throw new Error("throttled");
    }
    made[process] = (made[process] ?? 0) + 1;
    if (made[process] === KEYS) atFirstEnd ??= [...made];
  };
  const run = async (process: number) => {
    await pause(1000 * load.apart * random());
    const calls = callsAt(rate);
    await Promise.all(
      Array.from({ length: KEYS }, () =>
        calls.call(CREATE_KEY, () => createKey(process), unlimited()),
      ),
    );
  };
  let isDone = false;
  void Promise.all(made.map((_, process) => run(process))).then(
    () => (isDone = true),
  );
  while (!isDone) await jest.advanceTimersByTimeAsync(100);
  const first = atFirstEnd ?? [];
  const equal = first.reduce((sum, count) => sum + count, 0) / first.length;
  return {
    used: accepted / limit / (Date.now() / 1000),
    leastShare: Math.min(...first) / equal,
    refused: refused / (load.processes * KEYS),
  };
}

const CREATE_KEY = {
  action: "CreateKey",
  region: "r",
  retry: "never",
} as const;
/** Nobody stops the call, and it may take as long as it needs. */
const unlimited = (): CallContext => ({
  signal: new AbortController().signal,
  deadline: Infinity,
  status: () => undefined,
  warn: () => undefined,
});

function callsAt(rate: Rate): Calls {
  return new Calls({
    cloud: "alibaba",
    classify: (_, where) =>
      new CloudError("refused", {
        kind: "throttled",
        cloud: "alibaba",
        ...where,
      }),
    rates: { other: rate, actions: {} },
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function pseudoRandom(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function mean(load: Load): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (const seed of SEEDS) outcomes.push(await make(load, seed));
  const of = (figure: keyof Outcome) =>
    outcomes.reduce((sum, outcome) => sum + outcome[figure], 0) / SEEDS.length;
  return {
    used: of("used"),
    leastShare: of("leastShare"),
    refused: of("refused"),
  };
}

/** If each only went on at half the rate, ten processes would be refused three calls for each key. */
test.each<[Load["cloud"], number, number, number, number, number, number]>([
  // cloud, processes, apart, others; used, least share, refused
  ["alibaba", 2, 0, 0, 1, 0.8, 0.08],
  ["alibaba", 5, 0, 0, 0.8, 0.6, 0.16],
  ["alibaba", 10, 0, 0, 0.8, 0.7, 0.35],
  ["tencent", 10, 0, 0, 1, 0.6, 0.1],
  ["alibaba", 2, 1, 0, 1, 0.8, 0.08],
  ["alibaba", 5, 1, 0, 0.8, 0.5, 0.18],
  ["alibaba", 1, 0, 0.5, 1, 1, 0.04],
  ["alibaba", 2, 1, 0.5, 1, 0.7, 0.15],
])(
  "on %s the limit is used up, shared and hardly exceeded by %i processes that start within %d s, beside others with %d of it",
  async (cloud, processes, apart, others, used, leastShare, refused) => {
    const outcome = await mean({ cloud, processes, apart, others });
    expect(outcome.used).toBeGreaterThanOrEqual(used);
    expect(outcome.leastShare).toBeGreaterThanOrEqual(leastShare);
    expect(outcome.refused).toBeLessThanOrEqual(refused);
  },
);

test("a process that is alone is never refused", async () => {
  const load: Load = { cloud: "alibaba", processes: 1, apart: 0, others: 0 };
  const { refused, used } = await make(load, 1);
  expect(refused).toBe(0);
  expect(used).toBeGreaterThan(0.95);
});
