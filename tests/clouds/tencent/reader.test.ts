import type { Key } from "../../../provider/clouds/cloud";
import { newBench, requestOf } from "../../support/clouds/tencent";

const bench = newBench();

async function makeMany(count: number, tagsEach: number): Promise<string[]> {
  const tags = Object.fromEntries(
    Array.from({ length: tagsEach }, (_, i) => [`tag-${i}`, "x"]),
  );
  const created = await Promise.all(
    Array.from({ length: count }, () => bench.keys.create(requestOf({ tags }))),
  );
  await bench.cloud.calls();
  return created.map(({ keyId }) => keyId);
}

function describeAll(keyIds: string[]): Promise<(Key | undefined)[]> {
  return Promise.all(
    keyIds.map((keyId) => bench.keys.describe(keyId, { tags: true })),
  );
}

test("keys that are read at the same time are read together, with their tags", async () => {
  const keyIds = await makeMany(120, 1);
  const keys = await describeAll(keyIds);
  expect(keys.map((key) => key?.keyId)).toEqual(keyIds);
  expect(keys.every((key) => key?.tags?.["tag-0"] === "x")).toBe(true);
  const calls = await bench.cloud.calls();
  expect(calls.DescribeKeys).toBe(2);
  expect(calls).not.toHaveProperty("DescribeKey");
  // 100 tags a page, 50 keys a call.
  expect(calls.DescribeResourceTagsByResourceIds).toBe(3);
  await describeAll(keyIds.slice(0, 1));
  expect(await bench.cloud.calls()).toEqual({
    DescribeKey: 1,
    DescribeResourceTagsByResourceIds: 1,
  });
});

test("tags are read to the last page, each for its own key", async () => {
  const keyIds = await makeMany(3, 49);
  const keys = await describeAll(keyIds);
  for (const key of keys) expect(Object.keys(key?.tags ?? {})).toHaveLength(49);
  const calls = await bench.cloud.calls();
  expect(calls.DescribeResourceTagsByResourceIds).toBe(2);
});

test("tags are read where the tag service refuses pages of so many rows", async () => {
  const keyIds = await makeMany(2, 30);
  await bench.cloud.set({ "tencent.tagPageLimit": 20 });
  const keys = await describeAll(keyIds);
  for (const key of keys) expect(Object.keys(key?.tags ?? {})).toHaveLength(30);
});

test("a missing key among many is missing, and no other", async () => {
  const keyIds = await makeMany(20, 0);
  const missing = "11111111-2222-11ee-8888-525400000000";
  const keys = await describeAll([...keyIds, missing]);
  expect(keys.map((key) => key?.keyId)).toEqual([...keyIds, undefined]);
  const { DescribeKeys = 0, DescribeKey = 0 } = await bench.cloud.calls();
  expect(DescribeKeys + DescribeKey).toBeLessThanOrEqual(12);
});

test.each([
  { code: "AuthFailure.UnauthorizedOperation", count: 1 },
  // The second time for fewer rows.
  { code: "InvalidParameterValue", count: 2 },
  { code: "ResourceUnavailable.CmkNotFound", count: 1 },
])(
  "tags that are refused together by $code are read apart",
  async (refused) => {
    const keyIds = await makeMany(4, 1);
    const action = "DescribeResourceTagsByResourceIds";
    await bench.cloud.fault({ action, kind: "error", ...refused });
    const keys = await describeAll(keyIds);
    expect(keys.map((key) => key?.tags)).toEqual(
      keyIds.map(() => ({ "tag-0": "x" })),
    );
    expect((await bench.cloud.calls())[action]).toBe(refused.count + 2);
  },
);

test("a corrupt id among many is an error of its own", async () => {
  const keyIds = await makeMany(4, 0);
  const reads = [...keyIds, "corrupt"].map((keyId) =>
    bench.keys.describe(keyId, {}),
  );
  const outcomes = await Promise.allSettled(reads);
  expect(outcomes.map(({ status }) => status)).toEqual([
    ...keyIds.map(() => "fulfilled"),
    "rejected",
  ]);
});

test("a region of more than a page is surveyed whole, in one listing", async () => {
  await bench.cloud.set({ "tencent.keyQuota": 1000 });
  const keyIds = await makeMany(205, 0);
  const { owned, aliases } = await bench.keys.listing();
  expect(owned.map(({ keyId }) => keyId).sort()).toEqual(keyIds.sort());
  expect(aliases?.size).toBe(205);
  expect(await bench.cloud.calls()).toEqual({ ListKeyDetail: 2 });
});

test("the cloud's own tags are no tags of the user", async () => {
  await bench.cloud.set({ "tencent.systemTag": "owner=somebody" });
  const [keyId = ""] = await makeMany(1, 1);
  const [key] = await describeAll([keyId]);
  expect(key?.tags).toEqual({ "tag-0": "x" });
});

test("more tags than one call takes are set and removed, removals first", async () => {
  const [keyId = ""] = await makeMany(1, 49);
  const [key] = await describeAll([keyId]);
  if (!key) throw new Error("there is no such key");
  const fresh = Object.fromEntries(
    Array.from({ length: 45 }, (_, i) => [`new-${i}`, "y"]),
  );
  const remove = Object.keys(key.tags ?? {}).slice(0, 45);
  await bench.keys.setTags(key, { set: fresh, remove });
  const [after] = await describeAll([keyId]);
  expect(Object.keys(after?.tags ?? {})).toHaveLength(49);
  expect(after?.tags).toMatchObject(fresh);
});

test("two hundred creates keep within the cloud's hundred a second", async () => {
  const limit = { cloud: "tencent", action: "CreateKey", perSecond: 100 };
  await bench.cloud.control("POST", "limits", limit);
  const made = Array.from({ length: 200 }, () =>
    bench.keys.create(requestOf()),
  );
  await Promise.all(made);
  expect((await bench.cloud.calls()).CreateKey).toBe(200);
});
