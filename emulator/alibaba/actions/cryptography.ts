import { randomBytes } from "node:crypto";
import { ApiError } from "../errors";
import { readBytes, type Values } from "../rules";
import { isSymmetric, primaryVersion, type KeyRecord } from "../state/key";
import { LIMITS } from "../tables/limits";
import type { Fields } from "../wire/reply";
import { action, keyAction, usableKey, type Call } from "./action";
import { contextText, decrypt, encrypt, readBlob } from "./ciphertext";
import { findInstance } from "./instance-list";
import { findVersion } from "./versions";

const CONTEXT = {
  EncryptionContext: { type: "json" },
  DryRun: { type: "boolean" },
} as const;

const DATA_KEY = {
  KeySpec: { type: "choice", values: ["AES_256", "AES_128"] },
  NumberOfBytes: { type: "integer", ...LIMITS.dataKeyBytes },
  ...CONTEXT,
} as const;

const ALIAS_OK = { alias: true };

/** Cryptography with symmetric keys only: docs/clouds/alibaba.md#cryptography. */
export const CRYPTOGRAPHY_ACTIONS = {
  Encrypt: keyAction(
    {
      Plaintext: { type: "text", required: true },
      ...CONTEXT,
    },
    (call, key, { Plaintext, EncryptionContext, DryRun }) => {
      const bytes = readPlaintext(call, Plaintext);
      return sealedWith(call, key, bytes, EncryptionContext, DryRun);
    },
    ALIAS_OK,
  ),

  Decrypt: action(
    { CiphertextBlob: { type: "bytes", required: true }, ...CONTEXT },
    (call, { CiphertextBlob, EncryptionContext, DryRun }) => {
      const { key, version, plaintext } = opened(
        call,
        CiphertextBlob,
        EncryptionContext,
      );
      stopDryRun(DryRun);
      return {
        Plaintext: plaintextText(plaintext),
        KeyId: key.keyId,
        KeyVersionId: version.id,
      };
    },
  ),

  ReEncrypt: action(
    {
      CiphertextBlob: { type: "bytes", required: true },
      DestinationKeyId: { type: "text", required: true },
      SourceEncryptionContext: { type: "json" },
      DestinationEncryptionContext: { type: "json" },
      // Of a ciphertext that AsymmetricEncrypt has made.
      SourceKeyId: { type: "text" },
      SourceKeyVersionId: { type: "text" },
      SourceEncryptionAlgorithm: { type: "text" },
      DryRun: { type: "boolean" },
    },
    (call, request) => {
      const { CiphertextBlob, SourceEncryptionContext } = request;
      if (request.SourceEncryptionAlgorithm !== undefined)
        throw ApiError.because(
          "UnsupportedOperation",
          "ReEncrypt of what AsymmetricEncrypt has made is out of this emulator's scope.",
        );
      const { plaintext } = opened(
        call,
        CiphertextBlob,
        SourceEncryptionContext,
      );
      const key = usableKey(call, request.DestinationKeyId, true);
      const context = request.DestinationEncryptionContext;
      return sealedWith(call, key, plaintext, context, request.DryRun);
    },
  ),

  GenerateDataKey: keyAction(
    DATA_KEY,
    (call, key, request) => generateDataKey(call, key, request),
    ALIAS_OK,
  ),

  GenerateDataKeyWithoutPlaintext: keyAction(
    DATA_KEY,
    (call, key, request) => ({
      ...generateDataKey(call, key, request),
      Plaintext: undefined,
    }),
    ALIAS_OK,
  ),
};

function generateDataKey(
  call: Call,
  key: KeyRecord,
  request: Values<typeof DATA_KEY>,
): Fields {
  // With both given, the service ignores KeySpec.
  const bytes =
    request.NumberOfBytes ?? (request.KeySpec === "AES_128" ? 16 : 32);
  const Plaintext = randomBytes(bytes).toString("base64");
  const { EncryptionContext, DryRun } = request;
  const plaintext = readPlaintext(call, Plaintext);
  return {
    Plaintext,
    ...sealedWith(call, key, plaintext, EncryptionContext, DryRun),
  };
}

/** Before a plaintext: what follows are the bytes of base64, or a text that is none. */
const BASE64 = Buffer.from([0]);
const TEXT = Buffer.from([1]);

/** What is sealed for a Plaintext: Decrypt gives back the same text (docs/clouds/alibaba.md#cryptography). */
function readPlaintext({ switches }: Call, text: string): Buffer {
  const bytes = readBytes(text);
  const isCanonical = bytes?.toString("base64") === text;
  if (!bytes && switches.get<boolean>("alibaba.plaintextMustBeBase64"))
    throw ApiError.of("InvalidParameter", "Plaintext");
  const plaintext = isCanonical ? bytes : Buffer.from(text);
  if (plaintext.length > LIMITS.plaintextBytes)
    throw ApiError.of("InvalidParameter", "Plaintext");
  return Buffer.concat([isCanonical ? BASE64 : TEXT, plaintext]);
}

function plaintextText(sealed: Buffer): string {
  const encoding = sealed.subarray(0, 1).equals(BASE64) ? "base64" : "utf8";
  return sealed.toString(encoding, 1);
}

function sealedWith(
  call: Call,
  key: KeyRecord,
  plaintext: Buffer,
  encryptionContext: unknown,
  dryRun: boolean | undefined,
): Fields {
  const context = contextText(encryptionContext);
  checkUse(call, key);
  stopDryRun(dryRun);
  const version = primaryVersion(key);
  return {
    CiphertextBlob: encrypt(key, version, plaintext, context),
    KeyId: key.keyId,
    KeyVersionId: version.id,
  };
}

/** What a ciphertext holds, with the key and the version that it names. */
function opened(call: Call, bytes: Buffer, encryptionContext: unknown) {
  const context = contextText(encryptionContext);
  const blob = readBlob(bytes);
  if (blob === undefined) throw invalidBlob();
  const key = usableKey(call, blob.keyId, false);
  checkUse(call, key);
  const version = findVersion(key, blob.versionId);
  const plaintext = decrypt(blob, version, context);
  if (plaintext === undefined) throw invalidBlob();
  return { key, version, plaintext };
}

function checkUse(call: Call, key: KeyRecord): void {
  // Only the cloud's products encrypt with a default key (docs/clouds/alibaba.md#cryptography).
  if (!isSymmetric(key) || key.place === "default")
    throw ApiError.of("UnsupportedOperation");
  // Enabled without material: by the switch alibaba.cancelledWithoutMaterial.
  if (primaryVersion(key).material === undefined)
    throw ApiError.of("Rejected.PendingImport");
  const { dkmsInstanceId } = key;
  if (dkmsInstanceId === undefined) return;
  const instance = findInstance(call.switches, dkmsInstanceId);
  if (instance?.status !== "Connected")
    throw ApiError.of("Rejected.Unavailable");
}

/** A dry run never succeeds: that it would have is an error, too (docs/clouds/alibaba.md#cryptography). */
export function stopDryRun(dryRun: boolean | undefined): void {
  if (dryRun) throw ApiError.of("DryRunOperationError");
}

function invalidBlob(): ApiError {
  return ApiError.of("InvalidParameter", "CiphertextBlob");
}
