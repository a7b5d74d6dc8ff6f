import {
  canonicalRequest,
  parseAuthorization,
  sha256Hex,
  sign,
  stringToSign,
  utcDate,
} from "./signature";

/** Vectors that were computed by two programs: docs/clouds/tencent.md#signature. */
const SECRET_KEY = "SKEXAMPLEEXAMPLEEXAMPLEEXAMPLE01";
const JSON_TYPE = "application/json";
const CHARSET_TYPE = "application/json; charset=utf-8";
const KMS = "kms.tencentcloudapi.com";
const KEY_ID = "87ff856e-973c-11ef-947b-525400d834e5";
const B1 =
  '{"Alias":"vector-key-1","Description":"tc3 vector","KeyUsage":"ENCRYPT_DECRYPT","Type":1,"Tags":[{"TagKey":"env","TagValue":"dev"}]}';
const B2 = `{"Resource":"qcs::kms:ap-guangzhou:uin/:key/creatorUin/100000000001/${KEY_ID}","ReplaceTags":[{"TagKey":"env","TagValue":"prod"}]}`;
const B4 = `{"KeyId":"${KEY_ID}","Description":"clé 密钥"}`;

interface Vector {
  name: string;
  timestamp: number;
  service: string;
  host: string;
  type: string;
  action?: string;
  body: string;
  secretKey?: string;
  canonicalHash?: string;
  signature: string;
}

const VECTORS: Vector[] = [
  {
    name: "V1",
    timestamp: 1704067199,
    service: "kms",
    host: KMS,
    type: JSON_TYPE,
    body: B1,
    canonicalHash:
      "e4e08fec4f04d099bedf0b7991209d507796aac7f5a45bc3c35be2f5587adab6",
    signature:
      "a68c1f386930003878cf208334f254e087830b58b3ea2676b3e579e7c67efae4",
  },
  {
    name: "V1c",
    timestamp: 1704067199,
    service: "kms",
    host: KMS,
    type: JSON_TYPE,
    action: "createkey",
    body: B1,
    canonicalHash:
      "1201a517e483e589e6205225e4a94ad89667e728774451a840219817fd542bfc",
    signature:
      "7a661290a256f395a1de6ffe444291534b0a5916dbb82ca234e7954743f0f97c",
  },
  {
    name: "V1b",
    timestamp: 1704067199,
    service: "kms",
    host: KMS,
    type: CHARSET_TYPE,
    action: "createkey",
    body: B1,
    canonicalHash:
      "a9b30bbe171e659fb4d34bebd366cd49de350753336458e6ef02a253c6723cc6",
    signature:
      "d0077e4c6387de3ec903d0fe0955eddf599094c08c052627b32c8043df32b489",
  },
  {
    name: "V2",
    timestamp: 1704067200,
    service: "tag",
    host: "tag.tencentcloudapi.com",
    type: JSON_TYPE,
    body: B2,
    canonicalHash:
      "b89fa4e574f83695005853a9c707465f0758d7b208876ac833fb705aaec2bf71",
    signature:
      "e6b2a575140789d7c62b1ef4ddf3b4cae1caae3c9a3f1f0d63f9bece7b1b2ec6",
  },
  {
    name: "V3",
    timestamp: 1704067200,
    service: "kms",
    host: KMS,
    type: JSON_TYPE,
    body: "{}",
    canonicalHash:
      "ad3895cc4e43598e014312e32efc46f29cbf852a3f22a19901b64ece1c295be6",
    signature:
      "a0264c268259c2afd327d2aefa356d8bb6336a219ab6fc9b4239a84d47e40c8f",
  },
  {
    name: "V4",
    timestamp: 1704067200,
    service: "kms",
    host: "kms.ap-singapore.tencentcloudapi.com",
    type: CHARSET_TYPE,
    action: "updatekeydescription",
    body: B4,
    canonicalHash:
      "790177cc0dce7711bc4731df931a8d2c1023b84650877450ace71c80288c77e8",
    signature:
      "0be847fc6e8f538acd495e54c440750340ee83689f07f89168fd554967503ee8",
  },
  {
    name: "V5",
    timestamp: 1704067200,
    service: "kms",
    host: "127.0.0.1:18080",
    type: JSON_TYPE,
    action: "listalgorithms",
    body: "{}",
    canonicalHash:
      "44282ec9e8ae652eb05d2e75a7a9d03d686af740b989cf8e3989b4009daf5e90",
    signature:
      "465b3c1f114748949177cb0c95e25837a56032a3e6cd5bb11f3cc888a39ad00e",
  },
  {
    name: "the docs' cvm DescribeInstances",
    timestamp: 1551113065,
    service: "cvm",
    host: "cvm.tencentcloudapi.com",
    type: CHARSET_TYPE,
    action: "describeinstances",
    body: '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
    secretKey: "*".repeat(32),
    signature:
      "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
  },
];

