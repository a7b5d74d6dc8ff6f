import type { CloudClient } from "../support/cloud";

/**
 * The errors that an action can answer, beside those of the platform, by the vendor's SDK for Go (tencentcloud-sdk-go kms
 * v1.3.87, client.go). RotateKey is newer than its lists.
 */
const LISTS: Readonly<Record<string, string>> = {
  CreateKey:
    "FailedOperation.TaggingError InternalError InvalidParameter InvalidParameterValue.AliasAlreadyExists InvalidParameterValue.InvalidAlias InvalidParameterValue.InvalidHsmClusterId InvalidParameterValue.InvalidKeyUsage InvalidParameterValue.InvalidType InvalidParameterValue.TagKeysDuplicated InvalidParameterValue.TagsNotExisted LimitExceeded.CmkLimitExceeded UnauthorizedOperation UnsupportedOperation.ServiceTemporaryUnavailable UnsupportedOperation.UnsupportedKeyUsageInCurrentRegion",
  DescribeKey:
    "InternalError InvalidParameter InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound UnauthorizedOperation UnsupportedOperation.NotRoleOperation",
  DescribeKeys:
    "InternalError InvalidParameter InvalidParameterValue.DuplicatedKeyId InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound UnauthorizedOperation UnsupportedOperation.NotRoleOperation",
  ListKeys:
    "InternalError InvalidParameter InvalidParameterValue.InvalidHsmClusterId UnauthorizedOperation",
  ListKeyDetail:
    "InternalError InvalidParameter InvalidParameterValue.InvalidHsmClusterId UnauthorizedOperation UnsupportedOperation.NotRoleOperation",
  GetKeyRotationStatus:
    "InternalError InvalidParameter InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound UnauthorizedOperation UnsupportedOperation.NotRoleOperation",
  GetPublicKey:
    "InternalError InvalidParameter InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound ResourceUnavailable.CmkStateNotSupport UnauthorizedOperation",
  ListAlgorithms: "InternalError UnauthorizedOperation",
  GetRegions: "InternalError",
  GetServiceStatus: "InternalError UnauthorizedOperation UnsupportedOperation",
  UpdateAlias:
    "InternalError InvalidParameter InvalidParameterValue.AliasAlreadyExists InvalidParameterValue.InvalidAlias InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound UnauthorizedOperation UnsupportedOperation.NotRoleOperation UnsupportedOperation.ServiceTemporaryUnavailable",
  UpdateKeyDescription:
    "InternalError InvalidParameter InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound UnauthorizedOperation UnsupportedOperation.NotRoleOperation UnsupportedOperation.ServiceTemporaryUnavailable",
  EnableKey:
    "InternalError InvalidParameter InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound ResourceUnavailable.CmkStateNotSupport UnauthorizedOperation UnsupportedOperation.NotRoleOperation UnsupportedOperation.ServiceTemporaryUnavailable",
  DisableKey:
    "FailedOperation.CmkUsedByCloudProduct InternalError InvalidParameter InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound ResourceUnavailable.CmkStateNotSupport UnauthorizedOperation UnsupportedOperation.NotRoleOperation UnsupportedOperation.ServiceTemporaryUnavailable",
  EnableKeys:
    "InternalError InvalidParameter InvalidParameterValue.DuplicatedKeyId InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound ResourceUnavailable.CmkStateNotSupport UnauthorizedOperation UnsupportedOperation.NotRoleOperation UnsupportedOperation.ServiceTemporaryUnavailable",
  DisableKeys:
    "FailedOperation.CmkUsedByCloudProduct InternalError InvalidParameter InvalidParameterValue.DuplicatedKeyId InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound ResourceUnavailable.CmkStateNotSupport UnauthorizedOperation UnsupportedOperation.NotRoleOperation UnsupportedOperation.ServiceTemporaryUnavailable",
  ArchiveKey:
    "FailedOperation.CmkUsedByCloudProduct InternalError InvalidParameter InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound ResourceUnavailable.CmkStateNotSupport UnauthorizedOperation UnsupportedOperation.NotRoleOperation UnsupportedOperation.NotUserCreatedCmk UnsupportedOperation.ServiceTemporaryUnavailable",
  CancelKeyArchive:
    "InternalError InvalidParameter InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound ResourceUnavailable.CmkStateNotSupport UnauthorizedOperation UnsupportedOperation.NotRoleOperation UnsupportedOperation.NotUserCreatedCmk UnsupportedOperation.ServiceTemporaryUnavailable",
  EnableKeyRotation:
    "InternalError InvalidParameter InvalidParameterValue InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound ResourceUnavailable.CmkStateNotSupport UnauthorizedOperation UnsupportedOperation.ExternalCmkCanNotRotate UnsupportedOperation.NotRoleOperation UnsupportedOperation.ServiceTemporaryUnavailable",
  DisableKeyRotation:
    "InternalError InvalidParameter InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound UnauthorizedOperation UnsupportedOperation.NotRoleOperation",
  ScheduleKeyDeletion:
    "FailedOperation.CmkUsedByCloudProduct InternalError InvalidParameter.InvalidPendingWindowInDays InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound ResourceUnavailable.CmkShouldBeDisabled ResourceUnavailable.CmkStateNotSupport UnauthorizedOperation UnsupportedOperation.NotRoleOperation UnsupportedOperation.ServiceTemporaryUnavailable",
  CancelKeyDeletion:
    "InternalError InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound ResourceUnavailable.CmkNotPendingDelete UnauthorizedOperation UnsupportedOperation.NotRoleOperation UnsupportedOperation.ServiceTemporaryUnavailable",
  GetParametersForImport:
    "InternalError InvalidParameter InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound UnsupportedOperation.NotExternalCmk UnsupportedOperation.ServiceTemporaryUnavailable",
  ImportKeyMaterial:
    "InternalError InvalidParameter InvalidParameter.DecryptMaterialError InvalidParameterValue.InvalidKeyId InvalidParameterValue.MaterialNotMatch ResourceUnavailable.CmkNotFound ResourceUnavailable.CmkStateNotSupport ResourceUnavailable.TokenExpired UnsupportedOperation.NotExternalCmk UnsupportedOperation.ServiceTemporaryUnavailable",
  DeleteImportedKeyMaterial:
    "FailedOperation.CmkUsedByCloudProduct InternalError InvalidParameter InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound ResourceUnavailable.CmkStateNotSupport UnsupportedOperation.NotExternalCmk UnsupportedOperation.ServiceTemporaryUnavailable",
  BindCloudResource:
    "FailedOperation.CmkUsedByCloudProduct InternalError InvalidParameter InvalidParameterValue.InvalidKeyId ResourceUnavailable.CmkNotFound ResourceUnavailable.CmkStateNotSupport UnsupportedOperation.ServiceTemporaryUnavailable",
  UnbindCloudResource:
    "InternalError InvalidParameter InvalidParameterValue.InvalidKeyId ResourceUnavailable.CloudResourceBindingNotFound ResourceUnavailable.CmkNotFound UnauthorizedOperation UnsupportedOperation.ServiceTemporaryUnavailable",
  Encrypt:
    "InternalError InvalidParameter InvalidParameterValue.InvalidKeyId InvalidParameterValue.InvalidPlaintext ResourceUnavailable.CmkArchived ResourceUnavailable.CmkDisabled ResourceUnavailable.CmkNotFound UnauthorizedOperation",
  Decrypt:
    "FailedOperation.EncryptionError InternalError InvalidParameter InvalidParameterValue.InvalidCiphertext ResourceUnavailable.CmkDisabled ResourceUnavailable.CmkNotFound UnauthorizedOperation",
  GenerateDataKey:
    "FailedOperation.EncryptionError FailedOperation.TaggingError InternalError InvalidParameter InvalidParameterValue.DataKeyNameAlreadyExists InvalidParameterValue.InvalidDataKeyName InvalidParameterValue.InvalidHsmClusterId InvalidParameterValue.InvalidKeyId InvalidParameterValue.InvalidKeyUsage InvalidParameterValue.InvalidType InvalidParameterValue.TagKeysDuplicated InvalidParameterValue.TagsNotExisted LimitExceeded.CmkLimitExceeded LimitExceeded.DataKeyLimitExceeded ResourceUnavailable.CmkDisabled ResourceUnavailable.CmkNotFound ResourceUnavailable.KeyPendingDelete UnauthorizedOperation",
};

