import type {
  CallContext,
  Key,
  KeyInclude,
  KeysInRegion,
} from "../../clouds/cloud";
import { poll } from "../../clouds/common/poll";

/** Reads may lag behind writes: a key that was just created may not be visible yet. Ten seconds in all. */
const DELAYS_MS = [200, 400, 800, 1_600, 3_000, 4_000];

/**
 * Reads a key that is known to exist; undefined if it is not visible after about ten seconds. Cancel ends a wait at once,
 * as the process is killed soon after it and the key's id has to be stored before.
 */
export function describeMade(
  keys: KeysInRegion,
  keyId: string,
  include: KeyInclude,
  context: CallContext,
): Promise<Key | undefined> {
  return poll(() => keys.describe(keyId, include), DELAYS_MS, context);
}
