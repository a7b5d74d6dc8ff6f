import * as pulumi from "@pulumi/pulumi";
import * as cmk from "pulumi-cmk";

/** Where the company runs. A line added here makes a key; no line moves one. */
const PLACES = [
  { cloud: "alibaba", region: "cn-hangzhou" },
  { cloud: "alibaba", region: "cn-beijing" },
  { cloud: "tencent", region: "ap-singapore" },
  { cloud: "tencent", region: "ap-guangzhou" },
] as const;

/** Credentials of one team, from `pulumi config set --secret`, for keys that no default provider should touch. */
function teamProvider(): cmk.Provider {
  const config = new pulumi.Config();
  return new cmk.Provider("team", {
    alibabaAccessKeyId: config.require("alibabaAccessKeyId"),
    alibabaAccessKeySecret: config.requireSecret("alibabaAccessKeySecret"),
    tencentSecretId: config.require("tencentSecretId"),
    tencentSecretKey: config.requireSecret("tencentSecretKey"),
    defaultTags: { team: "orders" },
    // An explicit provider has no settings but its own.
    emulator: new pulumi.Config("cmk").get("emulator"),
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
