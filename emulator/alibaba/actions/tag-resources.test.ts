import { TestCloud, type Parameters } from "../../testing/alibaba";

const KEYS = { RegionId: "cn-hangzhou", ResourceType: "key" };

const numbered = (name: string, items: readonly string[]) =>
  Object.fromEntries(items.map((item, at) => [`${name}.${at + 1}`, item]));

async function rows(cloud: TestCloud, parameters: Parameters = {}) {
  const { TagResources } = await cloud.ok("ListTagResources", {
    ...KEYS,
    ...parameters,
  });
  return TagResources.TagResource.map(
    ({ ResourceId, TagKey, TagValue }) => `${ResourceId} ${TagKey}=${TagValue}`,
  );
}

test("many keys are tagged and untagged at once", async () => {
  const cloud = new TestCloud();
  const [a, b] = [await cloud.createKey(), await cloud.createKey()];
  const both = { ...KEYS, ...numbered("ResourceId", [a, b]) };
  const tags = {
    "Tag.1.Key": "team",
    "Tag.1.Value": "red",
    "Tag.2.Key": "bare",
  };
  await cloud.ok("TagResources", { ...both, ...tags });
  expect(await rows(cloud, both)).toEqual([
    `${a} team=red`,
    `${a} bare=`,
    `${b} team=red`,
    `${b} bare=`,
  ]);
  await cloud.ok("UntagResources", {
    ...both,
    "TagKey.1": "bare",
    "TagKey.2": "unknown",
  });
  await cloud.ok("UntagResources", {
    ...KEYS,
    "ResourceId.1": a,
    All: "True",
  });
  expect(await rows(cloud)).toEqual([`${b} team=red`]);
});

test("the list is narrowed by tags, with or without a value", async () => {
  const cloud = new TestCloud();
  const red = await cloud.createKey({
    Tags: '[{"TagKey":"team","TagValue":"red"}]',
  });
  const blue = await cloud.createKey({
    Tags: '[{"TagKey":"team","TagValue":"blue"}]',
  });
  expect(await rows(cloud, { "Tag.1.Key": "team" })).toHaveLength(2);
  expect(
    await rows(cloud, { "Tag.1.Key": "team", "Tag.1.Value": "blue" }),
  ).toEqual([`${blue} team=blue`]);
  expect(
    await rows(cloud, { "ResourceId.1": red, "Tag.1.Key": "other" }),
  ).toEqual([]);
});

test("a call that names one unknown key changes none of the others", async () => {
  const cloud = new TestCloud();
  const keyId = await cloud.createKey();
  expect(
    await cloud.outcome("TagResources", {
      ...KEYS,
      ...numbered("ResourceId", [keyId, "unknown"]),
      "Tag.1.Key": "a",
    }),
  ).toBe("404 InvalidResourceId.NotFound");
  expect(await rows(cloud)).toEqual([]);
});

test("200 rows fit on a page, and NextToken leads on", async () => {
  const cloud = new TestCloud();
  const Tags = JSON.stringify(
    Array.from({ length: 20 }, (_, at) => ({ TagKey: `k${at}`, TagValue: "" })),
  );
  for (let count = 0; count < 21; count++) await cloud.createKey({ Tags });
  const first = await cloud.ok("ListTagResources", KEYS);
  expect(first.TagResources.TagResource).toHaveLength(200);
  const second = await cloud.ok("ListTagResources", {
    ...KEYS,
    NextToken: first.NextToken,
  });
  const third = await cloud.ok("ListTagResources", {
    ...KEYS,
    NextToken: second.NextToken,
  });
  expect(third.TagResources.TagResource).toHaveLength(20);
  expect(third.NextToken).toBe("");
  const all = [first, second, third].flatMap((page) =>
    page.TagResources.TagResource.map((row) => JSON.stringify(row)),
  );
  expect(new Set(all).size).toBe(420);
  cloud.set("alibaba.emptyNextToken", false);
  expect(
    await cloud.ok("ListTagResources", {
      ...KEYS,
      NextToken: second.NextToken,
    }),
  ).not.toHaveProperty("NextToken");
});

test.each<[string, string, Parameters]>([
  ["ListTagResources", "400 MissingParameter", { ResourceType: "key" }],
  ["ListTagResources", "400 MissingParameter", { RegionId: "cn-hangzhou" }],
  [
    "ListTagResources",
    "400 InvalidParameter",
    { ...KEYS, RegionId: "cn-beijing" },
  ],
  [
    "ListTagResources",
    "400 InvalidParameter",
    { ...KEYS, ResourceType: "disk" },
  ],
  ["ListTagResources", "400 InvalidParameter", { ...KEYS, NextToken: "x" }],
  ["ListTagResources", "200", { ...KEYS, ResourceType: "secret" }],
  [
    "ListTagResources",
    "404 InvalidResourceId.NotFound",
    { ...KEYS, ResourceType: "secret", "ResourceId.1": "s" },
  ],
  ["TagResources", "400 MissingParameter", { ...KEYS, "Tag.1.Key": "a" }],
  ["TagResources", "400 MissingParameter", { ...KEYS, "ResourceId.1": "k" }],
  ["UntagResources", "400 MissingParameter", { ...KEYS, "ResourceId.1": "k" }],
  [
    "UntagResources",
    "400 InvalidParameter",
    {
      ...KEYS,
      ...numbered("ResourceId", Array<string>(51).fill("k")),
      All: true,
    },
  ],
])("%s answers %s to %j", async (action, expected, parameters) => {
  expect(await new TestCloud().outcome(action, parameters)).toBe(expected);
});
