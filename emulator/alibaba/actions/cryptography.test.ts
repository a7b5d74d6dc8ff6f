import { createPublicKey } from "node:crypto";
import fc from "fast-check";
import {
  OTHER_ACCOUNT,
  TestCloud,
  type Parameters,
} from "../../testing/alibaba";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const HELLO = base64("hello");

test.each(["Aliyun_AES_256", "Aliyun_SM4", "Aliyun_AES_128", "Aliyun_AES_192"])(
  "what %s encrypts it decrypts",
  async (KeySpec) => {
    const cloud = new TestCloud({ "alibaba.instances": "kst-a:hardware" });
    const KeyId = await cloud.createKey({ KeySpec, DKMSInstanceId: "kst-a" });
    await cloud.ok("CreateAlias", { KeyId, AliasName: "alias/a" });
    const plaintext = fc.uint8Array({ minLength: 1, maxLength: 6144 });
    await fc.assert(
      fc.asyncProperty(plaintext, async (bytes) => {
        const Plaintext = Buffer.from(bytes).toString("base64");
        const sealed = await cloud.ok("Encrypt", {
          KeyId: "alias/a",
          Plaintext,
        });
        const { CiphertextBlob } = sealed;
        const opened = await cloud.ok("Decrypt", { CiphertextBlob });
        expect(opened.Plaintext).toBe(Plaintext);
        expect(opened.KeyId).toBe(KeyId);
        expect(opened.KeyVersionId).toBe(sealed.KeyVersionId);
      }),
      { numRuns: 20 },
    );
  },
);

test("a changed ciphertext is refused, wherever it was changed", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey();
  const { CiphertextBlob } = await cloud.ok("Encrypt", {
    KeyId,
    Plaintext: HELLO,
  });
  const blob = Buffer.from(CiphertextBlob, "base64");
  for (let at = 0; at < blob.length; at++) {
    const changed = Buffer.from(blob);
    changed[at] = (changed[at] ?? 0) ^ 1;
    const answer = await cloud.call("Decrypt", {
      CiphertextBlob: changed.toString("base64"),
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  }
});

test("the encryption context must come back, in any order of its members", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey();
  const { CiphertextBlob } = await cloud.ok("Encrypt", {
    KeyId,
    Plaintext: HELLO,
    EncryptionContext: '{"a":"1","b":"2"}',
  });
  const decrypt = (EncryptionContext: string) =>
    cloud.outcome("Decrypt", { CiphertextBlob, EncryptionContext });
  expect(await decrypt('{"b":"2","a":"1"}')).toBe("200");
  for (const other of ["", '{"a":"1"}', '{"a":"1","b":"3"}', "[]", "{"])
    expect(await decrypt(other)).toBe("400 InvalidParameter");
});

test("a rotated key still opens what its older versions sealed", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey({
    EnableAutomaticRotation: true,
    RotationInterval: "7d",
  });
  const before = await cloud.ok("Encrypt", { KeyId, Plaintext: HELLO });
  cloud.advance({ days: 15 });
  const after = await cloud.ok("Encrypt", { KeyId, Plaintext: HELLO });
  expect(after.KeyVersionId).not.toBe(before.KeyVersionId);
  for (const { CiphertextBlob, KeyVersionId } of [before, after]) {
    const opened = await cloud.ok("Decrypt", { CiphertextBlob });
    expect(opened).toMatchObject({ Plaintext: HELLO, KeyVersionId });
  }
});

test("nobody opens what another account's or region's key sealed", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey();
  const { CiphertextBlob } = await cloud.ok("Encrypt", {
    KeyId,
    Plaintext: HELLO,
  });
  for (const options of [{ as: OTHER_ACCOUNT }, { region: "cn-beijing" }])
    expect(await cloud.outcome("Decrypt", { CiphertextBlob }, options)).toBe(
      "404 Forbidden.KeyNotFound",
    );
});

test.each<[Parameters, number]>([
  [{}, 32],
  [{ KeySpec: "AES_256" }, 32],
  [{ KeySpec: "AES_128" }, 16],
  [{ NumberOfBytes: 1 }, 1],
  [{ NumberOfBytes: 1024 }, 1024],
  [{ KeySpec: "AES_128", NumberOfBytes: 24 }, 24],
])("GenerateDataKey with %j gives %i bytes", async (parameters, length) => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey();
  const made = await cloud.ok("GenerateDataKey", { KeyId, ...parameters });
  expect(Buffer.from(made.Plaintext, "base64")).toHaveLength(length);
  const { CiphertextBlob } = made;
  const opened = await cloud.ok("Decrypt", { CiphertextBlob });
  expect(opened.Plaintext).toBe(made.Plaintext);
});

test("GenerateDataKeyWithoutPlaintext keeps the plaintext back", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey();
  const made = await cloud.ok("GenerateDataKeyWithoutPlaintext", { KeyId });
  expect(made).not.toHaveProperty("Plaintext");
  const { CiphertextBlob } = made;
  const opened = await cloud.ok("Decrypt", { CiphertextBlob });
  expect(Buffer.from(opened.Plaintext, "base64")).toHaveLength(32);
});

