import { rules } from "./rules";

const KEY_ID = "9999aed0-4956-11e9-bc70-5254005e86b4";

test.each([
  ["a", true],
  ["1-key_A", true],
  ["a".repeat(60), true],
  ["a".repeat(61), false],
  ["", false],
  ["-a", false],
  ["_a", false],
  ["a/b", false],
  ["schlüssel", false],
])("whether %j is an alias: %s", (alias, valid) => {
  expect(rules.alias.pattern.test(alias)).toBe(valid);
});

test.each([
  ["kms-a", true],
  ["KMS-a", true],
  ["kmsa", false],
])("whether alias %s is the cloud's own: %s", (alias, reserved) => {
  expect(rules.alias.reserved.pattern.test(alias)).toBe(reserved);
});

test.each([
  ["cost centre", true],
  ["部门+-=._:/@1", true],
  ["a;b (c) [d], > <", true],
  ["cafe\u0301", true],
  ["", true],
  [" a", false],
  ["a ", false],
  [" ", false],
  ["a|b", false],
  ["a\nb", false],
])("whether %j can be a tag: %s", (tag, valid) => {
  expect(rules.tags.pattern.test(tag)).toBe(valid);
});

test.each([
  ["ap-guangzhou", true],
  ["na-siliconvalley", true],
  ["ap-shanghai-fsi", true],
  ["me-saudi-arabia", true],
  ["guangzhou", false],
  ["cn-hangzhou", false],
  ["ap_guangzhou", false],
  ["ap-guangzhou.example.com", false],
])("whether %s looks like a region: %s", (region, valid) => {
  expect(rules.regionPattern.test(region)).toBe(valid);
});

test("a six-segment name tells region, account and key", () => {
  const name = `qcs::kms:ap-guangzhou:uin/100000000001:key/creatorUin/700001224419/${KEY_ID}`;
  expect(rules.parseArn(name)).toEqual({
    region: "ap-guangzhou",
    account: "100000000001",
    keyId: KEY_ID,
  });
});

test.each([
  KEY_ID,
  `acs:kms:cn-hangzhou:1:key/${KEY_ID}`,
  `qcs::cvm:ap-guangzhou:uin/1:key/creatorUin/1/${KEY_ID}`,
  `qcs::kms:ap-guangzhou:uin/1:key/${KEY_ID}`,
  "qcs::kms:ap-guangzhou:uin/1:key/creatorUin/1/k",
])("%s is no six-segment name of a key", (text) => {
  expect(rules.parseArn(text)).toBeUndefined();
});
