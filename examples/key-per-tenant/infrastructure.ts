import * as pulumi from "@pulumi/pulumi";
import { TenantKey, type TenantKeyArgs } from "./tenant-key";

export function infrastructure() {
  const config = new pulumi.Config();
  const tenants =
    config.requireObject<Record<string, TenantKeyArgs>>("tenants");

  const keys = Object.entries(tenants).map(([tenant, args]) => {
    const { keyId, region } = new TenantKey(tenant, args);
    return [tenant, { keyId, region }] as const;
  });
  return { keys: Object.fromEntries(keys) };
}
