import { Bench, UIN } from "../../testing/tencent";

const bench = new Bench();
bench.set("tencent.keyQuota", 1000);

function nameOf(keyId: string, owner = "", region = "ap-guangzhou"): string {
  return `qcs::kms:${region}:uin/${owner}:key/creatorUin/${UIN}/${keyId}`;
}

function tagsOf(keyId: string): Record<string, string> | undefined {
  return bench.cloud.keys().find((key) => key.keyId === keyId)?.tags;
}

const ENV = { TagKey: "env", TagValue: "dev" };

test("ModifyResourceTags sets and removes in one call, with or without the owner's uin", async () => {
  const keyId = await bench.createKey({
    Tags: [ENV, { TagKey: "old", TagValue: "1" }],
  });
  await bench.tag("ModifyResourceTags", {
    Resource: nameOf(keyId),
    ReplaceTags: [{ TagKey: "env", TagValue: "prod" }],
    DeleteTags: [{ TagKey: "old" }],
  });
  expect(tagsOf(keyId)).toEqual({ env: "prod" });
  await bench.tag("ModifyResourceTags", {
    Resource: nameOf(keyId, UIN),
    ReplaceTags: [{ TagKey: "team", TagValue: "a" }],
  });
  expect(tagsOf(keyId)).toEqual({ env: "prod", team: "a" });
});

test("a refused change changes nothing", async () => {
  const keyId = await bench.createKey({ Tags: [ENV] });
  const parameters = {
    Resource: nameOf(keyId),
    ReplaceTags: [
      { TagKey: "good", TagValue: "1" },
      { TagKey: "tencent-x", TagValue: "1" },
    ],
    DeleteTags: [{ TagKey: "env" }],
  };
  expect(await bench.tagCode("ModifyResourceTags", parameters)).toBe(
    "InvalidParameter.ReservedTagKey",
  );
  expect(tagsOf(keyId)).toEqual({ env: "dev" });
});

test("by switch a refused change is done halfway", async () => {
  const own = new Bench();
  own.set("tencent.modifyTagsAtomic", false);
  const keyId = await own.createKey({ Tags: [ENV] });
  const parameters = {
    Resource: nameOf(keyId),
    ReplaceTags: [
      { TagKey: "good", TagValue: "1" },
      { TagKey: "tencent-x", TagValue: "1" },
    ],
    DeleteTags: [{ TagKey: "env" }],
  };
  expect(await own.tagCode("ModifyResourceTags", parameters)).toBe(
    "InvalidParameter.ReservedTagKey",
  );
  expect(own.cloud.keys()[0]?.tags).toEqual({ good: "1" });
});

test("TagResources and UnTagResources tell the resources that failed, without an Error", async () => {
  const keyId = await bench.createKey();
  const bad = nameOf("9999aed0-4956-11e9-bc70-5254005e86b4");
  const ResourceList = [nameOf(keyId), bad];
  const failed = [
    {
      Resource: bad,
      Code: "InvalidParameterValue.ResourceDescriptionError",
      Message: expect.any(String) as unknown,
    },
  ];
  const tagged = await bench.tag("TagResources", { ResourceList, Tags: [ENV] });
  expect(tagged.FailedResources).toEqual(failed);
  expect(tagsOf(keyId)).toEqual({ env: "dev" });
  const untagged = await bench.tag("UnTagResources", {
    ResourceList,
    TagKeys: ["env"],
  });
  expect(untagged.FailedResources).toEqual(failed);
  expect(tagsOf(keyId)).toEqual({});
});

test("a tag-failure fault makes TagResources fail for its resources", async () => {
  const keyId = await bench.createKey();
  bench.fault({ action: "TagResources", kind: "tag-failure", count: 1 });
  const call = () =>
    bench.tag("TagResources", { ResourceList: [nameOf(keyId)], Tags: [ENV] });
  expect((await call()).FailedResources).toMatchObject([
    { Code: "FailedOperation.ResourceTagProcessing" },
  ]);
  expect(tagsOf(keyId)).toEqual({});
  expect((await call()).FailedResources).toEqual([]);
});

test("AttachResourcesTag and DetachResourcesTag change one tag of many keys", async () => {
  const keyIds = [await bench.createKey(), await bench.createKey()];
  const common = {
    ServiceType: "kms",
    ResourceIds: keyIds.map((keyId) => `creatorUin/${UIN}/${keyId}`),
    ResourceRegion: "ap-guangzhou",
    ResourcePrefix: "key",
    TagKey: "shared",
  };
  await bench.tag("AttachResourcesTag", { ...common, TagValue: "yes" });
  expect(keyIds.map(tagsOf)).toEqual([{ shared: "yes" }, { shared: "yes" }]);
  await bench.tag("DetachResourcesTag", common);
  expect(keyIds.map(tagsOf)).toEqual([{}, {}]);
  const missing = { ...common, ResourceIds: ["creatorUin/1/x"] };
  expect(await bench.tagCode("DetachResourcesTag", missing)).toBe(
    "InvalidParameterValue.ResourceIdInvalid",
  );
});

