import type { Cloud, Rotation } from "../../clouds/cloud";
import {
  namesOfSpec,
  nativeName,
  type CloudRules,
  type SpecRule,
} from "../../clouds/rules";
import type { CmkInputs } from "../../model/inputs";
import type { NamedSpec, Usage } from "../../model/types";

export function isNative(spec: string): boolean {
  return nativeName(spec) !== undefined;
}

/**
 * The table's row of a named spec, or of the vendor's name in `native:NAME`; undefined if the cloud's table has none.
 */
export function specRule(
  rules: CloudRules,
  spec: string,
): SpecRule | undefined {
  const name = nativeName(spec);
  if (name === undefined) return namedRule(rules, spec);
  return Object.values(rules.specs).find((rule) =>
    Object.values(rule.native).includes(name),
  );
}

/** Old state may contain any name, even "constructor". */
function namedRule(rules: CloudRules, spec: string): SpecRule | undefined {
  return Object.hasOwn(rules.specs, spec)
    ? rules.specs[spec as NamedSpec]
    : undefined;
}

/** Two names for the same thing: a vendor's own name, or the default and the algorithm that it stands for. */
export function sameSpec(rules: CloudRules, a: string, b: string): boolean {
  if (a === b) return true;
  const loose = [a, b].some(
    (spec) => isNative(spec) || spec === "SYMMETRIC_DEFAULT",
  );
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
  if (name === undefined) return undefined;
  const nativeUsages = Object.entries(
    specRule(rules, spec)?.native ?? {},
  ).filter(([, native]) => native === name);
  return nativeUsages.length === 1
    ? (nativeUsages[0]?.[0] as Usage)
    : undefined;
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

const SECONDS = { d: 86_400, h: 3_600, m: 60, s: 1 } as const;
export const DAY = SECONDS.d;

/**
 * Seconds of an interval such as `365d` or `604800s` (Alibaba Cloud's grammar, used for both clouds); undefined if it
 * has another form.
 */
export function parseInterval(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,10})([dhms])$/.exec(text) ?? [];
  return amount && unit
    ? Number(amount) * SECONDS[unit as keyof typeof SECONDS]
    : undefined;
}

/** The shortest form: days if they are whole, else seconds. */
export function formatInterval(seconds: number): string {
  return seconds % DAY === 0
    ? `${String(seconds / DAY)}d`
    : `${String(seconds)}s`;
}

/** The effective usage; undefined while spec or usage is unknown. */
export function usageInForce(cloud: Cloud, inputs: CmkInputs): Usage {
  return (
    inputs.usage ??
    defaultUsage(cloud.rules, inputs.spec ?? "SYMMETRIC_DEFAULT")
  );
}

export const NO_ROTATION: Rotation = { enabled: false };

export function desiredRotation({ rotation }: CmkInputs): Rotation {
  if (!rotation || rotation.enabled === false) return NO_ROTATION;
  return {
    enabled: true,
    intervalSeconds: parseInterval(rotation.interval ?? ""),
  };
}
