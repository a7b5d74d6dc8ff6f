import { webToken } from "../../../emulator/testing/web-token";
import {
  BASE64,
  COUNT,
  DATE,
  keyOnly,
  matching,
  PEM,
  TEXT,
  UUID,
  type Step,
} from "./shapes";
import { HARDWARE_INSTANCE } from "../../support/instances";

const CREATED = {
  KeyId: UUID,
  Arn: matching(/^acs:kms:cn-hangzhou:100000000001:key\/[0-9a-f-]{36}$/),
  KeyState: "Enabled",
  KeySpec: "Aliyun_AES_256",
  KeyUsage: "ENCRYPT/DECRYPT",
  Origin: "Aliyun_KMS",
  ProtectionLevel: "SOFTWARE",
  Description: "",
  Creator: "100000000001",
  CreationDate: DATE,
  AutomaticRotation: "Disabled",
  LastRotationDate: DATE,
  PrimaryKeyVersion: UUID,
  MaterialExpireTime: "",
  DeleteDate: "",
};

const PAGE = { PageNumber: 1, PageSize: 10, TotalCount: 1 };
const VERSION = { KeyId: UUID, KeyVersionId: UUID, CreationDate: DATE };
const ALIAS = {
  AliasName: "alias/replies",
  AliasArn: "acs:kms:cn-hangzhou:100000000001:alias/replies",
  KeyId: UUID,
};
const NOTHING = {};

/** The life of a symmetric key (docs/clouds/alibaba.md#states). */
export const SYMMETRIC_KEY: readonly Step[] = [
  { action: "CreateKey", reply: { KeyMetadata: CREATED } },
  {
    action: "ListKeys",
    reply: { Keys: { Key: [{ KeyId: UUID, KeyArn: CREATED.Arn }] }, ...PAGE },
  },
  {
    action: "DescribeKey",
    parameters: keyOnly,
    reply: { KeyMetadata: { ...CREATED, DeletionProtection: "Disabled" } },
  },
  {
    action: "UpdateKeyDescription",
    parameters: ({ KeyId }) => ({ KeyId, Description: "new" }),
    reply: NOTHING,
  },
  {
    action: "UpdateRotationPolicy",
    parameters: ({ KeyId }) => ({
      KeyId,
      EnableAutomaticRotation: true,
      RotationInterval: "7d",
    }),
    reply: NOTHING,
  },
  {
    action: "DescribeKey",
    parameters: keyOnly,
    reply: {
      KeyMetadata: {
        ...CREATED,
        Description: "new",
        AutomaticRotation: "Enabled",
        RotationInterval: "604800s",
        NextRotationDate: DATE,
        DeletionProtection: "Disabled",
      },
    },
  },
  {
    action: "ListKeyVersions",
    parameters: keyOnly,
    reply: { KeyVersions: { KeyVersion: [VERSION] }, ...PAGE },
  },
  {
    action: "CreateAlias",
    parameters: ({ KeyId }) => ({ KeyId, AliasName: "alias/replies" }),
    reply: NOTHING,
  },
  {
    action: "ListAliases",
    reply: { Aliases: { Alias: [ALIAS] }, ...PAGE },
  },
  {
    action: "ListAliasesByKeyId",
    parameters: keyOnly,
    reply: { Aliases: { Alias: [ALIAS] }, ...PAGE },
  },
  {
    action: "DeleteAlias",
    parameters: () => ({ AliasName: "alias/replies" }),
    reply: NOTHING,
  },
  {
    action: "TagResource",
    parameters: ({ KeyId }) => ({
      KeyId,
      Tags: '[{"TagKey":"team","TagValue":"red"}]',
    }),
    reply: NOTHING,
  },
  {
    action: "ListResourceTags",
    parameters: keyOnly,
    reply: {
      Tags: { Tag: [{ KeyId: UUID, TagKey: "team", TagValue: "red" }] },
    },
  },
  {
    action: "ListTagResources",
    parameters: ({ KeyId }) => ({
      RegionId: "cn-hangzhou",
      ResourceType: "key",
      "ResourceId.1": KeyId,
    }),
    reply: {
      TagResources: {
        TagResource: [
          {
            ResourceId: UUID,
            ResourceType: "key",
            TagKey: "team",
            TagValue: "red",
          },
        ],
      },
      NextToken: "",
    },
  },
  {
    action: "Encrypt",
    parameters: ({ KeyId }) => ({ KeyId, Plaintext: "c2VjcmV0" }),
    reply: { CiphertextBlob: BASE64, KeyId: UUID, KeyVersionId: UUID },
  },
  {
    action: "Decrypt",
    parameters: ({ CiphertextBlob }) => ({ CiphertextBlob }),
    reply: { Plaintext: "c2VjcmV0", KeyId: UUID, KeyVersionId: UUID },
  },
  {
    action: "GenerateDataKey",
    parameters: keyOnly,
    reply: {
      Plaintext: matching(/^[A-Za-z0-9+/]{43}=$/),
      CiphertextBlob: BASE64,
      KeyId: UUID,
      KeyVersionId: UUID,
    },
  },
  { action: "DisableKey", parameters: keyOnly, reply: NOTHING },
  {
    action: "ScheduleKeyDeletion",
    parameters: ({ KeyId }) => ({ KeyId, PendingWindowInDays: 7 }),
    reply: NOTHING,
  },
  {
    action: "DescribeKey",
    parameters: keyOnly,
    reply: {
      KeyMetadata: {
        ...CREATED,
        KeyState: "PendingDeletion",
        Description: "new",
        AutomaticRotation: "Suspended",
        RotationInterval: "604800s",
        NextRotationDate: DATE,
        DeleteDate: DATE,
        DeletionProtection: "Disabled",
      },
    },
  },
  { action: "CancelKeyDeletion", parameters: keyOnly, reply: NOTHING },
];

