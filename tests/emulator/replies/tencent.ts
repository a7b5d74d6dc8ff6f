import {
  BASE64,
  COUNT,
  FLAG,
  keyOnly,
  matching,
  PEM,
  TEXT,
  UUID,
  type Known,
  type Step,
} from "./shapes";

/** KeyMetadata of a new symmetric key in a region of FIPS 140-2 (docs/clouds/tencent.md#key-metadata). */
const METADATA = {
  KeyId: UUID,
  Alias: "replies",
  CreateTime: COUNT,
  Description: "",
  KeyState: "Enabled",
  KeyUsage: "ENCRYPT_DECRYPT",
  Type: 2,
  CreatorUin: 100_000_000_001,
  CreatorUinString: "100000000001",
  KeyRotationEnabled: false,
  Owner: "user",
  NextRotateTime: COUNT,
  DeletionDate: 0,
  Origin: "TENCENT_KMS",
  ValidTo: 0,
  ResourceId: matching(/^creatorUin\/100000000001\/[0-9a-f-]{36}$/),
  HsmClusterId: "",
  RotateDays: 365,
  LastRotateTime: 0,
  IsSyncReplica: 0,
  SourceRegion: "",
  SyncStatus: 0,
  SyncMessages: "",
  SyncStartTime: 0,
  SyncEndTime: 0,
  SourceHsmClusterId: "",
};

const CREATED = {
  KeyId: UUID,
  Alias: "replies",
  CreateTime: COUNT,
  Description: "",
  KeyState: "Enabled",
  KeyUsage: "ENCRYPT_DECRYPT",
  TagCode: 0,
  TagMsg: TEXT,
  HsmClusterId: "",
};
const NOTHING = {};

function resource({ KeyId }: Known): string {
  return `creatorUin/100000000001/${String(KeyId)}`;
}

/** The life of a symmetric key, through every action on keys and tags. */
export const SYMMETRIC_KEY: readonly Step[] = [
  {
    action: "CreateKey",
    parameters: () => ({
      Alias: "replies",
      Tags: [{ TagKey: "team", TagValue: "red" }],
    }),
    reply: CREATED,
  },
  {
    action: "ListKeys",
    reply: { Keys: [{ KeyId: UUID }], TotalCount: 1 },
  },
  {
    action: "ListKeyDetail",
    reply: { TotalCount: 1, KeyMetadatas: [METADATA] },
  },
  {
    action: "DescribeKeys",
    parameters: ({ KeyId }) => ({ KeyIds: [KeyId] }),
    reply: { KeyMetadatas: [METADATA] },
  },
  {
    action: "DescribeKey",
    parameters: keyOnly,
    reply: { KeyMetadata: METADATA },
  },
  {
    action: "UpdateKeyDescription",
    parameters: ({ KeyId }) => ({ KeyId, Description: "new" }),
    reply: NOTHING,
  },
  {
    action: "UpdateAlias",
    parameters: ({ KeyId }) => ({ KeyId, Alias: "replies-2" }),
    reply: NOTHING,
  },
  {
    action: "EnableKeyRotation",
    parameters: ({ KeyId }) => ({ KeyId, RotateDays: 7 }),
    reply: NOTHING,
  },
  {
    action: "GetKeyRotationStatus",
    parameters: keyOnly,
    reply: { KeyRotationEnabled: true },
  },
  {
    action: "DescribeKey",
    parameters: keyOnly,
    reply: {
      KeyMetadata: {
        ...METADATA,
        Alias: "replies-2",
        Description: "new",
        KeyRotationEnabled: true,
        RotateDays: 7,
      },
    },
  },
  { action: "DisableKeyRotation", parameters: keyOnly, reply: NOTHING },
  {
    action: "DescribeResourceTagsByResourceIds",
    service: "tag",
    parameters: (known) => ({
      ServiceType: "kms",
      ResourcePrefix: "key",
      ResourceIds: [resource(known)],
      ResourceRegion: "ap-singapore",
    }),
    reply: {
      TotalCount: 1,
      Offset: 0,
      Limit: 15,
      Tags: [
        {
          TagKey: "team",
          TagValue: "red",
          ResourceId: METADATA.ResourceId,
          TagKeyMd5: matching(/^[0-9a-f]{32}$/),
          TagValueMd5: matching(/^[0-9a-f]{32}$/),
          ServiceType: "kms",
          Category: "Custom",
        },
      ],
    },
  },
  {
    action: "ModifyResourceTags",
    service: "tag",
    parameters: (known) => ({
      Resource: `qcs::kms:ap-singapore:uin/:key/${resource(known)}`,
      DeleteTags: [{ TagKey: "team" }],
    }),
    reply: NOTHING,
  },
  {
    action: "Encrypt",
    parameters: ({ KeyId }) => ({ KeyId, Plaintext: "c2VjcmV0" }),
    reply: { CiphertextBlob: TEXT, KeyId: UUID },
  },
  {
    action: "Decrypt",
    parameters: ({ CiphertextBlob }) => ({ CiphertextBlob }),
    reply: { KeyId: UUID, Plaintext: "c2VjcmV0" },
  },
  {
    action: "GenerateDataKey",
    parameters: ({ KeyId }) => ({ KeyId, KeySpec: "AES_256" }),
    reply: {
      KeyId: UUID,
      Plaintext: matching(/^[A-Za-z0-9+/]{43}=$/),
      CiphertextBlob: TEXT,
      DataKeyId: TEXT,
      TagCode: 0,
      TagMsg: TEXT,
    },
  },
  { action: "DisableKey", parameters: keyOnly, reply: NOTHING },
  {
    action: "ScheduleKeyDeletion",
    parameters: ({ KeyId }) => ({ KeyId, PendingWindowInDays: 7 }),
    reply: { KeyId: UUID, DeletionDate: COUNT },
  },
  {
    action: "CancelKeyDeletion",
    parameters: keyOnly,
    reply: { KeyId: UUID },
  },
  { action: "EnableKey", parameters: keyOnly, reply: NOTHING },
  { action: "ArchiveKey", parameters: keyOnly, reply: NOTHING },
  { action: "CancelKeyArchive", parameters: keyOnly, reply: NOTHING },
];

