import { CLOUDS } from "../../clouds/registry";
import { defaultUsage, sameSpec } from "./spec";

const { rules } = CLOUDS.alibaba;

test.each([
  ["SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"],
  ["RSA_2048", "SIGN_VERIFY"],
  ["native:RSA_2048", "SIGN_VERIFY"],
  ["native:Aliyun_AES_256", "ENCRYPT_DECRYPT"],
  // In no table: the vendor's names tell.
  ["native:RSA_9999", "SIGN_VERIFY"],
  ["native:EC_P999", "SIGN_VERIFY"],
  ["native:NEW_SIGN", "SIGN_VERIFY"],
  ["native:Aliyun_NEW_RSA", "ENCRYPT_DECRYPT"],
  ["native:Aliyun_EC", "ENCRYPT_DECRYPT"],
  ["a spec of another version", "ENCRYPT_DECRYPT"],
])("a key of spec %s is for %s, if nothing is said", (spec, usage) => {
  expect(defaultUsage(rules, spec)).toBe(usage);
});

test.each([
  ["RSA_2048", "RSA_2048", true],
  ["RSA_2048", "native:RSA_2048", true],
  ["SYMMETRIC_DEFAULT", "AES_256", true],
  ["SYMMETRIC_DEFAULT", "native:Aliyun_AES_256", true],
  ["AES_256", "SM4", false],
  ["RSA_2048", "native:RSA_3072", false],
  ["native:NEW", "native:NEW", true],
  ["native:NEW", "a spec of another version", false],
])("%s and %s are the same: %s", (one, other, same) => {
  expect(sameSpec(rules, one, other)).toBe(same);
  expect(sameSpec(rules, other, one)).toBe(same);
});
