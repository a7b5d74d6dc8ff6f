import { Calls, type CallsOptions, type CallWhere } from "./calls";
import type { CallContext } from "./cloud";
import { CloudError, type ErrorKind } from "./errors";
import { type Rate, RateLimit } from "./rate-limit";

const SAFE: CallWhere = { action: "DescribeKey", region: "r", retry: "safe" };
const NEVER: CallWhere = { action: "CreateKey", region: "r", retry: "never" };

function makeCalls(
  rate: Partial<Rate> = {},
  options: Partial<CallsOptions> = {},
): Calls {
  return new Calls({
    cloud: "alibaba",
    classify: (error, where) =>
      new CloudError("refused", {
        kind: (error as Error).message as ErrorKind,
        cloud: "alibaba",
        ...where,
      }),
    rates: {
      other: { perSecond: 1000, burst: 1000, ...rate },
      actions: {},
    },
    backoff: { initialDelay: 1, maxDelay: 20 },
    ...options,
  });
}

function makeContext(overrides: Partial<CallContext> = {}): CallContext {
  return {
    signal: new AbortController().signal,
    deadline: Date.now() + 60_000,
    status: () => undefined,
    warn: () => undefined,
    ...overrides,
  };
}

afterEach(() => jest.useRealTimers());

/** What becomes of a call within a minute of virtual time. */
async function inTime<T>(call: () => Promise<T>): Promise<T> {
  jest.useFakeTimers();
  const outcome = call();
  outcome.catch(() => undefined);
  await jest.advanceTimersByTimeAsync(60_000);
  return outcome;
}

/** Fails with these kinds in turn, then succeeds with the number of tries. */
function failing(...kinds: ErrorKind[]): () => Promise<number> {
  let tries = 0;
  return () => {
    const kind = kinds[tries++];
    return kind ? Promise.reject(new Error(kind)) : Promise.resolve(tries);
  };
}

test.each([
  [undefined, 60_000, 30_000],
  [undefined, 1, 5_000],
  [7_000, 60_000, 7_000],
  [2_000, 1, 2_000],
  [90_000, 60_000, 60_000],
])(
  "a try with the time-out %s, %i ms before the deadline, gets %i ms",
  async (tryTimeout, left, expected) => {
    jest.useFakeTimers({ now: 0 });
    const send = jest.fn(() => Promise.resolve());
    const context = makeContext({ deadline: left });
    await makeCalls({}, { tryTimeout }).call(SAFE, send, context);
    expect(send).toHaveBeenCalledWith(expected);
  },
);

test.each<[ErrorKind, CallWhere, boolean]>([
  ["throttled", SAFE, true],
  ["throttled", NEVER, true],
  ["unavailable", NEVER, true],
  ["unknownOutcome", SAFE, true],
  ["unknownOutcome", NEVER, false],
  ["invalid", SAFE, false],
  ["denied", SAFE, false],
  ["notFound", SAFE, false],
])("%s of %j is sent again: %s", async (kind, where, again) => {
  const outcome = inTime(() =>
    makeCalls().call(where, failing(kind), makeContext()),
  );
  if (again) await expect(outcome).resolves.toBe(2);
  else await expect(outcome).rejects.toMatchObject({ kind });
});

test("a call that waits many times tells so, though no wait is long", async () => {
  jest.useFakeTimers();
  const expected: string[] = [];
  const context = makeContext({ status: (message) => expected.push(message) });
  const refusals = Array.from({ length: 20 }, () => "throttled" as const);
  const calls = makeCalls({}, { tellAfter: 60 });
  const called = calls.call(NEVER, failing(...refusals), context);
  await jest.advanceTimersByTimeAsync(60_000);
  await called;
  expect(expected).toContainEqual(
    expect.stringMatching(/^CreateKey in r: throttled, trying again in /),
  );
  expect(expected.join()).toMatch(/rate limit of CreateKey in r/);
  expect(expected.length).toBeLessThan(2 * refusals.length);
});

