import * as pulumi from "@pulumi/pulumi";

/**
 * Tencent Cloud's provider, as far as the examples use it. Programs have its SDK by `pulumi package add terraform-provider
 * tencentcloudstack/tencentcloud`, which no package registry has. Names and types are those of the provider's published
 * schema, 1.83.25: a list of at most one block is an object, and snake_case is camelCase.
 */
abstract class Resource<Args extends object> extends pulumi.CustomResource {
  constructor(
    type: string,
    name: string,
    args: Args,
    options?: pulumi.CustomResourceOptions,
  ) {
    const file = type.charAt(0).toLowerCase() + type.slice(1);
    super(`tencentcloud:index/${file}:${type}`, name, { ...args }, options);
  }
}

interface CosBucketArgs {
  bucket: pulumi.Input<string>;
  encryptionAlgorithm?: pulumi.Input<string>;
  kmsId?: pulumi.Input<string>;
}

export class CosBucket extends Resource<CosBucketArgs> {
  declare readonly bucket: pulumi.Output<string>;

  constructor(
    name: string,
    args: CosBucketArgs,
    options?: pulumi.CustomResourceOptions,
  ) {
    super("CosBucket", name, args, options);
  }
}

interface CbsStorageArgs {
  availabilityZone: pulumi.Input<string>;
  storageName: pulumi.Input<string>;
  storageSize: pulumi.Input<number>;
  storageType: pulumi.Input<string>;
  encrypt?: pulumi.Input<boolean>;
  kmsKeyId?: pulumi.Input<string>;
}

export class CbsStorage extends Resource<CbsStorageArgs> {
  constructor(
    name: string,
    args: CbsStorageArgs,
    options?: pulumi.CustomResourceOptions,
  ) {
    super("CbsStorage", name, args, options);
  }
}

interface MysqlInstanceEncryptionOperationArgs {
  instanceId: pulumi.Input<string>;
  keyId?: pulumi.Input<string>;
  keyRegion?: pulumi.Input<string>;
}

export class MysqlInstanceEncryptionOperation extends Resource<MysqlInstanceEncryptionOperationArgs> {
  constructor(
    name: string,
    args: MysqlInstanceEncryptionOperationArgs,
    options?: pulumi.CustomResourceOptions,
  ) {
    super("MysqlInstanceEncryptionOperation", name, args, options);
  }
}

interface KubernetesEncryptionProtectionArgs {
  clusterId: pulumi.Input<string>;
  kmsConfiguration: pulumi.Input<{
    keyId?: pulumi.Input<string>;
    kmsRegion?: pulumi.Input<string>;
  }>;
}

export class KubernetesEncryptionProtection extends Resource<KubernetesEncryptionProtectionArgs> {
  constructor(
    name: string,
    args: KubernetesEncryptionProtectionArgs,
    options?: pulumi.CustomResourceOptions,
  ) {
    super("KubernetesEncryptionProtection", name, args, options);
  }
}

interface ClsTopicArgs {
  logsetId: pulumi.Input<string>;
  topicName: pulumi.Input<string>;
  encryption?: pulumi.Input<number>;
  customKmsInfo?: pulumi.Input<{
    kmsKeyId: pulumi.Input<string>;
    kmsRegion: pulumi.Input<string>;
  }>;
}

export class ClsTopic extends Resource<ClsTopicArgs> {
  constructor(
    name: string,
    args: ClsTopicArgs,
    options?: pulumi.CustomResourceOptions,
  ) {
    super("ClsTopic", name, args, options);
  }
}
