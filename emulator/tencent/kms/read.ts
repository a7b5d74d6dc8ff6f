import type * as z from "zod";
import type { Context } from "../context";
import { duplicate } from "../tag/rules";
import { refusal } from "../wire/errors";
import type { Reply } from "../wire/reply";
import { metadata } from "./metadata";
import type { DescribeKey, DescribeKeys } from "./parameters";
import type { KeyRecord } from "./record";

type OneKey = z.output<typeof DescribeKey>;
type ManyKeys = z.output<typeof DescribeKeys>;

/** DescribeKey and its like: docs/clouds/tencent.md#lists-of-keys. */
export function describeKey({ KeyId }: OneKey, context: Context): Reply {
  return { KeyMetadata: metadata(keyOf(KeyId, context), context) };
}

export function describeKeys({ KeyIds }: ManyKeys, context: Context): Reply {
  const keys = keysOf(KeyIds, context);
  if (!context.switches.get<boolean>("tencent.describedAsAsked"))
    keys.sort((one, other) => (one.keyId < other.keyId ? -1 : 1));
  return { KeyMetadatas: keys.map((key) => metadata(key, context)) };
}

export function getKeyRotationStatus(
  { KeyId }: OneKey,
  context: Context,
): Reply {
  return { KeyRotationEnabled: keyOf(KeyId, context).rotateDays > 0 };
}

/** The caller's key in the region of the request; throws CmkNotFound. */
export function keyOf(keyId: string, context: Context): KeyRecord {
  return context.keys.find(context.caller.account, context.region, keyId);
}

/** One that is missing fails all (docs/clouds/tencent.md#lists-of-keys). */
export function keysOf(
  keyIds: readonly string[],
  context: Context,
): KeyRecord[] {
  if (duplicate(keyIds) !== undefined)
    throw refusal("InvalidParameterValue.DuplicatedKeyId");
  return keyIds.map((keyId) => keyOf(keyId, context));
}
