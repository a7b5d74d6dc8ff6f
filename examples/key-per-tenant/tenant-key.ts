import * as pulumi from "@pulumi/pulumi";
import * as cmk from "pulumi-cmk";

export interface TenantKeyArgs {
  cloud: "alibaba" | "tencent";
  region?: string;
  /** The Alibaba Cloud KMS instance that keeps the key. */
  dkmsInstanceId?: string;
  /** The tenant is leaving: its data can no longer be read, and its key may be deleted. */
  leaving?: boolean;
  /** The tenant is back: the Pulumi id of the key that it had, which the tenant gets instead of a new one. */
  import?: string;
}

/** The key of one tenant. Apps look it up by its alias, and policies allow it by its tag. */
export class TenantKey extends pulumi.ComponentResource {
  readonly keyId: pulumi.Output<string>;
  readonly region: pulumi.Output<string>;

  constructor(
    tenant: string,
    { leaving = false, import: former, ...place }: TenantKeyArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("tenants:index:TenantKey", tenant, {}, options);
    const key = new cmk.Cmk(
      tenant,
      {
        ...place,
        alias: `tenant-${tenant}`,
        description: `Encrypts the data of tenant ${tenant}`,
        tags: { tenant },
        enabled: !leaving,
      },
      { parent: this, protect: !leaving, import: former },
    );
    this.keyId = key.keyId;
    this.region = key.region;
    this.registerOutputs({ keyId: this.keyId, region: this.region });
  }
}
