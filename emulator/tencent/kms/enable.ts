import type * as z from "zod";
import type { Context } from "../context";
import { TencentError } from "../wire/errors";
import { requireUnbound } from "./binding";
import type { EnableKey, EnableKeys } from "./parameters";
import { keyOf, keysOf } from "./read";
import type { KeyRecord } from "./record";
import { stateAfter, type StatefulAction } from "./states";

type OneKey = z.output<typeof EnableKey>;
type ManyKeys = z.output<typeof EnableKeys>;
type Change = (key: KeyRecord, context: Context) => KeyRecord;

/** States by hand: docs/clouds/tencent.md#enable-disable-archive. */
export function enableKey({ KeyId }: OneKey, context: Context): void {
  context.keys.put(enabled(keyOf(KeyId, context), context));
}

export function disableKey({ KeyId }: OneKey, context: Context): void {
  context.keys.put(disabled(keyOf(KeyId, context), context));
}

export function enableKeys({ KeyIds }: ManyKeys, context: Context): void {
  changeAll(keysOf(KeyIds, context), enabled, context);
}

export function disableKeys({ KeyIds }: ManyKeys, context: Context): void {
  changeAll(keysOf(KeyIds, context), disabled, context);
}

export function archiveKey({ KeyId }: OneKey, context: Context): void {
  const key = keyOf(KeyId, context);
  requireUnbound(key);
  context.keys.put(moved("ArchiveKey", key, context));
}

/** The key comes back Enabled, whatever it was before (docs/clouds/tencent.md#enable-disable-archive). */
export function cancelKeyArchive({ KeyId }: OneKey, context: Context): void {
  const key = keyOf(KeyId, context);
  context.keys.put(moved("CancelKeyArchive", key, context));
}

function enabled(key: KeyRecord, context: Context): KeyRecord {
  return moved("EnableKey", key, context);
}

function disabled(key: KeyRecord, context: Context): KeyRecord {
  requireUnbound(key);
  return moved("DisableKey", key, context);
}

function moved(
  action: StatefulAction,
  key: KeyRecord,
  { switches }: Context,
): KeyRecord {
  return { ...key, state: stateAfter(action, key.state, switches) };
}

/** All or none by default; by switch each key for itself, the first refusal being the reply. */
function changeAll(
  keys: readonly KeyRecord[],
  change: Change,
  context: Context,
): void {
  if (context.switches.get<boolean>("tencent.manyKeysAtomic")) {
    const changed = keys.map((key) => change(key, context));
    for (const key of changed) context.keys.put(key);
    return;
  }
  const refusals: TencentError[] = [];
  for (const key of keys)
    try {
      context.keys.put(change(key, context));
    } catch (error) {
      if (!(error instanceof TencentError)) throw error;
      refusals.push(error);
    }
  if (refusals[0]) throw refusals[0];
}
