import { ExponentialBackoff, handleWhenResult, retry } from "cockatiel";
import type {
  CallContext,
  Key,
  KeyInclude,
  KeysInRegion,
} from "../../clouds/cloud";

/** Reads may lag behind writes: a key that was just created may not be visible yet. */
const UNTIL_VISIBLE = retry(
  handleWhenResult((key) => key === undefined),
  {
    maxAttempts: 6,
    backoff: new ExponentialBackoff({ initialDelay: 200, maxDelay: 5_000 }),
  },
);

/** Reads a key that is known to exist; undefined if it is not visible after about ten seconds. */
export function describeMade(
  keys: KeysInRegion,
  keyId: string,
  include: KeyInclude,
  { signal }: CallContext,
): Promise<Key | undefined> {
  return UNTIL_VISIBLE.execute(() => keys.describe(keyId, include), signal);
}
