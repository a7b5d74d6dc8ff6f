import type { Rotation } from "../../clouds/cloud";
import { DAY_SECONDS } from "../../clouds/common/time";
import type { CmkInputs } from "../../model/inputs";
import { isObject, type Value } from "./properties";

const SECONDS = { d: DAY_SECONDS, h: 3_600, m: 60, s: 1 } as const;

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
  return seconds % DAY_SECONDS === 0
    ? `${String(seconds / DAY_SECONDS)}d`
    : `${String(seconds)}s`;
}

/** An interval, by its length. */
export function sameInterval(
  a: Value | undefined,
  b: Value | undefined,
): boolean {
  if (a === b) return true;
  if (typeof a !== "string" || typeof b !== "string") return false;
  const seconds = parseInterval(a);
  return seconds !== undefined && seconds === parseInterval(b);
}

/** What rotation asks for: while rotation is off, its interval has no effect. */
export function rotationOf(value: Value | undefined): {
  enabled: Value;
  interval: Value | undefined;
} {
  if (!isObject(value)) return { enabled: false, interval: undefined };
  const enabled = value["enabled"] ?? true;
  return {
    enabled,
    interval: enabled === false ? undefined : value["interval"],
  };
}

export const NO_ROTATION: Rotation = { enabled: false };

export function desiredRotation({ rotation }: CmkInputs): Rotation {
  if (!rotation || rotation.enabled === false) return NO_ROTATION;
  return {
    enabled: true,
    intervalSeconds: parseInterval(rotation.interval ?? ""),
  };
}
