import { constants, randomBytes } from "node:crypto";
import {
  importMaterial,
  TestCloud,
  wrap,
  type Parameters,
} from "../../testing/alibaba";

const OAEP = "RSAES_OAEP_SHA_256";

async function parametersFor(
  cloud: TestCloud,
  KeyId: string,
  WrappingAlgorithm = OAEP,
) {
  return cloud.ok("GetParametersForImport", {
    KeyId,
    WrappingAlgorithm,
    WrappingKeySpec: "RSA_2048",
  });
}

async function externalKey(parameters: Parameters = {}) {
  const cloud = new TestCloud();
  const keyId = await cloud.createKey({ Origin: "EXTERNAL", ...parameters });
  return { cloud, keyId };
}

test.each([
  ["RSAES_PKCS1_V1_5", { padding: constants.RSA_PKCS1_PADDING }],
  ["RSAES_OAEP_SHA_1", { oaepHash: "sha1" }],
  ["RSAES_OAEP_SHA_256", { oaepHash: "sha256" }],
])("material wrapped with %s enables the key", async (algorithm, options) => {
  const { cloud, keyId } = await externalKey();
  expect((await cloud.describe(keyId)).KeyState).toBe("PendingImport");
  const { PublicKey, ImportToken, TokenExpireTime, KeyId } =
    await parametersFor(cloud, keyId, algorithm);
  expect(KeyId).toBe(keyId);
  const hours =
    (Date.parse(TokenExpireTime) - cloud.services.clock.now()) / 3_600_000;
  expect(hours).toBeCloseTo(24, 2);
  await cloud.ok("ImportKeyMaterial", {
    KeyId,
    ImportToken,
    EncryptedKeyMaterial: wrap(PublicKey, randomBytes(32), options).toString(
      "base64",
    ),
    KeyMaterialExpireUnix: 0,
  });
  expect((await cloud.describe(keyId)).KeyState).toBe("Enabled");
});

test("SM4 takes 16 bytes", async () => {
  const { cloud, keyId } = await externalKey({ KeySpec: "Aliyun_SM4" });
  await importMaterial(cloud, keyId, { material: randomBytes(16) });
  expect((await cloud.describe(keyId)).KeyState).toBe("Enabled");
});

test("imported material expires, and only the same bytes bring the key back", async () => {
  const { cloud, keyId } = await externalKey();
  const material = randomBytes(32);
  const expires = Math.floor(cloud.services.clock.now() / 1000) + 3600;
  await importMaterial(cloud, keyId, { material, expires });
  const { CiphertextBlob } = await cloud.ok("Encrypt", {
    KeyId: keyId,
    Plaintext: "aGVsbG8=",
  });
  cloud.advance({ seconds: 3600 });
  expect(await cloud.describe(keyId)).toMatchObject({
    KeyState: "PendingImport",
    MaterialExpireTime: "",
  });
  await expect(importMaterial(cloud, keyId)).rejects.toThrow(
    "InvalidKeyMaterial",
  );
  await importMaterial(cloud, keyId, { material });
  const { Plaintext } = await cloud.ok("Decrypt", { CiphertextBlob });
  expect(Plaintext).toBe("aGVsbG8=");
});

test("material can be deleted, also from a key that is to be deleted", async () => {
  const { cloud, keyId } = await externalKey();
  await importMaterial(cloud, keyId);
  await cloud.ok("DeleteKeyMaterial", { KeyId: keyId });
  expect((await cloud.describe(keyId)).KeyState).toBe("PendingImport");
  await cloud.ok("ScheduleKeyDeletion", {
    KeyId: keyId,
    PendingWindowInDays: 7,
  });
  await cloud.ok("DeleteKeyMaterial", { KeyId: keyId });
  expect((await cloud.describe(keyId)).KeyState).toBe("PendingDeletion");
});

test("a disabled key stays disabled when its material is imported again", async () => {
  const { cloud, keyId } = await externalKey();
  const sent = await importMaterial(cloud, keyId);
  await cloud.ok("DisableKey", { KeyId: keyId });
  await cloud.ok("ImportKeyMaterial", sent);
  expect((await cloud.describe(keyId)).KeyState).toBe("Disabled");
});

test("a token serves one key and one day", async () => {
  const { cloud, keyId } = await externalKey();
  const other = await cloud.createKey({ Origin: "EXTERNAL" });
  const { PublicKey, ImportToken } = await parametersFor(cloud, keyId);
  const send = (changes: Parameters) =>
    cloud.outcome("ImportKeyMaterial", {
      KeyId: keyId,
      ImportToken,
      EncryptedKeyMaterial: wrap(PublicKey, randomBytes(32)).toString("base64"),
      KeyMaterialExpireUnix: 0,
      ...changes,
    });
  expect(await send({ KeyId: other })).toBe("400 InvalidImportToken");
  expect(await send({ ImportToken: "bm90IG9uZQ==" })).toBe(
    "400 InvalidImportToken",
  );
  expect(await send({ EncryptedKeyMaterial: "AAAA" })).toBe(
    "400 InvalidKeyMaterial",
  );
  expect(await send({ EncryptedKeyMaterial: "?" })).toBe(
    "400 InvalidParameter",
  );
  for (const KeyMaterialExpireUnix of [1, -1, 253_402_300_800, 9e15])
    expect(await send({ KeyMaterialExpireUnix })).toBe("400 InvalidParameter");
  const short = wrap(PublicKey, randomBytes(31)).toString("base64");
  expect(await send({ EncryptedKeyMaterial: short })).toBe(
    "400 InvalidKeyMaterial",
  );
  cloud.advance({ days: 1 });
  expect(await send({})).toBe("400 ExpiredImportToken");
});

test.each<[string, Parameters]>([
  ["400 MissingParameter", { WrappingAlgorithm: OAEP }],
  ["400 MissingParameter", { WrappingKeySpec: "RSA_2048" }],
  [
    "400 InvalidParameter",
    { WrappingAlgorithm: "RSA", WrappingKeySpec: "RSA_2048" },
  ],
  [
    "400 UnsupportedOperation",
    { WrappingAlgorithm: "SM2PKE", WrappingKeySpec: "EC_SM2" },
  ],
  [
    "400 UnsupportedOperation",
    { WrappingAlgorithm: OAEP, WrappingKeySpec: "EC_SM2" },
  ],
])("%s is the answer to an import with %j", async (expected, parameters) => {
  const { cloud, keyId: KeyId } = await externalKey();
  expect(
    await cloud.outcome("GetParametersForImport", { KeyId, ...parameters }),
  ).toBe(expected);
});

test("the refusal of SM2PKE says what to use instead", async () => {
  const { cloud, keyId: KeyId } = await externalKey();
  const { body } = await cloud.call("GetParametersForImport", {
    KeyId,
    WrappingAlgorithm: "SM2PKE",
    WrappingKeySpec: "EC_SM2",
  });
  expect(body.Message).toContain("RSAES_OAEP_SHA_256");
});

test("keys with material of their own take no import", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey();
  const requests: [string, Parameters][] = [
    [
      "GetParametersForImport",
      { WrappingAlgorithm: OAEP, WrappingKeySpec: "RSA_2048" },
    ],
    [
      "ImportKeyMaterial",
      {
        ImportToken: "AAAA",
        EncryptedKeyMaterial: "AAAA",
        KeyMaterialExpireUnix: 0,
      },
    ],
    ["DeleteKeyMaterial", {}],
  ];
  for (const [action, parameters] of requests)
    expect(await cloud.outcome(action, { KeyId, ...parameters })).toBe(
      "400 Unsupported.Origin",
    );
});
