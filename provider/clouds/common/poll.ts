import type { CallContext } from "../cloud";
import { sleep } from "./sleep";

/**
 * Looks until there is something to see: at once, and again after each of these delays, in milliseconds. Undefined if
 * nothing shows in time, or on Cancel, which ends a wait at once.
 */
export async function poll<Sight>(
  look: () => Promise<Sight | undefined>,
  delays: readonly number[],
  { signal, deadline }: Pick<CallContext, "signal" | "deadline">,
): Promise<Sight | undefined> {
  for (const delay of delays) {
    const sight = await look();
    if (sight !== undefined) return sight;
    if (Date.now() + delay > deadline) return undefined;
    try {
      await sleep(delay, signal);
    } catch {
      return undefined;
    }
  }
  return look();
}
