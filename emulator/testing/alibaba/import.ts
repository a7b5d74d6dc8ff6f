import {
  createPublicKey,
  publicEncrypt,
  randomBytes,
  type RsaPrivateKey,
} from "node:crypto";
import type { TestCloud } from "./cloud";
import type { Parameters } from "./requests";

/**
 * Imports material into an EXTERNAL key.
 *
 * @returns the request of ImportKeyMaterial, which may be sent again
 */
export async function importMaterial(
  cloud: TestCloud,
  keyId: string,
  { material = randomBytes(32), expires = 0 } = {},
): Promise<Parameters> {
  const { ImportToken, PublicKey } = await cloud.ok("GetParametersForImport", {
    KeyId: keyId,
    WrappingAlgorithm: "RSAES_OAEP_SHA_256",
    WrappingKeySpec: "RSA_2048",
  });
  const parameters = {
    KeyId: keyId,
    EncryptedKeyMaterial: wrap(PublicKey, material).toString("base64"),
    ImportToken,
    KeyMaterialExpireUnix: expires,
  };
  await cloud.ok("ImportKeyMaterial", parameters);
  return parameters;
}

export function wrap(
  publicKey: string,
  material: Buffer,
  options: Omit<RsaPrivateKey, "key"> = { oaepHash: "sha256" },
): Buffer {
  const key = createPublicKey({
    key: Buffer.from(publicKey, "base64"),
    type: "spki",
    format: "der",
  });
  return publicEncrypt({ ...options, key }, material);
}
