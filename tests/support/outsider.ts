import KmsClient from "@alicloud/kms20160120";
import { Config } from "@alicloud/rpc-client";
import { RuntimeOptions } from "@alicloud/tea-util";
import { Client } from "tencentcloud-sdk-nodejs/tencentcloud/services/kms/v20190118/kms_client";
import { Client as TagClient } from "tencentcloud-sdk-nodejs/tencentcloud/services/tag/v20180813/tag_client";
import type { CloudName } from "../../emulator/clouds";
import type { Emulator } from "./emulator";

type Reply = Record<string, unknown>;

/** Another user of the account, who changes keys outside Pulumi with the vendors' own SDKs. */
export class Outsider {
  constructor(
    private readonly emulator: Emulator,
    private readonly id = "emulator",
    private readonly secret = "emulator-secret",
  ) {}

  call(
    cloud: CloudName,
    region: string,
    action: string,
    parameters: object,
  ): Promise<Reply> {
    return cloud === "alibaba"
      ? this.alibaba(region, action, parameters)
      : this.tencent(region, action, parameters);
  }

  /** Gives a key tags; on Tencent the tag service does that, by the key's full name. */
  async tag(
    cloud: CloudName,
    region: string,
    arn: unknown,
    tags: Record<string, string>,
  ): Promise<void> {
    const rows = Object.entries(tags);
    if (cloud === "tencent") {
      const { host } = new URL(this.emulator.endpoints.tencent);
      const client = new TagClient({
        credential: { secretId: this.id, secretKey: this.secret },
        region,
        profile: { httpProfile: { endpoint: host, protocol: "http://" } },
      });
      await client.ModifyResourceTags({
        Resource: String(arn),
        ReplaceTags: rows.map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
      });
      return;
    }
    await this.alibaba(region, "TagResources", {
      RegionId: region,
      ResourceType: "key",
      "ResourceId.1": String(arn).split("/").at(-1),
      ...Object.fromEntries(
        rows.flatMap(([key, value], index) => [
          [`Tag.${index + 1}.Key`, key],
          [`Tag.${index + 1}.Value`, value],
        ]),
      ),
    });
  }

  async alibaba(
    region: string,
    action: string,
    parameters: object,
  ): Promise<Reply> {
    const url = new URL(this.emulator.endpoints.alibaba[region] ?? "");
    const client = new KmsClient(
      new Config({
        accessKeyId: this.id,
        accessKeySecret: this.secret,
        regionId: region,
        endpoint: url.host,
        protocol: "http",
      }),
    );
    return await client.doRequest(
      action,
      "http",
      "POST",
      "2016-01-20",
      "AK",
      parameters,
      {},
      new RuntimeOptions({}),
    );
  }

  async tencent(
    region: string,
    action: string,
    parameters: object,
  ): Promise<Reply> {
    const { host } = new URL(this.emulator.endpoints.tencent);
    const client = new Client({
      credential: { secretId: this.id, secretKey: this.secret },
      region,
      profile: { httpProfile: { endpoint: host, protocol: "http://" } },
    });
    return (await client.request(action, parameters)) as Reply;
  }
}
