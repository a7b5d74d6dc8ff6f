import type { CallContext, ImportMaterialRequest, PublicKey } from "../cloud";
import { pemOf, wrapMaterial } from "../wrapping";
import type { Api } from "./api";

/**
 * Imports raw key material, wrapped for the cloud's own key. The same material may be imported again
 * (docs/clouds/tencent.md#imported-key-material).
 */
export async function importMaterial(
  api: Api,
  place: { region: string; keyId: string },
  { material, expires }: ImportMaterialRequest,
  context: CallContext,
): Promise<void> {
  const { keyId } = place;
  const parameters = await api.kms(
    "GetParametersForImport",
    place,
    {
      KeyId: keyId,
      WrappingAlgorithm: "RSAES_OAEP_SHA_256",
      WrappingKeySpec: "RSA_2048",
    },
    context,
  );
  await api.kms(
    "ImportKeyMaterial",
    place,
    {
      KeyId: keyId,
      ImportToken: parameters.ImportToken,
      EncryptedKeyMaterial: wrapMaterial(material, parameters.PublicKey),
      // 0 means that it never expires.
      ValidTo:
        expires === undefined ? 0 : Math.floor(Date.parse(expires) / 1000),
    },
    context,
  );
}

export async function publicKey(
  api: Api,
  place: { region: string; keyId: string },
  context: CallContext,
): Promise<PublicKey> {
  const request = { KeyId: place.keyId };
  const { PublicKey: der } = await api.kms(
    "GetPublicKey",
    place,
    request,
    context,
  );
  // Not the reply's own PEM, which may be encoded twice.
  return { der, pem: pemOf(der) };
}
