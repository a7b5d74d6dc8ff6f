import { REFRESH_BUDGETS, UP_BUDGETS } from "../support/call-budgets";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { createProvider } from "../../provider/resource/provider";
import type { Properties } from "../../provider/resource/values/properties";
import type { ProviderHandlers } from "../../provider/resource/values/requests";
import type { CloudName } from "../../provider/model/types";
import { Stack, type ResourceState } from "../support/engine";
import { type State, ManyKeys } from "../support/many-keys";
import { settings } from "../support/plugin";
import { bag, listeningHost } from "../support/resource";

/** What counts is how many calls are made. How fast, the clouds' limits decide, which the tests don't wait for. */
jest.mock("../../provider/clouds/rate-limit", () => ({
  RateLimit: class {
    take = () => ({ wait: 0, due: Infinity, round: 0 });
    giveBack = () => undefined;
    holds = () => true;
    accepted = () => undefined;
    refused = () => undefined;
  },
}));

jest.setTimeout(300_000);

async function startMany(cloud: CloudName, keys: number) {
  const many = await ManyKeys.start(cloud, keys);
  Object.assign(process.env, many.emulator.connection().env);
  return many;
}

/** What a command of an engine has a provider do, and how often it calls the cloud. */
async function callsDuring(
  { emulator }: ManyKeys,
  command: (provider: ProviderHandlers) => Promise<void>,
): Promise<number> {
  const provider = createProvider();
  const host = listeningHost();
  const { inputs, failures } = await provider.checkConfig(
    {
      urn: "urn:pulumi:test::calls::pulumi:providers:cmk::default",
      news: bag(settings(emulator.connection())),
    },
    host,
  );
  expect(failures).toEqual([]);
  await provider.configure({ providerId: "provider-id", args: inputs }, host);
  await emulator.forgetCalls();
  await command(provider);
  provider.close();
  return Object.values(await emulator.calls()).reduce(
    (all, calls) => all + sum(calls),
    0,
  );
}

function sum(calls: Record<string, number>): number {
  return Object.values(calls).reduce((all, some) => all + some, 0);
}

/** Refreshes these keys of the state in this order, so many at a time. All must come back as they are. */
function refresh(states: readonly State[], width: number) {
  return async (provider: ProviderHandlers) => {
    const waiting = [...states];
    const host = listeningHost();
    const worker = async () => {
      for (let state = waiting.shift(); state; state = waiting.shift()) {
        const { id, urn } = state;
        const inputs = bag(state.inputs);
        const outputs = bag(state.outputs);
        const request = { id, urn, inputs, outputs, timeout: 0 };
        const reply = await provider.read(request, host);
        if (!isDeepStrictEqual(reply, { id, inputs, outputs }))
          expect(reply).toEqual({ id, inputs, outputs });
      }
    };
    await Promise.all(Array.from({ length: width }, worker));
    expect(host.logged).toEqual([]);
  };
}

function getCmks(cloud: CloudName, keys: number) {
  return async (provider: ProviderHandlers) => {
    const token = "cmk:index:getCmks";
    const { result, failures } = await provider.invoke(
      { token, args: bag({ cloud }), preview: false },
      listeningHost(),
    );
    expect(failures).toEqual([]);
    expect(result.values["cmks"]).toHaveLength(keys);
  };
}

const IN_NO_ORDER: Way = [
  16,
  "in no order",
  (states) => states.toSorted((a, b) => hash(a.id) - hash(b.id)),
];

/** How many keys at a time, and which first. */
const WAYS: Way[] = [
  [1, "as they were made", (states) => states],
  [100, "the newest first", (states) => states.toReversed()],
  IN_NO_ORDER,
];

type Way = [width: number, order: string, sorted: (states: State[]) => State[]];

/** The same order each time. */
function hash(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE();
}

/** Evenly spread over all. */
function spread<T>(all: readonly T[], count: number): T[] {
  return Array.from(
    { length: count },
    (_, n) => all[Math.floor((n * all.length) / count)] as T,
  );
}

describe.each<{ cloud: CloudName; keys: number; pages?: number }>([
  { cloud: "tencent", keys: 1000 },
  // The listing has more pages, of which ten keys may read two.
  { cloud: "tencent", keys: 10_000, pages: 2 },
  { cloud: "alibaba", keys: 1000 },
])("on $cloud, of $keys keys", ({ cloud, keys, pages = 0 }) => {
  const budgets = REFRESH_BUDGETS[cloud];
  const most = budgets[keys] ?? NaN;
  const ofTen = (budgets[10] ?? NaN) + pages;
  let many: ManyKeys;
  beforeAll(async () => {
    many = await startMany(cloud, keys);
  });
  afterAll(() => many.stop());

  test.each(keys > 1000 ? [IN_NO_ORDER] : WAYS)(
    `all are refreshed by ${String(most)} calls at most: %d at a time, %s`,
    async (width, _, sorted) => {
      const states = sorted(many.states);
      const calls = await callsDuring(many, refresh(states, width));
      expect(calls).toBeLessThanOrEqual(most);
    },
  );

  test(`getCmks takes ${String(most)} calls at most`, async () => {
    const calls = await callsDuring(many, getCmks(cloud, keys));
    expect(calls).toBeLessThanOrEqual(most);
  });

  test.each([
    ["the oldest", (states: State[]) => states.slice(0, 10)],
    ["the newest", (states: State[]) => states.slice(-10)],
    ["spread over all", (states: State[]) => spread(states, 10)],
  ])(
    `ten of them, %s, are refreshed by ${String(ofTen)} calls at most`,
    async (_, choose) => {
      const calls = await callsDuring(many, refresh(choose(many.states), 8));
      expect(calls).toBeLessThanOrEqual(ofTen);
    },
  );

  test("five of them pay for no page", async () => {
    const states = spread(many.states, 5);
    const calls = await callsDuring(many, refresh(states, 1));
    // One for each key and one for its tags, and what is asked once.
    expect(calls).toBe(budgets[5]);
    expect((await many.emulator.calls())[cloud]).not.toHaveProperty(
      "ListKeyDetail",
    );
  });
});

