import { open, seal } from "../../core/cryptography";
import { ApiError } from "../errors";
import type { KeyRecord, KeyVersion } from "../state/key";

/** Which key and version a ciphertext blob was made with, and the sealed bytes. */
export interface Blob {
  keyId: string;
  versionId: string;
  sealed: Buffer;
}

/**
 * The version's UUID, as recorded ciphertexts begin (docs/clouds/alibaba.md#cryptography), the length of the key id, the
 * key id, and what was sealed; the names are bound to it.
 */
export function encrypt(
  key: KeyRecord,
  version: KeyVersion,
  plaintext: Buffer,
  context: string,
): string {
  const head = headOf(key.keyId, version.id);
  const bound = boundContext(key.keyId, version.id, context);
  const sealed = seal(materialOf(version), plaintext, bound);
  return Buffer.concat([head, sealed]).toString("base64");
}

function headOf(keyId: string, versionId: string): Buffer {
  const length = Buffer.from([Buffer.byteLength(keyId)]);
  return Buffer.concat([Buffer.from(versionId), length, Buffer.from(keyId)]);
}

const UUID_BYTES = 36;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Undefined if it is not of a blob's form. */
export function readBlob(blob: Buffer): Blob | undefined {
  const versionId = blob.toString("utf8", 0, UUID_BYTES);
  const keyIdAt = UUID_BYTES + 1;
  const sealedAt = keyIdAt + (blob[UUID_BYTES] ?? 0);
  if (blob.length <= sealedAt || !UUID.test(versionId)) return undefined;
  return {
    keyId: blob.toString("utf8", keyIdAt, sealedAt),
    versionId,
    sealed: blob.subarray(sealedAt),
  };
}

/** Undefined if the context is another, or anything was changed. */
export function decrypt(
  { keyId, sealed }: Blob,
  version: KeyVersion,
  context: string,
): Buffer | undefined {
  const bound = boundContext(keyId, version.id, context);
  return open(materialOf(version), sealed, bound);
}

function materialOf({ id, material }: KeyVersion): string {
  if (material === undefined) throw new Error(`version ${id} has no material`);
  return material;
}

function boundContext(...parts: [string, string, string]): string {
  return JSON.stringify(parts);
}

/** EncryptionContext in one form, whatever the order of its members: the same text must come back to Decrypt. */
export function contextText(json: unknown): string {
  if (json === undefined) return "";
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw ApiError.of("InvalidParameter", "EncryptionContext");
  const members = Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(members);
}
