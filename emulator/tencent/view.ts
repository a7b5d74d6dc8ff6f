import type { KeyMoment, KeyView, Switches } from "../core/contract";
import type { Parts } from "./handle";
import { DAY, resourceId, type KeyRecord } from "./kms/record";
import { standardOf } from "./kms/regions";
import { algorithmOf } from "./kms/usages";

/** What `GET /_emulator/keys` shows, in Tencent's words; no material. */
export function keyView(key: KeyRecord, parts: Parts): KeyView {
  const { tags, services } = parts;
  return {
    cloud: "tencent",
    region: key.region,
    account: key.account,
    keyId: key.keyId,
    keyState: key.state,
    keyUsage: key.keyUsage,
    keySpec: keySpec(key, services.switches),
    aliases: [key.alias],
    description: key.description,
    tags: { ...tags.of(key.keyId) },
    rotationEnabled: key.rotateDays > 0,
    rotateDays: key.rotateDays,
    lastRotateTime: key.lastRotateTime,
    origin: key.origin,
    hsmClusterId: key.hsmClusterId,
    deletionDate: key.deletionDate,
    createTime: key.createTime,
    validTo: key.validTo,
    owner: key.product ?? "user",
    resourceId: resourceId(key),
    bindings: key.bindings,
  };
}

export function keyMoment(key: KeyRecord, switches: Switches): KeyMoment {
  const { rotateDays, rotateEnds, periodStart, deletionDate } = key;
  const byTime = rotateDays > 0 ? periodStart + rotateDays * DAY : 0;
  return {
    keyId: key.keyId,
    region: key.region,
    account: key.account,
    keySpec: keySpec(key, switches),
    aliases: [key.alias],
    state: key.state,
    created: key.createTime * 1000,
    rotations: key.version,
    rotated: millis(key.lastRotateTime),
    rotates: millis(rotateEnds || byTime),
    ends: millis(deletionDate),
  };
}

/** Of Unix seconds, 0 for none. */
function millis(seconds: number): number | undefined {
  return seconds === 0 ? undefined : seconds * 1000;
}

/** The algorithm as ListAlgorithms spells it, since Tencent has no word for a key's spec. */
function keySpec(key: KeyRecord, switches: Switches): string {
  const standard = standardOf(switches, key.region);
  return algorithmOf(key.keyUsage, standard)?.name ?? "";
}
