import type { Context } from "../context";
import type { Reply } from "../wire/reply";
import { clusters } from "./clusters";
import { nullable } from "./metadata";
import { regionsOf, standardOf } from "./regions";
import { USAGES } from "./usages";

/** What the region offers: docs/clouds/tencent.md#lists-of-keys. */
export function listAlgorithms(_: unknown, context: Context): Reply {
  const standard = standardOf(context.switches, context.region);
  const lists: Record<string, Reply[]> = {
    SymmetricAlgorithms: [],
    AsymmetricAlgorithms: [],
    AsymmetricSignVerifyAlgorithms: [],
  };
  for (const [KeyUsage, { list, algorithms }] of Object.entries(USAGES)) {
    const algorithm = algorithms[standard];
    if (algorithm)
      lists[`${list}Algorithms`]?.push({ KeyUsage, Algorithm: algorithm.name });
  }
  return lists;
}

export function getRegions(_: unknown, { switches }: Context): Reply {
  const Regions = [
    ...regionsOf(switches, "SM"),
    ...regionsOf(switches, "FIPS"),
  ];
  return { Regions };
}

/** A probe: InvalidType other than 1 explains why nothing works (docs/clouds/tencent.md#service-status). */
export function getServiceStatus(_: unknown, context: Context): Reply {
  const { caller, keys, region, switches } = context;
  const orNull = nullable(switches.get<boolean>("tencent.nullMembers"));
  const invalidType = switches.get<number>("tencent.serviceInvalidType");
  const exclusive = clusters(switches).filter((id) => !id.endsWith("*"));
  return {
    ServiceEnabled: invalidType === 1,
    InvalidType: invalidType,
    UserLevel: 0,
    ProExpireTime: orNull(0),
    ProRenewFlag: orNull(0),
    ProResourceId: orNull(""),
    ExclusiveVSMEnabled: false,
    ExclusiveHSMEnabled: exclusive.length > 0,
    SubscriptionInfo: orNull(""),
    CmkUserCount: keys.counted(caller.account, region),
    CmkLimit: switches.get<number>("tencent.keyQuota"),
    ExclusiveHSMList: exclusive.map((id) => ({
      HsmClusterId: id,
      HsmClusterName: id,
    })),
    IsAllowedDataKeyHosted: false,
    DataKeyLimit: 0,
    FreeDataKeyLimit: 0,
    DataKeyUsedCount: 0,
    SyncTaskList: [],
    IsAllowedSync: false,
    QpsLimit: 100,
    QpsTotalLimit: 100,
    RegionsQps: [{ Region: region, Qps: 100 }],
    ResourceZone: 0,
    ResourceRegion: 0,
  };
}
