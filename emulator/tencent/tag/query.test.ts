import { createHash } from "node:crypto";
import { Bench, UIN } from "../../testing/tencent";

const bench = new Bench();

function idOf(keyId: string): string {
  return `creatorUin/${UIN}/${keyId}`;
}

function query(keyIds: string[], more: object = {}) {
  return {
    ServiceType: "kms",
    ResourcePrefix: "key",
    ResourceIds: keyIds.map(idOf),
    ResourceRegion: "ap-guangzhou",
    ...more,
  };
}

function numbered(count: number) {
  return Array.from({ length: count }, (_, number) => ({
    TagKey: `k${number}`,
    TagValue: String(number),
  }));
}

const BY_IDS = "DescribeResourceTagsByResourceIds";

test("a key's tags are read in pages of 15, each row with the sums of key and value", async () => {
  const keyId = await bench.createKey({ Tags: numbered(20) });
  const first = await bench.tag(BY_IDS, query([keyId]));
  expect(first).toMatchObject({ TotalCount: 20, Offset: 0, Limit: 15 });
  expect(first.Tags).toHaveLength(15);
  const second = await bench.tag(BY_IDS, query([keyId], { Offset: 15 }));
  expect(second.Tags).toHaveLength(5);
  const md5 = (text: string) => createHash("md5").update(text).digest("hex");
  expect((second.Tags as object[])[0]).toEqual({
    TagKey: "k15",
    TagValue: "15",
    ResourceId: idOf(keyId),
    TagKeyMd5: md5("k15"),
    TagValueMd5: md5("15"),
    ServiceType: "kms",
    Category: "Custom",
  });
});

test("several keys are read at once, and keys of another region or account are not", async () => {
  const ids = [
    await bench.createKey({ Tags: numbered(1) }),
    await bench.createKey({ Tags: numbered(2) }),
    await bench.createKey(),
  ];
  const all = await bench.tag(BY_IDS, query(ids));
  expect(all.TotalCount).toBe(3);
  const elsewhere = query(ids, { ResourceRegion: "ap-beijing" });
  expect((await bench.tag(BY_IDS, elsewhere)).TotalCount).toBe(0);
  bench.accounts.add({
    accessKeyId: "AKID2",
    accessKeySecret: "s",
    account: "100000000002",
  });
  const credentials = { secretId: "AKID2", secretKey: "s" };
  const foreign = await bench.tag(BY_IDS, query(ids), { credentials });
  expect(foreign.TotalCount).toBe(0);
});

test("by switch there is a system tag, which Category Custom leaves out", async () => {
  const keyId = await bench.createKey({ Tags: numbered(1) });
  bench.set("tencent.systemTag", "qcloud:maker=me");
  const all = await bench.tag(BY_IDS, query([keyId]));
  expect(all.Tags).toMatchObject([
    { TagKey: "k0", Category: "Custom" },
    { TagKey: "qcloud:maker", TagValue: "me", Category: "System" },
  ]);
  const custom = await bench.tag(
    BY_IDS,
    query([keyId], { Category: "Custom" }),
  );
  expect(custom.TotalCount).toBe(1);
  bench.set("tencent.systemTag", "");
});

const VALUE = "InvalidParameterValue";
test.each([
  [{ ServiceType: "cos" }, `${VALUE}.ServiceTypeInvalid`],
  [{ ResourcePrefix: "cmk" }, `${VALUE}.ResourcePrefixInvalid`],
  [{ ResourceRegion: "nowhere" }, `${VALUE}.RegionInvalid`],
  [
    { ResourceIds: ["9999aed0-4956-11e9-bc70-5254005e86b4"] },
    `${VALUE}.ResourceIdInvalid`,
  ],
  [{ ResourceIds: [] }, "InvalidParameter"],
  [{ Offset: 5 }, "InvalidParameter"],
  [{ Limit: 0 }, "InvalidParameter"],
  [{ Limit: 201 }, "InvalidParameter"],
])("a query with %j is refused", async (wrong, code) => {
  expect(
    await bench.tagCode(
      BY_IDS,
      query([], {
        ResourceIds: [idOf("9999aed0-4956-11e9-bc70-5254005e86b4")],
        ...wrong,
      }),
    ),
  ).toBe(code);
});

test("GetResources gives full names, pages by its token and filters by tags", async () => {
  const own = new Bench();
  const names: string[] = [];
  for (const Tags of [numbered(1), numbered(2), numbered(3)]) {
    const keyId = await own.createKey({ Tags });
    names.push(`qcs::kms:ap-guangzhou:uin/${UIN}:key/${idOf(keyId)}`);
  }
  await own.createKey();
  const resources = async (parameters: object) => {
    const answer = await own.tag("GetResources", parameters);
    const list = answer.ResourceTagMappingList as { Resource: string }[];
    return {
      token: answer.PaginationToken,
      names: list.map((each) => each.Resource),
    };
  };
  const first = await resources({ MaxResults: 2 });
  expect(first.names).toEqual(names.slice(0, 2));
  const second = await resources({
    MaxResults: 2,
    PaginationToken: first.token,
  });
  expect(second).toEqual({ token: "", names: names.slice(2) });
  const filtered = await resources({
    TagFilters: [{ TagKey: "k1", TagValue: ["1"] }],
  });
  expect(filtered.names).toEqual(names.slice(1));
  const named = await resources({ ResourceList: [names[2]], MaxResults: 1 });
  expect(named.names).toEqual([names[2]]);
  expect(await own.tagCode("GetResources", { PaginationToken: "!!" })).toBe(
    "ok",
  );
  expect(await own.tagCode("GetResources", { PaginationToken: "YWJj" })).toBe(
    "InvalidParameter",
  );
});

test("DescribeResourceTags reads one key, or all", async () => {
  const own = new Bench();
  const keyId = await own.createKey({ Tags: numbered(2) });
  await own.createKey({ Tags: numbered(1) });
  const one = await own.tag("DescribeResourceTags", {
    ResourceId: idOf(keyId),
  });
  expect(one).toMatchObject({
    TotalCount: 2,
    Rows: [{ TagKey: "k0" }, { TagKey: "k1" }],
  });
  const all = await own.tag("DescribeResourceTags", {});
  expect(all.TotalCount).toBe(3);
});
