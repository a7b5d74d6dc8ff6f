import { start, type Emulator } from "./index";
import { askControl } from "./testing/control";

/** Both clouds' keys, made by a seed. */
let emulator: Emulator;
beforeEach(async () => {
  emulator = await start();
});
afterEach(() => emulator.close());

type Key = Record<string, unknown>;

const post = (body: object) => askControl(emulator.url, "POST", "seed", body);
const keys = async () =>
  (await askControl(emulator.url, "GET", "keys")).json as Key[];

const ALIBABA = {
  cloud: "alibaba",
  keyId: "key-hzz-orders",
  keySpec: "Aliyun_SM4",
  aliases: ["alias/orders"],
  description: "Orders",
  tags: { team: "orders" },
  rotationInterval: "31536000s",
  deletionProtection: true,
};
const USED = { "acs:rds:instance-encryption": "true" };
const TENCENT = {
  cloud: "tencent",
  region: "ap-singapore",
  keyId: "11111111-2222-11ee-8888-525400000000",
  aliases: ["invoices"],
  description: "Invoices",
  tags: { team: "invoices" },
  rotateDays: 90,
};

test("keys have what is asked for, their ids included", async () => {
  const { status, json } = await post({ keys: [ALIBABA, TENCENT] });
  expect({ status, json }).toMatchObject({
    status: 200,
    json: [
      { ...ALIBABA, region: "cn-hangzhou", keyState: "Enabled" },
      { ...TENCENT, keyState: "Enabled" },
    ],
  });
  expect(await keys()).toEqual(json);
});

test.each([
  ["alibaba", ["Enabled", "Disabled", "PendingDeletion"]],
  ["tencent", ["Enabled", "Disabled", "PendingDelete", "Archived"]],
])("keys of %s are made in each state", async (cloud, states) => {
  const asked = states.map((keyState) => ({ cloud, keyState }));
  const external = { cloud, origin: "EXTERNAL", keyState: "PendingImport" };
  const { json } = await post({ keys: [...asked, external] });
  expect((json as Key[]).map(({ keyState }) => keyState)).toEqual([
    ...states,
    "PendingImport",
  ]);
});

test("what one emulator shows is a seed of another", async () => {
  await post({
    keys: [
      ALIBABA,
      TENCENT,
      { ...ALIBABA, keyId: "key-2", aliases: [], keyState: "Disabled" },
      { cloud: "alibaba", creator: "Ecs", tags: { team: "ops" } },
      { cloud: "alibaba", tags: { ...USED, team: "ops" } },
      { cloud: "alibaba", creator: "Ecs", region: "cn-beijing" },
      { cloud: "tencent", owner: "cbs" },
    ],
  });
  const shown = await keys();
  expect(shown).toMatchObject([
    { creator: "100000000001" },
    { creator: "100000000001" },
    { creator: "Ecs", aliases: ["alias/acs/ecs"], tags: { team: "ops" } },
    { tags: { ...USED, team: "ops" } },
    { creator: "Ecs", aliases: ["alias/acs/ecs"] },
    { owner: "user" },
    { owner: "cbs", aliases: [expect.stringMatching(/^kms-cbs-/)] },
  ]);
  const other = await start({ seed: { keys: shown } });
  const again = (await askControl(other.url, "GET", "keys")).json as Key[];
  await other.close();
  const settled = (list: Key[]) =>
    list.map(({ creationDate, createTime, ...rest }) => {
      expect(creationDate ?? createTime).toBeDefined();
      return rest;
    });
  expect(settled(again)).toEqual(settled(shown));
});

test("members that follow from others may be given, and rotation without its interval", async () => {
  const { json } = await post({
    keys: [
      { cloud: "tencent", keySpec: "SM4", keyUsage: "ENCRYPT_DECRYPT" },
      { cloud: "tencent", keyUsage: "ASYMMETRIC_DECRYPT_RSA_2048" },
      { cloud: "tencent", rotationEnabled: true },
      { cloud: "alibaba", rotationEnabled: true, keySpec: "" },
      { cloud: "alibaba", region: "cn-beijing", rotationEnabled: false },
    ],
  });
  expect(json).toMatchObject([
    { keySpec: "SM4" },
    { keySpec: "RSA_2048" },
    { rotationEnabled: true, rotateDays: 365 },
    { rotationEnabled: true, rotationInterval: "31536000s" },
    { region: "cn-beijing", rotationEnabled: false, rotationInterval: "" },
  ]);
});

