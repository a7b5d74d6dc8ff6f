import type { CloudName } from "../../emulator/clouds";
import { TEST_CLOUDS } from "../engine/clouds";
import { Emulator } from "../support/emulator";
import { Plugin } from "../support/plugin";
import { secret, type Props } from "../support/protocol";
import type { ProviderClient } from "../support/provider-client";

/** How often each action is called. */
type Calls = Partial<Record<string, number>>;

/** A change of inputs, and the calls that are all it may make on each cloud. */
type Budget = [what: string, inputs: Props, calls: Record<CloudName, Calls>];

let emulator: Emulator;
let plugin: Plugin;
let client: ProviderClient;

beforeAll(async () => {
  emulator = await Emulator.start();
});
afterAll(() => emulator.stop());

beforeEach(async () => {
  await emulator.reset();
  ({ plugin, client } = await Plugin.configured(emulator.connection()));
});
afterEach(() => plugin.stop());

const MATERIAL = secret(Buffer.alloc(32, 7).toString("base64"));

/** What the first Create of a process in a region costs besides the key itself. */
const FIRST: Record<CloudName, Calls> = {
  alibaba: { ListTagResources: 1 },
  tencent: {
    ListKeyDetail: 1,
    GetCallerIdentity: 1,
    ListAlgorithms: 1,
    DescribeKey: 1,
  },
};

/**
 * CreateKey, tags included. Its reply tells all of the key but, on Tencent, who makes this provider's keys, for which the
 * first of them is read. Alibaba's listing tells no aliases, so that one is looked up before the key is made.
 */
const CREATES: Budget[] = [
  [
    "a plain key",
    {},
    {
      alibaba: { CreateKey: 1 },
      tencent: { CreateKey: 1 },
    },
  ],
  [
    "a key with description and tags",
    { description: "orders", tags: { team: "red", stage: "test" } },
    {
      alibaba: { CreateKey: 1 },
      tencent: { CreateKey: 1 },
    },
  ],
  [
    "a key with an alias",
    { alias: "orders" },
    {
      alibaba: { DescribeKey: 1, CreateKey: 1, CreateAlias: 1 },
      tencent: { CreateKey: 1, UpdateAlias: 1 },
    },
  ],
  [
    "a key that rotates",
    { rotation: { interval: "30d" } },
    {
      alibaba: { CreateKey: 1 },
      tencent: { CreateKey: 1, EnableKeyRotation: 1, DescribeKey: 1 },
    },
  ],
  [
    "a disabled key",
    { enabled: false },
    {
      alibaba: { CreateKey: 1, DisableKey: 1 },
      tencent: { CreateKey: 1, DisableKey: 1 },
    },
  ],
  [
    "a key for signatures",
    { spec: "EC_P256" },
    {
      alibaba: { CreateKey: 1 },
      tencent: { CreateKey: 1 },
    },
  ],
  [
    "a key with material of one's own",
    { origin: "EXTERNAL", keyMaterial: MATERIAL },
    {
      alibaba: {
        CreateKey: 1,
        GetParametersForImport: 1,
        ImportKeyMaterial: 1,
        DescribeKey: 1,
      },
      tencent: {
        CreateKey: 1,
        GetParametersForImport: 1,
        ImportKeyMaterial: 1,
        DescribeKey: 1,
      },
    },
  ],
];

const START = {
  alias: "orders",
  description: "orders",
  tags: { team: "red" },
  rotation: { interval: "30d" },
};

/**
 * The calls that change something, and one read: of the key, with its tags or aliases where those are to be changed.
 * Tencent alone decides when a key rotates next, so that it is read again after a change of its rotation.
 */
const UPDATES: Budget[] = [
  [
    "of the description",
    { description: "invoices" },
    {
      alibaba: { DescribeKey: 1, UpdateKeyDescription: 1 },
      tencent: { DescribeKey: 1, UpdateKeyDescription: 1 },
    },
  ],
  [
    "of a tag",
    { tags: { team: "blue" } },
    {
      alibaba: { DescribeKey: 1, ListTagResources: 1, TagResources: 1 },
      tencent: {
        DescribeKey: 1,
        DescribeResourceTagsByResourceIds: 1,
        ModifyResourceTags: 1,
      },
    },
  ],
  [
    "of the alias",
    { alias: "invoices" },
    {
      alibaba: {
        DescribeKey: 1,
        ListAliasesByKeyId: 1,
        CreateAlias: 1,
        DeleteAlias: 1,
      },
      tencent: { DescribeKey: 1, UpdateAlias: 1 },
    },
  ],
  [
    "to disabled",
    { enabled: false },
    {
      alibaba: { DescribeKey: 1, DisableKey: 1 },
      tencent: { DescribeKey: 1, DisableKey: 1 },
    },
  ],
  [
    "of the rotation",
    { rotation: { interval: "60d" } },
    {
      alibaba: { DescribeKey: 1, UpdateRotationPolicy: 1 },
      tencent: { DescribeKey: 2, EnableKeyRotation: 1 },
    },
  ],
  [
    "of what only the state holds",
    { deletionWindowInDays: 9 },
    {
      alibaba: { DescribeKey: 1 },
      tencent: { DescribeKey: 1 },
    },
  ],
];

