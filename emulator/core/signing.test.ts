import { execFileSync } from "node:child_process";
import {
  constants,
  createHash,
  createPublicKey,
  sign as nodeSign,
  createPrivateKey,
  verify as nodeVerify,
} from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  generateMaterial,
  publicKeyDer,
  type MaterialKind,
} from "./cryptography";
import {
  digestOf,
  encryptWithRsa,
  signDigest,
  verifyDigest,
  type SigningAlgorithm,
} from "./signing";

const KINDS: [MaterialKind, SigningAlgorithm, string | undefined][] = [
  ["RSA_2048", "RSA_PKCS1_SHA_256", "sha256"],
  ["RSA_3072", "RSA_PSS_SHA_256", "sha256"],
  ["EC_P256", "ECDSA_SHA_256", "sha256"],
  ["EC_P256K", "ECDSA_SHA_256", "sha256"],
  ["EC_P384", "ECDSA_SHA_384", "sha384"],
  ["SM2", "SM2DSA", undefined],
];
const message = Buffer.from("a message");
const pss = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
};
const options = (algorithm: SigningAlgorithm) =>
  algorithm === "RSA_PSS_SHA_256" ? pss : {};

describe.each(KINDS)("%s with %s", (kind, algorithm, hash) => {
  const material = generateMaterial(kind);
  const publicKey = createPublicKey({
    key: Buffer.from(publicKeyDer(material), "base64"),
    type: "spki",
    format: "der",
  });
  const digest = digestOf(material, algorithm, message);

  test("its signatures verify here, and no others do", () => {
    const other = createHash("sha512")
      .update("x")
      .digest()
      .subarray(0, digest.length);
    for (let n = 0; n < 5; n++) {
      const signature = signDigest(material, algorithm, digest);
      expect(verifyDigest(material, algorithm, digest, signature)).toBe(true);
      expect(verifyDigest(material, algorithm, other, signature)).toBe(false);
      for (const at of [0, 1, 10, signature.length - 1]) {
        const spoilt = Buffer.from(signature);
        spoilt[at]! ^= 1;
        expect(verifyDigest(material, algorithm, digest, spoilt)).toBe(false);
      }
      const longer = Buffer.concat([signature, Buffer.from([0])]);
      expect(verifyDigest(material, algorithm, digest, longer)).toBe(false);
    }
    expect(verifyDigest(material, algorithm, digest, Buffer.alloc(0))).toBe(
      false,
    );
  });

  if (hash !== undefined)
    test("Node.js verifies what it signs, and the other way round", () => {
      const key = { key: publicKey, ...options(algorithm) };
      const signature = signDigest(material, algorithm, digest);
      expect(nodeVerify(hash, message, key, signature)).toBe(true);
      const privateKey = createPrivateKey({
        key: Buffer.from(material, "base64"),
        type: "pkcs8",
        format: "der",
      });
      const theirs = nodeSign(hash, message, {
        key: privateKey,
        ...options(algorithm),
      });
      expect(verifyDigest(material, algorithm, digest, theirs)).toBe(true);
    });

  test("openssl verifies what it signs", () => {
    const folder = mkdtempSync(join(tmpdir(), "kms-signing-"));
    const file = (name: string, content: string | Buffer) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const args = [
      ...["pkeyutl", "-verify", "-pubin", "-rawin"],
      ...[
        "-inkey",
        file("key.pem", publicKey.export({ type: "spki", format: "pem" })),
      ],
      ...["-in", file("message", message)],
      ...[
        "-sigfile",
        file("signature", signDigest(material, algorithm, digest)),
      ],
      ...["-digest", hash ?? "sm3"],
      ...(algorithm === "RSA_PSS_SHA_256"
        ? ["-pkeyopt", "rsa_padding_mode:pss"]
        : []),
      ...(kind === "SM2" ? ["-pkeyopt", "distid:1234567812345678"] : []),
    ];
    const printed = execFileSync("openssl", args).toString();
    rmSync(folder, { recursive: true });
    expect(printed).toContain("Verified Successfully");
  });
});

test("a plaintext that is too long for the key is refused", () => {
  const material = generateMaterial("RSA_2048");
  const encrypt = (bytes: number) =>
    encryptWithRsa(material, "RSAES_OAEP_SHA_256", Buffer.alloc(bytes));
  expect(encrypt(190)).toHaveLength(256);
  expect(encrypt(191)).toBeUndefined();
});
