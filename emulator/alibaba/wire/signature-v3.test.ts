import { createHash } from "node:crypto";
import { parseAuthorization, signV3 } from "./signature-v3";

/** Vectors that were computed by two programs: docs/clouds/alibaba.md#signature-v3. */
const QUERY: [string, string][] = [
  ["Description", "a b*~'/\u00e9+"],
  ["EnableAutomaticRotation", "true"],
  ["RotationInterval", "7d"],
  ["KeyUsage", "ENCRYPT/DECRYPT"],
  ["Tags", '[{"TagKey":"k","TagValue":"v"}]'],
];
const EMPTY_HASH =
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const FORM_HASH =
  "a3fd5ed087cb7f82ad767d54ff0c4683d3f5b53e9597f80276112f2799afe40a";
const HEADERS = {
  host: "kms.cn-hangzhou.aliyuncs.com",
  "x-acs-action": "CreateKey",
  "x-acs-content-sha256": EMPTY_HASH,
  "x-acs-date": "2026-01-02T03:04:05Z",
  "x-acs-signature-nonce": "0f9c2d4b7a6e4c1d8b3a5e7f90123456",
  "x-acs-version": "2016-01-20",
};

function sign(
  headers: Record<string, string>,
  query: [string, string][],
  body = "",
  secret = "testsecret",
) {
  const request = {
    method: "POST",
    path: "/",
    headers,
    body: Buffer.from(body),
  };
  return signV3(request, query, Object.keys(headers), secret);
}

test("V3 signs the vector with the parameters in the query", () => {
  const { canonicalRequest, signature } = sign(HEADERS, QUERY);
  expect(canonicalRequest).toBe(`POST
/
Description=a%20b%2A~%27%2F%C3%A9%2B&EnableAutomaticRotation=true&KeyUsage=ENCRYPT%2FDECRYPT&RotationInterval=7d&Tags=%5B%7B%22TagKey%22%3A%22k%22%2C%22TagValue%22%3A%22v%22%7D%5D
host:kms.cn-hangzhou.aliyuncs.com
x-acs-action:CreateKey
x-acs-content-sha256:${EMPTY_HASH}
x-acs-date:2026-01-02T03:04:05Z
x-acs-signature-nonce:0f9c2d4b7a6e4c1d8b3a5e7f90123456
x-acs-version:2016-01-20

host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version
${EMPTY_HASH}`);
  expect(createHash("sha256").update(canonicalRequest).digest("hex")).toBe(
    "06532e3188178c164c27ca77d1522295229a1d529c8fdd9f059aae0475d436c2",
  );
  expect(signature).toBe(
    "ecf19ae10470adf2c54fe0ffb146f765cc94b6389cfcea819877496e16cb86d9",
  );
});

test("V3 signs the vector with a security token", () => {
  const headers = {
    ...HEADERS,
    "x-acs-accesskey-id": "testid",
    "x-acs-security-token": "sts-token-1",
  };
  expect(sign(headers, QUERY).signature).toBe(
    "99e27d863645a10d7ace56420cabd94eb73451f9329d5b2bb8e7dcfe9da0c49c",
  );
});

test("V3 signs the vector with a form body", () => {
  const headers = {
    ...HEADERS,
    "content-type": "application/x-www-form-urlencoded",
    "x-acs-action": "DescribeKey",
    "x-acs-content-sha256": FORM_HASH,
  };
  const { canonicalRequest, signature } = sign(headers, [], "KeyId=key-1");
  expect(canonicalRequest.split("\n").at(-1)).toBe(FORM_HASH);
  expect(signature).toBe(
    "98f7ae7aed70f69b6f64110e4bd4adb953dd18d1af8deaa1bcd7fcc9daa2c17f",
  );
});

test("V3 signs the example of the vendor's page", () => {
  const headers = {
    host: "ecs.cn-shanghai.aliyuncs.com",
    "x-acs-action": "RunInstances",
    "x-acs-content-sha256": EMPTY_HASH,
    "x-acs-date": "2023-10-26T10:22:32Z",
    "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
    "x-acs-version": "2014-05-26",
  };
  const query: [string, string][] = [
    ["ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"],
    ["RegionId", "cn-shanghai"],
  ];
  const { signature } = sign(headers, query, "", "YourAccessKeySecret");
  expect(signature).toBe(
    "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
  );
});

test("an Authorization header is read with or without spaces after its commas", () => {
  const expected = {
    accessKeyId: "id",
    signedHeaders: ["host", "x-acs-date"],
    signature: "ab",
  };
  for (const comma of [",", ", "]) {
    const fields = [
      "Credential=id",
      "SignedHeaders=host;x-acs-date",
      "Signature=ab",
    ];
    const header = `ACS3-HMAC-SHA256 ${fields.join(comma)}`;
    expect(parseAuthorization(header)).toEqual(expected);
  }
});

test.each([
  "",
  "ACS3-HMAC-SHA256",
  "ACS3-HMAC-SHA256 Credential=id",
  "ACS3-HMAC-SM3 Credential=id,SignedHeaders=host,Signature=ab",
  "ACS3-HMAC-SHA256 Credential=,SignedHeaders=host,Signature=ab",
])("the Authorization header %j is no V3 one", (header) => {
  expect(parseAuthorization(header)).toBeUndefined();
});
