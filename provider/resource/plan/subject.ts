import type { Cloud } from "../../clouds/cloud";
import {
  type CmkInputs,
  DEFAULTS,
  INPUT_NAMES,
  type InputName,
} from "../../model/inputs";
import type { CheckFailures } from "../values/failures";
import { validInputs } from "../values/inputs";
import type { Properties } from "../values/properties";
import type { RegionSettings } from "../values/regions";

/** The inputs that are checked against one cloud's rules. Unknown or malformed values are in `present` only. */
export interface Subject {
  cloud: Cloud;
  known: CmkInputs;
  present: ReadonlySet<InputName>;
  values: Properties;
  /** The provider's. */
  settings: RegionSettings;
  failures: CheckFailures;
  warn: (message: string) => void;
}

/** Leaves out unknown and malformed values, so that every rule sees valid ones only. */
export function subjectOf(
  cloud: Cloud,
  values: Properties,
  settings: RegionSettings,
  failures: CheckFailures,
  warn: (message: string) => void,
): Subject {
  const known = validInputs(values);
  const present = new Set(
    INPUT_NAMES.filter((name) => values[name] !== undefined),
  );
  return { cloud, known, present, values, settings, failures, warn };
}

/** The effective spec; undefined while it is unknown. */
export function specOf(
  known: CmkInputs,
  present: ReadonlySet<InputName>,
): string | undefined {
  return known.spec ?? (present.has("spec") ? undefined : DEFAULTS.spec);
}