export const ASYMMETRIC_KEY: readonly Step[] = [
  {
    action: "CreateKey",
    parameters: () => ({ KeySpec: "EC_P256" }),
    reply: {
      KeyMetadata: {
        ...CREATED,
        KeySpec: "EC_P256",
        KeyUsage: "SIGN/VERIFY",
        PrimaryKeyVersion: undefined,
      },
    },
  },
  {
    action: "ListKeyVersions",
    parameters: keyOnly,
    reply: { KeyVersions: { KeyVersion: [VERSION] }, ...PAGE },
  },
  {
    action: "GetPublicKey",
    parameters: ({ KeyId, KeyVersions }) => {
      const { KeyVersion } = KeyVersions as {
        KeyVersion: { KeyVersionId: string }[];
      };
      return { KeyId, KeyVersionId: KeyVersion[0]?.KeyVersionId };
    },
    reply: { KeyId: UUID, KeyVersionId: UUID, PublicKey: PEM },
  },
];

export const EXTERNAL_KEY: readonly Step[] = [
  {
    action: "CreateKey",
    parameters: () => ({ Origin: "EXTERNAL" }),
    reply: {
      KeyMetadata: {
        ...CREATED,
        KeyState: "PendingImport",
        Origin: "EXTERNAL",
        LastRotationDate: undefined,
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
      TokenExpireTime: DATE,
    },
  },
];

const SESSION = {
  RoleArn: "acs:ram::100000000001:role/deployer",
  RoleSessionName: "session",
};

const TEMPORARY = {
  AssumedRoleUser: {
    AssumedRoleId: matching(/^\d+:session$/),
    Arn: "acs:ram::100000000001:assumed-role/deployer/session",
  },
  Credentials: {
    AccessKeyId: matching(/^STS\./),
    AccessKeySecret: TEXT,
    SecurityToken: TEXT,
    Expiration: DATE,
  },
};

export const SERVICE: readonly Step[] = [
  {
    action: "DescribeRegions",
    reply: {
      Regions: {
        Region: expect.arrayContaining([{ RegionId: "cn-hangzhou" }]) as [],
      },
    },
  },
  { action: "DescribeAccountKmsStatus", reply: { AccountStatus: "Enabled" } },
  {
    action: "ListKmsInstances",
    reply: {
      KmsInstances: {
        KmsInstance: [
          {
            KmsInstanceId: HARDWARE_INSTANCE,
            KmsInstanceArn: `acs:kms:cn-hangzhou:100000000001:keystore/${HARDWARE_INSTANCE}`,
          },
        ],
      },
      PageNumber: 1,
      PageSize: 20,
      TotalCount: COUNT,
    },
  },
  {
    action: "AssumeRole",
    service: "sts",
    parameters: () => SESSION,
    reply: TEMPORARY,
  },
  {
    action: "AssumeRoleWithOIDC",
    service: "sts",
    parameters: () => ({
      ...SESSION,
      OIDCProviderArn: "acs:ram::100000000001:oidc-provider/pods",
      OIDCToken: webToken({ sub: "pod", iss: "https://issuer", aud: "client" }),
    }),
    reply: {
      ...TEMPORARY,
      OIDCTokenInfo: {
        Subject: "pod",
        Issuer: "https://issuer",
        ClientIds: "client",
        VerificationInfo: "Success",
      },
    },
  },
];
