/** Several processes that share nothing but an account, in virtual time. */
import { TokenBucket } from "limiter";
import { Calls } from "./calls";
import { CloudError } from "./errors";
import type { Rate } from "./rate-limit";

const KEYS = 50;
const SEEDS = [1, 2, 3, 4, 5];

const ALIBABA = { limit: 10, rate: { perSecond: 9.8, burst: 1 } };
const TENCENT = { limit: 100, rate: { perSecond: 98, burst: 2 } };

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
async function make(
  processes: number,
  limit: number,
  rate: Rate,
  seed: number,
): Promise<Outcome> {
  jest.useFakeTimers({ now: 0 });
  const random = pseudoRandom(seed);
  jest.spyOn(Math, "random").mockImplementation(random);
  const cloud = new TokenBucket({
    bucketSize: limit,
    tokensPerInterval: limit,
    interval: "second",
  });
  cloud.content = limit;
  const made = Array.from({ length: processes }, () => 0);
  let refused = 0;
  let atFirstEnd: number[] | undefined;
  const all = made.flatMap((_, process) => {
    const calls = new Calls({
      cloud: "alibaba",
      classify: (_, where) =>
        new CloudError("refused", {
          kind: "throttled",
          cloud: "alibaba",
          ...where,
        }),
      rates: { other: rate, actions: {} },
    });
    return Array.from({ length: KEYS }, () =>
      calls.call(
        { action: "CreateKey", region: "r", retry: "never" },
        async () => {
          await new Promise((resolve) =>
            setTimeout(resolve, 5 + 15 * random()),
          );
          if (!cloud.tryRemoveTokens(1)) {
            refused += 1;
            throw new Error("throttled");
          }
          made[process] = (made[process] ?? 0) + 1;
          if (made[process] === KEYS) atFirstEnd ??= [...made];
        },
        {
          signal: new AbortController().signal,
          deadline: Infinity,
          status: () => undefined,
          warn: () => undefined,
        },
      ),
    );
  });
  let isDone = false;
  void Promise.all(all).then(() => (isDone = true));
  while (!isDone) await jest.advanceTimersByTimeAsync(100);
  const keys = processes * KEYS;
  const first = atFirstEnd ?? [];
  const equal = first.reduce((sum, count) => sum + count, 0) / processes;
  return {
    used: keys / limit / (Date.now() / 1000),
    leastShare: Math.min(...first) / equal,
    refused: refused / keys,
  };
}

function pseudoRandom(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The worst of all seeds. If each only went on at half the rate, ten processes would be refused three calls for each key. */
test.each<[string, number, typeof ALIBABA, Outcome]>([
  ["Alibaba", 2, ALIBABA, { used: 0.9, leastShare: 0.6, refused: 0.04 }],
  ["Alibaba", 5, ALIBABA, { used: 0.9, leastShare: 0.5, refused: 0.1 }],
  ["Alibaba", 10, ALIBABA, { used: 0.8, leastShare: 0.7, refused: 0.14 }],
  ["Tencent", 5, TENCENT, { used: 0.85, leastShare: 0.8, refused: 0.04 }],
  ["Tencent", 10, TENCENT, { used: 0.95, leastShare: 0.75, refused: 0.05 }],
])(
  "%s Cloud's limit is used up, shared and hardly exceeded by %i processes",
  async (_, processes, { limit, rate }, goal) => {
    for (const seed of SEEDS) {
      const outcome = await make(processes, limit, rate, seed);
      expect(outcome.used).toBeGreaterThanOrEqual(goal.used);
      expect(outcome.leastShare).toBeGreaterThanOrEqual(goal.leastShare);
      expect(outcome.refused).toBeLessThanOrEqual(goal.refused);
    }
  },
);

test("a process that is alone is never refused", async () => {
  const { refused, used } = await make(1, ALIBABA.limit, ALIBABA.rate, 1);
  expect(refused).toBe(0);
  expect(used).toBeGreaterThan(0.95);
});
