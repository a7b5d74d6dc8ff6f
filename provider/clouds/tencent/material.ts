import { constants, createPublicKey, publicEncrypt } from "node:crypto";
import type { CallContext, ImportMaterialRequest, PublicKey } from "../cloud";
import { CloudError } from "../errors";
import type { Api } from "./api";

/** Imports raw key material, wrapped for the cloud's own key. The same material may be imported again (reference 2.7). */
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
      ImportToken: parameters.ImportToken ?? "",
      EncryptedKeyMaterial: wrap(material, parameters.PublicKey ?? ""),
      // 0 means that it never expires.
      ValidTo:
        expires === undefined ? 0 : Math.floor(Date.parse(expires) / 1000),
    },
    context,
  );
}

/** RSAES-OAEP with SHA-256 for the label and for MGF1, all in base64. */
function wrap(material: string, publicKey: string): string {
  const key = createPublicKey({
    key: Buffer.from(publicKey, "base64"),
    format: "der",
    type: "spki",
  });
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return publicEncrypt(
    { key, padding, oaepHash: "sha256" },
    Buffer.from(material, "base64"),
  ).toString("base64");
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
  if (der) return { der, pem: pemOf(der) };
  throw new CloudError("the reply holds no public key", {
    kind: "unsupported",
    cloud: "tencent",
    action: "GetPublicKey",
    ...place,
  });
}

/** Made from the DER, as the cloud's own PEM may be encoded twice (reference 2.2). */
function pemOf(der: string): string {
  const lines = der.match(/.{1,64}/g) ?? [];
  return [
    "-----BEGIN PUBLIC KEY-----",
    ...lines,
    "-----END PUBLIC KEY-----",
    "",
  ].join("\n");
}
