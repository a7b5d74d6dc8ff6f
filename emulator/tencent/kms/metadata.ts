import type { Context } from "../context";
import type { Reply } from "../wire/reply";
import { DAY, resourceId, type KeyRecord } from "./record";
import { standardOf } from "./regions";
import { METADATA_TYPE } from "./usages";

/** KeyMetadata, member by member in the order of docs/clouds/tencent.md#key-metadata. */
export function metadata(key: KeyRecord, context: Context): Reply {
  const { switches } = context;
  const orNull = nullable(switches.get<boolean>("tencent.nullMembers"));
  const standard = standardOf(switches, key.region);
  return {
    KeyId: key.keyId,
    Alias: key.alias,
    CreateTime: key.createTime,
    Description: key.description,
    KeyState: key.state,
    KeyUsage: key.keyUsage,
    Type: METADATA_TYPE[standard],
    CreatorUin: Number(key.account),
    CreatorUinString: key.account,
    KeyRotationEnabled: key.rotateDays > 0,
    Owner: key.product ?? "user",
    NextRotateTime: nextRotateTime(key),
    DeletionDate: orNull(key.deletionDate),
    Origin: key.origin,
    ValidTo: key.validTo,
    ResourceId: resourceId(key),
    HsmClusterId: orNull(key.hsmClusterId),
    RotateDays:
      key.rotateDays || switches.get<number>("tencent.rotateDaysWhenOff"),
    LastRotateTime: orNull(key.lastRotateTime),
    IsSyncReplica: orNull(0),
    SourceRegion: orNull(""),
    SyncStatus: orNull(0),
    SyncMessages: orNull(""),
    SyncStartTime: orNull(0),
    SyncEndTime: orNull(0),
    SourceHsmClusterId: orNull(""),
  };
}

/** Never 0, even where rotation is off or impossible (docs/clouds/tencent.md#key-metadata). */
function nextRotateTime(key: KeyRecord): number {
  return key.rotateDays > 0
    ? key.periodStart + key.rotateDays * DAY
    : key.createTime + 365 * DAY;
}

/** Nullable members without a value are 0 or "", or null by switch. */
export function nullable(
  asNull: boolean,
): (value: string | number) => string | number | null {
  return (value) => (asNull && !value ? null : value);
}
