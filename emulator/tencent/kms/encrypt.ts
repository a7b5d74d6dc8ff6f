import { randomBytes } from "node:crypto";
import type * as z from "zod";
import { open, seal } from "../../core/cryptography";
import type { Context } from "../context";
import { decodeBase64 } from "../wire/base64";
import { refusal, type ErrorCode } from "../wire/errors";
import type { Reply } from "../wire/reply";
import type {
  Decrypt,
  Encrypt,
  GenerateDataKey,
  ReEncrypt,
} from "./parameters";
import { keyOf } from "./read";
import type { KeyRecord } from "./record";
import { stateAfter } from "./states";
import { isSymmetric } from "./usages";
import { isUuid } from "./uuid";
import { materialOf } from "./versions";

const MOST_PLAINTEXT_BYTES = 4096;
const DATA_KEY_BYTES: Readonly<Record<string, number>> = {
  AES_128: 16,
  AES_256: 32,
};

/** Encrypt, Decrypt, GenerateDataKey: docs/clouds/tencent.md#cryptography. */
export function encrypt(
  { KeyId, Plaintext, EncryptionContext }: z.output<typeof Encrypt>,
  context: Context,
): Reply {
  checkContext(EncryptionContext);
  const plaintext = decodeBase64(Plaintext);
  if (!plaintext || plaintext.length > MOST_PLAINTEXT_BYTES)
    throw refusal(
      "InvalidParameterValue.InvalidPlaintext",
      `It must be base64 of 1 to ${MOST_PLAINTEXT_BYTES} bytes.`,
    );
  const key = symmetricKey(KeyId, context);
  stateAfter("Encrypt", key.state, context.switches);
  const CiphertextBlob = sealed(key, plaintext, EncryptionContext, context);
  return { CiphertextBlob, KeyId };
}

/** The ciphertext names its key and the version that sealed it. */
export function decrypt(
  parameters: z.output<typeof Decrypt>,
  context: Context,
): Reply {
  const { CiphertextBlob, EncryptionContext } = parameters;
  refusePublicKey(parameters.EncryptionPublicKey);
  const { key, plaintext } = opened(CiphertextBlob, EncryptionContext, context);
  return { KeyId: key.keyId, Plaintext: plaintext.toString("base64") };
}

/** Under the same version of the same key, a ciphertext stays as it is (SDK's text). */
export function reEncrypt(
  parameters: z.output<typeof ReEncrypt>,
  context: Context,
): Reply {
  const { CiphertextBlob, DestinationEncryptionContext } = parameters;
  checkContext(DestinationEncryptionContext);
  const source = opened(
    CiphertextBlob,
    parameters.SourceEncryptionContext,
    context,
  );
  const key = symmetricKey(
    parameters.DestinationKeyId ?? source.key.keyId,
    context,
  );
  stateAfter("Encrypt", key.state, context.switches);
  const isSame =
    key.keyId === source.key.keyId && key.version === source.version;
  return {
    CiphertextBlob: isSame
      ? CiphertextBlob
      : sealed(key, source.plaintext, DestinationEncryptionContext, context),
    KeyId: key.keyId,
    SourceKeyId: source.key.keyId,
    ReEncrypted: !isSame,
  };
}

/** What a ciphertext holds, with the key and the version that it names. */
function opened(text: string, encryptionContext: string, context: Context) {
  checkContext(encryptionContext);
  const blob = parsedBlob(text);
  const key = symmetricKey(blob.keyId, context);
  stateAfter("Decrypt", key.state, context.switches);
  if (blob.version > key.version)
    throw refusal("InvalidParameterValue.InvalidCiphertext");
  const plaintext = open(
    materialOf(key, blob.version, context),
    blob.sealed,
    boundText(blob.head, blob.salt, encryptionContext),
  );
  if (!plaintext) throw refusal("InvalidParameterValue.InvalidCiphertext");
  return { key, version: blob.version, plaintext };
}

