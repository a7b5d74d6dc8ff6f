import type { CallContext } from "../cloud";
import { poll } from "./poll";

/** 16 seconds in all, as long as most clouds take to complete a rotation. */
const WAITS_MS = [500, 1_500, 3_000, 5_000, 6_000];

/**
 * Waits until reads show that a key was rotated: after a request whose answer was lost, or where the cloud rotates later
 * than it answers. A rotation makes something that stays, so no request for one is ever sent again. False if nothing
 * shows in time, or on Cancel.
 */
export async function isRotatedSoon(
  isRotated: () => Promise<boolean>,
  context: CallContext,
): Promise<boolean> {
  const look = async () =>
    (await isRotated().catch(() => false)) ? true : undefined;
  return (await poll(look, WAITS_MS, context)) ?? false;
}