const DESCRIPTION = "InvalidParameterValue.ResourceDescriptionError";
test.each([
  ["no six segments", () => "key/1", DESCRIPTION],
  [
    "the form key/KEYID",
    (id: string) => `qcs::kms:ap-guangzhou:uin/:key/${id}`,
    DESCRIPTION,
  ],
  ["another region", (id: string) => nameOf(id, "", "ap-beijing"), DESCRIPTION],
  [
    "another creator",
    (id: string) => nameOf(id).replace(UIN, "100000000009"),
    DESCRIPTION,
  ],
  [
    "another owner",
    (id: string) => nameOf(id, "100000000009"),
    "AuthFailure.UnauthorizedOperation",
  ],
  [
    "another service",
    (id: string) => nameOf(id).replace("kms", "cos"),
    "InvalidParameter.UnsupportedService",
  ],
])("a name with %s is refused", async (_, name, code) => {
  const keyId = await bench.createKey();
  expect(
    await bench.tagCode("ModifyResourceTags", {
      Resource: name(keyId),
      ReplaceTags: [ENV],
    }),
  ).toBe(code);
});

const VALUE = "InvalidParameterValue";
test.each([
  ["an empty key", { TagKey: "", TagValue: "v" }, `${VALUE}.TagKeyEmpty`],
  [
    "a key of 128 characters",
    { TagKey: "k".repeat(128), TagValue: "v" },
    `${VALUE}.TagKeyLengthExceeded`,
  ],
  [
    "a key with a star",
    { TagKey: "k*", TagValue: "v" },
    `${VALUE}.TagKeyCharacterIllegal`,
  ],
  [
    "a key with a space at its end",
    { TagKey: "k ", TagValue: "v" },
    `${VALUE}.TagKeyCharacterIllegal`,
  ],
  [
    "a reserved key",
    { TagKey: "Project-1", TagValue: "v" },
    "InvalidParameter.ReservedTagKey",
  ],
  ["an empty value", { TagKey: "k", TagValue: "" }, `${VALUE}.TagValueEmpty`],
  [
    "a value of 256 characters",
    { TagKey: "k", TagValue: "v".repeat(256) },
    `${VALUE}.TagValueLengthExceeded`,
  ],
  [
    "a value with a tab",
    { TagKey: "k", TagValue: "a\tb" },
    `${VALUE}.TagValueCharacterIllegal`,
  ],
  ["a value of another type", { TagKey: "k", TagValue: 1 }, "InvalidParameter"],
])(
  "%s is refused by ModifyResourceTags and TagResources",
  async (_, tag, code) => {
    const name = nameOf(await bench.createKey());
    const modify = { Resource: name, ReplaceTags: [tag] };
    expect(await bench.tagCode("ModifyResourceTags", modify)).toBe(code);
    const tagAll = { ResourceList: [name], Tags: [tag] };
    expect(await bench.tagCode("TagResources", tagAll)).toBe(code);
  },
);

test("keys of 127 and values of 255 characters of any script are taken", async () => {
  const keyId = await bench.createKey();
  const tag = {
    TagKey: "密".repeat(127),
    TagValue: "a +-=._:/@".repeat(25) + "密密密密密",
  };
  await bench.tag("ModifyResourceTags", {
    Resource: nameOf(keyId),
    ReplaceTags: [tag],
  });
  expect(tagsOf(keyId)).toEqual({ [tag.TagKey]: tag.TagValue });
});

test.each([
  ["neither list", {}, "MissingParameter"],
  ["a key twice", { ReplaceTags: [ENV, ENV] }, "InvalidParameter.Tag"],
  [
    "a key in both lists",
    { ReplaceTags: [ENV], DeleteTags: [{ TagKey: "env" }] },
    `${VALUE}.DeleteTagsParamError`,
  ],
])("ModifyResourceTags refuses %s", async (_, lists, code) => {
  const Resource = nameOf(await bench.createKey());
  expect(
    await bench.tagCode("ModifyResourceTags", { Resource, ...lists }),
  ).toBe(code);
});

test("TagResources takes ten resources and ten tags at most", async () => {
  const name = nameOf(await bench.createKey());
  const tags = Array.from({ length: 11 }, (_, n) => ({
    TagKey: `k${n}`,
    TagValue: "v",
  }));
  const call = (ResourceList: string[], Tags: object[]) =>
    bench.tagCode("TagResources", { ResourceList, Tags });
  expect(await call(Array<string>(11).fill(name), [ENV])).toBe(
    "LimitExceeded.ResourceNumPerRequest",
  );
  expect(await call([name], tags)).toBe("LimitExceeded.TagNumPerRequest");
  expect(await call([name], [ENV, ENV])).toBe(
    "InvalidParameterValue.TagKeyDuplicate",
  );
  expect(await call([], [ENV])).toBe("InvalidParameter");
});

test("quotas hold for tags of a key, keys of an account and values of a key", async () => {
  const own = new Bench();
  const keyId = await own.createKey();
  const set = (TagKey: string, TagValue: string) =>
    own.tagCode("ModifyResourceTags", {
      Resource: nameOf(keyId),
      ReplaceTags: [{ TagKey, TagValue }],
    });
  own.set("tencent.tagQuota", 2);
  own.set("tencent.tagKeyQuota", 3);
  own.set("tencent.tagValueQuota", 2);
  expect(await set("a", "1")).toBe("ok");
  expect(await set("b", "1")).toBe("ok");
  expect(await set("c", "1")).toBe("LimitExceeded.ResourceAttachedTags");
  expect(await set("a", "2")).toBe("ok");
  expect(await set("a", "3")).toBe("LimitExceeded.TagValue");
  expect(await set("a", "1")).toBe("ok");
  own.set("tencent.tagQuota", 9);
  expect(await set("c", "1")).toBe("ok");
  expect(await set("d", "1")).toBe("LimitExceeded.TagKey");
});
