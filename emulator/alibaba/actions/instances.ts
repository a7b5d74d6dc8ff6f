import { ApiError } from "../errors";
import type { Fields } from "../wire/reply";
import { action, type Call } from "./action";
import { openService, serviceStatus } from "./account-status";
import { findInstance, listInstances } from "./instance-list";
import { pageOf, pageParameters } from "./paging";
import { LIMITS } from "../tables/limits";

const INSTANCE_ID = {
  KmsInstanceId: { type: "text", required: true },
} as const;

/**
 * Instances can't be bought or connected here: the switch `alibaba.instances` names those that are
 * (docs/clouds/alibaba.md#instances).
 */
export const INSTANCE_ACTIONS = {
  GetKmsInstance: action(INSTANCE_ID, (call, { KmsInstanceId }) => {
    const instance = findInstance(call.switches, KmsInstanceId);
    if (instance === undefined) return unknownInstance(call);
    return {
      KmsInstance: {
        InstanceId: instance.id,
        InstanceName: instance.id,
        Status: instance.status,
        KeyNum: call.switches.get<number>("alibaba.instanceKeyQuota"),
        RegionId: call.region,
      },
    };
  }),

  ListKmsInstances: action(
    {
      ...pageParameters("ListKmsInstances", LIMITS.defaultInstancePageSize),
      Filters: { type: "json" },
    },
    (call, paging) => {
      const { page, totals } = pageOf(knownIds(call), paging);
      const KmsInstance = page.map((id) => ({
        KmsInstanceId: id,
        KmsInstanceArn: `acs:kms:${call.region}:${call.account}:keystore/${id}`,
      }));
      return { KmsInstances: { KmsInstance }, ...totals };
    },
  ),

  GetDefaultKmsInstance: action({}, ({ switches }) => ({
    DefaultKmsInstanceId: switches.get<string>("alibaba.defaultInstance"),
  })),

  GetKmsInstanceQuotaInfos: action(
    {
      ...INSTANCE_ID,
      ResourceType: { type: "choice", values: ["key", "secret", "qps", "vpc"] },
    },
    (call, { KmsInstanceId, ResourceType = "key" }) => {
      if (findInstance(call.switches, KmsInstanceId) === undefined)
        throw ApiError.of("Forbidden.DKMSInstanceNotFound");
      const isKey = ResourceType === "key";
      const quota = call.switches.get<number>("alibaba.instanceKeyQuota");
      const info = {
        ResourceType,
        ResourceQuota: isKey ? quota : 0,
        UsedQuantity: isKey ? call.keys.count(call, KmsInstanceId) : 0,
      };
      return { KmsInstanceId, KmsInstanceQuotaInfos: [info] };
    },
  ),

  DescribeAccountKmsStatus: action({}, (call) => ({
    AccountStatus: serviceStatus(call),
  })),

  OpenKmsService: action({}, (call) => {
    openService(call);
    return {};
  }),
};

function unknownInstance({ switches }: Call): Fields {
  if (switches.get<boolean>("alibaba.unknownInstanceIsEmpty"))
    return { KmsInstance: { InstanceId: "" } };
  throw ApiError.of("Forbidden.DKMSInstanceNotFound");
}

/** Those that the switch names in full, and, of those that a pattern allows, the ones that hold keys. */
function knownIds(call: Call): string[] {
  const named = listInstances(call.switches)
    .map(({ id }) => id)
    .filter((id) => !id.endsWith("*"));
  const used = Array.from(call.keys.inScope(call), (key) => key.dkmsInstanceId);
  const ids = new Set([...named, ...used]);
  return [...ids].filter((id) => id !== undefined);
}