describe.each(TEST_CLOUDS)("on $name", ({ name: cloud }) => {
  async function callsDuring(run: () => Promise<unknown>): Promise<Calls> {
    await emulator.forgetCalls();
    await run();
    return (await emulator.calls())[cloud];
  }

  async function checked(news: Props, olds?: Props): Promise<Props> {
    const { inputs, failures } = await client.check(
      { cloud, ...news },
      { olds },
    );
    expect(failures).toEqual([]);
    return inputs;
  }

  async function make(news: Props = {}) {
    const inputs = await checked(news);
    return { inputs, ...(await client.create(inputs)) };
  }

  test("the first key of a process costs what is asked once for all that follow", async () => {
    const first = await callsDuring(() => make());
    const second = await callsDuring(() => make());
    expect(first).toEqual({ ...second, ...FIRST[cloud] });
  });

  test.each(CREATES)(
    "%s is made with as few calls as can be",
    async (_, news, calls) => {
      await make();
      expect(await callsDuring(() => make(news))).toEqual(calls[cloud]);
    },
  );

  test.each(UPDATES)(
    "an update %s makes only the calls that it needs",
    async (_, change, calls) => {
      const { id, inputs, properties: olds } = await make(START);
      const news = await checked({ ...inputs, ...change }, inputs);
      const made = await callsDuring(() =>
        client.update({ id, olds, oldInputs: inputs, news }),
      );
      expect(made).toEqual(calls[cloud]);
    },
  );

  test("a preview calls nothing", async () => {
    const { id, inputs, properties: olds } = await make(START);
    const news = await checked({ ...inputs, description: "new" }, inputs);
    const preview = async () => {
      await client.create(news, { preview: true });
      await client.diff({ id, olds, oldInputs: inputs, news });
      await client.update({ id, olds, oldInputs: inputs, news, preview: true });
    };
    expect(await callsDuring(preview)).toEqual({});
  });

  test("a key is deleted with three calls at most", async () => {
    const { id, inputs, properties } = await make();
    const run = () => client.delete(id, { properties, oldInputs: inputs });
    expect(await callsDuring(run)).toEqual(
      {
        alibaba: { DescribeKey: 1, ScheduleKeyDeletion: 1 },
        tencent: { DescribeKey: 1, DisableKey: 1, ScheduleKeyDeletion: 1 },
      }[cloud],
    );
  });

  test("a key whose alias is freed is deleted with four", async () => {
    const { id, inputs, properties } = await make(START);
    const run = () => client.delete(id, { properties, oldInputs: inputs });
    expect(await callsDuring(run)).toEqual(
      {
        alibaba: {
          DescribeKey: 1,
          ListAliasesByKeyId: 1,
          DeleteAlias: 1,
          ScheduleKeyDeletion: 1,
        },
        tencent: {
          DescribeKey: 1,
          UpdateAlias: 1,
          DisableKey: 1,
          ScheduleKeyDeletion: 1,
        },
      }[cloud],
    );
  });
});

/** Each name takes its own look-up and its own change; all of a key are read by one call. */
test("more names of a key on Alibaba Cloud cost what they must", async () => {
  const callsOf = async <Result>(run: () => Promise<Result>) => {
    await emulator.forgetCalls();
    const result = await run();
    return { result, calls: (await emulator.calls()).alibaba };
  };
  const check = (names: Props, olds?: Props) =>
    client.check({ cloud: "alibaba", alias: "orders", ...names }, { olds });
  await client.create((await client.check({ cloud: "alibaba" })).inputs);

  const { inputs } = await check({ additionalAliases: ["bills"] });
  const made = await callsOf(() => client.create(inputs));
  expect(made.calls).toEqual({ DescribeKey: 2, CreateKey: 1, CreateAlias: 2 });
  const { id, properties } = made.result;

  const read = await callsOf(() => client.read(id, { inputs, properties }));
  expect(read.calls).toEqual({
    DescribeKey: 1,
    ListAliasesByKeyId: 1,
    ListTagResources: 1,
  });

  const news = (await check({ additionalAliases: ["sales"] }, inputs)).inputs;
  const change = { id, olds: properties, oldInputs: inputs, news };
  const changed = await callsOf(() => client.update(change));
  expect(changed.calls).toEqual({
    DescribeKey: 1,
    ListAliasesByKeyId: 1,
    CreateAlias: 1,
    DeleteAlias: 1,
  });

  const state = { properties: changed.result, oldInputs: news };
  const ended = await callsOf(() => client.delete(id, state));
  expect(ended.calls).toEqual({
    DescribeKey: 1,
    ListAliasesByKeyId: 1,
    DeleteAlias: 2,
    ScheduleKeyDeletion: 1,
  });
});
