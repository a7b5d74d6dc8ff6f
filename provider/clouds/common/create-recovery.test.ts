import type { CloudName } from "../../model/types";
import { createKey as createOnAlibaba } from "../alibaba/create";
import {
  RegionalClient as AlibabaClient,
  type Client,
} from "../alibaba/client";
import { formatOwner, OWNER_TAG } from "../alibaba/owner";
import { Calls } from "../calls";
import type { CallContext, CreatedKey, CreateRequest } from "../cloud";
import { CloudError } from "../errors";
import {
  RegionalClient as TencentClient,
  type Client as TencentAccount,
} from "../tencent/client";
import { createKey as createOnTencent } from "../tencent/create";
import { contextOf, requestOf } from "../../../tests/support/clouds/bench";
import {
  CANCEL_GRACE_PERIOD_MS,
  GRACE_PERIOD_MS,
  createOnce,
  type KeyCreation,
} from "./create-recovery";
import { sleep } from "./sleep";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const REGION = "region-1";
const KEY_ID = "11111111-2222-3333-4444-555555555555";
const RATE = { perSecond: 1000, burst: 1000 };

/** The user's time, and when a try that was begun in it is given up. */
const DEADLINE_MS = 4_000;
const TRY_ENDS_MS = 5_000;

/** A cloud that carries a CreateKey out, and answers it, `delay` milliseconds after it was sent. */
class LateCloud {
  sends = 0;
  readonly #calls: Calls;
  #madeAt = Infinity;

  constructor(
    readonly cloud: CloudName,
    readonly delay: number,
  ) {
    this.#calls = new Calls({
      cloud,
      classify: () => failureOf(cloud, "unknownOutcome"),
      rates: { other: RATE, actions: {} },
    });
  }

  create(context: CallContext): Promise<void> {
    return this.#calls.call(
      { action: "CreateKey", region: REGION, retry: "never" },
      async (timeoutMs) => {
        this.sends += 1;
        this.#madeAt = Math.min(this.#madeAt, Date.now() + this.delay);
        await sleep(Math.min(this.delay, timeoutMs));
        if (this.delay > timeoutMs) throw new Error("time-out");
      },
      context,
    );
  }

  /** Whether the key is there, as a listing tells it. */
  list(context: CallContext): Promise<boolean> {
    return this.#calls.call(
      { action: "List", region: REGION, retry: "safe" },
      () => Promise.resolve(Date.now() >= this.#madeAt),
      context,
    );
  }
}

function failureOf(
  cloud: CloudName,
  kind: CloudError["kind"],
  code?: string,
): CloudError {
  const fields = { kind, cloud, code, action: "CreateKey", region: REGION };
  return new CloudError("it went wrong", fields);
}

type TencentCall = TencentAccount["call"];
type Create = (
  late: LateCloud,
  request: CreateRequest,
  context: CallContext,
) => Promise<CreatedKey>;

const ON: Record<CloudName, Create> = {
  alibaba: (late, request, context) => {
    const metadata = { KeyId: KEY_ID, CreationDate: "2026-01-01T00:00:00Z" };
    const row = {
      ResourceId: KEY_ID,
      TagKey: OWNER_TAG,
      TagValue: formatOwner(request),
    };
    const kms: Client["kms"] = async (_, { action }, __, callContext) => {
      if (action === "CreateKey") await late.create(callContext);
      if (action !== "ListTagResources")
        return { KeyMetadata: metadata } as never;
      const found = await late.list(callContext);
      return { TagResources: found ? [row] : [] } as never;
    };
    const client = new AlibabaClient(
      { kms, command, account },
      REGION,
      context,
    );
    return createOnAlibaba(client, request);
  },
  tencent: (late, request, context) => {
    const key = {
      ...{ KeyId: KEY_ID, KeyUsage: "ENCRYPT_DECRYPT" },
      ...{ Origin: "TENCENT_KMS", Alias: request.uniqueAlias },
    };
    const call = async (
      _: string,
      action: string,
      __: object,
      ___: object | null,
      callContext: CallContext,
    ) => {
      if (action === "CreateKey") {
        await late.create(callContext);
        return { KeyId: KEY_ID };
      }
      const found = await late.list(callContext);
      const KeyMetadatas = found ? [key] : [];
      return { KeyMetadatas, TotalCount: KeyMetadatas.length };
    };
    const client = new TencentClient(
      { call: call as TencentCall, command, account },
      REGION,
      context,
    );
    const reader = {
      newKey: () => Promise.reject(new Error("no key is read here")),
      complete: () => Promise.reject(new Error("no key is read here")),
    };
    return createOnTencent(client, reader, request);
  },
};
const account = () => Promise.resolve("100000000001");
const command = () => "a vendor's command";
const CLOUDS = Object.keys(ON) as CloudName[];

/** What comes of a Create, with all its waits over at once. */
async function outcomeOf(
  created: Promise<CreatedKey>,
): Promise<CreatedKey | Error> {
  let outcome: CreatedKey | Error | undefined;
  created.then(
    (key) => (outcome = key),
    (error: Error) => (outcome = error),
  );
  while (!outcome) await jest.advanceTimersByTimeAsync(250);
  return outcome;
}

/** When a search ends that begins when the try is given up, by when Cancel comes. */
const SCENARIOS: { name: string; cancelAt?: number; searchEnds: number }[] = [
  { name: "a time-out", searchEnds: TRY_ENDS_MS + GRACE_PERIOD_MS },
  {
    name: "Cancel before the time-out",
    cancelAt: 1_000,
    searchEnds: TRY_ENDS_MS + CANCEL_GRACE_PERIOD_MS,
  },
  {
    name: "Cancel during the search",
    cancelAt: 7_100,
    searchEnds: 7_100 + CANCEL_GRACE_PERIOD_MS,
  },
];
const STEP_MS = 250;
const DELAYS = Array.from(
  { length: (TRY_ENDS_MS + GRACE_PERIOD_MS) / STEP_MS + 5 },
  (_, step) => step * STEP_MS,
);

