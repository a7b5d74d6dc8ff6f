import { createPublicKey } from "node:crypto";
import { Bench } from "../../testing/tencent";

const bench = new Bench();

/** Object identifiers of the algorithms and curves, in hex. */
const RSA = "2a864886f70d010101";
const P256 = "2a8648ce3d030107";
const P384 = "2b81040022";
const SM2 = "2a811ccf5501822d";

test.each([
  ["ASYMMETRIC_DECRYPT_RSA_2048", RSA],
  ["ASYMMETRIC_DECRYPT_SM2", SM2],
  ["ASYMMETRIC_SIGN_VERIFY_SM2", SM2],
  ["ASYMMETRIC_SIGN_VERIFY_ECC", P256],
  ["ASYMMETRIC_SIGN_VERIFY_RSA_2048", RSA],
  ["ASYMMETRIC_SIGN_VERIFY_RSA_3072", RSA],
  ["ASYMMETRIC_SIGN_VERIFY_ECDSA384", P384],
])(
  "the public key of %s is real, the same each time, and its PEM is sound",
  async (KeyUsage, oid) => {
    const KeyId = await bench.createKey({ KeyUsage });
    const first = await bench.kms("GetPublicKey", { KeyId });
    const again = await bench.kms("GetPublicKey", { KeyId });
    expect(again.PublicKey).toBe(first.PublicKey);
    const der = Buffer.from(String(first.PublicKey), "base64");
    expect(der.toString("hex")).toMatch(oid);
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    const fromPem = createPublicKey(String(first.PublicKeyPem));
    expect(fromPem.equals(key)).toBe(true);
  },
);

test.each([
  "ASYMMETRIC_SIGN_VERIFY_DILITHIUM",
  "ASYMMETRIC_Encrypt_Decrypt_Kyber_AES",
])("%s can't be made by Node.js, which the refusal says", async (KeyUsage) => {
  const KeyId = await bench.createKey({ KeyUsage });
  expect(await bench.code("GetPublicKey", { KeyId })).toBe(
    "UnsupportedOperation",
  );
});

test("by switch the PEM holds base64 twice, as in the vendor's example", async () => {
  const KeyId = await bench.createKey({
    KeyUsage: "ASYMMETRIC_SIGN_VERIFY_ECC",
  });
  bench.set("tencent.faultyPem", true);
  const { PublicKey, PublicKeyPem } = await bench.kms("GetPublicKey", {
    KeyId,
  });
  bench.set("tencent.faultyPem", false);
  const body = String(PublicKeyPem).replace(/-----.*-----|\n/g, "");
  expect(Buffer.from(body, "base64").toString()).toBe(PublicKey);
});

test("a symmetric key has no public key; the code is a switch", async () => {
  const KeyId = await bench.createKey();
  expect(await bench.code("GetPublicKey", { KeyId })).toBe("InvalidParameter");
});
