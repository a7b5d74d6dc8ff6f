import {
  DEFAULTS,
  IMMUTABLE,
  type InputName,
  MATERIAL,
} from "../../model/inputs";
import { NAMES } from "../values/names";
import type { Properties, Value } from "../values/properties";
import { rotationOf } from "../values/rotation";
import { same } from "./compare";
import { desiredDigest, isKept } from "./material";

/** Inputs that are not outputs of the same name, or that the cloud may return in another form. */
export const NOT_PROMISED: readonly InputName[] = [...MATERIAL, "policy"];

/** What a create or an update makes of a key whose program does not name them, whatever an update before has left. */
export const IMPLIED: Properties = {
  enabled: DEFAULTS.enabled,
  deletionWindowInDays: DEFAULTS.deletionWindowInDays,
  deletionPolicy: DEFAULTS.deletionPolicy,
};

/** What a program does not give, it leaves to others. */
const UNMANAGED: readonly InputName[] = [
  "deletionProtection",
  "rotationTrigger",
];

/** A key that has none of these lacks the output. Others may be absent from a state of an older version. */
const ABSENT_IF_NONE: readonly InputName[] = [
  ...NAMES,
  "description",
  "rotation",
  "tags",
];

/**
 * Whether the outputs show that an earlier run did not do what the program asks for, or that it did something else before it
 * failed. The next update does it.
 */
export function isUnfinished(
  name: InputName,
  news: Properties,
  outputs: Properties,
): boolean {
  if (name === "keyMaterial" || name === "keyMaterialDigest")
    return (
      news[name] !== undefined &&
      desiredDigest(news) !== undefined &&
      outputs["keyState"] === "PendingImport"
    );
  if (IMMUTABLE.includes(name) || NOT_PROMISED.includes(name)) return false;
  if (isKept(name, news)) return false;
  if (UNMANAGED.includes(name) && news[name] === undefined) return false;
  const output = outputs[name];
  const isKnown =
    output !== undefined ||
    (ABSENT_IF_NONE.includes(name) && outputs["keyId"] !== undefined);
  if (!isKnown) return false;
  return name === "rotation"
    ? !isRotatedAs(output, news[name])
    : !same(name, output, news[name]);
}

/** A cloud may report that a key rotates, but not how often. */
function isRotatedAs(output: Value | undefined, input: Value | undefined) {
  const { enabled, interval } = rotationOf(output);
  if (enabled === true && interval === undefined)
    return rotationOf(input).enabled === true;
  return same("rotation", output, input);
}
