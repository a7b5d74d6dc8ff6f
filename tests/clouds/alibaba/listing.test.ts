import type {
  KeyInclude,
  Key,
  KeyFilter,
} from "../../../provider/clouds/cloud";
import { contextOf, OWNER_ID } from "../../support/clouds/bench";
import { Agents } from "../../../provider/clouds/common/http/agents";
import { RpcClient } from "../../../provider/clouds/alibaba/connection";
import {
  makeKey,
  newBench,
  OTHER_REGION,
  REGION,
  requestOf,
} from "../../support/clouds/alibaba";

const bench = newBench();
const elsewhere = () => bench.service.in(OTHER_REGION, contextOf());

async function list(
  filter: KeyFilter,
  include: KeyInclude = {},
): Promise<Key[]> {
  const keys: Key[] = [];
  for await (const key of bench.keys.list(filter, include)) keys.push(key);
  return keys;
}

describe("reads at the same time", () => {
  test("take one DescribeKey each, and one call for all their tags", async () => {
    const keys = await Promise.all(
      ["a", "b", "c", "d"].map((name) =>
        makeKey(elsewhere(), { tags: { name } }),
      ),
    );
    await bench.cloud.calls();
    const read = await Promise.all(
      keys.map(({ keyId, arn }) =>
        bench.service
          .in(OTHER_REGION, contextOf())
          .describe(keyId, { tags: true }, arn),
      ),
    );
    expect(read.map((key) => key?.tags)).toEqual(keys.map(({ tags }) => tags));
    expect(await bench.cloud.calls()).toEqual({
      DescribeKey: 4,
      ListTagResources: 1,
    });
  });

  test("are not spoiled by a key that is gone", async () => {
    const keys = [
      await makeKey(bench.keys, { tags: { n: "1" } }),
      await makeKey(bench.keys),
      await makeKey(bench.keys, { tags: { n: "3" } }),
    ] as const;
    await bench.keys.scheduleDeletion(keys[1], 7);
    await bench.cloud.advance(8 * 86_400);
    const read = await Promise.all(
      keys.map(({ keyId }) => bench.keys.describe(keyId, { tags: true })),
    );
    expect(read.map((key) => key?.tags)).toEqual([
      { n: "1" },
      undefined,
      { n: "3" },
    ]);
  });

  test("give more tag rows than one page holds", async () => {
    const tags = Object.fromEntries(
      Array.from({ length: 19 }, (_, n) => [`tag-${n}`, `${n}`]),
    );
    const keys = await Promise.all(
      Array.from({ length: 12 }, () => makeKey(bench.keys, { tags })),
    );
    await bench.cloud.calls();
    const read = await Promise.all(
      keys.map(({ keyId }) => bench.keys.describe(keyId, { tags: true })),
    );
    for (const key of read) expect(key?.tags).toEqual(tags);
    expect((await bench.cloud.calls())["ListTagResources"]).toBe(2);
  });
});

