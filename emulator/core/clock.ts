import type { Clock, Store } from "./contract";

/** The end of year 9999, after which dates no longer have the form that the clouds' clients read. */
export const LAST_MOMENT = Date.UTC(10_000, 0, 1) - 1;

/** The machine's clock plus what was advanced so far, which the store keeps. */
export function createClock(store: Store): Clock {
  const offsets = store.collection<number>("core.clock");
  const offset = () => offsets.get("offset") ?? 0;
  return {
    now: () => Date.now() + offset(),
    advance: (seconds) => offsets.put("offset", offset() + seconds * 1000),
  };
}
