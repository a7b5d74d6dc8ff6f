import {
  constants,
  createECDH,
  createHash,
  createPublicKey,
  privateEncrypt,
  publicDecrypt,
  publicEncrypt,
  randomBytes,
  type KeyObject,
} from "node:crypto";
import { OAEP_HASHES, privateKeyOf, type OaepAlgorithm } from "./cryptography";

/**
 * Signatures of digests, which both clouds sign: Node.js's own `sign` takes only messages. OpenSSL does the arithmetic of
 * RSA and of curves; paddings and the equations of ECDSA and SM2 are written out.
 */
export type SigningAlgorithm =
  | "RSA_PSS_SHA_256"
  | "RSA_PKCS1_SHA_256"
  | "ECDSA_SHA_256"
  | "ECDSA_SHA_384"
  | "SM2DSA";

interface Scheme {
  digestBytes: number;
  sign(key: KeyObject, digest: Buffer): Buffer;
  /** With the private key, which the emulator has. */
  verify(key: KeyObject, digest: Buffer, signature: Buffer): boolean;
}

const SHA_256_BYTES = 32;
const SHA_384_BYTES = 48;

/** DigestInfo of RFC 8017, 9.2, before a SHA-256 digest. */
const SHA_256_INFO = Buffer.from(
  "3031300d060960864801650304020105000420",
  "hex",
);

const SCHEMES: Readonly<Record<SigningAlgorithm, Scheme>> = {
  RSA_PKCS1_SHA_256: {
    digestBytes: SHA_256_BYTES,
    sign: (key, digest) =>
      privateEncrypt(
        { key, padding: constants.RSA_PKCS1_PADDING },
        Buffer.concat([SHA_256_INFO, digest]),
      ),
    verify: (key, digest, signature) =>
      publicDecrypt(
        { key: publicPem(key), padding: constants.RSA_PKCS1_PADDING },
        signature,
      ).equals(Buffer.concat([SHA_256_INFO, digest])),
  },
  RSA_PSS_SHA_256: {
    digestBytes: SHA_256_BYTES,
    sign: (key, digest) =>
      privateEncrypt(
        { key, padding: constants.RSA_NO_PADDING },
        pssEncoded(digest, randomBytes(SHA_256_BYTES), modulusBytes(key)),
      ),
    verify: (key, digest, signature) => {
      const padding = constants.RSA_NO_PADDING;
      const block = publicDecrypt({ key: publicPem(key), padding }, signature);
      const salt = pssSalt(block);
      const bytes = modulusBytes(key);
      return (
        salt !== undefined && pssEncoded(digest, salt, bytes).equals(block)
      );
    },
  },
  ECDSA_SHA_256: ecdsa(SHA_256_BYTES),
  ECDSA_SHA_384: ecdsa(SHA_384_BYTES),
  SM2DSA: {
    digestBytes: 32,
    sign: (key, digest) => {
      const { order: n, secret: d } = curveOf(key);
      const e = number(digest);
      for (;;) {
        const k = randomScalar(n);
        const r = mod(e + abscissa(key, k), n);
        const s = mod(inverse(1n + d, n) * (k - r * d), n);
        if (r !== 0n && r + k !== n && s !== 0n) return derOf(r, s);
      }
    },
    verify: (key, digest, signature) => {
      const { order: n, secret: d } = curveOf(key);
      const [r, s] = pairIn(signature, n);
      const t = mod(r + s, n);
      const x = abscissa(key, mod(s + t * d, n));
      return t !== 0n && mod(number(digest) + x, n) === r;
    },
  },
};

export function digestBytes(algorithm: SigningAlgorithm): number {
  return SCHEMES[algorithm].digestBytes;
}

export function signDigest(
  material: string,
  algorithm: SigningAlgorithm,
  digest: Buffer,
): Buffer {
  return SCHEMES[algorithm].sign(privateKeyOf(material), digest);
}

/** False for a signature of any other form, too. */
export function verifyDigest(
  material: string,
  algorithm: SigningAlgorithm,
  digest: Buffer,
  signature: Buffer,
): boolean {
  try {
    return SCHEMES[algorithm].verify(privateKeyOf(material), digest, signature);
  } catch {
    return false;
  }
}

/** What is signed of a message. SM2's includes the public key and the identity that GM/T 0009 gives everybody. */
export function digestOf(
  material: string,
  algorithm: SigningAlgorithm,
  message: Buffer,
): Buffer {
  if (algorithm !== "SM2DSA") {
    const bits = SCHEMES[algorithm].digestBytes * 8;
    return createHash(`sha${bits}`).update(message).digest();
  }
  const point = pointOf(
    privateKeyOf(material),
    curveOf(privateKeyOf(material)).secret,
  );
  const sm3 = (...parts: Buffer[]) =>
    createHash("sm3").update(Buffer.concat(parts)).digest();
  const identity = sm3(SM2_IDENTITY, SM2_CURVE, point);
  return sm3(identity, message);
}

/** Its length in bits, and the identity. */
const SM2_IDENTITY = Buffer.concat([
  Buffer.from([0, 128]),
  Buffer.from("1234567812345678"),
]);
/** a, b and the generator's coordinates, of GB/T 32918.5. */
const SM2_CURVE = Buffer.from(
  [
    "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc",
    "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93",
    "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7",
    "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0",
  ].join(""),
  "hex",
);

/** Undefined if the plaintext is too long for the key. */
export function encryptWithRsa(
  material: string,
  algorithm: OaepAlgorithm,
  plaintext: Buffer,
): Buffer | undefined {
  const key = createPublicKey(privateKeyOf(material));
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const oaepHash = OAEP_HASHES[algorithm];
  try {
    return publicEncrypt({ key, padding, oaepHash }, plaintext);
  } catch {
    return undefined;
  }
}

