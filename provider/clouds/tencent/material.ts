import type { ImportMaterialRequest, PublicKey } from "../cloud";
import { pemOf, wrapMaterial } from "../common/material";
import type { RegionalClient } from "./client";

/**
 * Imports raw key material, wrapped for the cloud's own key. The same material may be imported again
 * (docs/clouds/tencent.md#imported-key-material).
 */
export async function importMaterial(
  client: RegionalClient,
  keyId: string,
  { material, expires }: ImportMaterialRequest,
): Promise<void> {
  const parameters = await client.kms("GetParametersForImport", {
    KeyId: keyId,
    WrappingAlgorithm: "RSAES_OAEP_SHA_256",
    WrappingKeySpec: "RSA_2048",
  });
  await client.kms("ImportKeyMaterial", {
    KeyId: keyId,
    ImportToken: parameters.ImportToken,
    EncryptedKeyMaterial: wrapMaterial(material, parameters.PublicKey),
    // 0 means that it never expires.
    ValidTo: expires === undefined ? 0 : Math.floor(Date.parse(expires) / 1000),
  });
}

export async function readPublicKey(
  client: RegionalClient,
  keyId: string,
): Promise<PublicKey> {
  const request = { KeyId: keyId };
  const { PublicKey: der } = await client.kms("GetPublicKey", request);
  // Not the reply's own PEM, which may be encoded twice.
  return { der, pem: pemOf(der) };
}
