import { isDeepStrictEqual } from "node:util";
import { isWriteOnly } from "../../clouds/parameters";
import type { CloudRules } from "../../clouds/rules";
import {
  DEFAULTS,
  IMMUTABLE,
  PARAMETER_NAMES,
  type InputName,
} from "../../model/inputs";
import { findCloud } from "../values/id";
import { digestOf } from "../values/inputs";
import {
  holdsUnknown,
  type Properties,
  type Value,
} from "../values/properties";
import { rotationOf, sameInterval } from "../values/rotation";
import { defaultUsage, nativeUsage, sameSpec } from "../values/spec";
import { samePolicy } from "./policy";

/** When two values of an input mean the same to the cloud, so that units and forms never make a diff. */
type Same = (
  a: Value | undefined,
  b: Value | undefined,
  rules?: CloudRules,
) => boolean;

const SAME: Partial<Record<InputName, Same>> = {
  spec: (a, b, rules) =>
    a === b ||
    (rules !== undefined &&
      typeof a === "string" &&
      typeof b === "string" &&
      sameSpec(rules, a, b)),
  additionalAliases: (a, b) => isDeepStrictEqual(asSet(a), asSet(b)),
  description: (a, b) => (a ?? "") === (b ?? ""),
  rotation: (a, b) => {
    const [before, after] = [rotationOf(a), rotationOf(b)];
    return (
      before.enabled === after.enabled &&
      sameInterval(before.interval, after.interval)
    );
  },
  tags: (a, b) => isDeepStrictEqual(a ?? {}, b ?? {}),
  policy: samePolicy,
  keyMaterial: (a, b) =>
    a === b ||
    (typeof a === "string" &&
      typeof b === "string" &&
      digestOf(a) === digestOf(b)),
  keyMaterialExpiry: (a, b) =>
    a === b ||
    (typeof a === "string" &&
      typeof b === "string" &&
      wholeSeconds(a) === wholeSeconds(b)),
};

function asSet(values: Value | undefined): Set<Value> {
  return new Set(Array.isArray(values) ? values : []);
}

/** Both clouds count in seconds. */
function wholeSeconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

/** Whether an input means the same in both values. An absent one means its default. */
export function same(
  name: InputName,
  a: Value | undefined,
  b: Value | undefined,
  rules?: CloudRules,
): boolean {
  const fallback = (DEFAULTS as Partial<Record<InputName, Value>>)[name];
  const left = a ?? fallback;
  const right = b ?? fallback;
  return (SAME[name] ?? Object.is)(left, right, rules);
}

/**
 * The immutable inputs whose known new value differs from the key's. An absent one accepts the key's value. An unknown
 * one does not count, because the engine would destroy the key for it in a real update.
 */
export function replacedBy(
  oldInputs: Properties,
  oldOutputs: Properties,
  news: Properties,
): InputName[] {
  const cloud = oldOutputs["cloud"] ?? oldInputs["cloud"];
  const rules = typeof cloud === "string" ? findCloud(cloud)?.rules : undefined;
  return IMMUTABLE.filter((name) => {
    const value = news[name] ?? undefined;
    if (value === undefined || holdsUnknown(value)) return false;
    if (value === oldInputs[name]) return false;
    // The outputs have the key's value first: SYMMETRIC_DEFAULT in the inputs may stand for either algorithm.
    const old =
      name === "usage"
        ? usageOf(oldInputs, oldOutputs, rules)
        : (oldOutputs[name] ?? oldInputs[name]);
    if (name === "spec" && tellsOtherUsage(value)) return true;
    // Nothing tells the value of an imported key, so there is nothing to compare.
    if (old === undefined && rules && isWriteOnly(rules.parameters, name))
      return false;
    return !same(name, old, value, rules);
  });

  /** Some of a vendor's own spec names imply a usage. */
  function tellsOtherUsage(spec: Value): boolean {
    if (!rules || typeof spec !== "string" || news["usage"] != null)
      return false;
    const usage = nativeUsage(rules, spec);
    return (
      usage !== undefined && usage !== usageOf(oldInputs, oldOutputs, rules)
    );
  }
}

/**
 * The changed inputs that replace the key, except those that the old program left to the cloud: only the outputs, which
 * Diff sees, have the key's value of them.
 */
export function surelyReplacedBy(
  olds: Properties,
  news: Properties,
): InputName[] {
  return replacedBy(olds, {}, news).filter(
    (name) => olds[name] !== undefined || !isParameter(name),
  );
}

function isParameter(name: InputName): boolean {
  return (PARAMETER_NAMES as readonly string[]).includes(name);
}

function usageOf(
  inputs: Properties,
  outputs: Properties,
  rules: CloudRules | undefined,
): Value | undefined {
  const usage = outputs["usage"] ?? inputs["usage"];
  if (usage !== undefined) return usage;
  const spec = inputs["spec"] ?? DEFAULTS.spec;
  return rules && typeof spec === "string"
    ? defaultUsage(rules, spec)
    : undefined;
}
