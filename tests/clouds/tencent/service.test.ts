import { rules } from "../../../provider/clouds/tencent/rules";
import type { Key, KeyFilter } from "../../../provider/clouds/cloud";
import { OWNER_ID, contextOf } from "../../support/clouds/bench";
import {
  ACCOUNT,
  REGION,
  newBench,
  requestOf,
} from "../../support/clouds/tencent";

const DAY = 86_400;
const FIPS_REGION = "ap-singapore";

const bench = newBench();
const context = contextOf();

async function make(
  overrides: Parameters<typeof requestOf>[0] = {},
): Promise<string> {
  return (await bench.keys.create(requestOf(overrides))).keyId;
}

async function read(keyId: string, region = REGION): Promise<Key> {
  const key = await bench.service
    .in(region, context)
    .describe(keyId, { tags: true });
  if (!key) throw new Error("there is no such key");
  return key;
}

test("a key is made with all that CreateKey takes, and read back", async () => {
  const request = requestOf({
    description: "clé 密钥",
    tags: { env: "dev" },
    hsmClusterId: "cls-hsm-1",
  });
  await bench.keys.precheck(request);
  const { keyId, key: made, ...rest } = await bench.keys.create(request);
  expect(rest).toEqual({ undone: { ownerTag: false }, doubled: [] });
  const key = await read(keyId);
  expect(made).toEqual(key);
  expect(key).toMatchObject({
    region: REGION,
    keyId,
    arn: `qcs::kms:${REGION}:uin/${ACCOUNT}:key/creatorUin/${ACCOUNT}/${keyId}`,
    state: "Enabled",
    spec: "SM4",
    usage: "ENCRYPT_DECRYPT",
    origin: "KMS",
    hsmClusterId: "cls-hsm-1",
    aliases: [request.uniqueAlias],
    ownerId: OWNER_ID,
    description: "clé 密钥",
    rotation: { enabled: false },
    tags: { env: "dev" },
    creator: ACCOUNT,
  });
  expect(Date.parse(key.creationDate ?? "")).toBeLessThanOrEqual(Date.now());
  for (const absent of [
    "protectionLevel",
    "nextRotationDate",
    "lastRotationDate",
    "deletionDate",
    "materialExpireTime",
  ] as const)
    expect(key[absent] || undefined).toBeUndefined();
});

test("one call takes as many tags as the rules say", async () => {
  const key = await read(await make({}));
  const { most } = rules.tags.perCall;
  const remove = Array.from({ length: most + 1 }, (_, n) => `tag-${n}`);
  const set = Object.fromEntries(remove.slice(1).map((name) => [name, "x"]));
  await bench.keys.setTags(key, { set, remove: [] });
  await bench.keys.setTags(key, { set: {}, remove: remove.slice(1) });
  expect((await read(key.keyId)).tags).toEqual({});
});

test("each part of a key is changed by itself", async () => {
  const keyId = await make({ description: "first", tags: { env: "dev" } });
  const key = await read(keyId);
  const rotation = { enabled: true, intervalSeconds: 90 * DAY };
  await bench.keys.setRotation(keyId, rotation);
  await bench.keys.setDescription(keyId, "");
  await bench.keys.addAlias(keyId, "orders");
  const change = { set: { env: "prod", team: "a b" }, remove: [] };
  await bench.keys.setTags(key, change);
  await bench.keys.disable(keyId);
  const changed = await read(keyId);
  expect(changed).toMatchObject({
    state: "Disabled",
    rotation,
    description: "",
    aliases: ["orders"],
    tags: { env: "prod", team: "a b" },
  });
  expect(changed.ownerId).toBe(OWNER_ID);
  expect(Date.parse(changed.nextRotationDate ?? "")).toBeGreaterThan(
    Date.now(),
  );

  await bench.keys.setTags(key, { set: {}, remove: ["team"] });
  await bench.keys.setRotation(keyId, { enabled: false });
  await bench.keys.enable(keyId);
  expect(await read(keyId)).toMatchObject({
    state: "Enabled",
    rotation: { enabled: false },
    tags: { env: "prod" },
  });
});

test("a key that another account does not see is not taken for gone", async () => {
  const keyId = await make();
  const { arn } = await read(keyId);
  const other = {
    accessKeyId: "other",
    accessKeySecret: "other-secret",
    account: "100000000002",
  };
  await bench.cloud.control("POST", "accounts", other);
  const stranger = await bench.cloud.connect({
    tencentSecretId: "other",
    tencentSecretKey: "other-secret",
  });
  const looking = stranger.in(REGION, context).describe(keyId, {}, arn);
  await expect(looking).rejects.toMatchObject({
    kind: "accountMismatch",
    message: expect.stringMatching(
      /account 100000000001.*100000000002/,
    ) as string,
  });
});

test("a key id that is none is an error, never a missing key", async () => {
  const looking = bench.keys.describe("no-uuid", {});
  await expect(looking).rejects.toMatchObject({
    kind: "invalid",
    code: "InvalidParameterValue.InvalidKeyId",
  });
});

