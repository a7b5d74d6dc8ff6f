import type { CloudRules } from "../../clouds/rules";
import { DEFAULTS } from "../../model/inputs";

/** The days for which a key's deletion is scheduled: what a state declares may be more, or fewer, than its cloud accepts. */
export function acceptedWindow(
  { deletionWindow: { minDays, maxDays } }: CloudRules,
  declared: number = DEFAULTS.deletionWindowInDays,
): number {
  return Math.min(Math.max(Math.round(declared), minDays), maxDays);
}
