import {
  DEFAULTS,
  IMMUTABLE,
  INPUT_NAMES,
  type InputName,
} from "../../model/inputs";
import type { OutputName } from "../../model/outputs";
import { findCloud } from "../values/id";
import { validInputs } from "../values/inputs";
import {
  holdsUnknown,
  isObject,
  type Properties,
  type Value,
} from "../values/properties";
import { rotationOf } from "../values/rotation";
import { isNative, usageInForce } from "../values/spec";
import { same } from "./compare";
import { isKept } from "./material";
import { IMPLIED, isUnfinished, NOT_PROMISED } from "./unfinished";

/**
 * What the preview of a new key can promise: inputs that the cloud stores unchanged. The engine shows absent outputs as
 * unknown, which is correct for everything that the cloud decides.
 */
export function previewOutputs(
  inputs: Properties,
  aliasIsGiven: boolean,
): Properties {
  const promised: Properties = { origin: DEFAULTS.origin, ...IMPLIED };
  for (const name of INPUT_NAMES) {
    const value = promise(name, inputs);
    if (value !== undefined) promised[name] = value;
  }
  // The next run generates another name.
  if (!aliasIsGiven) delete promised["alias"];
  const { spec } = inputs;
  const decidedByCloud =
    typeof spec !== "string" || spec === DEFAULTS.spec || isNative(spec);
  if (decidedByCloud) delete promised["spec"];
  const usage = knownUsage(inputs);
  if (usage !== undefined) promised["usage"] = usage;
  return promised;
}

/** The value that an input promises for the output of the same name; undefined if the cloud may return another one. */
function promise(name: InputName, inputs: Properties): Value | undefined {
  const value = inputs[name];
  if (value === undefined || NOT_PROMISED.includes(name)) return undefined;
  const { cloud } = inputs;
  const rules = typeof cloud === "string" ? findCloud(cloud)?.rules : undefined;
  if (rules && Object.hasOwn(rules.refuses, name)) return undefined;
  if (name === "additionalAliases") return promisedAliases(value);
  return name === "rotation" ? promisedRotation(value) : value;
}

/** In the order of the output, which is absent where there are none. */
function promisedAliases(value: Value): Value | undefined {
  if (!Array.isArray(value) || holdsUnknown(value) || value.length === 0)
    return undefined;
  return [...value].sort();
}

/** In the form of the output, which says whether rotation is on, and has no interval if it is off. */
function promisedRotation(value: Value): Value | undefined {
  if (!isObject(value)) return value;
  const { enabled, interval } = rotationOf(value);
  if (enabled === false) return { enabled };
  return interval === undefined ? undefined : { enabled, interval };
}

function knownUsage(inputs: Properties): Value | undefined {
  if (inputs["usage"] !== undefined) return inputs["usage"];
  const { cloud, spec } = validInputs(inputs);
  const found = cloud === undefined ? undefined : findCloud(cloud);
  const specIsOpen = inputs["spec"] !== undefined && spec === undefined;
  return found && !specIsOpen ? usageInForce(found, { spec }) : undefined;
}

/** Outputs that the cloud decides again when an input changes. */
const TOUCHED: Partial<Record<InputName, readonly OutputName[]>> = {
  rotation: [
    "lastRotationDate",
    "nextRotationDate",
    "rotationState",
    "primaryKeyVersion",
  ],
  rotationTrigger: [
    "lastRotationDate",
    "nextRotationDate",
    "primaryKeyVersion",
  ],
  enabled: ["keyState", "nextRotationDate", "rotationState"],
  keyMaterial: [
    "keyState",
    "keyMaterialDigest",
    "keyMaterialExpiry",
    "materialExpireTime",
  ],
  keyMaterialDigest: ["keyState", "keyMaterialExpiry", "materialExpireTime"],
  deleteKeyMaterial: ["keyState", "keyMaterialExpiry", "materialExpireTime"],
  keyMaterialExpiry: ["materialExpireTime"],
};

/** Of these the key, and so its outputs, then have nothing. */
const REMOVABLE: readonly InputName[] = [
  "alias",
  "additionalAliases",
  "description",
  "rotation",
  "rotationTrigger",
  "tags",
  "deleteKeyMaterial",
];

/** An update cancels a scheduled deletion. */
const TOUCHED_BY_RESTORE: readonly OutputName[] = [
  "keyState",
  "deletionDate",
  "nextRotationDate",
  "rotationState",
];

/** Outputs that the cloud changes by itself after a date among them. */
const TOUCHED_AFTER: Partial<Record<OutputName, readonly OutputName[]>> = {
  nextRotationDate: [
    "lastRotationDate",
    "nextRotationDate",
    "primaryKeyVersion",
  ],
  materialExpireTime: ["keyState", "keyMaterialExpiry", "materialExpireTime"],
};

/** By this machine's clock. */
function isPast(date: Value | undefined): boolean {
  return typeof date === "string" && Date.parse(date) <= Date.now();
}

/**
 * What the preview of an update can promise: the old outputs, except those that the change affects, or that the update
 * reads anew from a key that has changed with time.
 */
export function updatedOutputs(
  oldInputs: Properties,
  oldOutputs: Properties,
  news: Properties,
): Properties {
  // The key may still be replaced.
  if (IMMUTABLE.some((name) => holdsUnknown(news[name])))
    return previewOutputs(news, false);
  const { keyId, arn } = oldOutputs;
  // The outputs of a key that has not been read since it was made are those of the request: the cloud may have others.
  if (keyId !== undefined && arn === undefined)
    return { ...previewOutputs(news, true), keyId };
  const desired: Properties = { ...IMPLIED, ...news };
  const outputs = { ...oldOutputs };
  if (outputs["deletionDate"] !== undefined)
    for (const name of TOUCHED_BY_RESTORE) delete outputs[name];
  for (const [date, names] of Object.entries(TOUCHED_AFTER))
    if (isPast(oldOutputs[date]))
      for (const name of names) delete outputs[name];
  for (const name of INPUT_NAMES) {
    const value = desired[name];
    const isRemoved = value === undefined && REMOVABLE.includes(name);
    const isLeft =
      isKept(name, news) ||
      (!holdsUnknown(value) &&
        same(name, oldInputs[name], value) &&
        !isUnfinished(name, desired, oldOutputs));
    if (isLeft && !isRemoved) continue;
    const touches =
      name === "rotationTrigger"
        ? // Neither a key's first trigger nor its removal rotates it.
          !isRemoved && oldOutputs[name] !== undefined
        : !isRemoved || !same(name, undefined, oldOutputs[name]);
    if (touches)
      for (const touched of TOUCHED[name] ?? []) delete outputs[touched];
    // The key keeps its value of these inputs, by whatever name the program gives.
    if (IMMUTABLE.includes(name)) continue;
    delete outputs[name];
    const promised = promise(name, desired);
    if (promised !== undefined) outputs[name] = promised;
  }
  return outputs;
}