describe.each(CLOUDS)("on %s", (cloud) => {
  test.each(SCENARIOS)(
    "after $name, a key that is made by the end of the grace period is found, and a later one is reported",
    async ({ cancelAt, searchEnds }) => {
      for (const delay of DELAYS) {
        const late = new LateCloud(cloud, delay);
        const cancel = new AbortController();
        const timer =
          cancelAt && setTimeout(() => cancel.abort(), cancelAt).unref();
        const context = contextOf({
          signal: cancel.signal,
          deadline: Date.now() + DEADLINE_MS,
        });
        const outcome = await outcomeOf(ON[cloud](late, requestOf(), context));
        clearTimeout(timer);
        expect(late.sends).toBe(1);
        const expected =
          outcome instanceof Error ? outcome.message : outcome.keyId;
        expect(`${String(delay)} ms: ${expected}`).toContain(
          delay <= searchEnds ? KEY_ID : "none was found so far",
        );
      }
    },
  );

  test("while there is time, a request that nothing comes of is sent again, as often as is allowed", async () => {
    const late = new LateCloud(cloud, Infinity);
    const context = contextOf({ deadline: Date.now() + 600_000 });
    const outcome = await outcomeOf(ON[cloud](late, requestOf(), context));
    expect(outcome).toMatchObject({ kind: "uncertain" });
    expect(late.sends).toBe(cloud === "alibaba" ? 3 : 5);
  });
});

describe("a search", () => {
  const made: CreatedKey = { keyId: KEY_ID, undone: {}, doubled: [] };
  const lost = failureOf("alibaba", "unknownOutcome");
  const creationOf = (changes: Partial<KeyCreation> = {}) => ({
    cloud: "alibaba" as const,
    region: REGION,
    send: jest.fn(() => Promise.reject(lost)),
    find: jest.fn(() => Promise.resolve<CreatedKey | undefined>(undefined)),
    hasUniqueName: false,
    maxSends: 3,
    howToFind: "Look in the drawer.",
    ...changes,
  });

  test.each(["unavailable", "unknownOutcome", "throttled"] as const)(
    "goes on after an attempt that failed as %s",
    async (kind) => {
      const find = jest
        .fn()
        .mockRejectedValueOnce(failureOf("alibaba", kind))
        .mockResolvedValue(made);
      const creation = creationOf({ find });
      expect(await outcomeOf(createOnce(creation, contextOf()))).toBe(made);
      expect(creation.send).toHaveBeenCalledTimes(1);
    },
  );

  test.each(["denied", "unavailable"] as const)(
    "that fails to its end (%s) is reported as failed, and nothing is sent again",
    async (kind) => {
      const creation = creationOf({
        find: () => Promise.reject(failureOf("alibaba", kind, "Code.Of.It")),
      });
      const outcome = await outcomeOf(createOnce(creation, contextOf()));
      expect(outcome).toMatchObject({
        kind: "uncertain",
        message: expect.stringMatching(
          /the search for it failed: .*Code\.Of\.It.*Look in the drawer\./,
        ) as string,
      });
      expect(creation.send).toHaveBeenCalledTimes(1);
    },
  );

  test("that gets no answer in its time is not reported as failed", async () => {
    const creation = creationOf({
      find: () => Promise.reject(failureOf("alibaba", "deadline")),
    });
    const outcome = await outcomeOf(createOnce(creation, contextOf()));
    expect(outcome).toMatchObject({
      kind: "uncertain",
      message: expect.stringContaining("did not end in time") as string,
    });
    expect(creation.send).toHaveBeenCalledTimes(1);
  });

  test("has contexts that outlast the user's time and Cancel, and end by themselves", async () => {
    const contexts: CallContext[] = [];
    const begun: number[] = [];
    const creation = creationOf({
      find: (context?: CallContext) => {
        if (context) contexts.push(context);
        begun.push(Date.now());
        return Promise.resolve(undefined);
      },
    });
    const over = contextOf({ signal: AbortSignal.abort(), deadline: 0 });
    await outcomeOf(createOnce(creation, over));
    expect(contexts.length).toBeGreaterThan(1);
    for (const [index, { deadline }] of contexts.entries())
      expect(deadline).toBeGreaterThan(begun[index] ?? Infinity);
    expect(contexts.every(({ signal }) => signal.aborted)).toBe(true);
    expect(creation.send).toHaveBeenCalledTimes(1);
  });

  test.each([
    ["the key that was answered", { ...made, doubled: ["other"] }],
    ["an older one", { ...made, keyId: "older", doubled: [KEY_ID] }],
    ["only an older one", { ...made, keyId: "older" }],
  ])(
    "after a resend that found %s names each key once",
    async (_, found: CreatedKey) => {
      const send = jest
        .fn<Promise<CreatedKey>, []>()
        .mockRejectedValueOnce(lost)
        .mockResolvedValue(made);
      const find = () =>
        Promise.resolve(send.mock.calls.length === 2 ? found : undefined);
      const creation = creationOf({ send, find });
      const outcome = await outcomeOf(createOnce(creation, contextOf()));
      const { keyId, doubled } = outcome as CreatedKey;
      expect([keyId, ...doubled].sort()).toEqual(
        [...new Set([found.keyId, ...found.doubled, KEY_ID])].sort(),
      );
      expect(keyId).toBe(found.keyId);
    },
  );
});
