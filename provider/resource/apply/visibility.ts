import type {
  CallContext,
  Key,
  KeyInclude,
  KeysInRegion,
} from "../../clouds/cloud";
import { sleep } from "../../clouds/common/sleep";

/** Reads may lag behind writes: a key that was just created may not be visible yet. Ten seconds in all. */
const DELAYS_MS = [200, 400, 800, 1_600, 3_000, 4_000];

/**
 * Reads a key that is known to exist; undefined if it is not visible after about ten seconds. Cancel ends a wait at once,
 * as the process is killed soon after it and the key's id has to be stored before.
 */
export async function describeMade(
  keys: KeysInRegion,
  keyId: string,
  include: KeyInclude,
  { signal, deadline }: CallContext,
): Promise<Key | undefined> {
  for (const delay of DELAYS_MS) {
    const key = await keys.describe(keyId, include);
    if (key || signal.aborted || Date.now() + delay > deadline) return key;
    try {
      await sleep(delay, signal);
    } catch {
      return undefined;
    }
  }
  return keys.describe(keyId, include);
}
