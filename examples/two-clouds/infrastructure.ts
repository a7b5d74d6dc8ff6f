import * as pulumi from "@pulumi/pulumi";
import * as cmk from "pulumi-cmk";

/** Where the company runs. A line added here makes a key; no line moves one. */
const PLACES = [
  { cloud: "alibaba", region: "cn-hangzhou" },
  { cloud: "alibaba", region: "cn-beijing" },
  { cloud: "tencent", region: "ap-singapore" },
  { cloud: "tencent", region: "ap-guangzhou" },
] as const;

/**
 * Endpoints, if the stack sets some, are the default provider's. Then each region of Alibaba Cloud needs one: without, a
 * key that is meant for an emulator would be made in the real cloud.
 */
function endpoints() {
  const config = new pulumi.Config("cmk");
  const alibabaRegion = config.get("alibabaRegion");
  const alibabaEndpoint = config.get("alibabaEndpoint");
  const alibabaEndpoints =
    config.getObject<Record<string, string>>("alibabaEndpoints");
  const isServed = (region: string) =>
    alibabaEndpoint?.includes("{region}") === true ||
    (alibabaEndpoint !== undefined && region === alibabaRegion) ||
    alibabaEndpoints?.[region] !== undefined;
  const regions = PLACES.filter(({ cloud }) => cloud === "alibaba").map(
    ({ region }) => region,
  );
  const left = regions.filter((region) => !isServed(region));
  if (left.length > 0 && (alibabaEndpoint ?? alibabaEndpoints) !== undefined)
    throw new Error(
      `cmk:alibabaEndpoints has no ${left.join(", ")}, though other endpoints are set. Set one for each region: pulumi config set --path 'cmk:alibabaEndpoints["${String(left[0])}"]' URL`,
    );
  return {
    alibabaRegion,
    alibabaEndpoint,
    alibabaEndpoints,
    alibabaStsEndpoint: config.get("alibabaStsEndpoint"),
    tencentEndpoint: config.get("tencentEndpoint"),
    tencentTagEndpoint: config.get("tencentTagEndpoint"),
    tencentStsEndpoint: config.get("tencentStsEndpoint"),
  };
}

/** Credentials of one team, from `pulumi config set --secret`, for keys that no default provider should touch. */
function teamProvider(): cmk.Provider {
  const config = new pulumi.Config();
  return new cmk.Provider("team", {
    alibabaAccessKeyId: config.require("alibabaAccessKeyId"),
    alibabaAccessKeySecret: config.requireSecret("alibabaAccessKeySecret"),
    tencentSecretId: config.require("tencentSecretId"),
    tencentSecretKey: config.requireSecret("tencentSecretKey"),
    defaultTags: { team: "orders" },
    ...endpoints(),
  });
}

export function infrastructure() {
  const provider = teamProvider();
  const keys = PLACES.map(({ cloud, region }) => {
    const name = `orders-${region}`;
    const key = new cmk.Cmk(
      name,
      {
        cloud,
        region,
        alias: name,
        description: `Encrypts orders in ${region}`,
        rotation: { interval: "180d" },
      },
      { provider },
    );
    return [`${cloud}/${region}`, key.keyId] as const;
  });
  return { keyIds: Object.fromEntries(keys) };
}