export const ASYMMETRIC_KEY: readonly Step[] = [
  {
    action: "CreateKey",
    parameters: () => ({
      Alias: "replies",
      KeyUsage: "ASYMMETRIC_SIGN_VERIFY_ECC",
    }),
    reply: { ...CREATED, KeyUsage: "ASYMMETRIC_SIGN_VERIFY_ECC" },
  },
  {
    action: "GetPublicKey",
    parameters: keyOnly,
    reply: { KeyId: UUID, PublicKey: BASE64, PublicKeyPem: PEM },
  },
];

export const EXTERNAL_KEY: readonly Step[] = [
  {
    action: "CreateKey",
    parameters: () => ({ Alias: "replies", Type: 2 }),
    reply: { ...CREATED, KeyState: "PendingImport" },
  },
  {
    action: "DescribeKey",
    parameters: keyOnly,
    reply: {
      KeyMetadata: {
        ...METADATA,
        KeyState: "PendingImport",
        Origin: "EXTERNAL",
      },
    },
  },
  {
    action: "GetParametersForImport",
    parameters: ({ KeyId }) => ({
      KeyId,
      WrappingAlgorithm: "RSAES_OAEP_SHA_256",
      WrappingKeySpec: "RSA_2048",
    }),
    reply: {
      KeyId: UUID,
      ImportToken: BASE64,
      PublicKey: BASE64,
      ParametersValidTo: COUNT,
    },
  },
];

const ALGORITHM = { KeyUsage: TEXT, Algorithm: TEXT };

export const SERVICE: readonly Step[] = [
  {
    action: "ListAlgorithms",
    reply: {
      SymmetricAlgorithms: [
        { KeyUsage: "ENCRYPT_DECRYPT", Algorithm: "AES_256" },
      ],
      AsymmetricAlgorithms: [ALGORITHM, ALGORITHM],
      AsymmetricSignVerifyAlgorithms: Array(5).fill(ALGORITHM),
    },
  },
  {
    action: "GetRegions",
    reply: { Regions: expect.arrayContaining(["ap-singapore"]) as [] },
  },
  {
    action: "GetServiceStatus",
    reply: expect.objectContaining({
      ServiceEnabled: true,
      InvalidType: 1,
      ExclusiveVSMEnabled: FLAG,
      ExclusiveHSMEnabled: FLAG,
      CmkUserCount: 0,
      CmkLimit: 200,
    }) as object,
  },
  {
    action: "AssumeRole",
    service: "sts",
    parameters: () => ({
      RoleArn: "qcs::cam::uin/100000000001:roleName/deployer",
      RoleSessionName: "session",
    }),
    reply: {
      Credentials: { TmpSecretId: TEXT, TmpSecretKey: TEXT, Token: TEXT },
      ExpiredTime: COUNT,
      Expiration: TEXT,
    },
  },
];
