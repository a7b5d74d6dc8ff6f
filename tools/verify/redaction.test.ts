import { formOf, redacted, textsOf, type Redaction } from "./redaction";

const NOW = Date.parse("2026-11-29T12:00:00Z");
const KEY = "0b85fbb2-1c4f-4ad5-9c5d-1d1f0c4f3e02";

const redaction: Redaction = {
  known: new Map([
    ["account", "1000000000000001"],
    ["creator", "100000000002"],
    ["region", "cn-hangzhou"],
    ["run", "5f0e6a21"],
    ["symmetric", KEY],
    ["algorithm", "SM4"],
  ]),
  sent: new Set(["alias/verify-kms-<run>", "verify-kms", "x"]),
  vocabulary: new Set(["KeySpec", "RotationInterval", "RotateDays"]),
  now: NOW,
};

test.each<[string, unknown, unknown]>([
  ["the vendor's words", { KeySpec: "Aliyun_SM4" }, { KeySpec: "Aliyun_SM4" }],
  [
    "a duration",
    { RotationInterval: "31536000s" },
    { RotationInterval: "31536000s" },
  ],
  ["a word under another name", { UserName: "alice" }, { UserName: "<text>" }],
  ["a number that is a word", { RotateDays: 365 }, { RotateDays: 365 }],
  [
    "a number of the account",
    { CmkUserCount: 7 },
    { CmkUserCount: "<number>" },
  ],
  [
    "nothing",
    { A: 0, B: "", C: null, D: false },
    { A: 0, B: "", C: null, D: false },
  ],
  ["a key's id", { KeyId: KEY }, { KeyId: "<symmetric>" }],
  ["another key's id", { KeyId: KEY.replace("0b", "0c") }, { KeyId: "<code>" }],
  [
    "a name of ids",
    { Arn: `acs:kms:cn-hangzhou:1000000000000001:key/${KEY}` },
    { Arn: "acs:kms:<region>:<account>:key/<symmetric>" },
  ],
  [
    "a name with something else in it",
    { Arn: "acs:ram::1000000000000001:user/alice" },
    { Arn: "<text>" },
  ],
  [
    "an alias that was sent",
    { AliasName: "alias/verify-kms-5f0e6a21" },
    { AliasName: "alias/verify-kms-<run>" },
  ],
  ["somebody's alias", { AliasName: "alias/payroll" }, { AliasName: "<text>" }],
  [
    "the account as a number",
    { CreatorUin: 100000000002 },
    { CreatorUin: "<account>" },
  ],
  ["an id of a request", { RequestId: KEY, A: 0 }, { A: 0 }],
  ["now", { Date: "2026-11-29T12:01:00Z" }, { Date: "<now>" }],
  [
    "a day ahead, in seconds",
    { Time: NOW / 1000 + 7 * 86_400 },
    { Time: "<in 7 days>" },
  ],
  [
    "the end of a day in Beijing",
    { Time: Date.parse("2026-12-06T15:59:59Z") / 1000 },
    { Time: "<at 23:59:59>" },
  ],
  ["a time", { Time: NOW / 1000 + 100_000 }, { Time: "<later>" }],
  ["what looks like a name of ours", { Name: "<alice>" }, { Name: "<text>" }],
  ["an address", { Host: "203.0.113.9" }, { Host: "<text>" }],
  ["ciphertext", { Blob: "b".repeat(80) }, { Blob: "<code>" }],
  [
    "members that are named by an account",
    { "1000000000000001": 1 },
    { "<name>": "<number>" },
  ],
])("%s", (_, reply, shown) => {
  expect(redacted(reply as never, redaction)).toEqual(shown);
});

test("a list of everybody's keys keeps its form alone", () => {
  const rows = [
    { KeyId: KEY, KeySpec: "Aliyun_SM4", Date: "2020-01-01T00:00:00Z" },
    { KeyId: `${KEY}0`, KeySpec: "RSA_2048", Date: "2019-01-01T00:00:00Z" },
  ];
  expect(formOf({ Key: rows, Total: 2 }, redaction)).toEqual({
    Key: [{ KeyId: "<code>", KeySpec: "<text>", Date: "<earlier>" }],
    Total: "<number>",
  });
});

test("texts are found in a request's JSON, too", () => {
  const request = { Tags: '[{"TagKey":"verify-kms"}]', Ids: ["a"] };
  expect(textsOf(request)).toEqual(expect.arrayContaining(["verify-kms", "a"]));
});
