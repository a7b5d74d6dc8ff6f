import {
  unwrap,
  type MaterialKind,
  type OaepAlgorithm,
} from "../../core/cryptography";
import {
  digestBytes,
  encryptWithRsa,
  signDigest,
  verifyDigest,
  type SigningAlgorithm,
} from "../../core/signing";
import { ApiError } from "../errors";
import type { KeyRecord } from "../state/key";
import { SPECS, type KeyUsage } from "../tables/specs";
import type { Fields } from "../wire/reply";
import { keyAction, type Call } from "./action";
import { stopDryRun } from "./cryptography";
import { asymmetricMaterial } from "./public-key";
import { findVersion } from "./versions";

/** What each kind of key signs and decrypts with (docs/clouds/alibaba.md#cryptography). */
const SIGNING: Readonly<Record<string, RegExp>> = {
  RSA_PSS_SHA_256: /^RSA/,
  RSA_PKCS1_SHA_256: /^RSA/,
  ECDSA_SHA_256: /^EC_P/,
  SM2DSA: /^SM2$/,
} satisfies Partial<Record<SigningAlgorithm, RegExp>>;
const ENCRYPTION: Readonly<Record<string, RegExp>> = {
  RSAES_OAEP_SHA_1: /^RSA/,
  RSAES_OAEP_SHA_256: /^RSA/,
  SM2PKE: /^SM2$/,
};

const COMMON = {
  KeyVersionId: { type: "text", required: true },
  DryRun: { type: "boolean" },
} as const;
const SIGN = {
  ...COMMON,
  Algorithm: { type: "choice", values: Object.keys(SIGNING), required: true },
  Digest: { type: "bytes", required: true },
} as const;
const CRYPT = {
  ...COMMON,
  Algorithm: {
    type: "choice",
    values: Object.keys(ENCRYPTION),
    required: true,
  },
} as const;
const ALIAS_OK = { alias: true };

const CRYPTS = "ENCRYPT/DECRYPT";

export const ASYMMETRIC_ACTIONS = {
  AsymmetricSign: keyAction(
    SIGN,
    (call, key, request) =>
      withVersion(call, key, "SIGN/VERIFY", SIGNING, request, (material) => {
        const algorithm = signingAlgorithm(request);
        const value = signDigest(material, algorithm, request.Digest);
        return { Value: value.toString("base64") };
      }),
    ALIAS_OK,
  ),

  AsymmetricVerify: keyAction(
    { ...SIGN, Value: { type: "bytes", required: true } },
    (call, key, request) =>
      withVersion(call, key, "SIGN/VERIFY", SIGNING, request, (material) => {
        const algorithm = signingAlgorithm(request);
        const { Digest, Value } = request;
        return { Value: verifyDigest(material, algorithm, Digest, Value) };
      }),
    ALIAS_OK,
  ),

  AsymmetricEncrypt: keyAction(
    { ...CRYPT, Plaintext: { type: "bytes", required: true } },
    (call, key, request) =>
      withVersion(call, key, CRYPTS, ENCRYPTION, request, (material) => ({
        CiphertextBlob: base64Of(
          encryptWithRsa(material, oaep(request), request.Plaintext),
          "Plaintext",
        ),
      })),
    ALIAS_OK,
  ),

  AsymmetricDecrypt: keyAction(
    { ...CRYPT, CiphertextBlob: { type: "bytes", required: true } },
    (call, key, request) =>
      withVersion(call, key, CRYPTS, ENCRYPTION, request, (material) => ({
        Plaintext: base64Of(
          unwrap(material, oaep(request), request.CiphertextBlob),
          "CiphertextBlob",
        ),
      })),
    ALIAS_OK,
  ),
};

/** The key's bytes in a reply; without any, the parameter is one that the key can't take. */
function base64Of(bytes: Buffer | undefined, parameter: string): string {
  if (bytes === undefined) throw ApiError.of("InvalidParameter", parameter);
  return bytes.toString("base64");
}

interface Request {
  KeyVersionId: string;
  Algorithm: string;
  DryRun?: boolean;
}

/** Runs on the material of the version that is asked for, if the key is for that. */
function withVersion(
  call: Call,
  key: KeyRecord,
  usage: KeyUsage,
  algorithms: Readonly<Record<string, RegExp>>,
  { KeyVersionId, Algorithm, DryRun }: Request,
  run: (material: string) => Fields,
): Fields {
  const { symmetric, material: kind } = SPECS[key.spec];
  if (symmetric || key.usage !== usage)
    throw ApiError.of("UnsupportedOperation");
  const fits =
    algorithms[Algorithm]?.test(kind satisfies MaterialKind) ?? false;
  if (!fits) throw ApiError.of("InvalidParameter", "Algorithm");
  const version = findVersion(key, KeyVersionId);
  stopDryRun(DryRun);
  return {
    ...run(asymmetricMaterial(call, key, version)),
    KeyId: key.keyId,
    KeyVersionId: version.id,
  };
}

function signingAlgorithm(request: {
  Algorithm: string;
  Digest: Buffer;
}): SigningAlgorithm {
  const algorithm = request.Algorithm as SigningAlgorithm;
  if (request.Digest.length !== digestBytes(algorithm))
    throw ApiError.of("InvalidParameter", "Digest");
  return algorithm;
}

/** Node.js has no encryption by SM2. */
function oaep({ Algorithm }: { Algorithm: string }): OaepAlgorithm {
  if (Algorithm === "SM2PKE")
    throw ApiError.because(
      "UnsupportedOperation",
      "Encryption by SM2PKE is out of this emulator's scope: Node.js has none.",
    );
  return Algorithm as OaepAlgorithm;
}
