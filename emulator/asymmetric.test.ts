import { createHash, publicEncrypt, verify, constants } from "node:crypto";
import AlibabaKms, * as alibaba from "@alicloud/kms20160120";
import { Config } from "@alicloud/rpc-client";
import { Client as TencentKms } from "tencentcloud-sdk-nodejs/tencentcloud/services/kms/v20190118/kms_client";
import { start, type Emulator } from "./index";

/** Asymmetric cryptography of both clouds by their SDKs for Node.js, and by Node.js with the public key. */
let emulator: Emulator;
let one: AlibabaKms;
let other: TencentKms;

beforeAll(async () => {
  emulator = await start();
  const { host } = new URL(emulator.url);
  one = new AlibabaKms(
    new Config({
      accessKeyId: "emulator",
      accessKeySecret: "emulator-secret",
      regionId: "cn-hangzhou",
      protocol: "http",
      endpoint: host,
      // An RSA key that is made in this process keeps it from answering for a while.
      connectTimeout: 60_000,
      readTimeout: 60_000,
    }),
  );
  other = new TencentKms({
    credential: { secretId: "emulator", secretKey: "emulator-secret" },
    region: "ap-guangzhou",
    profile: { httpProfile: { protocol: "http://", endpoint: host } },
  });
});
afterAll(() => emulator.close());

const message = Buffer.from("a message");
const sha256 = createHash("sha256").update(message).digest("base64");
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
const base64 = (text: string) => Buffer.from(text, "base64");

async function alibabaKey(keySpec: string, keyUsage: string) {
  const request = new alibaba.CreateKeyRequest({ keySpec, keyUsage });
  const { keyId } = (await one.createKey(request)).keyMetadata;
  const versions = await one.listKeyVersions(
    new alibaba.ListKeyVersionsRequest({ keyId }),
  );
  const [version] = versions.keyVersions.keyVersion;
  return { keyId, keyVersionId: version!.keyVersionId };
}

test.each([
  ["RSA_2048", "RSA_PSS_SHA_256", pss],
  ["RSA_2048", "RSA_PKCS1_SHA_256", {}],
  ["EC_P256", "ECDSA_SHA_256", {}],
  ["EC_P256K", "ECDSA_SHA_256", {}],
])("Alibaba: %s signs by %s", async (spec, algorithm, options) => {
  const key = await alibabaKey(spec, "SIGN/VERIFY");
  const { publicKey } = await one.getPublicKey(
    new alibaba.GetPublicKeyRequest(key),
  );
  const asked = { ...key, algorithm, digest: sha256 };
  const { value } = await one.asymmetricSign(
    new alibaba.AsymmetricSignRequest(asked),
  );
  const signed = base64(value);
  expect(
    verify("sha256", message, { key: publicKey, ...options }, signed),
  ).toBe(true);
  const check = async (digest: string) =>
    (
      await one.asymmetricVerify(
        new alibaba.AsymmetricVerifyRequest({ ...asked, digest, value }),
      )
    ).value;
  expect(await check(sha256)).toBe(true);
  expect(await check(Buffer.alloc(32).toString("base64"))).toBe(false);
});

test("Alibaba: SM2 signs a digest, and encryption by it is refused with a reason", async () => {
  const key = await alibabaKey("EC_SM2", "SIGN/VERIFY");
  const asked = { ...key, algorithm: "SM2DSA", digest: sha256 };
  const { value } = await one.asymmetricSign(
    new alibaba.AsymmetricSignRequest(asked),
  );
  const verified = await one.asymmetricVerify(
    new alibaba.AsymmetricVerifyRequest({ ...asked, value }),
  );
  expect(verified.value).toBe(true);
  const plaintext = message.toString("base64");
  const encryption = await alibabaKey("EC_SM2", "ENCRYPT/DECRYPT");
  const encrypt = new alibaba.AsymmetricEncryptRequest({
    ...encryption,
    algorithm: "SM2PKE",
    plaintext,
  });
  await expect(one.asymmetricEncrypt(encrypt)).rejects.toThrow(/SM2PKE/);
});

test.each(["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"])(
  "Alibaba: RSA encrypts and decrypts by %s",
  async (algorithm) => {
    const key = await alibabaKey("RSA_2048", "ENCRYPT/DECRYPT");
    const plaintext = message.toString("base64");
    const { ciphertextBlob } = await one.asymmetricEncrypt(
      new alibaba.AsymmetricEncryptRequest({ ...key, algorithm, plaintext }),
    );
    const decrypt = (text: string) =>
      one.asymmetricDecrypt(
        new alibaba.AsymmetricDecryptRequest({
          ...key,
          algorithm,
          ciphertextBlob: text,
        }),
      );
    expect((await decrypt(ciphertextBlob)).plaintext).toBe(plaintext);
    await expect(decrypt("AAAA")).rejects.toThrow(/CiphertextBlob/);
  },
);

