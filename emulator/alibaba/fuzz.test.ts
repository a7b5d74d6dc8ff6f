import fc from "fast-check";
import type { WireReply } from "../core/contract";
import { SERVICES } from "./actions";
import { request, signedRequest, TestCloud } from "../testing/alibaba";

const KMS_ACTIONS = Object.keys(SERVICES.get("2016-01-20")?.actions ?? {});

const PARAMETER_NAMES = [
  "KeyId",
  "Description",
  "KeySpec",
  "KeyUsage",
  "Origin",
  "Tags",
  "TagKeys",
  "EnableAutomaticRotation",
  "RotationInterval",
  "PendingWindowInDays",
  "AliasName",
  "PageNumber",
  "PageSize",
  "Filters",
  "Policy",
  "DKMSInstanceId",
  "EncryptionContext",
  "Plaintext",
  "CiphertextBlob",
  "NumberOfBytes",
  "KeyVersionId",
  "ImportToken",
  "EncryptedKeyMaterial",
  "KeyMaterialExpireUnix",
  "RegionId",
  "ResourceType",
  "ResourceId.1",
  "ResourceId.0",
  "Tag.1.Key",
  "Tag.1.Value",
  "NextToken",
  "KmsInstanceId",
  "EnableDeletionProtection",
  "Format",
];

const hostileText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.json(),
  fc.constantFrom(
    "",
    "null",
    "[]",
    "{}",
    "-1",
    "1e9",
    "99999999999999999999",
    "__proto__",
    "alias/",
    "acs:kms:cn-hangzhou:100000000001:key/",
    "kst-a",
    "key",
    "cn-hangzhou",
    "true",
    "x".repeat(100_000),
  ),
  fc.base64String(),
);

/** An error in the cloud's form, or a success; never a failure of the emulator itself. */
function expectAnswer(reply: WireReply): void {
  expect(reply.status).toBeGreaterThanOrEqual(200);
  expect(reply.status).toBeLessThan(500);
  expect(reply.headers["x-acs-request-id"]).toBeTruthy();
  if (reply.headers["content-type"] === "application/xml")
    expect(reply.body).toMatch(/<RequestId>/);
  else expect(JSON.parse(reply.body)).toHaveProperty("RequestId");
}

test("any well-signed request is answered, and an error changes nothing", async () => {
  const cloud = new TestCloud();
  await cloud.createKey();
  const parameters = fc.dictionary(
    fc.constantFrom(...PARAMETER_NAMES),
    hostileText,
    { maxKeys: 8 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...KMS_ACTIONS),
      parameters,
      async (action, values) => {
        const before = cloud.emulator.keys();
        const reply = await cloud.emulator.handle(
          signedRequest(action, wellFormed(values)),
        );
        expectAnswer(reply);
        if (reply.status !== 200) expect(cloud.emulator.keys()).toEqual(before);
      },
    ),
    { numRuns: 1000 },
  );
});

/** A client can't send halves of surrogate pairs: they have no UTF-8. */
function wellFormed(values: Record<string, string>): Record<string, string> {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    Buffer.from(value).toString(),
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

const junk = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT", "DELETE", "OPTIONS"),
  path: fc.oneof(fc.constant("/"), fc.webPath()),
  query: fc.oneof(fc.webQueryParameters(), fc.string({ unit: "binary" })),
  body: fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
  headers: fc.dictionary(
    fc.constantFrom(
      "content-type",
      "authorization",
      "accept",
      "host",
      "x-acs-action",
      "x-acs-version",
      "x-acs-date",
      "x-acs-signature-nonce",
      "x-acs-content-sha256",
      "x-acs-security-token",
    ),
    fc.oneof(
      fc.string(),
      fc.constantFrom(
        "application/x-www-form-urlencoded",
        "ACS3-HMAC-SHA256 Credential=emulator,SignedHeaders=host;,Signature=00",
        "ACS3-HMAC-SHA256 ,,,===",
        "CreateKey",
      ),
    ),
  ),
});

test("any request at all is answered with an error, and makes no key", async () => {
  const { emulator } = new TestCloud();
  await fc.assert(
    fc.asyncProperty(junk, async (changes) => {
      const sent = request(changes);
      emulator.claims(sent);
      emulator.actionOf(sent);
      const reply = await emulator.handle(sent);
      expectAnswer(reply);
      expect(reply.status).toBeGreaterThanOrEqual(400);
    }),
    { numRuns: 1000 },
  );
  expect(emulator.keys()).toEqual([]);
});
