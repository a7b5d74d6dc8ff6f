import type { ImportMaterialRequest, Key, PublicKey } from "../cloud";
import { CloudError } from "../errors";
import { pemOf, wrapMaterial } from "../common/material";
import type { RegionalClient } from "./client";
import { importParameters, publicKey } from "./replies";
import { listVersions } from "./versions";

/** What the cloud is to unwrap with (docs/clouds/alibaba.md#imported-key-material). */
const WRAPPING = {
  WrappingAlgorithm: "RSAES_OAEP_SHA_256",
  WrappingKeySpec: "RSA_2048",
} as const;

/** Wraps the material with the cloud's own key for this import, and imports it. */
export async function importMaterial(
  client: RegionalClient,
  keyId: string,
  { material, expires }: ImportMaterialRequest,
): Promise<void> {
  const parameters = await client.kms(
    {
      action: "GetParametersForImport",
      keyId,
      parameters: { KeyId: keyId, ...WRAPPING },
    },
    importParameters,
  );
  await client.change("ImportKeyMaterial", keyId, {
    EncryptedKeyMaterial: wrap(material, parameters.PublicKey, keyId),
    ImportToken: parameters.ImportToken,
    // Seconds; 0 = never.
    KeyMaterialExpireUnix:
      expires === undefined ? 0 : Math.floor(Date.parse(expires) / 1000),
  });
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

/** The public key of the key's newest version. */
export async function readPublicKey(
  client: RegionalClient,
  { keyId, primaryKeyVersion }: Pick<Key, "keyId" | "primaryKeyVersion">,
): Promise<PublicKey> {
  const version = primaryKeyVersion ?? (await newestVersion(client, keyId));
  const { PublicKey: der } = await client.kms(
    {
      action: "GetPublicKey",
      keyId,
      parameters: { KeyId: keyId, KeyVersionId: version },
    },
    publicKey,
  );
  // The cloud gives PEM; it is folded anew, so that it is the same whichever cloud it comes from.
  return { der, pem: pemOf(der) };
}

/** DescribeKey names the primary version of symmetric keys only (docs/clouds/alibaba.md#key-metadata). */
async function newestVersion(
  client: RegionalClient,
  keyId: string,
): Promise<string> {
  const newest = (await listVersions(client, keyId)).at(-1);
  if (newest) return newest.id;
  throw new CloudError("the key has no version yet", {
    kind: "state",
    cloud: "alibaba",
    action: "GetPublicKey",
    region: client.region,
    keyId,
  });
}