test("Alibaba: a key of another usage or kind, and a digest of another length, are refused", async () => {
  const sign = (request: object) =>
    one.asymmetricSign(new alibaba.AsymmetricSignRequest(request));
  const encryption = await alibabaKey("RSA_2048", "ENCRYPT/DECRYPT");
  const algorithm = "RSA_PSS_SHA_256";
  await expect(
    sign({ ...encryption, algorithm, digest: sha256 }),
  ).rejects.toThrow(/UnsupportedOperation|unsupported|not supported/i);
  const signing = await alibabaKey("EC_P256", "SIGN/VERIFY");
  await expect(sign({ ...signing, algorithm, digest: sha256 })).rejects.toThrow(
    /Algorithm/,
  );
  await expect(
    sign({ ...signing, algorithm: "ECDSA_SHA_256", digest: "AAAA" }),
  ).rejects.toThrow(/Digest/);
});

async function tencentKey(KeyUsage: string) {
  const Alias = `key-${String(Math.random()).slice(2)}`;
  const { KeyId = "" } = await other.CreateKey({ Alias, KeyUsage });
  const { PublicKeyPem = "" } = await other.GetPublicKey({ KeyId });
  return { KeyId, pem: PublicKeyPem };
}

test.each([
  ["ASYMMETRIC_SIGN_VERIFY_RSA_2048", "RSA_PSS_SHA_256", pss],
  ["ASYMMETRIC_SIGN_VERIFY_RSA_2048", "RSA_PKCS1_SHA_256", {}],
  ["ASYMMETRIC_SIGN_VERIFY_ECC", "ECC_P256_R1", {}],
  ["ASYMMETRIC_SIGN_VERIFY_SM2", "SM2DSA", undefined],
])("Tencent: %s signs by %s", async (usage, Algorithm, options) => {
  const { KeyId, pem } = await tencentKey(usage);
  const Message = message.toString("base64");
  const asked = { KeyId, Algorithm, Message };
  const { Signature = "" } = await other.SignByAsymmetricKey(asked);
  if (options)
    expect(
      verify("sha256", message, { key: pem, ...options }, base64(Signature)),
    ).toBe(true);
  const check = async (more: object) =>
    (
      await other.VerifyByAsymmetricKey({
        ...asked,
        SignatureValue: Signature,
        ...more,
      })
    ).SignatureValid;
  expect(await check({})).toBe(true);
  expect(await check({ Message: "AAAA" })).toBe(false);
  if (options)
    expect(await check({ Message: sha256, MessageType: "DIGEST" })).toBe(true);
  await expect(check({ Algorithm: "MD5" })).rejects.toThrow(/signs by/);
});

test("Tencent: RSA decrypts what its public key has encrypted", async () => {
  const { KeyId, pem: key } = await tencentKey("ASYMMETRIC_DECRYPT_RSA_2048");
  for (const [Algorithm, padding, oaepHash] of [
    ["RSAES_PKCS1_V1_5", constants.RSA_PKCS1_PADDING, undefined],
    ["RSAES_OAEP_SHA_1", constants.RSA_PKCS1_OAEP_PADDING, "sha1"],
    ["RSAES_OAEP_SHA_256", constants.RSA_PKCS1_OAEP_PADDING, "sha256"],
  ] as const) {
    const sealed = publicEncrypt({ key, padding, oaepHash }, message);
    const Ciphertext = sealed.toString("base64");
    const request = { KeyId, Ciphertext, Algorithm };
    const { Plaintext } = await other.AsymmetricRsaDecrypt(request);
    expect(Plaintext).toBe(message.toString("base64"));
  }
});

test("Tencent: a ciphertext is encrypted anew under another key, and stays under the same", async () => {
  const made = async () => {
    const Alias = `key-${String(Math.random()).slice(2)}`;
    return (await other.CreateKey({ Alias })).KeyId ?? "";
  };
  const [KeyId, DestinationKeyId] = [await made(), await made()];
  const Plaintext = message.toString("base64");
  const { CiphertextBlob = "" } = await other.Encrypt({ KeyId, Plaintext });
  const same = await other.ReEncrypt({ CiphertextBlob });
  expect(same).toMatchObject({ CiphertextBlob, KeyId, ReEncrypted: false });
  const anew = await other.ReEncrypt({ CiphertextBlob, DestinationKeyId });
  expect(anew).toMatchObject({
    KeyId: DestinationKeyId,
    SourceKeyId: KeyId,
    ReEncrypted: true,
  });
  const { CiphertextBlob: moved = "" } = anew;
  expect((await other.Decrypt({ CiphertextBlob: moved })).Plaintext).toBe(
    Plaintext,
  );
});
