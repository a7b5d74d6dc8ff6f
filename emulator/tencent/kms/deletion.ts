import type * as z from "zod";
import type { Context } from "../context";
import type { Reply } from "../wire/reply";
import { requireUnbound } from "./binding";
import type { CancelKeyDeletion, ScheduleKeyDeletion } from "./parameters";
import { keyOf } from "./read";
import { DAY } from "./record";
import { stateAfter, type KeyState } from "./states";

/** Seconds by which Beijing's clock is ahead of UTC. */
const BEIJING_OFFSET = 8 * 3600;

/** The key is destroyed by the clock, see `asOf` (docs/clouds/tencent.md#deletion). */
export function scheduleKeyDeletion(
  { KeyId, PendingWindowInDays }: z.output<typeof ScheduleKeyDeletion>,
  context: Context,
): Reply {
  const key = keyOf(KeyId, context);
  requireUnbound(key);
  const state = stateAfter("ScheduleKeyDeletion", key.state, context.switches);
  const deletionDate = deletionDateOf(PendingWindowInDays, context);
  context.keys.put({ ...key, state, deletionDate });
  return { DeletionDate: deletionDate, KeyId };
}

/**
 * The key comes back Disabled (docs/clouds/tencent.md#deletion), or without material, if it has to be imported first.
 */
export function cancelKeyDeletion(
  { KeyId }: z.output<typeof CancelKeyDeletion>,
  context: Context,
): Reply {
  const { keys, switches } = context;
  const key = keyOf(KeyId, context);
  const usual = stateAfter("CancelKeyDeletion", key.state, switches);
  const lacksMaterial =
    key.origin === "EXTERNAL" && Object.keys(key.materials).length === 0;
  const state = lacksMaterial
    ? switches.get<KeyState>("tencent.cancelWithoutMaterial")
    : usual;
  keys.put({ ...key, state, deletionDate: 0 });
  return { KeyId };
}

/** By switch at 23:59:59 in Beijing, as in one of the vendor's samples. */
function deletionDateOf(days: number, { now, switches }: Context): number {
  const date = now + days * DAY;
  if (!switches.get<boolean>("tencent.deletionAtDayEnd")) return date;
  const sinceMidnight = (date + BEIJING_OFFSET) % DAY;
  return date - sinceMidnight + DAY - 1;
}
