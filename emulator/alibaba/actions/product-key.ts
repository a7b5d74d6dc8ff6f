import { randomUUID } from "node:crypto";
import type { ProductKey } from "../../core/contract";
import type { Aliases } from "../state/aliases";
import type { KeyRecord } from "../state/key";
import type { Keys } from "../state/keys";
import { newVersion } from "../state/lifecycle";

/** A key as a product makes it when a user first turns its encryption on (docs/clouds/alibaba.md#ids). */
export function makeProductKey(
  asked: ProductKey,
  keys: Keys,
  aliases: Aliases,
  now: number,
): KeyRecord {
  const kind = { spec: "Aliyun_AES_256", origin: "Aliyun_KMS" } as const;
  const key: KeyRecord = {
    ...asked,
    ...kind,
    order: keys.nextOrder(),
    keyId: randomUUID(),
    place: "shared",
    usage: "ENCRYPT/DECRYPT",
    protectionLevel: "SOFTWARE",
    description: "",
    created: now,
    state: "Enabled",
    versions: [newVersion(kind, now)],
    lastRotation: now,
    tags: [],
  };
  keys.put(key);
  const alias = `alias/acs/${asked.product.toLowerCase()}`;
  if (aliases.find(asked, alias) === undefined)
    aliases.put(asked, alias, key.keyId);
  return key;
}