export const ERRORS: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries(LISTS).map(
    ([action, codes]) => [action, codes.split(" ")] as const,
  ),
  ["RotateKey", []],
]);

/** What any action may answer: it concerns the form of the request. */
const PLATFORM = ["MissingParameter", "UnknownParameter", "InvalidParameter"];

const KINDS: readonly object[] = [
  {},
  { Type: 2 },
  { KeyUsage: "ASYMMETRIC_SIGN_VERIFY_ECC" },
];

/** How a key of any kind comes into a state; whether it does depends on the kind. */
const STATES: readonly (readonly (readonly [string, object])[])[] = [
  [],
  [["DisableKey", {}]],
  [["ArchiveKey", {}]],
  [
    ["DisableKey", {}],
    ["ScheduleKeyDeletion", { PendingWindowInDays: 7 }],
  ],
];

const PARAMETERS: Readonly<Record<string, object>> = {
  UpdateAlias: { Alias: "renamed" },
  UpdateKeyDescription: { Description: "new" },
  ScheduleKeyDeletion: { PendingWindowInDays: 7 },
  GetParametersForImport: {
    WrappingAlgorithm: "RSAES_OAEP_SHA_256",
    WrappingKeySpec: "RSA_2048",
  },
  ImportKeyMaterial: { EncryptedKeyMaterial: "AA==", ImportToken: "none" },
  BindCloudResource: { ProductId: "cos", ResourceId: "bucket" },
  UnbindCloudResource: { ProductId: "cos", ResourceId: "bucket" },
  Encrypt: { Plaintext: "dGVzdAo=" },
  GenerateDataKey: { KeySpec: "AES_256" },
};

