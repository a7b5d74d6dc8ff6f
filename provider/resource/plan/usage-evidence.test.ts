import { CLOUDS } from "../../clouds/registry";
import type { Properties } from "../values/properties";
import { cloudTagsIn, evidenceOfUse } from "./usage-evidence";

const { alibaba, tencent } = CLOUDS;

test.each<[tags: Record<string, string>, said: string]>([
  [
    { "acs:rds:instance-encryption": "true" },
    "Its cloudTags point to use by products of Alibaba Cloud: rds (instance-encryption).",
  ],
  [
    {
      "acs:rds:instance-encryption": "True",
      "acs:ecs:disk-encryption": "true",
    },
    "Its cloudTags point to use by products of Alibaba Cloud: ecs (disk-encryption), rds (instance-encryption).",
  ],
  // Who made the key, where it belongs, and what no longer uses it.
  [{ "acs:tag:createdby": "sub:1:ops", "acs:rm:rgId": "rg-1" }, ""],
  [{ "acs:rds:instance-encryption": "false" }, ""],
  [{ "aliyun-x": "true", "acs:": "true", "acs:rds": "true" }, ""],
  [{}, ""],
])("the tags %j are told as %j", (tags, said) => {
  expect(evidenceOfUse(alibaba, tags)).toEqual(said === "" ? [] : [said]);
});

test("where no product of a cloud marks keys, or no tag was read, nothing is said", () => {
  const tags = { "acs:rds:instance-encryption": "true" };
  expect(evidenceOfUse(tencent, tags)).toEqual([]);
  expect(evidenceOfUse(undefined, tags)).toEqual([]);
  expect(evidenceOfUse(alibaba, undefined)).toEqual([]);
});

test.each<Properties>([
  {},
  ...[null, 5, "x", ["a"], { a: 1 }].map((cloudTags) => ({ cloudTags })),
])("the state %j has none", (state) => {
  expect(cloudTagsIn(state)).toBeUndefined();
});
