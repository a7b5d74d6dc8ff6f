import type { KeyMoment, KeyView } from "../../core/contract";
import {
  automaticRotation,
  dateText,
  keyArn,
  nextRotation,
  primaryVersion,
  type KeyRecord,
} from "./key";

/** What `GET /_emulator/keys` shows of a key; a text that the key lacks is "". */
export function keyView(key: KeyRecord, aliases: string[]): KeyView {
  const tags = key.tags.map((tag) => [tag.key, tag.value] as const);
  return {
    cloud: "alibaba",
    region: key.region,
    account: key.account,
    keyId: key.keyId,
    arn: keyArn(key),
    keyState: key.state,
    keyUsage: key.usage,
    keySpec: key.spec,
    aliases,
    creator: key.product ?? key.account,
    description: key.description,
    tags: Object.fromEntries(tags),
    rotationEnabled: key.rotationSeconds !== undefined,
    automaticRotation: automaticRotation(key),
    rotationInterval:
      key.rotationSeconds === undefined ? "" : `${key.rotationSeconds}s`,
    origin: key.origin,
    protectionLevel: key.protectionLevel,
    dkmsInstanceId: key.dkmsInstanceId ?? "",
    keyStorageMechanism: key.keyStorageMechanism ?? "",
    creationDate: dateText(key.created),
    deleteDate: key.deleteAt === undefined ? "" : dateText(key.deleteAt),
    deletionProtection: key.deletionProtection !== undefined,
    policy: key.policy ?? "",
    keyVersions: key.versions.length,
  };
}

export function keyMoment(key: KeyRecord, aliases: string[]): KeyMoment {
  const rotates = automaticRotation(key) === "Enabled";
  return {
    keyId: key.keyId,
    region: key.region,
    account: key.account,
    keySpec: key.spec,
    aliases,
    state: key.state,
    created: key.created,
    rotations: key.versions.length - 1,
    rotated: primaryVersion(key).created,
    rotates: rotates ? nextRotation(key) : undefined,
    ends: key.deleteAt,
  };
}
