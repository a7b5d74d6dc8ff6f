import { randomUUID } from "node:crypto";
import type { ProductKey } from "../../core/product";
import type { KeyRecord } from "../state/key";
import { newVersion } from "../state/lifecycle";
import type { Call } from "./action";

/** A key as a product makes it when a user first turns its encryption on (docs/clouds/alibaba.md#ids). */
export function makeProductKey(
  asked: ProductKey,
  { keys, now }: Call,
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
  return key;
}
