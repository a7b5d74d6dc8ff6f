import type { Key, KeysInRegion } from "../../provider/clouds/cloud";
import type { CloudName } from "../../provider/model/types";
import { MARK, MARK_VALUE } from "./known";
import { contextFor, type Wire } from "./wire";

/** The shortest that both clouds allow. */
export const WINDOW_DAYS = 7;
const MOST_PASSES = 5;
const PASS_MS = 120_000;

export interface Cleaned {
  /** Ids of the keys that were scheduled for deletion now. */
  scheduled: string[];
  /** Keys that may still be there, with the reason. */
  left: { keyId: string; why: string }[];
}

export interface Cleaning {
  wire: Pick<Wire, "keys">;
  cloud: CloudName;
  region: string;
  /** Keys that this run knows of: a listing may not have them yet. */
  keyIds?: readonly string[];
  status: (message: string) => void;
}

/** Schedules the deletion of every key that a run made, this one or an earlier one, until there is none left. */
export async function cleanUp(cleaning: Cleaning): Promise<Cleaned> {
  const scheduled = new Set<string>();
  let left: Cleaned["left"] = [];
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const before = scheduled.size;
    left = await onePass(cleaning, scheduled);
    // A pass that found nothing to do is the proof that there is nothing.
    if (left.length === 0 && scheduled.size === before) break;
  }
  return { scheduled: [...scheduled], left };
}

async function onePass(
  { wire, cloud, region, keyIds = [], status }: Cleaning,
  scheduled: Set<string>,
): Promise<Cleaned["left"]> {
  const left: Cleaned["left"] = [];
  const keys = wire.keys.in(region, contextFor(PASS_MS, undefined, status));
  const found = new Map<string, Key>();
  try {
    const filter =
      cloud === "alibaba"
        ? { tags: { [MARK]: MARK_VALUE } }
        : { aliasPrefix: `${MARK}-` };
    for await (const key of keys.list(filter, { aliases: true }))
      found.set(key.keyId, key);
  } catch (error) {
    left.push({ keyId: "any", why: (error as Error).message });
  }
  for (const keyId of keyIds) if (!found.has(keyId)) await add(keyId);
  for (const key of found.values())
    try {
      if (await remove(keys, key)) scheduled.add(key.keyId);
    } catch (error) {
      left.push({ keyId: key.keyId, why: (error as Error).message });
    }
  return left;

  async function add(keyId: string): Promise<void> {
    try {
      const key = await keys.describe(keyId, { aliases: true });
      if (key) found.set(keyId, key);
    } catch (error) {
      left.push({ keyId, why: (error as Error).message });
    }
  }
}

/** Whether there was something to do. */
async function remove(keys: KeysInRegion, key: Key): Promise<boolean> {
  for (const alias of key.aliases ?? [])
    if (alias.startsWith(`${MARK}-`)) await keys.removeAlias?.(alias);
  if (key.state === "PendingDeletion") return false;
  if (key.deletionProtection)
    await keys.setDeletionProtection?.(key.keyId, false);
  await keys.scheduleDeletion(key, WINDOW_DAYS);
  return true;
}
