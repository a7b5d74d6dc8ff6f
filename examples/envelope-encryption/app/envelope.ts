import {
  createCipheriv,
  createDecipheriv,
  randomBytes,
  type CipherGCM,
} from "node:crypto";

/** What the app needs from a KMS: a new data key, and the decryption of an encrypted one. The master key never leaves the cloud. */
export interface DataKeys {
  generate(): Promise<{ plaintext: Buffer; sealed: string }>;
  open(sealed: string): Promise<Buffer>;
}

/** An encrypted text with everything needed to decrypt it, except the permission to use the master key. */
export interface Envelope {
  sealedKey: string;
  nonce: string;
  tag: string;
  ciphertext: string;
}

const ALGORITHM = "aes-256-gcm";

export async function seal(keys: DataKeys, data: Buffer): Promise<Envelope> {
  const { plaintext, sealed } = await keys.generate();
  const nonce = randomBytes(12);
  const cipher: CipherGCM = createCipheriv(ALGORITHM, plaintext, nonce);
  const ciphertext = Buffer.concat([cipher.update(data), cipher.final()]);
  plaintext.fill(0);
  return {
    sealedKey: sealed,
    nonce: nonce.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    ciphertext: ciphertext.toString("base64"),
  };
}

export async function open(
  keys: DataKeys,
  envelope: Envelope,
): Promise<Buffer> {
  const bytes = (text: string) => Buffer.from(text, "base64");
  const key = await keys.open(envelope.sealedKey);
  const decipher = createDecipheriv(ALGORITHM, key, bytes(envelope.nonce));
  decipher.setAuthTag(bytes(envelope.tag));
  const data = [decipher.update(bytes(envelope.ciphertext)), decipher.final()];
  key.fill(0);
  return Buffer.concat(data);
}
