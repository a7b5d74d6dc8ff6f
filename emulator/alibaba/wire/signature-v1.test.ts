import { canonicalQuery } from "./percent";
import { signV1 } from "./signature-v1";

/** Vectors that were computed by two programs: docs/clouds/alibaba.md#signature-v1. */
const BUSINESS: [string, string][] = [
  ["Action", "CreateKey"],
  ["Version", "2016-01-20"],
  ["Description", "a b*~'/\u00e9+"],
  ["EnableAutomaticRotation", "true"],
  ["RotationInterval", "7d"],
  ["KeyUsage", "ENCRYPT/DECRYPT"],
  ["Tags", '[{"TagKey":"k","TagValue":"v"}]'],
];

const COMMON: [string, string][] = [
  ["AccessKeyId", "testid"],
  ["Format", "json"],
  ["SignatureMethod", "HMAC-SHA1"],
  ["SignatureVersion", "1.0"],
  ["SignatureNonce", "0f9c2d4b7a6e4c1d8b3a5e7f90123456"],
  ["Timestamp", "2026-01-02T03:04:05Z"],
];

test("the vectors' canonical query comes out", () => {
  expect(canonicalQuery([...BUSINESS, ...COMMON])).toBe(
    "AccessKeyId=testid&Action=CreateKey&Description=a%20b%2A~%27%2F%C3%A9%2B&EnableAutomaticRotation=true&Format=json&KeyUsage=ENCRYPT%2FDECRYPT&RotationInterval=7d&SignatureMethod=HMAC-SHA1&SignatureNonce=0f9c2d4b7a6e4c1d8b3a5e7f90123456&SignatureVersion=1.0&Tags=%5B%7B%22TagKey%22%3A%22k%22%2C%22TagValue%22%3A%22v%22%7D%5D&Timestamp=2026-01-02T03%3A04%3A05Z&Version=2016-01-20",
  );
});

test.each([
  ["POST", [], "/wxs8V8EVfH/xBa66WXgeruw6Ps="],
  ["GET", [], "d4a+nakgruXJZfsyufrjn3gZjDU="],
  ["POST", [["SecurityToken", "sts-token-1"]], "FyFeF424Enp43Bqv4RIwYm8slW8="],
] as [string, [string, string][], string][])(
  "V1 signs the vector: %s %j",
  (method, more, expected) => {
    const parameters = [...BUSINESS, ...COMMON, ...more];
    expect(signV1(method, parameters, "testsecret").signature).toBe(expected);
  },
);

test("V1 signs the vendor's page example, with its separators escaped", () => {
  const parameters: [string, string][] = [
    ["Action", "CreateKey"],
    ["Version", "2016-01-20"],
    ["Format", "json"],
    ["AccessKeyId", "testid"],
    ["SignatureMethod", "HMAC-SHA1"],
    ["SignatureVersion", "1.0"],
    ["Timestamp", "2016-03-28T03:13:08Z"],
  ];
  expect(signV1("GET", parameters, "testsecret").signature).toBe(
    "41wk2SSX1GJh7fwnc5eqOfiJPFg=",
  );
});

test("V1 leaves the signature itself out of what it signs", () => {
  const { signature } = signV1("GET", COMMON, "secret");
  const again = signV1("GET", [...COMMON, ["Signature", "x"]], "secret");
  expect(again.signature).toBe(signature);
});
