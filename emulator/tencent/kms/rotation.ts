import { randomUUID } from "node:crypto";
import type * as z from "zod";
import type { Context } from "../context";
import { refusal, refusalNamed } from "../wire/errors";
import type { Reply } from "../wire/reply";
import type { EnableKeyRotation, RotateKey } from "./parameters";
import { keyOf } from "./read";
import { stateAfter } from "./states";
import { isSymmetric } from "./usages";

type OneKey = z.output<typeof RotateKey>;

/** Called again it changes the period; a new period begins now (docs/clouds/tencent.md#rotation). */
export function enableKeyRotation(
  { KeyId, RotateDays }: z.output<typeof EnableKeyRotation>,
  context: Context,
): void {
  const { switches } = context;
  const key = keyOf(KeyId, context);
  if (key.origin === "EXTERNAL")
    throw refusal("UnsupportedOperation.ExternalCmkCanNotRotate");
  if (!isSymmetric(key.keyUsage))
    throw refusalNamed(
      switches.get<string>("tencent.asymmetricRotationCode"),
      "Asymmetric keys cannot rotate.",
    );
  stateAfter("EnableKeyRotation", key.state, switches);
  if (key.rotateDays === RotateDays) return;
  if (key.rotateDays > 0 && switches.get<boolean>("tencent.rotateDaysFixed"))
    throw refusal("ResourceUnavailable.CmkStateNotSupport");
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

/** On demand, for keys whose rotation is on. It takes a while: LastRotateTime tells when it is done. */
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
  if (key.rotateEnds !== 0) throw refusal("FailedOperation.RotateTaskRunning");
  const interval = switches.get<number>("tencent.rotateKeyHours") * 3600;
  if (key.rotateAsked !== 0 && now - key.rotateAsked < interval)
    throw refusal("RequestLimitExceeded.RotateRateLimited");
  const seconds = switches.get<number>("tencent.rotateTaskSeconds");
  keys.put({ ...key, rotateAsked: now, rotateEnds: now + seconds });
  return { TaskId: randomUUID() };
}
