import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Context } from "../context";
import { refusal, refusalNamed } from "../wire/errors";
import type { Reply } from "../wire/reply";
import type { EnableKeyRotation, RotateKey } from "./parameters";
import { keyOf } from "./read";
import { stateAfter } from "./states";
import { isSymmetric } from "./usages";

type OneKey = z.output<typeof RotateKey>;

/** Reference 2.5. Called again it changes the period; a new period begins now. */
export function enableKeyRotation(
  { KeyId, RotateDays }: z.output<typeof EnableKeyRotation>,
  context: Context,
): void {
  const key = keyOf(KeyId, context);
  if (key.origin === "EXTERNAL")
    throw refusal("UnsupportedOperation.ExternalCmkCanNotRotate");
  if (!isSymmetric(key.keyUsage))
    throw refusalNamed(
      context.switches.get<string>("tencent.asymmetricRotationCode"),
      "Asymmetric keys cannot rotate.",
    );
  stateAfter("EnableKeyRotation", key.state, context.switches);
  if (key.rotateDays === RotateDays) return;
  context.keys.put({
    ...key,
    rotateDays: RotateDays,
    periodStart: context.now,
  });
}

/** Accepted when rotation is off already. */
export function disableKeyRotation({ KeyId }: OneKey, context: Context): void {
  const key = keyOf(KeyId, context);
  stateAfter("DisableKeyRotation", key.state, context.switches);
  context.keys.put({ ...key, rotateDays: 0, periodStart: 0 });
}

/** On demand, for keys whose rotation is on. */
export function rotateKey({ KeyId }: OneKey, context: Context): Reply {
  const { keys, now, switches } = context;
  const key = keyOf(KeyId, context);
  if (key.origin === "EXTERNAL" || !isSymmetric(key.keyUsage))
    throw refusal("UnsupportedOperation.RotateNotSupported");
  stateAfter("RotateKey", key.state, switches);
  if (key.rotateDays === 0)
    throw refusal(
      "UnsupportedOperation.RotateNotSupported",
      "Rotation of the key must be on.",
    );
  const interval = switches.get<number>("tencent.rotateKeyHours") * 3600;
  if (key.rotatedOnDemand !== 0 && now - key.rotatedOnDemand < interval)
    throw refusal("RequestLimitExceeded.RotateRateLimited");
  keys.put({
    ...key,
    version: key.version + 1,
    periodStart: now,
    lastRotateTime: now,
    rotatedOnDemand: now,
  });
  return { TaskId: randomUUID() };
}