test.each<[string, string, Parameters]>([
  ["Encrypt", "400 MissingParameter", {}],
  [
    "Encrypt",
    "400 InvalidParameter",
    { Plaintext: Buffer.alloc(6145).toString("base64") },
  ],
  ["Encrypt", "400 DryRunOperationError", { Plaintext: HELLO, DryRun: "true" }],
  ["Encrypt", "200", { Plaintext: HELLO, DryRun: "false" }],
  ["Decrypt", "400 InvalidParameter", { CiphertextBlob: "AAAA" }],
  ["Decrypt", "400 InvalidParameter", { CiphertextBlob: "A".repeat(200) }],
  ["GenerateDataKey", "400 InvalidParameter", { NumberOfBytes: 0 }],
  ["GenerateDataKey", "400 InvalidParameter", { NumberOfBytes: 1025 }],
  ["GenerateDataKey", "400 InvalidParameter", { KeySpec: "AES_192" }],
  ["GenerateDataKey", "400 DryRunOperationError", { DryRun: true }],
  ["GetPublicKey", "400 MissingParameter", {}],
  ["GetPublicKey", "400 UnsupportedOperation", { KeyVersionId: "v" }],
])("%s answers %s to %j", async (action, expected, parameters) => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey();
  expect(await cloud.outcome(action, { KeyId, ...parameters })).toBe(expected);
});

test.each(["not base64", "root", "aGk", "hi=", "ab==", "你好"])(
  "what is encrypted as %j is decrypted as the same text, unless it must be base64",
  async (Plaintext) => {
    const cloud = new TestCloud();
    const KeyId = await cloud.createKey();
    const { CiphertextBlob } = await cloud.ok("Encrypt", { KeyId, Plaintext });
    const opened = await cloud.ok("Decrypt", { CiphertextBlob });
    expect(opened.Plaintext).toBe(Plaintext);
    cloud.set("alibaba.plaintextMustBeBase64", true);
    const isBase64 = /^([\w+/]{4})*([\w+/]{2}==)?$/.test(Plaintext);
    expect(await cloud.outcome("Encrypt", { KeyId, Plaintext })).toBe(
      isBase64 ? "200" : "400 InvalidParameter",
    );
  },
);

test("a denied action names the key, as the service does", async () => {
  const cloud = new TestCloud({ "alibaba.deniedActions": "Encrypt, ListKeys" });
  const KeyId = await cloud.createKey();
  const arn = `acs:kms:cn-hangzhou:100000000001:key/${KeyId}`;
  const { status, body } = await cloud.call("Encrypt", {
    KeyId,
    Plaintext: HELLO,
  });
  expect({ status, ...body }).toMatchObject({
    status: 403,
    Code: "Forbidden.NoPermission",
    Message: `This operation for ${arn} is forbidden by permission system.`,
  });
  const listed = await cloud.call("ListKeys");
  expect(listed.body.Message).toContain("acs:kms:cn-hangzhou:100000000001:key");
  expect(await cloud.outcome("DescribeKey", { KeyId })).toBe("200");
});

test("an asymmetric key doesn't encrypt as a symmetric one does, and MACs are refused with a reason", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey({ KeySpec: "EC_P256" });
  for (const action of ["Encrypt", "GenerateDataKey"])
    expect(await cloud.outcome(action, { KeyId, Plaintext: HELLO })).toBe(
      "400 UnsupportedOperation",
    );
  const { body } = await cloud.call("GenerateMac", { KeyId });
  expect(body.Code).toBe("UnsupportedOperation");
  expect(body.Message).toBe(
    "Message authentication codes are out of this emulator's scope: GenerateMac.",
  );
});

test("an instance that is away can't encrypt", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey({ DKMSInstanceId: "kst-a" });
  cloud.set("alibaba.instances", "kst-a:dedicated:Disconnected");
  expect(await cloud.outcome("Encrypt", { KeyId, Plaintext: HELLO })).toBe(
    "409 Rejected.Unavailable",
  );
});

test.each([
  ["RSA_2048", "rsa"],
  ["EC_P256", "ec"],
  ["EC_P256K", "ec"],
])("GetPublicKey of %s gives one PEM per version", async (KeySpec, type) => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey({ KeySpec });
  cloud.advance({ days: 8 });
  await cloud.ok("CreateKeyVersion", { KeyId });
  const { KeyVersions } = await cloud.ok("ListKeyVersions", { KeyId });
  const keys = new Set<string>();
  for (const { KeyVersionId } of KeyVersions.KeyVersion) {
    const request = { KeyId, KeyVersionId };
    const { PublicKey } = await cloud.ok("GetPublicKey", request);
    expect(createPublicKey(PublicKey).asymmetricKeyType).toBe(type);
    expect((await cloud.ok("GetPublicKey", request)).PublicKey).toBe(PublicKey);
    keys.add(PublicKey);
  }
  expect(keys.size).toBe(2);
});

test("GetPublicKey of EC_SM2 gives a PEM", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey({ KeySpec: "EC_SM2" });
  const { KeyVersions } = await cloud.ok("ListKeyVersions", { KeyId });
  const { PublicKey } = await cloud.ok("GetPublicKey", {
    KeyId,
    KeyVersionId: KeyVersions.KeyVersion[0]?.KeyVersionId ?? "",
  });
  expect(PublicKey).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
});

test("a default key encrypts for no application", async () => {
  const cloud = new TestCloud({ "alibaba.mode": "default" });
  const KeyId = await cloud.createKey();
  const refused = "400 UnsupportedOperation";
  expect(await cloud.outcome("Encrypt", { KeyId, Plaintext: HELLO })).toBe(
    refused,
  );
  expect(await cloud.outcome("GenerateDataKey", { KeyId })).toBe(refused);
});