/** With both NumberOfBytes and KeySpec, NumberOfBytes counts (SDK's text). */
export function generateDataKey(
  parameters: z.output<typeof GenerateDataKey>,
  context: Context,
): Reply {
  const { KeyId, EncryptionContext, HsmClusterId } = parameters;
  refusePublicKey(parameters.EncryptionPublicKey);
  if (parameters.IsHostedByKms === 1)
    throw refusal("UnsupportedOperation", "Hosted data keys are not emulated.");
  checkContext(EncryptionContext);
  const bytes =
    parameters.NumberOfBytes ?? DATA_KEY_BYTES[parameters.KeySpec ?? ""];
  if (bytes === undefined)
    throw refusal("MissingParameter", "KeySpec or NumberOfBytes is required.");
  const key = symmetricKey(
    KeyId,
    context,
    "InvalidParameterValue.InvalidKeyUsage",
  );
  if (HsmClusterId !== "" && HsmClusterId !== key.hsmClusterId)
    throw refusal("InvalidParameterValue.InvalidHsmClusterId");
  stateAfter("GenerateDataKey", key.state, context.switches);
  const plaintext = randomBytes(bytes);
  return {
    KeyId,
    Plaintext: plaintext.toString("base64"),
    CiphertextBlob: sealed(key, plaintext, EncryptionContext, context),
    DataKeyId: "",
    TagCode: 0,
    TagMsg: "",
  };
}

/** Each action's list of errors has another code for a key of a wrong kind. */
function symmetricKey(
  keyId: string,
  context: Context,
  wrongKind: ErrorCode = "InvalidParameter",
): KeyRecord {
  const key = keyOf(keyId, context);
  if (!isSymmetric(key.keyUsage))
    throw refusal(wrongKind, "Asymmetric encryption is not emulated.");
  return key;
}

function refusePublicKey(publicKey: string): void {
  if (publicKey !== "")
    throw refusal(
      "UnsupportedOperation",
      "Encryption under EncryptionPublicKey is not emulated.",
    );
}

function checkContext(text: string): void {
  if (text === "" || isJsonObject(text)) return;
  throw refusal("InvalidParameter", "EncryptionContext must be a JSON object.");
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Three pieces of base64, of which the first two have fixed lengths (docs/clouds/tencent.md#cryptography). */
const SEPARATOR = "-k-";
const HEAD_BYTES = 64;
const SALT_BYTES = 16;

/** The key's id and the version of its material, filled up. */
function headOf(keyId: string, version: number): Buffer {
  const head = randomBytes(HEAD_BYTES);
  const { length } = Buffer.from(keyId);
  head.write(keyId);
  head.writeUInt32BE(version, length);
  return head;
}

function sealed(
  key: KeyRecord,
  plaintext: Buffer,
  encryptionContext: string,
  context: Context,
): string {
  const head = headOf(key.keyId, key.version);
  const salt = randomBytes(SALT_BYTES);
  const bytes = seal(
    materialOf(key, key.version, context),
    plaintext,
    boundText(head, salt, encryptionContext),
  );
  return [head, salt, bytes]
    .map((piece) => piece.toString("base64"))
    .join(SEPARATOR);
}

const UUID_CHARACTERS = 36;

function parsedBlob(blob: string) {
  const pieces = blob.split(SEPARATOR).map(decodeBase64);
  const [head, salt, bytes] = pieces;
  const keyId = head?.toString("latin1", 0, UUID_CHARACTERS) ?? "";
  if (
    pieces.length !== 3 ||
    head?.length !== HEAD_BYTES ||
    salt?.length !== SALT_BYTES ||
    !bytes ||
    !isUuid(keyId)
  )
    throw refusal("InvalidParameterValue.InvalidCiphertext");
  const version = head.readUInt32BE(UUID_CHARACTERS);
  return { keyId, version, head, salt, sealed: bytes };
}

/** What decryption must repeat; the docs ask for the same text of EncryptionContext, not the same members. */
function boundText(head: Buffer, salt: Buffer, context: string): string {
  return [head.toString("hex"), salt.toString("hex"), context].join("/");
}
