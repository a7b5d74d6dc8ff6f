import type { CallContext, ImportMaterialRequest } from "../cloud";
import { CloudError } from "../errors";
import { wrapMaterial } from "../wrapping";
import type { Gateway } from "./gateway";
import { importParameters, nothing } from "./replies";

/** What the cloud is to unwrap with (docs/clouds/alibaba.md#imported-key-material). */
const WRAPPING = {
  WrappingAlgorithm: "RSAES_OAEP_SHA_256",
  WrappingKeySpec: "RSA_2048",
} as const;

/** Wraps the material with the cloud's own key for this import, and imports it. */
export async function importMaterial(
  gateway: Gateway,
  region: string,
  keyId: string,
  { material, expires }: ImportMaterialRequest,
  context: CallContext,
): Promise<void> {
  const parameters = await gateway.kms(
    {
      action: "GetParametersForImport",
      region,
      keyId,
      parameters: { KeyId: keyId, ...WRAPPING },
    },
    importParameters,
    context,
  );
  const request = {
    action: "ImportKeyMaterial",
    region,
    keyId,
    parameters: {
      KeyId: keyId,
      EncryptedKeyMaterial: wrap(material, parameters.PublicKey, keyId),
      ImportToken: parameters.ImportToken,
      // Seconds; 0 = never.
      KeyMaterialExpireUnix:
        expires === undefined ? 0 : Math.floor(Date.parse(expires) / 1000),
    },
  };
  await gateway.kms(request, nothing, context);
}

function wrap(material: string, publicKey: string, keyId: string): string {
  try {
    return wrapMaterial(material, publicKey);
  } catch {
    // The cause would quote the material or the key.
    throw new CloudError("the key material can't be wrapped", {
      kind: "invalid",
      cloud: "alibaba",
      action: "ImportKeyMaterial",
      keyId,
      remedy: "It must be base64 of 32 bytes for AES-256, or 16 for SM4.",
    });
  }
}
