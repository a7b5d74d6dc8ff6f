import type { Cloud, Key } from "../../clouds/cloud";
import { DAY_MS, rfc3339 } from "../../clouds/common/time";
import { validInputs } from "../values/inputs";
import type { Properties } from "../values/properties";

/**
 * `rotationTrigger` over a key's life. The clouds know nothing of it: the output of the same name is the trigger that the
 * key was last rotated for, or the first one that it had. While it differs from the input, a rotation is due.
 */

/** What shows that a key was rotated. */
type RotatedKey = Pick<
  Key,
  "primaryKeyVersion" | "lastRotationDate" | "creationDate"
>;

/** The first trigger of a key rotates nothing: later ones are compared with it. */
export function isRotationDue(
  trigger: string | undefined,
  rotatedFor: string | undefined,
): boolean {
  return (
    trigger !== undefined && rotatedFor !== undefined && trigger !== rotatedFor
  );
}

/** The trigger that the key was last rotated for, by the state. Outputs of older versions lack it. */
export function lastTrigger(
  oldInputs: Properties,
  oldOutputs: Properties,
): string | undefined {
  return (
    validInputs(oldOutputs).rotationTrigger ??
    validInputs(oldInputs).rotationTrigger
  );
}

/** Whether a key was rotated since these outputs described it, or since it was read before. */
export function isRotatedSince(
  key: RotatedKey,
  before: RotatedKey | Properties,
): boolean {
  const { primaryKeyVersion, lastRotationDate, creationDate } = key;
  if (primaryKeyVersion !== undefined && before.primaryKeyVersion !== undefined)
    return primaryKeyVersion !== before.primaryKeyVersion;
  return (
    lastRotationDate !== undefined &&
    lastRotationDate !== creationDate &&
    lastRotationDate !== before.lastRotationDate
  );
}

/** Neither cloud rotates a key twice in a day, so that a rotation within one serves whoever asked for it. */
export function isJustRotated({
  lastRotationDate,
  creationDate,
}: RotatedKey | Properties): boolean {
  return (
    typeof lastRotationDate === "string" &&
    lastRotationDate !== creationDate &&
    Date.now() - Date.parse(lastRotationDate) < DAY_MS
  );
}

/** Why an update that is to rotate a key with these outputs fails; undefined if it is not too early. */
export function tooEarly(
  { title, rules }: Cloud,
  outputs: Properties,
): string | undefined {
  const days = rules.rotation.onDemandDays;
  const { lastRotationDate, creationDate } = outputs;
  const last = lastRotationDate ?? creationDate;
  if (days === undefined || typeof last !== "string") return undefined;
  const earliest = Date.parse(last) + days * DAY_MS;
  if (isJustRotated(outputs) || !(Date.now() < earliest)) return undefined;
  const date = rfc3339(earliest);
  return `this update is to rotate the key, and ${title} documents that a key takes a version at the earliest ${days} days after its last one, which is of ${last}. By this machine's clock, this update and each later one fail until ${date}. Wait, or give rotationTrigger its former value again`;
}
