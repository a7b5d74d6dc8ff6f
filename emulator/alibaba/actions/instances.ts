import { ApiError } from "../errors";
import type { Fields } from "../wire/reply";
import { action, type Call } from "./action";
import { openService, serviceStatus } from "./account-status";
import { dateText } from "../state/key";
import { findInstance, listInstances, type Instance } from "./instance-list";
import { pageOf, pageParameters } from "./paging";
import { LIMITS } from "../tables/limits";

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;
const BOUGHT_AGO_MS = 30 * DAY_MS;

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
    return { KmsInstance: instanceFields(call, instance) };
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

/** Every field of the vendor's model; what is bought and where it is connected is made up. */
function instanceFields(call: Call, { id, kind, status }: Instance): Fields {
  return {
    InstanceId: id,
    InstanceName: id,
    Status: status,
    Spec: 1000,
    KeyNum: call.switches.get<number>("alibaba.instanceKeyQuota"),
    SecretNum: 0,
    VpcNum: 1,
    ProductType: kind === "hardware" ? "2" : "1",
    ProductVersion: kind === "dedicated" ? "2" : "3",
    ChargeType: "PREPAY",
    SaleStatus: "Normal",
    CreateTime: dateText(call.now - BOUGHT_AGO_MS),
    StartDate: dateText(call.now - BOUGHT_AGO_MS),
    EndDate: dateText(call.now + YEAR_MS - BOUGHT_AGO_MS),
    VpcId: "vpc-emulator",
    VswitchIds: ["vsw-emulator"],
    ZoneIds: [`${call.region}-a`, `${call.region}-b`],
    BindVpcs: { BindVpc: [] },
    CaCertificateChainPem: "",
    Log: "0",
    LogStorage: 0,
    DeletionProtection: "Disabled",
    DeletionProtectionDescription: "",
  };
}

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