describe("a list of keys", () => {
  let aes: Key, rsa: Key, sm4: Key;

  beforeEach(async () => {
    aes = await makeKey(bench.keys, { tags: { team: "a", stage: "prod" } });
    rsa = await makeKey(bench.keys, {
      spec: "RSA_2048",
      usage: "SIGN_VERIFY",
      tags: { team: "a" },
    });
    sm4 = await makeKey(bench.keys, { spec: "SM4", tags: { team: "b" } });
    await makeKey(elsewhere());
    await bench.keys.addAlias(aes.keyId, "shop/one");
    await bench.keys.addAlias(aes.keyId, "shop/two");
    await bench.keys.addAlias(rsa.keyId, "bank");
    await bench.keys.disable(sm4.keyId);
    await bench.cloud.calls();
  });

  test.each<[KeyFilter, () => Key[]]>([
    [{}, () => [aes, rsa, sm4]],
    [{ specs: ["SYMMETRIC_DEFAULT"] }, () => [aes]],
    [{ specs: ["AES_256", "SM4"] }, () => [aes, sm4]],
    [{ specs: ["native:RSA_2048"] }, () => [rsa]],
    [{ specs: ["EC_P384"] }, () => []],
    [{ usages: ["SIGN_VERIFY"] }, () => [rsa]],
    [{ states: ["Disabled"] }, () => [sm4]],
    [{ states: ["Archived"] }, () => []],
    [{ tags: { team: "a" } }, () => [aes, rsa]],
    [{ tags: { team: "a", stage: "prod" } }, () => [aes]],
    [{ tags: { team: "b", stage: "prod" } }, () => []],
    [{ aliasPrefix: "shop/" }, () => [aes]],
    [{ aliasPrefix: "" }, () => [aes, rsa]],
  ])("filtered by %j", async (filter, expected) => {
    const ids = (await list(filter)).map(({ keyId }) => keyId);
    expect(ids.sort()).toEqual(
      expected()
        .map(({ keyId }) => keyId)
        .sort(),
    );
  });

  test.each<[Record<string, string>, number, number]>([
    [{ team: "b" }, 1, 1],
    [{ team: "a", stage: "prod" }, 1, 2],
    [{ team: "" }, 0, 3],
    [{ stage: "", team: "a" }, 0, 3],
  ])("with tags %j is %d of %d that are read", async (tags, keys, read) => {
    expect(await list({ tags })).toHaveLength(keys);
    expect((await bench.cloud.calls())["DescribeKey"]).toBe(read);
  });

  test("that a product uses is found by the product's tag", async () => {
    const cloudTags = { "acs:rds:instance-encryption": "true" };
    await bench.cloud.control("POST", "cloud-tags", {
      cloud: "alibaba",
      keyId: rsa.keyId,
      tags: cloudTags,
    });
    expect(await list({ tags: cloudTags })).toMatchObject([
      { keyId: rsa.keyId, tags: { team: "a" }, cloudTags },
    ]);
  });

  test("with an empty tag is found by it", async () => {
    const { keyId } = await makeKey(bench.keys, { tags: { team: "" } });
    const found = await list({ tags: { team: "" } });
    expect(found.map((key) => key.keyId)).toEqual([keyId]);
  });

  test("has what was asked for", async () => {
    const keys = await list({}, { aliases: true, tags: true });
    const found = (id: string) => keys.find(({ keyId }) => keyId === id);
    expect(found(aes.keyId)).toMatchObject({
      aliases: ["shop/one", "shop/two"],
      tags: { team: "a", stage: "prod" },
    });
    expect(found(sm4.keyId)?.aliases).toEqual([]);
    const { ListAliases, ListTagResources, ListKeys } =
      await bench.cloud.calls();
    expect({ ListAliases, ListTagResources, ListKeys }).toEqual({
      ListAliases: 1,
      ListTagResources: 1,
      ListKeys: 1,
    });
  });

  test("can be left early", async () => {
    for await (const key of bench.keys.list({}, {})) {
      expect(key.region).toBe(REGION);
      break;
    }
  });

  test("ends with the error of the call that failed", async () => {
    await bench.cloud.fault({
      action: "DescribeKey",
      kind: "error",
      code: "Forbidden.NoPermission",
    });
    await expect(list({})).rejects.toMatchObject({ kind: "denied" });
  });
});

test("a list goes on over pages", async () => {
  const ids: string[] = [];
  for (let n = 0; n < 102; n++) ids.push(await makeFast(n));
  const found = (await list({})).map(({ keyId }) => keyId);
  expect(found.sort()).toEqual(ids.sort());
  expect((await bench.cloud.calls())["ListKeys"]).toBe(2);
});

test("a listing names every key of the region with an owner, its owner and its request, and no other", async () => {
  const request = requestOf();
  const one = await makeKey(bench.keys, request);
  const two = await makeKey(bench.keys, { ownerId: "fedcba9876543210" });
  await makeKey(elsewhere());
  await makeFast(0);
  await bench.cloud.calls();
  const { owned, aliases } = await bench.keys.listing();
  expect(aliases).toBeUndefined();
  expect(owned).toHaveLength(2);
  expect(owned).toEqual(
    expect.arrayContaining([
      { keyId: one.keyId, ownerId: OWNER_ID, token: request.token },
      expect.objectContaining({
        keyId: two.keyId,
        ownerId: "fedcba9876543210",
      }),
    ]),
  );
  expect(await bench.cloud.calls()).toEqual({ ListTagResources: 1 });
});

/** A key that somebody else has made: without an owner, and without our rate limit. */
async function makeFast(n: number): Promise<string> {
  const endpoint = {
    protocol: "http",
    host: new URL(bench.cloud.url).host,
  } as const;
  const client = new RpcClient(endpoint, new Agents({}).for(endpoint), {
    accessKeyId: "emulator",
    accessKeySecret: "emulator-secret",
  });
  const reply = await client.send({
    action: "CreateKey",
    version: "2016-01-20",
    parameters: { Description: `key ${n}` },
    timeoutMs: 5_000,
  });
  return (reply["KeyMetadata"] as { KeyId: string }).KeyId;
}
