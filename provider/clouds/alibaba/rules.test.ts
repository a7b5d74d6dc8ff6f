import { rules } from "./rules";
import { SETTINGS } from "./settings";

/**
 * The table of docs/clouds/alibaba.md#key-specs, row by row: the vendor's name, whether it encrypts and signs, whether
 * rotation makes sense.
 */
test.each([
  ["SYMMETRIC_DEFAULT", "Aliyun_AES_256", "encrypt", "symmetric"],
  ["AES_256", "Aliyun_AES_256", "encrypt", "symmetric"],
  ["AES_192", "Aliyun_AES_192", "encrypt", "symmetric"],
  ["AES_128", "Aliyun_AES_128", "encrypt", "symmetric"],
  ["SM4", "Aliyun_SM4", "encrypt", "symmetric"],
  ["RSA_2048", "RSA_2048", "either", "asymmetric"],
  ["RSA_3072", "RSA_3072", "either", "asymmetric"],
  ["RSA_4096", "RSA_4096", "either", "asymmetric"],
  ["EC_P256", "EC_P256", "sign", "asymmetric"],
  ["EC_P256K", "EC_P256K", "sign", "asymmetric"],
  ["SM2", "EC_SM2", "either", "asymmetric"],
] as const)("%s is %s and can %s, %s", (spec, native, can, kind) => {
  const rule = rules.specs[spec];
  expect(rule?.native).toEqual({
    ...(can !== "sign" && { ENCRYPT_DECRYPT: native }),
    ...(can !== "encrypt" && { SIGN_VERIFY: native }),
  });
  expect(rule?.symmetric).toBe(kind === "symmetric");
});

test("NIST P-384 is none of Alibaba's, and only the shorter AES keys and RSA_4096 need an instance", () => {
  expect(rules.specs.EC_P384).toBeUndefined();
  const needing = Object.entries(rules.specs)
    .filter(([, rule]) => rule.needs)
    .map(([spec]) => spec);
  expect(needing).toEqual(["AES_192", "AES_128", "RSA_4096"]);
});

test.each([
  "0b6c1a52-5f2e-4a30-9d0b-0123456789ab",
  "key-hzz62f1cb66fa42qo0000",
])("%s is a key id", (keyId) => {
  expect(keyId).toMatch(rules.keyIdPattern);
});

test("an ARN gives region, account and key id; another service's or an alias's does not", () => {
  expect(rules.parseArn("acs:kms:cn-beijing:100000000001:key/key-1")).toEqual({
    region: "cn-beijing",
    account: "100000000001",
    keyId: "key-1",
  });
  expect(rules.parseArn("acs:kms:cn-beijing:1:alias/a")).toBeUndefined();
  expect(rules.parseArn("acs:oss:cn-beijing:1:key/a")).toBeUndefined();
  expect(rules.parseArn("key-1")).toBeUndefined();
});

test.each([
  "cn-hangzhou",
  "cn-wuhan-lr",
  "ap-southeast-1",
  "us-east-1",
  "rus-west-1",
  "cn-shenzhen-finance-1",
])("%s looks like a region", (region) => {
  expect(region).toMatch(rules.regionPattern);
});

test.each(["hangzhou", "ap-guangzhou", "na-siliconvalley", "me-saudi-arabia"])(
  "%s is no region of this cloud",
  (region) => {
    expect(region).not.toMatch(rules.regionPattern);
  },
);

test("an alias may have slashes, and must not be one of the cloud's own", () => {
  expect("team/key-1_a").toMatch(rules.alias.pattern);
  expect("clé").not.toMatch(rules.alias.pattern);
  expect("acs/ecs").toMatch(rules.alias.reserved.pattern);
});

test("secrets are marked as such, and no variable of the environment gives a region", () => {
  const secret = Object.entries(SETTINGS)
    .filter(([, rule]) => "secret" in rule)
    .map(([name]) => name);
  expect(secret).toEqual(["alibabaAccessKeySecret", "alibabaSecurityToken"]);
  expect(SETTINGS.alibabaRegion).not.toHaveProperty("environment");
});
