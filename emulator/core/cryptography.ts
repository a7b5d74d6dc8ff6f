import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  randomBytes,
  type KeyObject,
} from "node:crypto";

const SYMMETRIC_BYTES = {
  AES_128: 16,
  AES_192: 24,
  AES_256: 32,
  SM4: 16,
} as const;

const RSA_BITS = { RSA_2048: 2048, RSA_3072: 3072, RSA_4096: 4096 } as const;

/** OpenSSL's names of the curves. */
const CURVES = {
  EC_P256: "P-256",
  EC_P256K: "secp256k1",
  EC_P384: "P-384",
  SM2: "SM2",
} as const;

export type MaterialKind =
  keyof typeof SYMMETRIC_BYTES | keyof typeof RSA_BITS | keyof typeof CURVES;

/**
 * New key material in base64: raw bytes for symmetric kinds, PKCS#8 DER for asymmetric ones.
 * An RSA kind takes 50 to 300 ms, so callers make it when the key is first used.
 */
export function generateMaterial(kind: MaterialKind): string {
  if (kind in SYMMETRIC_BYTES) {
    const bytes = SYMMETRIC_BYTES[kind as keyof typeof SYMMETRIC_BYTES];
    return randomBytes(bytes).toString("base64");
  }
  return privateDer(generatePrivateKey(kind));
}

function generatePrivateKey(kind: MaterialKind): KeyObject {
  if (kind in RSA_BITS) {
    const modulusLength = RSA_BITS[kind as keyof typeof RSA_BITS];
    return generateKeyPairSync("rsa", { modulusLength }).privateKey;
  }
  const namedCurve = CURVES[kind as keyof typeof CURVES];
  return generateKeyPairSync("ec", { namedCurve }).privateKey;
}

function privateDer(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "der" }).toString("base64");
}

export function privateKeyOf(material: string): KeyObject {
  const key = Buffer.from(material, "base64");
  return createPrivateKey({ key, type: "pkcs8", format: "der" });
}

/** Base64 of the SubjectPublicKeyInfo DER that belongs to an asymmetric material. */
export function publicKeyDer(material: string): string {
  const publicKey = createPublicKey(privateKeyOf(material));
  return publicKey.export({ type: "spki", format: "der" }).toString("base64");
}

/** A SubjectPublicKeyInfo (base64) as PEM. */
export function publicKeyPem(der: string): string {
  const lines = der.match(/.{1,64}/g) ?? [];
  return `-----BEGIN PUBLIC KEY-----\n${lines.join("\n")}\n-----END PUBLIC KEY-----\n`;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * The cipher for a symmetric material, chosen by its length. SM4 material is used as an AES-128 key:
 * ciphertext blobs are opaque, so no client can tell, and OpenSSL 3.0 has no authenticated SM4.
 */
function cipherFor(key: Buffer) {
  switch (key.length) {
    case 16:
      return "aes-128-gcm";
    case 24:
      return "aes-192-gcm";
    case 32:
      return "aes-256-gcm";
    default:
      throw new RangeError(
        `symmetric material has ${key.length} bytes, not 16, 24 or 32`,
      );
  }
}

/** Authenticated encryption under symmetric material; `context` is bound to the ciphertext. */
export function seal(
  material: string,
  plaintext: Buffer,
  context: string,
): Buffer {
  const key = Buffer.from(material, "base64");
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(cipherFor(key), key, nonce);
  cipher.setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** The plaintext of a sealed text; undefined if the material, the context or any byte differs. */
export function open(
  material: string,
  sealed: Buffer,
  context: string,
): Buffer | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const key = Buffer.from(material, "base64");
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(cipherFor(key), key, nonce, {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const body = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([body, decipher.final()]);
  } catch {
    return undefined;
  }
}

export const OAEP_HASHES = {
  RSAES_OAEP_SHA_1: "sha1",
  RSAES_OAEP_SHA_256: "sha256",
} as const;

export type OaepAlgorithm = keyof typeof OAEP_HASHES;

export const WRAPPING_ALGORITHMS = [
  "RSAES_PKCS1_V1_5",
  "RSAES_OAEP_SHA_1",
  "RSAES_OAEP_SHA_256",
] as const;

export type WrappingAlgorithm = (typeof WRAPPING_ALGORITHMS)[number];

/** The RSA-2048 pair of an import: the client wraps its material with `publicKey`. */
export interface WrappingPair {
  /** Base64 of the SubjectPublicKeyInfo DER. */
  publicKey: string;
  /** Base64 of the PKCS#8 DER. */
  privateKey: string;
}

/** A pair takes 50 to 300 ms to make, and tests import often: so many are made, and then come again in turn. */
const WRAPPING_PAIRS = 8;
const wrappingPairs: WrappingPair[] = [];

/** A pair to wrap key material for an import; never the one of the seven imports before it. */
export function nextWrappingPair(): WrappingPair {
  const pair =
    wrappingPairs.length < WRAPPING_PAIRS
      ? generateWrappingPair()
      : wrappingPairs.shift()!;
  wrappingPairs.push(pair);
  return pair;
}

function generateWrappingPair(): WrappingPair {
  const privateKey = generateMaterial("RSA_2048");
  return { publicKey: publicKeyDer(privateKey), privateKey };
}

/** The wrapped bytes in clear; undefined if they were not wrapped for this key with this algorithm. */
export function unwrap(
  privateKey: string,
  algorithm: WrappingAlgorithm,
  wrapped: Buffer,
): Buffer | undefined {
  const key = privateKeyOf(privateKey);
  try {
    if (algorithm === "RSAES_PKCS1_V1_5") return unwrapPkcs1(key, wrapped);
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const oaepHash = OAEP_HASHES[algorithm];
    return privateDecrypt({ key, padding, oaepHash }, wrapped);
  } catch {
    return undefined;
  }
}

const PKCS1_MIN_PADDING_BYTES = 8;

/** Removes the padding of RFC 8017, 7.2.2 manually, because Node.js refuses RSA_PKCS1_PADDING in privateDecrypt. */
function unwrapPkcs1(key: KeyObject, wrapped: Buffer): Buffer | undefined {
  const block = privateDecrypt(
    { key, padding: constants.RSA_NO_PADDING },
    wrapped,
  );
  if (wrapped.length !== block.length) return undefined;
  if (block[0] !== 0 || block[1] !== 2) return undefined;
  const end = block.indexOf(0, 2);
  if (end < 2 + PKCS1_MIN_PADDING_BYTES) return undefined;
  return block.subarray(end + 1);
}
