import { TestCloud, type Parameters } from "../../testing/alibaba";

const tagsText = (tags: [string, string][]) =>
  JSON.stringify(tags.map(([TagKey, TagValue]) => ({ TagKey, TagValue })));

const many = (count: number, prefix = "k"): [string, string][] =>
  Array.from({ length: count }, (_, index) => [`${prefix}${index}`, "v"]);

async function tagsOf(cloud: TestCloud, KeyId: string) {
  const { Tags } = await cloud.ok("ListResourceTags", { KeyId });
  return Tags.Tag.map(({ TagKey, TagValue }) => [TagKey, TagValue]);
}

test("tags are given at creation, added, overwritten and taken off", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey({ Tags: tagsText([["a", "1"]]) });
  await cloud.ok("TagResource", {
    KeyId,
    Tags: tagsText([
      ["a", "2"],
      ["__proto__", ""],
    ]),
  });
  expect(await tagsOf(cloud, KeyId)).toEqual([
    ["a", "2"],
    ["__proto__", ""],
  ]);
  await cloud.ok("UntagResource", { KeyId, TagKeys: '["a","unknown"]' });
  expect(await tagsOf(cloud, KeyId)).toEqual([["__proto__", ""]]);
  await cloud.ok("UntagResource", { KeyId, TagKeys: "__proto__,b" });
  expect(await tagsOf(cloud, KeyId)).toEqual([]);
});

test("the cloud's own tags leave room for as many of the user's, and stay when those all go", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey({ Tags: tagsText(many(20)) });
  const theirs = { "acs:ecs:disk-encryption": "true" };
  cloud.emulator.setCloudTags?.(KeyId, theirs);
  const full = { KeyId, Tags: tagsText([["k0", "2"]]) };
  await cloud.ok("TagResource", full);
  expect(await tagsOf(cloud, KeyId)).toHaveLength(21);
  await cloud.ok("UntagResources", {
    RegionId: "cn-hangzhou",
    ResourceType: "key",
    "ResourceId.1": KeyId,
    All: true,
  });
  expect(await tagsOf(cloud, KeyId)).toEqual(Object.entries(theirs));
});

test.each<[string, [string, string][]]>([
  ["200", [["k".repeat(128), "v".repeat(128)]]],
  ["200", [["A/z\\0_9-.+=:@", "\u00e9\u4e2d"]]],
  ["400 InvalidParameter.TagKey", [["k".repeat(129), "v"]]],
  ["400 InvalidParameter.TagKey", [["", "v"]]],
  ["400 InvalidParameter.TagKey", [["a b", "v"]]],
  ["400 InvalidParameter.TagKey", [["aliyun-x", "v"]]],
  ["400 InvalidParameter.TagKey", [["acs:x", "v"]]],
  ["400 InvalidParameter.TagValue", [["k", "v".repeat(129)]]],
  ["400 InvalidParameter.TagValue", [["k", "a?b"]]],
  [
    "400 Duplicate.TagKey",
    [
      ["k", "1"],
      ["k", "2"],
    ],
  ],
  ["200", many(20)],
  ["400 InvalidParameter", many(21)],
])("%s is the answer to the tags %j", async (expected, tags) => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey();
  const numbered = Object.fromEntries(
    tags.flatMap(([key, value], index) => [
      [`Tag.${index + 1}.Key`, key],
      [`Tag.${index + 1}.Value`, value],
    ]),
  );
  const requests: [string, Parameters][] = [
    ["CreateKey", { Tags: tagsText(tags) }],
    ["TagResource", { KeyId, Tags: tagsText(tags) }],
    [
      "TagResources",
      {
        RegionId: "cn-hangzhou",
        ResourceType: "key",
        "ResourceId.1": KeyId,
        ...numbered,
      },
    ],
  ];
  for (const [action, parameters] of requests)
    expect(`${action}: ${await cloud.outcome(action, parameters)}`).toBe(
      `${action}: ${expected}`,
    );
});

test.each(["x", "{}", "[1]", "[null]", '[{"TagKey":"a"}]', '[{"TagKey":1}]'])(
  "Tags can't be %s",
  async (Tags) => {
    const cloud = new TestCloud();
    const KeyId = await cloud.createKey();
    for (const action of ["CreateKey", "TagResource"])
      expect(await cloud.outcome(action, { KeyId, Tags })).toBe(
        "400 InvalidParameter",
      );
  },
);

test("a key takes as many tags as its quota", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey({ Tags: tagsText(many(20)) });
  expect(
    await cloud.outcome("TagResource", { KeyId, Tags: tagsText(many(1, "x")) }),
  ).toBe("400 Rejected.LimitExceeded");
  expect(
    await cloud.outcome("TagResource", { KeyId, Tags: tagsText(many(20)) }),
  ).toBe("200");
  cloud.set("alibaba.tagQuota", 3);
  expect(await cloud.outcome("CreateKey", { Tags: tagsText(many(4)) })).toBe(
    "400 Rejected.LimitExceeded",
  );
});

test.each<[string, Parameters]>([
  ["400 MissingParameter", { Tags: "[]" }],
  ["400 MissingParameter", { KeyId: "k" }],
  ["400 InvalidParameter", { KeyId: "k", SecretName: "s", Tags: "[]" }],
  ["404 Forbidden.ResourceNotFound", { SecretName: "s", Tags: "[]" }],
  ["404 Forbidden.KeyNotFound", { KeyId: "k", Tags: "[]" }],
  ["400 Unsupported.Alias", { KeyId: "alias/a", Tags: "[]" }],
])("%s is the answer to TagResource with %j", async (expected, parameters) => {
  expect(await new TestCloud().outcome("TagResource", parameters)).toBe(
    expected,
  );
});

test.each(["[1]", '["a"', '{"a":1}', "[a]"])(
  "TagKeys can't be %s",
  async (TagKeys) => {
    const cloud = new TestCloud();
    const KeyId = await cloud.createKey();
    expect(await cloud.outcome("UntagResource", { KeyId, TagKeys })).toMatch(
      /^400 InvalidParameter/,
    );
  },
);
