import type { KeyView } from "../../core/contract";
import { automaticRotation, dateText, keyArn, type KeyRecord } from "./key";

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