test("calls that wait for the rate limit tell every two seconds how many are through, and when theirs is", async () => {
  jest.useFakeTimers();
  const calls = makeCalls({ perSecond: 5, burst: 5 });
  const waiting = (sent: number, asked: number, left: number) =>
    `${sent} of ${asked}, about ${left} s left: rate limit of CreateKey in r`;
  // After a pause the count begins anew.
  for (const asked of [40, 30]) {
    const told: string[][] = [];
    const all = Array.from({ length: asked }, (_, at) => {
      const status = (text: string) => void (told[at] ??= []).push(text);
      return calls.call(NEVER, failing(), makeContext({ status }));
    });
    await jest.advanceTimersByTimeAsync(60_000);
    await Promise.all(all);
    expect(told[0]).toBeUndefined();
    expect(told[29]).toEqual([
      waiting(5, 30, 5),
      waiting(15, asked, 3),
      waiting(25, asked, 1),
    ]);
  }
});

test("a call that soon succeeds tells nothing", async () => {
  const status = jest.fn();
  await inTime(() =>
    makeCalls().call(SAFE, failing("throttled"), makeContext({ status })),
  );
  expect(status).not.toHaveBeenCalled();
});

test("a cloud that can't be reached is given up after a few tries, with its own error", async () => {
  const send = jest.fn(() => Promise.reject(new Error("unavailable")));
  await expect(
    makeCalls().call(SAFE, send, makeContext()),
  ).rejects.toMatchObject({ kind: "unavailable" });
  expect(send.mock.calls.length).toBeGreaterThan(1);
  expect(send.mock.calls.length).toBeLessThan(10);
});

test("throttling is waited out for as long as there is time", async () => {
  const kinds = Array<ErrorKind>(20).fill("throttled");
  await expect(
    inTime(() => makeCalls().call(NEVER, failing(...kinds), makeContext())),
  ).resolves.toBe(21);
});

test("throttling takes none of the tries of a call whose connection is cut", async () => {
  const kinds: ErrorKind[] = [
    ...Array<ErrorKind>(10).fill("throttled"),
    "unknownOutcome",
    "unavailable",
    "throttled",
  ];
  await expect(
    inTime(() => makeCalls().call(SAFE, failing(...kinds), makeContext())),
  ).resolves.toBe(14);
});

test.each([
  ["AssumeRole", 0],
  ["CreateKey", 3],
])(
  "the throttling of %s lowers the rate of CreateKey %i times",
  async (action, times) => {
    const refused = jest.spyOn(RateLimit.prototype, "refused");
    const classify = () =>
      new CloudError("refused", {
        kind: "throttled",
        cloud: "tencent",
        action,
      });
    const calls = makeCalls({}, { classify });
    const kinds = Array<ErrorKind>(3).fill("throttled");
    await inTime(() => calls.call(NEVER, failing(...kinds), makeContext()));
    expect(refused).toHaveBeenCalledTimes(times);
    refused.mockRestore();
  },
);

test("what passes by itself is waited out, and tells the rate limit nothing", async () => {
  const calls = makeCalls(
    { burst: 1 },
    {
      classify: (_, where) =>
        new CloudError("in upgrade", {
          kind: "unavailable",
          passes: true,
          cloud: "alibaba",
          ...where,
        }),
    },
  );
  const kinds = Array<ErrorKind>(20).fill("unavailable");
  await expect(
    calls.call(NEVER, failing(...kinds), makeContext()),
  ).resolves.toBe(21);
});

test("a try is not begun after the deadline, and the message says what went before", async () => {
  const kinds = Array<ErrorKind>(1000).fill("throttled");
  const send = jest.fn(failing(...kinds));
  const outcome = makeCalls().call(
    SAFE,
    send,
    makeContext({ deadline: Date.now() + 100 }),
  );
  await expect(outcome).rejects.toMatchObject({
    kind: "deadline",
    message: expect.stringContaining("refused") as string,
  });
  expect(send.mock.calls.length).toBeLessThan(1000);
});

