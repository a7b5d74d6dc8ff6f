import type { CallContext } from "../cloud";
import { sleep } from "./sleep";

/** 16 seconds in all, as long as most clouds take to complete a rotation. */
const WAITS_MS = [500, 1_500, 3_000, 5_000, 6_000];

/**
 * Waits until reads show that a key was rotated: after a request whose answer was lost, or where the cloud rotates later
 * than it answers. A rotation makes something that stays, so no request for one is ever sent again. False if nothing
 * shows in time, or on Cancel.
 */
export async function isRotatedSoon(
  isRotated: () => Promise<boolean>,
  { signal, deadline }: CallContext,
): Promise<boolean> {
  const look = () => isRotated().catch(() => false);
  for (const wait of WAITS_MS) {
    if (await look()) return true;
    if (Date.now() + wait > deadline) return false;
    try {
      await sleep(wait, signal);
    } catch {
      return false;
    }
  }
  return look();
}
