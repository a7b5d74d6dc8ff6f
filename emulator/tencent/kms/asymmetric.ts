import type * as z from "zod";
import { unwrap } from "../../core/cryptography";
import {
  digestBytes,
  digestOf,
  signDigest,
  verifyDigest,
  type SigningAlgorithm,
} from "../../core/signing";
import type { Context } from "../context";
import { decodeBase64 } from "../wire/base64";
import { refusal } from "../wire/errors";
import type { Reply } from "../wire/reply";
import type {
  AsymmetricRsaDecrypt,
  SignByAsymmetricKey,
  VerifyByAsymmetricKey,
} from "./parameters";
import { keyOf } from "./read";
import { stateAfter } from "./states";
import { materialOf } from "./versions";

/** The algorithms of each kind of key, as ListAlgorithms and the action's page spell them. */
const SIGNING: Readonly<
  Record<string, Readonly<Record<string, SigningAlgorithm>>>
> = {
  ASYMMETRIC_SIGN_VERIFY_SM2: { SM2DSA: "SM2DSA" },
  ASYMMETRIC_SIGN_VERIFY_ECC: { ECC_P256_R1: "ECDSA_SHA_256" },
  ASYMMETRIC_SIGN_VERIFY_ECDSA384: { ECDSA384_SHA384: "ECDSA_SHA_384" },
  ASYMMETRIC_SIGN_VERIFY_RSA_2048: {
    RSA_PSS_SHA_256: "RSA_PSS_SHA_256",
    RSA_PKCS1_SHA_256: "RSA_PKCS1_SHA_256",
  },
  ASYMMETRIC_SIGN_VERIFY_RSA_3072: {
    RSA_PSS_SHA_256: "RSA_PSS_SHA_256",
    RSA_PKCS1_SHA_256: "RSA_PKCS1_SHA_256",
  },
};
const DECRYPTING = "ASYMMETRIC_DECRYPT_RSA_2048";
const MOST_MESSAGE_BYTES = 4096;

/** docs/clouds/tencent.md#cryptography. A state that keeps a key from encrypting keeps it from signing. */
export function signByAsymmetricKey(
  parameters: z.output<typeof SignByAsymmetricKey>,
  context: Context,
): Reply {
  const { material, algorithm, digest } = signed(parameters, context);
  const signature = signDigest(material, algorithm, digest);
  return { Signature: signature.toString("base64") };
}

export function verifyByAsymmetricKey(
  parameters: z.output<typeof VerifyByAsymmetricKey>,
  context: Context,
): Reply {
  const { SignatureValue, ...rest } = parameters;
  const { material, algorithm, digest } = signed(rest, context);
  const signature = decodeBase64(SignatureValue);
  if (signature === undefined)
    throw refusal("InvalidParameter", "SignatureValue must be base64.");
  return {
    SignatureValid: verifyDigest(material, algorithm, digest, signature),
  };
}

/** What a request signs, and with what. */
function signed(
  parameters: z.output<typeof SignByAsymmetricKey>,
  context: Context,
) {
  const key = keyOf(parameters.KeyId, context);
  const algorithms = Object.hasOwn(SIGNING, key.keyUsage)
    ? SIGNING[key.keyUsage]!
    : {};
  const algorithm = Object.hasOwn(algorithms, parameters.Algorithm)
    ? algorithms[parameters.Algorithm]
    : undefined;
  if (algorithm === undefined)
    throw refusal(
      "InvalidParameter",
      `Algorithm: a key of ${key.keyUsage} signs by ${Object.keys(algorithms).join(" or ") || "none"} here.`,
    );
  stateAfter("Encrypt", key.state, context.switches);
  const message = decodeBase64(parameters.Message);
  const isDigest = parameters.MessageType === "DIGEST";
  const bytes = digestBytes(algorithm);
  if (
    !message ||
    (isDigest ? message.length !== bytes : message.length > MOST_MESSAGE_BYTES)
  )
    throw refusal(
      "InvalidParameter",
      `Message must be base64 of ${isDigest ? bytes : `1 to ${MOST_MESSAGE_BYTES}`} bytes.`,
    );
  const material = materialOf(key, key.version, context);
  const digest = isDigest ? message : digestOf(material, algorithm, message);
  return { material, algorithm, digest };
}

export function asymmetricRsaDecrypt(
  { KeyId, Ciphertext, Algorithm }: z.output<typeof AsymmetricRsaDecrypt>,
  context: Context,
): Reply {
  const key = keyOf(KeyId, context);
  if (key.keyUsage !== DECRYPTING)
    throw refusal("InvalidParameter", `KeyId: it must be a ${DECRYPTING} key.`);
  stateAfter("Decrypt", key.state, context.switches);
  const sealed = decodeBase64(Ciphertext);
  const material = materialOf(key, key.version, context);
  const plaintext = sealed && unwrap(material, Algorithm, sealed);
  if (plaintext === undefined)
    throw refusal("InvalidParameterValue.InvalidCiphertext");
  return { KeyId, Plaintext: plaintext.toString("base64") };
}
