import type { Cloud } from "../../clouds/cloud";
import {
  namesOfSpec,
  nativeName,
  nativeUsages,
  type CloudRules,
  type SpecRule,
} from "../../clouds/rules";
import { DEFAULTS, type CmkInputs } from "../../model/inputs";
import type { NamedSpec, Usage } from "../../model/types";

export function isNative(spec: string): boolean {
  return nativeName(spec) !== undefined;
}

/**
 * The table's row of a named spec, or of the vendor's name in `native:NAME`; undefined if the cloud's table has none.
 */
export function specRule(
  { specs }: CloudRules,
  spec: string,
): SpecRule | undefined {
  const name = nativeName(spec);
  if (name !== undefined)
    return Object.values(specs).find((rule) =>
      Object.values(rule.native).includes(name),
    );
  // Old state may contain any name, even "constructor".
  return Object.hasOwn(specs, spec) ? specs[spec as NamedSpec] : undefined;
}

/** How many bytes of own material a key takes; undefined if only the cloud knows. */
export function materialSizes(
  rules: CloudRules,
  spec: string = DEFAULTS.spec,
): readonly number[] | undefined {
  return specRule(rules, spec)?.materialBytes;
}

/** Two names for the same thing: a vendor's own name, or the default and the algorithm that it stands for. */
export function sameSpec(rules: CloudRules, a: string, b: string): boolean {
  if (a === b) return true;
  const loose = [a, b].some((spec) => isNative(spec) || spec === DEFAULTS.spec);
  if (!loose) return false;
  const names = namesOfSpec(rules.specs, b);
  return namesOfSpec(rules.specs, a).some((name) => names.includes(name));
}

/** The usage that a vendor's own name implies; undefined for our names, and for a name with several usages. */
export function nativeUsage(
  rules: CloudRules,
  spec: string,
): Usage | undefined {
  const name = nativeName(spec);
  const usages = name === undefined ? [] : nativeUsages(rules.specs, name);
  return usages.length === 1 ? usages[0] : undefined;
}

/** The vendor's rule, on both clouds: SIGN_VERIFY if the spec can sign. For a spec in no table, its name decides. */
export function defaultUsage(rules: CloudRules, spec: string): Usage {
  const usage = nativeUsage(rules, spec);
  if (usage) return usage;
  const rule = specRule(rules, spec);
  const name = nativeName(spec);
  if (name !== undefined && !rule)
    return /SIGN|^RSA|^EC/.test(name) ? "SIGN_VERIFY" : "ENCRYPT_DECRYPT";
  return rule?.native.SIGN_VERIFY ? "SIGN_VERIFY" : "ENCRYPT_DECRYPT";
}

/** The usage that the inputs give, or their spec's default. */
export function usageInForce(cloud: Cloud, inputs: CmkInputs): Usage {
  return (
    inputs.usage ?? defaultUsage(cloud.rules, inputs.spec ?? DEFAULTS.spec)
  );
}