/** Makes so many keys, as an `up` does. */
function makeKeys(cloud: CloudName, count: number, more: Properties) {
  return async (provider: ProviderHandlers) => {
    const host = listeningHost();
    const waiting = Array.from({ length: count }, (_, number) => number);
    const worker = async () => {
      for (
        let number = waiting.shift();
        number !== undefined;
        number = waiting.shift()
      ) {
        const urn = `urn:pulumi:test::calls::cmk:index:Cmk::new-${number}`;
        const alias = `new-${number}`;
        const { inputs, failures } = await provider.check(
          {
            urn,
            olds: bag({}),
            news: bag({ cloud, alias, tags: { team: "red" }, ...more }),
            randomSeed: new Uint8Array(32),
          },
          host,
        );
        expect(failures).toEqual([]);
        const request = { urn, inputs, preview: false, timeout: 0 };
        const { outputs } = await provider.create(request, host);
        expect(outputs.values).toMatchObject({ alias, tags: { team: "red" } });
        expect(outputs.values["arn"]).toEqual(expect.any(String));
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    expect(host.logged).toEqual([]);
  };
}

const ROTATION = { rotation: { interval: "30d" } };

/** Each call has its reason in docs/performance.md. */
test.each<[CloudName, string, Properties, number]>([
  // CreateKey, CreateAlias.
  [
    "alibaba",
    "alias, tags and rotation",
    ROTATION,
    UP_BUDGETS.alibaba.rotating,
  ],
  // CreateKey, UpdateAlias.
  ["tencent", "alias and tags", {}, UP_BUDGETS.tencent.plain],
  // CreateKey, UpdateAlias, EnableKeyRotation, and a read at most.
  [
    "tencent",
    "alias, tags and rotation",
    ROTATION,
    UP_BUDGETS.tencent.rotating,
  ],
])(
  "on %s 100 keys with %s are made by few calls",
  async (cloud, _, more, most) => {
    const many = await startMany(cloud, 1);
    try {
      const calls = await callsDuring(many, makeKeys(cloud, 100, more));
      expect(calls).toBeLessThanOrEqual(most);
      expect(await many.emulator.keys()).toHaveLength(101);
    } finally {
      await many.stop();
    }
  },
);

describe("the engine's own refresh of 1,000 Tencent keys", () => {
  let many: ManyKeys;
  let stack: Stack;

  beforeAll(async () => {
    many = await startMany("tencent", 1000);
    await many.emulator.set({ "tencent.keyQuota": 1001 });
    const properties = { cloud: "tencent", tags: { team: "red" } };
    stack = await Stack.create({
      program: { resources: { key: { type: "cmk:Cmk", properties } } },
      connection: many.emulator.connection(),
    });
    await stack.up();
    await multiply();
  });
  afterAll(async () => {
    stack.remove();
    await many.stop();
  });

  /** Gives the state as many keys as the test wants. Made past the engine, which would write its state for each of them. */
  async function multiply(): Promise<void> {
    const { stdout } = await stack.run("stack", "export");
    const state = JSON.parse(stdout) as {
      deployment: { resources: ResourceState[] };
    };
    const { resources } = state.deployment;
    const model = resources.pop();
    if (!model) throw new Error("the stack has no key");
    for (const { id, inputs, outputs } of many.states) {
      const urn = `${model.urn}-${id}`.replaceAll("/", "-");
      resources.push({ ...model, urn, id, inputs, outputs });
    }
    const file = join(stack.folder, "state.json");
    writeFileSync(file, JSON.stringify(state));
    await stack.run("stack", "import", "--file", file);
  }

  test.each([[[]], [["--parallel", "100"]]])(
    `takes ${String(REFRESH_BUDGETS.tencent[1000])} calls at most %j`,
    async (flags) => {
      await many.emulator.forgetCalls();
      await stack.refresh("--expect-no-changes", ...flags);
      const { tencent } = await many.emulator.calls();
      expect(sum(tencent)).toBeLessThanOrEqual(
        REFRESH_BUDGETS.tencent[1000] ?? NaN,
      );
    },
  );
});