test("keys that name no region are in the first that is served", async () => {
  const elsewhere = await start({ regions: { alibaba: ["eu-central-1"] } });
  const { json } = await askControl(elsewhere.url, "POST", "seed", {
    keys: [{ cloud: "alibaba" }],
  });
  await elsewhere.close();
  expect(json).toMatchObject([{ region: "eu-central-1" }]);
});

test("accounts, instances and clusters are declared for the keys that need them", async () => {
  const { json, status } = await post({
    accounts: [
      { accessKeyId: "second", accessKeySecret: "s", account: "100000000002" },
    ],
    instances: ["kst-ours:hardware"],
    clusters: ["cls-hsm-ours"],
    keys: [
      { cloud: "alibaba", account: "100000000002", dkmsInstanceId: "kst-ours" },
      { cloud: "tencent", hsmClusterId: "cls-hsm-ours" },
    ],
  });
  expect({ status, json }).toMatchObject({
    status: 200,
    json: [{ account: "100000000002", protectionLevel: "HSM" }, {}],
  });
  const other = await post({
    keys: [{ cloud: "alibaba", dkmsInstanceId: "kst-theirs" }],
  });
  expect(other.status).toBe(400);
  await post({ instances: ["kst-theirs"] });
  const { json: switches } = await askControl(emulator.url, "GET", "switches");
  expect(switches).toMatchObject({
    "alibaba.instances": { value: "kst-ours:hardware,kst-theirs" },
    "tencent.hsmClusters": { value: "cls-hsm-ours" },
  });
});

test.each<[object, string]>([
  [{ cloud: "alibaba", keySpec: "DES" }, "keys.1: CreateKey answers"],
  [{ cloud: "alibaba", keyState: "Gone" }, "keys.1: keyState: must be one of"],
  [{ cloud: "alibaba", keyState: "PendingImport" }, "such a key is Enabled"],
  [{ cloud: "alibaba", keyId: ALIBABA.keyId }, "there is a key key-hzz-orders"],
  [{ cloud: "tencent", keyId: "7" }, "keys.1: keyId: must be a UUID"],
  [{ cloud: "tencent", region: "mars" }, "keys.1: region: there is no mars"],
  [{ cloud: "tencent", rotateDays: -1 }, "keys.1: rotateDays: "],
  [{ cloud: "tencent", spec: "x" }, "keys.1: "],
  [{ cloud: "tencent", owner: "7" }, "keys.1: owner: must be user, or a prod"],
  [{ cloud: "alibaba", creator: "7" }, "keys.1: creator: must be 100000000001"],
  [{ cloud: "alibaba", creator: "user" }, "keys.1: creator: must be 1000000"],
  [{ cloud: "aws" }, "keys: 1: cloud:"],
  [{ cloud: "tencent", tags: { "": "x" } }, "keys.1: tags answers"],
])("%j is refused with its place, and nothing is made", async (wrong, text) => {
  const before = (await askControl(emulator.url, "GET", "switches")).json;
  const { status, json } = await post({
    instances: ["kst-ours"],
    keys: [ALIBABA, wrong],
  });
  expect(status).toBe(400);
  expect((json as { error: string }).error).toContain(text);
  expect(await keys()).toEqual([]);
  const after = (await askControl(emulator.url, "GET", "switches")).json;
  expect(after).toEqual(before);
  expect((await post({ keys: [ALIBABA] })).status).toBe(200);
});

describe("tags of the cloud's own", () => {
  const set = (body: object) =>
    askControl(emulator.url, "POST", "cloud-tags", body);
  const { keyId, cloud } = ALIBABA;
  const tagged = { cloud, keyId, tags: USED };
  beforeEach(() => post({ keys: [ALIBABA, TENCENT] }));

  test("are set beside the user's, and taken away", async () => {
    const { team } = ALIBABA.tags;
    expect((await set(tagged)).json).toMatchObject({
      keyId,
      tags: { team, ...USED },
    });
    const tags = { "acs:rds:instance-encryption": null };
    await set({ ...tagged, tags });
    expect((await keys())[0]).toMatchObject({ tags: { team } });
  });

  test.each([
    [{ keyId: "key-none" }, "keyId: there is no key-none"],
    [{ tags: { team: "x" } }, "tags: team is no tag of the cloud's own"],
    [{ tags: { "acs:?": "x" } }, "tags: acs:? is no tag of the cloud's own"],
    [{ cloud: TENCENT.cloud }, "cloud: tencent sets no tags of its own"],
    [{ cloud: undefined }, "cloud: "],
  ])("are refused with %j", async (wrong, message) => {
    const { status, json } = await set({ ...tagged, ...wrong });
    expect([status, json]).toEqual([
      400,
      { error: expect.stringContaining(message) as string },
    ]);
  });
});