const NOT_ON_ONE_KEY = [
  "CreateKey",
  "ListKeys",
  "ListKeyDetail",
  "ListAlgorithms",
  "GetRegions",
  "GetServiceStatus",
  "Decrypt",
  "RotateKey",
];

/** The actions and codes that the emulator answers and the action's list lacks. */
export async function unlistedCodes(cloud: CloudClient): Promise<string[]> {
  const unlisted: string[] = [];
  for (const [action, listed] of ERRORS) {
    if (NOT_ON_ONE_KEY.includes(action)) continue;
    const isListed = (code: string) =>
      code === "ok" || [...listed, ...PLATFORM].includes(code);
    for (const KeyId of await subjects(cloud)) {
      const id = action.endsWith("Keys") ? { KeyIds: [KeyId] } : { KeyId };
      const asked = { ...id, ...PARAMETERS[action] };
      const code = (await cloud.ask(action, asked)).outcome.slice(4);
      if (!isListed(code)) unlisted.push(`${action}: ${code}`);
    }
  }
  return [...new Set(unlisted)];
}

/** Keys of each kind in each state, an unknown one, and an id that is none. */
async function subjects(cloud: CloudClient): Promise<string[]> {
  const ids = ["00000000-0000-1000-8000-000000000000", "no-id"];
  for (const kind of KINDS)
    for (const steps of STATES) {
      const KeyId = await cloud.createKey(kind);
      for (const [action, parameters] of steps)
        await cloud.ask(action, { KeyId, ...parameters });
      ids.push(KeyId);
    }
  return ids;
}