test.each(VECTORS)("vector $name gives its signature", (vector) => {
  const headers: [string, string][] = [
    ["content-type", vector.type],
    ["host", vector.host],
  ];
  if (vector.action) headers.push(["x-tc-action", vector.action]);
  const canonical = canonicalRequest({
    method: "POST",
    path: "/",
    query: "",
    headers,
    payloadHash: sha256Hex(vector.body),
  });
  if (vector.canonicalHash)
    expect(sha256Hex(canonical)).toBe(vector.canonicalHash);
  const scope = {
    date: utcDate(vector.timestamp),
    service: vector.service,
    timestamp: vector.timestamp,
  };
  const signature = sign(
    vector.secretKey ?? SECRET_KEY,
    scope,
    stringToSign(scope, canonical),
  );
  expect(signature).toBe(vector.signature);
});

test("each step of vector V1 comes out", () => {
  const payloadHash = sha256Hex(B1);
  expect(payloadHash).toBe(
    "c32b68d6f78a3daddea3eeab6aff7517a18f88c30f5eb0d1802b1bb0e27bcf3f",
  );
  const canonical = canonicalRequest({
    method: "POST",
    path: "/",
    query: "",
    headers: [
      ["content-type", JSON_TYPE],
      ["host", KMS],
    ],
    payloadHash,
  });
  expect(canonical).toBe(
    `POST\n/\n\ncontent-type:application/json\nhost:${KMS}\n\ncontent-type;host\n${payloadHash}`,
  );
  const scope = { date: "2023-12-31", service: "kms", timestamp: 1704067199 };
  expect(stringToSign(scope, canonical)).toBe(
    "TC3-HMAC-SHA256\n1704067199\n2023-12-31/kms/tc3_request\ne4e08fec4f04d099bedf0b7991209d507796aac7f5a45bc3c35be2f5587adab6",
  );
});

test("an Authorization header is read into its parts, with or without spaces after commas", () => {
  const hex = "a".repeat(64);
  const parts = {
    secretId: "AKID",
    date: "2024-01-01",
    service: "kms",
    signedHeaders: ["content-type", "host"],
    signature: hex,
  };
  const credential = "Credential=AKID/2024-01-01/kms/tc3_request";
  for (const comma of [", ", ","]) {
    const text = `TC3-HMAC-SHA256 ${credential}${comma}SignedHeaders=content-type;host${comma}Signature=${hex}`;
    expect(parseAuthorization(text)).toEqual(parts);
  }
});

test.each([
  "",
  "SKIP",
  "TC3-HMAC-SHA256",
  "TC3-HMAC-SHA256 Credential=AKID/2024-01-01/kms/tc3_request, SignedHeaders=host, Signature=12",
  `TC3-HMAC-SHA256 Credential=AKID/2024-01-01/kms/aws4_request, SignedHeaders=host, Signature=${"a".repeat(64)}`,
  `HmacSHA256 Credential=AKID/2024-01-01/kms/tc3_request, SignedHeaders=host, Signature=${"a".repeat(64)}`,
])("%j is no Authorization header of TC3", (text) => {
  expect(parseAuthorization(text)).toBeUndefined();
});