test("a key is found by its whole alias only, while it is pending deletion too", async () => {
  const [long, exact] = [await make(), await make()];
  await bench.keys.addAlias(long, "orders-eu");
  await bench.keys.addAlias(exact, "orders");
  const key = await read(exact);
  await bench.keys.scheduleDeletion(key, 7);
  const found = await bench.keys.findByAlias("orders");
  expect(found).toMatchObject({ keyId: exact, state: "PendingDeletion" });
  expect(await bench.keys.findByAlias("order")).toBeUndefined();
});

test("an alias is given twice to the same key, but not to another one", async () => {
  await bench.cloud.set({ "tencent.sameAliasRefused": true });
  const [first, second] = [await make(), await make()];
  await bench.keys.addAlias(first, "orders");
  await bench.keys.addAlias(first, "orders");
  await expect(bench.keys.addAlias(second, "orders")).rejects.toMatchObject({
    kind: "aliasTaken",
  });
});

test("a symmetric algorithm must be the region's own", async () => {
  const aes = requestOf({ spec: "AES_256" });
  const elsewhere = bench.service.in(FIPS_REGION, context);
  await elsewhere.precheck(aes);
  await expect(bench.keys.precheck(aes)).rejects.toMatchObject({
    kind: "unsupported",
    message: expect.stringContaining(`in ${REGION} are SM4`) as string,
  });
  const { keyId } = await elsewhere.create(requestOf());
  expect(await read(keyId, FIPS_REGION)).toMatchObject({ spec: "AES_256" });
});

test("a key whose region won't tell its algorithm is of the default spec", async () => {
  await bench.cloud.set({ "tencent.deniedActions": "ListAlgorithms" });
  expect(await read(await make())).toMatchObject({ spec: "SYMMETRIC_DEFAULT" });
  const request = requestOf({ spec: "SM4" });
  await expect(bench.keys.precheck(request)).rejects.toMatchObject({
    kind: "denied",
  });
});

describe("listing", () => {
  async function list(filter: KeyFilter): Promise<string[]> {
    const found: string[] = [];
    for await (const key of bench.keys.list(filter, { tags: true }))
      found.push(...(key.aliases ?? []));
    return found.sort();
  }

  async function makeNamed(
    alias: string,
    overrides: Parameters<typeof requestOf>[0] = {},
  ): Promise<string> {
    const keyId = await make(overrides);
    await bench.keys.addAlias(keyId, alias);
    return keyId;
  }

  beforeEach(async () => {
    await makeNamed("app-one", { tags: { env: "dev" } });
    await makeNamed("app-two", { tags: { env: "prod" } });
    await makeNamed("an-app", { spec: "RSA_2048", usage: "SIGN_VERIFY" });
    const off = await makeNamed("rsa", { spec: "RSA_2048" });
    await bench.keys.disable(off);
    const pending = await makeNamed("sm2", {
      spec: "SM2",
      usage: "SIGN_VERIFY",
    });
    const key = await read(pending);
    await bench.keys.scheduleDeletion(key, 7);
  });

  test.each<[KeyFilter, string[]]>([
    [{}, ["an-app", "app-one", "app-two", "rsa", "sm2"]],
    [{ aliasPrefix: "app" }, ["app-one", "app-two"]],
    [{ tags: { env: "prod" } }, ["app-two"]],
    [{ states: ["Disabled"] }, ["rsa"]],
    [{ states: ["Disabled", "PendingDeletion"] }, ["rsa", "sm2"]],
    [{ specs: ["RSA_2048"] }, ["an-app", "rsa"]],
    [{ specs: ["RSA_2048"], usages: ["SIGN_VERIFY"] }, ["an-app"]],
    [{ usages: ["SIGN_VERIFY"] }, ["an-app", "sm2"]],
    [{ specs: ["SYMMETRIC_DEFAULT"] }, ["app-one", "app-two"]],
    [{ specs: ["AES_256"] }, []],
    [{ specs: ["SM4", "SM2"] }, ["app-one", "app-two", "sm2"]],
    [{ specs: ["native:ASYMMETRIC_SIGN_VERIFY_SM2"] }, ["sm2"]],
  ])("with %j yields the keys that fit", async (filter, expected) => {
    expect(await list(filter)).toEqual(expected);
  });

  test("for the listing has every alias, and the keys that carry an owner", async () => {
    const keyId = await make({ uniqueAlias: `x-${OWNER_ID}-abcdefghijkl` });
    const { aliases, owned } = await bench.keys.listing();
    expect([...(aliases ?? []).keys()]).toEqual(
      expect.arrayContaining(["app-one", "sm2"]),
    );
    expect(owned).toMatchObject([
      { keyId, ownerId: OWNER_ID, token: "abcdefghijkl", state: "Enabled" },
    ]);
  });
});

test("null stands for absent", async () => {
  await bench.cloud.set({ "tencent.nullMembers": true });
  expect(await read(await make())).toMatchObject({
    rotation: { enabled: false },
    hsmClusterId: undefined,
    deletionDate: undefined,
    lastRotationDate: undefined,
  });
});