function publicPem(key: KeyObject): string | Buffer {
  return createPublicKey(key).export({ type: "spki", format: "pem" });
}

function modulusBytes(key: KeyObject): number {
  return (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
}

/** EMSA-PSS of RFC 8017, 9.1, with SHA-256 and a salt of its length, for a modulus of whole bytes. */
function pssEncoded(digest: Buffer, salt: Buffer, length: number): Buffer {
  const start = Buffer.alloc(8);
  const hash = sha256(start, digest, salt);
  const block = Buffer.alloc(length - hash.length - 1);
  block[block.length - salt.length - 1] = 1;
  salt.copy(block, block.length - salt.length);
  const masked = xor(block, mask(hash, block.length));
  masked[0]! &= 0x7f;
  return Buffer.concat([masked, hash, Buffer.from([0xbc])]);
}

/** Undefined if it is no such block. The caller encodes again and compares. */
function pssSalt(encoded: Buffer): Buffer | undefined {
  const end = encoded.length - SHA_256_BYTES - 1;
  if (encoded.at(-1) !== 0xbc) return undefined;
  const hash = encoded.subarray(end, -1);
  const block = xor(encoded.subarray(0, end), mask(hash, end));
  return block.subarray(-SHA_256_BYTES);
}

/** MGF1 with SHA-256. */
function mask(seed: Buffer, length: number): Buffer {
  const count = Math.ceil(length / SHA_256_BYTES);
  const blocks = Array.from({ length: count }, (_, index) => {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(index);
    return sha256(seed, counter);
  });
  return Buffer.concat(blocks).subarray(0, length);
}

function sha256(...parts: Buffer[]): Buffer {
  return createHash("sha256").update(Buffer.concat(parts)).digest();
}

function xor(one: Buffer, other: Buffer): Buffer {
  return Buffer.from(one.map((byte, at) => byte ^ other[at]!));
}

function ecdsa(bytes: number): Scheme {
  return {
    digestBytes: bytes,
    sign: (key, digest) => {
      const { order: n, secret: d } = curveOf(key);
      for (;;) {
        const k = randomScalar(n);
        const r = mod(abscissa(key, k), n);
        const s = mod(inverse(k, n) * (number(digest) + r * d), n);
        if (r !== 0n && s !== 0n) return derOf(r, s);
      }
    },
    verify: (key, digest, signature) => {
      const { order: n, secret: d } = curveOf(key);
      const [r, s] = pairIn(signature, n);
      // u₁G + u₂Q is (u₁ + u₂d)G, so that no points have to be added.
      const w = inverse(s, n);
      return mod(abscissa(key, mod(w * (number(digest) + r * d), n)), n) === r;
    },
  };
}

/** By OpenSSL's names. */
const ORDERS: Readonly<Record<string, bigint>> = {
  prime256v1:
    0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  secp256k1:
    0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
  secp384r1:
    0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  SM2: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
};

function curveOf(key: KeyObject) {
  const name = key.asymmetricKeyDetails?.namedCurve ?? "SM2";
  const order = ORDERS[name];
  if (order === undefined) throw new RangeError(`no curve ${name}`);
  // Node.js aborts on an export of SM2 keys as sec1, and as jwk it knows none.
  const der = key.export({ type: "pkcs8", format: "der" });
  // In it, ECPrivateKey of RFC 5915: version 1, then the secret with its length.
  const at = der.indexOf(Buffer.from([2, 1, 1, 4])) + 4;
  const secret = number(der.subarray(at + 1, at + 1 + der[at]!));
  return { name, order, secret };
}

/** A multiple of the generator: both coordinates. */
function pointOf(key: KeyObject, scalar: bigint): Buffer {
  const { name, order } = curveOf(key);
  const bytes = order.toString(16).length / 2;
  const curve = createECDH(name);
  curve.setPrivateKey(scalar.toString(16).padStart(2 * bytes, "0"), "hex");
  return curve.getPublicKey().subarray(1);
}

function abscissa(key: KeyObject, scalar: bigint): bigint {
  const point = pointOf(key, scalar);
  return number(point.subarray(0, point.length / 2));
}

function number(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString("hex")}`);
}

function mod(value: bigint, n: bigint): bigint {
  return ((value % n) + n) % n;
}

/** By Fermat, as the orders are prime. */
function inverse(value: bigint, n: bigint): bigint {
  let [base, exponent, result] = [mod(value, n), n - 2n, 1n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = mod(result * base, n);
    base = mod(base * base, n);
  }
  return result;
}

function randomScalar(n: bigint): bigint {
  const bytes = n.toString(16).length / 2;
  return 1n + mod(number(randomBytes(bytes + 8)), n - 1n);
}

/** SEQUENCE of two INTEGERs. */
function derOf(r: bigint, s: bigint): Buffer {
  const integers = [r, s].map((value) => {
    const hex = value.toString(16);
    const even = hex.padStart(hex.length + (hex.length % 2), "0");
    const bytes = Buffer.from(
      /^[89a-f]/.test(even) ? `00${even}` : even,
      "hex",
    );
    return Buffer.concat([Buffer.from([2, bytes.length]), bytes]);
  });
  const body = Buffer.concat(integers);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

/** Throws for anything but the one encoding of two numbers in range. */
function pairIn(signature: Buffer, n: bigint): [bigint, bigint] {
  const rBytes = signature[3] ?? 0;
  const r = number(signature.subarray(4, 4 + rBytes));
  const s = number(signature.subarray(6 + rBytes));
  if (r <= 0n || s <= 0n || r >= n || s >= n || !derOf(r, s).equals(signature))
    throw new RangeError("not a signature");
  return [r, s];
}
