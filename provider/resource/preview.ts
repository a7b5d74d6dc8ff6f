import {
  DEFAULTS,
  IMMUTABLE,
  INPUT_NAMES,
  type InputName,
} from "../model/inputs";
import type { OutputName } from "../model/outputs";
import { same } from "./compare";
import { usageInForce } from "./constraints";
import { findCloud } from "./id";
import { soundInputs } from "./sound-inputs";
import { isNative } from "./spec";
import { holdsUnknown, type Properties, type Value } from "./values";

/** Inputs that are no outputs of the same name, or that the cloud may put in another form. */
const NOT_PROMISED: readonly InputName[] = ["keyMaterial", "policy"];

/**
 * What the preview of a new key can promise: inputs that the cloud keeps as they are. An output that it leaves out the
 * engine shows as unknown, which is the truth for everything that the cloud decides.
 */
export function previewOutputs(inputs: Properties): Properties {
  const { origin, enabled, deletionWindowInDays, deletionPolicy } = DEFAULTS;
  const promised: Properties = {
    origin,
    enabled,
    deletionWindowInDays,
    deletionPolicy,
  };
  for (const name of INPUT_NAMES) {
    const value = inputs[name];
    if (value !== undefined && !NOT_PROMISED.includes(name))
      promised[name] = value;
  }
  const { spec } = inputs;
  const decidedByCloud =
    typeof spec !== "string" || spec === DEFAULTS.spec || isNative(spec);
  if (decidedByCloud) delete promised["spec"];
  const usage = knownUsage(inputs);
  if (usage !== undefined) promised["usage"] = usage;
  return promised;
}

function knownUsage(inputs: Properties): Value | undefined {
  if (inputs["usage"] !== undefined) return inputs["usage"];
  const { cloud, spec } = soundInputs(inputs);
  const found = cloud === undefined ? undefined : findCloud(cloud);
  const specIsOpen = inputs["spec"] !== undefined && spec === undefined;
  return found && !specIsOpen ? usageInForce(found, { spec }) : undefined;
}

/** Outputs that the cloud decides anew when an input changes. */
const TOUCHED: Partial<Record<InputName, readonly OutputName[]>> = {
  rotation: ["lastRotationDate", "nextRotationDate", "primaryKeyVersion"],
  enabled: ["keyState", "nextRotationDate"],
  keyMaterial: ["keyState", "keyMaterialDigest", "materialExpireTime"],
  keyMaterialExpiry: ["materialExpireTime"],
};

/** An update cancels a scheduled deletion. */
const TOUCHED_BY_RESTORE: readonly OutputName[] = [
  "keyState",
  "deletionDate",
  "nextRotationDate",
];

/** What an earlier run failed to do shows in the outputs; this update does it. */
function isUndone(
  name: InputName,
  wished: Value | undefined,
  output: Value | undefined,
): boolean {
  if (wished === undefined || output === undefined) return false;
  if (IMMUTABLE.includes(name) || NOT_PROMISED.includes(name)) return false;
  return !same(name, wished, output);
}

/** What the preview of an update can promise: the old outputs, but for what the change reaches. */
export function updatedOutputs(
  oldInputs: Properties,
  oldOutputs: Properties,
  news: Properties,
): Properties {
  const outputs = { ...oldOutputs };
  if (outputs["deletionDate"] !== undefined)
    for (const name of TOUCHED_BY_RESTORE) delete outputs[name];
  for (const name of INPUT_NAMES) {
    const value = news[name];
    const isLeft =
      !holdsUnknown(value) &&
      same(name, oldInputs[name], value) &&
      !isUndone(name, value, oldOutputs[name]);
    if (isLeft) continue;
    for (const touched of TOUCHED[name] ?? []) delete outputs[touched];
    if (IMMUTABLE.includes(name) && value === undefined) continue;
    delete outputs[name];
    if (value !== undefined && !NOT_PROMISED.includes(name))
      outputs[name] = value;
  }
  return outputs;
}
