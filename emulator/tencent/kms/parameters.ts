import * as z from "zod";
import { WRAPPING_ALGORITHMS } from "../../core/cryptography";
import {
  bytesAtMost,
  listOf,
  oneOf,
  ruled,
  text,
  uint,
  within,
} from "../wire/parameters";
import { isUuid } from "./uuid";
import { USAGES } from "./usages";

/**
 * The parameters of each action, in the order of docs/clouds/tencent.md. What needs the key or the region is checked
 * later.
 */

const keyId = ruled(
  text,
  isUuid,
  "a UUID in lower case",
  "InvalidParameterValue.InvalidKeyId",
);
const keyIds = listOf(keyId, 100);

/** The beginning `kms-` belongs to cloud products (docs/clouds/tencent.md#createkey). */
const alias = ruled(
  text,
  (value) => /^[A-Za-z0-9][\w-]{0,59}$/.test(value) && !/^kms-/i.test(value),
  "1 to 60 letters, digits, - and _, begin with a letter or digit, and not begin with kms-",
  "InvalidParameterValue.InvalidAlias",
);
const description = bytesAtMost(1024);
const tags = z.array(z.strictObject({ TagKey: text, TagValue: text }));

const page = {
  Offset: uint.default(0),
  Limit: uint.default(10),
};
const role = within(0, 1).default(0);

/** For an organisation's administrator; in the emulator no account is a member of another, so it changes nothing. */
const memberAccount = z.strictObject({
  MemberAppId: uint.optional(),
  MemberUin: uint.optional(),
});
const member = { MemberAccount: memberAccount.optional() };

const nothing = z.strictObject({});
const ownKey = z.strictObject({ KeyId: keyId });
const oneKey = ownKey.extend(member);
const manyKeys = z.strictObject({ KeyIds: keyIds, ...member });

// CreateKey
export const CreateKey = z.strictObject({
  Alias: alias,
  Description: description.default(""),
  KeyUsage: oneOf(
    Object.keys(USAGES),
    "InvalidParameterValue.InvalidKeyUsage",
  ).default("ENCRYPT_DECRYPT"),
  Type: within(1, 2, "InvalidParameterValue.InvalidType").default(1),
  Tags: tags.default([]),
  HsmClusterId: text.default(""),
});

// Reads and lists
export const DescribeKey = oneKey;
export const DescribeKeys = manyKeys;
export const ListKeys = z.strictObject({
  ...page,
  Role: role,
  HsmClusterId: text.default(""),
});
export const ListKeyDetail = z.strictObject({
  ...page,
  Role: role,
  OrderType: within(0, 1).default(0),
  KeyState: within(0, 5).default(0),
  SearchKeyAlias: text.default(""),
  Origin: oneOf(["TENCENT_KMS", "EXTERNAL", "ALL", ""]).default("ALL"),
  KeyUsage: oneOf([...Object.keys(USAGES), "ALL", ""]).default(""),
  TagFilters: z
    .array(
      z.strictObject({ TagKey: text, TagValue: z.array(text).default([]) }),
    )
    .default([]),
  HsmClusterId: text.default(""),
  MemberAccounts: z.array(memberAccount).default([]),
});
export const GetKeyRotationStatus = oneKey;
export const GetPublicKey = ownKey;
export const ListAlgorithms = nothing;
export const GetRegions = nothing;
export const GetServiceStatus = nothing;

// Alias and description
export const UpdateAlias = oneKey.extend({ Alias: alias });
export const UpdateKeyDescription = oneKey.extend({ Description: description });

// Enable, disable, archive
export const EnableKey = oneKey;
export const DisableKey = oneKey;
export const EnableKeys = manyKeys;
export const DisableKeys = manyKeys;
export const ArchiveKey = oneKey;
export const CancelKeyArchive = oneKey;

// Rotation
export const EnableKeyRotation = oneKey.extend({
  RotateDays: within(7, 365, "InvalidParameterValue").default(365),
});
export const DisableKeyRotation = oneKey;
export const RotateKey = oneKey;

// Deletion
export const ScheduleKeyDeletion = oneKey.extend({
  PendingWindowInDays: within(
    7,
    30,
    "InvalidParameter.InvalidPendingWindowInDays",
  ),
});
export const CancelKeyDeletion = oneKey;

// Imported key material
export const GetParametersForImport = z.strictObject({
  KeyId: keyId,
  WrappingAlgorithm: oneOf(WRAPPING_ALGORITHMS),
  WrappingKeySpec: oneOf(["RSA_2048"]),
});
export const ImportKeyMaterial = z.strictObject({
  EncryptedKeyMaterial: text,
  ImportToken: text,
  KeyId: keyId,
  ValidTo: within(0, 2_147_443_200).default(0),
});
export const DeleteImportedKeyMaterial = ownKey;

// Product binding, cryptography
const binding = z.strictObject({
  KeyId: keyId,
  ProductId: text,
  ResourceId: text,
});
export const BindCloudResource = binding;
export const UnbindCloudResource = binding;

const encryptionContext = bytesAtMost(1024).default("");
const publicKeyEncryption = {
  EncryptionPublicKey: text.default(""),
  EncryptionAlgorithm: text.default(""),
};
export const Encrypt = z.strictObject({
  KeyId: keyId,
  Plaintext: text,
  EncryptionContext: encryptionContext,
});
export const Decrypt = z.strictObject({
  CiphertextBlob: text,
  EncryptionContext: encryptionContext,
  ...publicKeyEncryption,
});
export const ReEncrypt = z.strictObject({
  CiphertextBlob: text,
  DestinationKeyId: keyId.optional(),
  SourceEncryptionContext: encryptionContext,
  DestinationEncryptionContext: encryptionContext,
});
export const SignByAsymmetricKey = z.strictObject({
  Algorithm: text,
  Message: text,
  KeyId: keyId,
  MessageType: oneOf(["RAW", "DIGEST"]).default("RAW"),
});
export const VerifyByAsymmetricKey = SignByAsymmetricKey.extend({
  SignatureValue: text,
});
export const AsymmetricRsaDecrypt = z.strictObject({
  KeyId: keyId,
  Ciphertext: text,
  Algorithm: oneOf(WRAPPING_ALGORITHMS),
});
export const GenerateDataKey = z.strictObject({
  KeyId: keyId,
  KeySpec: oneOf(["AES_128", "AES_256"]).optional(),
  NumberOfBytes: within(1, 1024).optional(),
  EncryptionContext: encryptionContext,
  ...publicKeyEncryption,
  IsHostedByKms: within(0, 1).default(0),
  DataKeyName: text.default(""),
  Description: bytesAtMost(100).default(""),
  HsmClusterId: text.default(""),
  Tags: tags.default([]),
});
