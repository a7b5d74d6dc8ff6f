/** What an action takes, and the names of all members of its reply at any depth; RequestId, which all have, apart. */
interface Action {
  parameters: string;
  reply: string;
}

/** The models of PyPI alibabacloud_kms20160120 3.3.1, the vendor's newest; npm's are of 1.2.0. */
export const MODELS: Readonly<Record<string, Action>> = {
  CreateKey: {
    parameters:
      "DKMSInstanceId Description EnableAutomaticRotation KeySpec KeyStorageMechanism KeyUsage Origin Policy ProtectionLevel RotationInterval Tags",
    reply:
      "Arn AutomaticRotation CreationDate Creator DKMSInstanceId DeleteDate Description KeyId KeyMetadata KeySpec KeyState KeyUsage LastRotationDate MaterialExpireTime NextRotationDate Origin PrimaryKeyVersion ProtectionLevel RotationInterval",
  },
  DescribeKey: {
    parameters: "KeyId",
    reply:
      "Arn AutomaticRotation CreationDate Creator DKMSInstanceId DeleteDate DeletionProtection DeletionProtectionDescription Description KeyId KeyMetadata KeySpec KeyState KeyUsage LastRotationDate MaterialExpireTime NextRotationDate Origin PrimaryKeyVersion ProtectionLevel RotationInterval",
  },
  ListKeys: {
    parameters: "Filters PageNumber PageSize",
    reply: "Key KeyArn KeyId Keys PageNumber PageSize TotalCount",
  },
  DescribeRegions: {
    parameters: "",
    reply: "Region RegionId Regions",
  },
  EnableKey: {
    parameters: "KeyId",
    reply: "",
  },
  DisableKey: {
    parameters: "KeyId",
    reply: "",
  },
  UpdateKeyDescription: {
    parameters: "Description KeyId",
    reply: "",
  },
  ScheduleKeyDeletion: {
    parameters: "KeyId PendingWindowInDays",
    reply: "",
  },
  CancelKeyDeletion: {
    parameters: "KeyId",
    reply: "",
  },
  SetDeletionProtection: {
    parameters:
      "DeletionProtectionDescription EnableDeletionProtection KeyId KmsInstanceId ProtectedResourceArn",
    reply: "",
  },
  UpdateRotationPolicy: {
    parameters: "EnableAutomaticRotation KeyId RotationInterval",
    reply: "",
  },
  CreateKeyVersion: {
    parameters: "KeyId",
    reply: "CreationDate KeyId KeyVersion KeyVersionId",
  },
  ListKeyVersions: {
    parameters: "KeyId PageNumber PageSize",
    reply:
      "CreationDate KeyId KeyVersion KeyVersionId KeyVersions PageNumber PageSize TotalCount",
  },
  DescribeKeyVersion: {
    parameters: "KeyId KeyVersionId",
    reply: "CreationDate KeyId KeyVersion KeyVersionId",
  },
  TagResource: {
    parameters: "CertificateId KeyId SecretName Tags",
    reply: "",
  },
  UntagResource: {
    parameters: "CertificateId KeyId SecretName TagKeys",
    reply: "",
  },
  ListResourceTags: {
    parameters: "KeyId",
    reply: "KeyId Tag TagKey TagValue Tags",
  },
  TagResources: {
    parameters: "RegionId ResourceId ResourceType Tag",
    reply: "",
  },
  UntagResources: {
    parameters: "All RegionId ResourceId ResourceType TagKey",
    reply: "",
  },
  ListTagResources: {
    parameters: "NextToken RegionId ResourceId ResourceType Tag",
    reply:
      "NextToken ResourceId ResourceType TagKey TagResource TagResources TagValue",
  },
  SetKeyPolicy: {
    parameters: "KeyId Policy PolicyName",
    reply: "",
  },
  GetKeyPolicy: {
    parameters: "KeyId PolicyName",
    reply: "Policy",
  },
  CreateAlias: {
    parameters: "AliasName KeyId",
    reply: "",
  },
  UpdateAlias: {
    parameters: "AliasName KeyId",
    reply: "",
  },
  DeleteAlias: {
    parameters: "AliasName",
    reply: "",
  },
  ListAliases: {
    parameters: "PageNumber PageSize",
    reply:
      "Alias AliasArn AliasName Aliases KeyId PageNumber PageSize TotalCount",
  },
  ListAliasesByKeyId: {
    parameters: "KeyId PageNumber PageSize",
    reply:
      "Alias AliasArn AliasName Aliases KeyId PageNumber PageSize TotalCount",
  },
  GetParametersForImport: {
    parameters: "KeyId WrappingAlgorithm WrappingKeySpec",
    reply: "ImportToken KeyId PublicKey TokenExpireTime",
  },
  ImportKeyMaterial: {
    parameters: "EncryptedKeyMaterial ImportToken KeyId KeyMaterialExpireUnix",
    reply: "",
  },
  DeleteKeyMaterial: {
    parameters: "KeyId",
    reply: "",
  },
  Encrypt: {
    parameters: "DryRun EncryptionContext KeyId Plaintext",
    reply: "CiphertextBlob KeyId KeyVersionId",
  },
  Decrypt: {
    parameters: "CiphertextBlob DryRun EncryptionContext Recipient",
    reply: "CiphertextForRecipient KeyId KeyVersionId Plaintext",
  },
  ReEncrypt: {
    parameters:
      "CiphertextBlob DestinationEncryptionContext DestinationKeyId DryRun SourceEncryptionAlgorithm SourceEncryptionContext SourceKeyId SourceKeyVersionId",
    reply: "CiphertextBlob KeyId KeyVersionId",
  },
  AsymmetricSign: {
    parameters: "Algorithm Digest DryRun KeyId KeyVersionId",
    reply: "KeyId KeyVersionId Value",
  },
  AsymmetricVerify: {
    parameters: "Algorithm Digest DryRun KeyId KeyVersionId Value",
    reply: "KeyId KeyVersionId Value",
  },
  AsymmetricEncrypt: {
    parameters: "Algorithm DryRun KeyId KeyVersionId Plaintext",
    reply: "CiphertextBlob KeyId KeyVersionId",
  },
  AsymmetricDecrypt: {
    parameters: "Algorithm CiphertextBlob DryRun KeyId KeyVersionId Recipient",
    reply: "CiphertextForRecipient KeyId KeyVersionId Plaintext",
  },
  GenerateDataKey: {
    parameters:
      "DryRun EncryptionContext KeyId KeySpec NumberOfBytes Recipient",
    reply: "CiphertextBlob CiphertextForRecipient KeyId KeyVersionId Plaintext",
  },
  GenerateDataKeyWithoutPlaintext: {
    parameters: "DryRun EncryptionContext KeyId KeySpec NumberOfBytes",
    reply: "CiphertextBlob KeyId KeyVersionId",
  },
  GetPublicKey: {
    parameters: "DryRun KeyId KeyVersionId",
    reply: "KeyId KeyVersionId PublicKey",
  },
  GetKmsInstance: {
    parameters: "KmsInstanceId",
    reply:
      "BindVpc BindVpcs CaCertificateChainPem ChargeType CreateTime DeletionProtection DeletionProtectionDescription EndDate InstanceId InstanceName KeyNum KmsInstance Log LogStorage ProductType ProductVersion RegionId SaleStatus SecretNum Spec StartDate Status VSwitchId VpcId VpcNum VpcOwnerId VswitchIds ZoneIds",
  },
  ListKmsInstances: {
    parameters: "Filters PageNumber PageSize",
    reply:
      "KmsInstance KmsInstanceArn KmsInstanceId KmsInstances PageNumber PageSize TotalCount",
  },
  GetDefaultKmsInstance: {
    parameters: "",
    reply: "DefaultKmsInstanceId",
  },
  GetKmsInstanceQuotaInfos: {
    parameters: "KmsInstanceId ResourceType",
    reply:
      "KmsInstanceId KmsInstanceQuotaInfos ResourceQuota ResourceType UsedQuantity",
  },
  DescribeAccountKmsStatus: {
    parameters: "",
    reply: "AccountStatus",
  },
  OpenKmsService: {
    parameters: "",
    reply: "",
  },
};

export interface Omission {
  names: string;
  reason: string;
}

const ENCLAVE =
  "Recipient has what is decrypted wrapped for an enclave, which the emulator has none of";

/** What the emulator leaves out of the vendor's models on purpose, by action. */
export const OMITTED: Readonly<Record<string, Omission>> = {
  Decrypt: { names: "Recipient CiphertextForRecipient", reason: ENCLAVE },
  AsymmetricDecrypt: {
    names: "Recipient CiphertextForRecipient",
    reason: ENCLAVE,
  },
  GenerateDataKey: {
    names: "Recipient CiphertextForRecipient",
    reason: ENCLAVE,
  },
  GetKmsInstance: {
    names: "RegionId VSwitchId VpcOwnerId",
    reason: "They are of further networks, of which BindVpcs has none here",
  },
};