test("Cancel ends a wait at once and lets nothing new begin", async () => {
  const stop = new AbortController();
  const context = makeContext({ signal: stop.signal });
  const calls = makeCalls();
  const outcome = calls.call(
    SAFE,
    () => {
      // Answered while Cancel comes in: this request is finished, the retry is not begun.
      stop.abort();
      return Promise.reject(new Error("throttled"));
    },
    context,
  );
  await expect(outcome).rejects.toMatchObject({ kind: "cancelled" });
  const send = jest.fn(failing());
  await expect(calls.call(SAFE, send, context)).rejects.toMatchObject({
    kind: "cancelled",
  });
  expect(send).not.toHaveBeenCalled();
});

describe("a call whose answer is lost, and that can't be made again,", () => {
  const lost = ["unknownOutcome", ...Array<ErrorKind>(1000).fill("throttled")];

  test.each<[action: string, kind: ErrorKind]>([
    ["DisableKey", "unknownOutcome"],
    ["DescribeKey", "deadline"],
  ])("as %s after the time-out, ends with %s", async (action, kind) => {
    const context = makeContext({ deadline: Date.now() + 100 });
    const send = failing(...(lost as ErrorKind[]));
    const outcome = makeCalls().call({ ...SAFE, action }, send, context);
    await expect(outcome).rejects.toMatchObject({
      kind,
      message: expect.stringContaining("timeout ends") as string,
    });
  });

  test.each<[action: string, kind: ErrorKind]>([
    ["DisableKey", "unknownOutcome"],
    ["DescribeKey", "cancelled"],
  ])("as %s after Cancel, ends with %s", async (action, kind) => {
    const stop = new AbortController();
    const send = () => {
      stop.abort();
      return Promise.reject(new Error("unknownOutcome"));
    };
    const context = makeContext({ signal: stop.signal });
    const outcome = makeCalls().call({ ...SAFE, action }, send, context);
    await expect(outcome).rejects.toMatchObject({ kind });
  });
});

test.each<[action: string, last: ErrorKind, kind: ErrorKind]>([
  ["DisableKey", "unavailable", "unknownOutcome"],
  ["DisableKey", "unauthenticated", "unknownOutcome"],
  ["DisableKey", "denied", "unknownOutcome"],
  ["DisableKey", "state", "state"],
  ["DescribeKey", "unavailable", "unavailable"],
])(
  "%s, whose first answer is lost and whose last is %s, ends with %s",
  async (action, last, kind) => {
    const kinds = ["unknownOutcome", ...Array<ErrorKind>(10).fill(last)];
    const send = failing(...(kinds as ErrorKind[]));
    const outcome = inTime(() =>
      makeCalls().call({ ...SAFE, action }, send, makeContext()),
    );
    await expect(outcome).rejects.toMatchObject({
      kind,
      message: expect.stringContaining("refused") as string,
    });
  },
);

test("a reply that comes after Cancel is still given to the caller", async () => {
  const stop = new AbortController();
  const outcome = makeCalls().call(
    NEVER,
    () => {
      stop.abort();
      return Promise.resolve("key");
    },
    makeContext({ signal: stop.signal }),
  );
  await expect(outcome).resolves.toBe("key");
});

test("calls beyond the bucket wait their turn, and end with the deadline", async () => {
  const calls = makeCalls({ perSecond: 0.01, burst: 2 });
  const context = makeContext({ deadline: Date.now() + 50 });
  const outcomes = await Promise.allSettled(
    [1, 2, 3].map(() => calls.call(SAFE, failing(), context)),
  );
  expect(outcomes.map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "rejected",
  ]);
  expect(outcomes[2]).toMatchObject({ reason: { kind: "deadline" } });
});

test("regions and actions have buckets of their own", async () => {
  const calls = makeCalls({ perSecond: 0.01, burst: 1 });
  const context = makeContext({ deadline: Date.now() + 50 });
  await calls.call(SAFE, failing(), context);
  await expect(
    calls.call({ ...SAFE, region: "other" }, failing(), context),
  ).resolves.toBe(1);
  await expect(calls.call(NEVER, failing(), context)).resolves.toBe(1);
});
