import { constants, createPublicKey, publicEncrypt } from "node:crypto";

/** Key material (base64) for a cloud that unwraps RSAES-OAEP with SHA-256; its public key is SubjectPublicKeyInfo, base64. */
export function wrapMaterial(material: string, publicKey: string): string {
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

/** A SubjectPublicKeyInfo (base64) as PEM. */
export function pemOf(der: string): string {
  const lines = der.match(/.{1,64}/g) ?? [];
  return [
    "-----BEGIN PUBLIC KEY-----",
    ...lines,
    "-----END PUBLIC KEY-----",
    "",
  ].join("\n");
}
