import { isDeepStrictEqual } from "node:util";
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

/** Inputs that are to be checked against one cloud's rules. */
interface GivenInputs {
  cloud: Cloud;
  values: Properties;
  /** What the key has in the state; empty for a new key. */
  olds: Properties;
  /** The provider's. */
  settings: RegionSettings;
  failures: CheckFailures;
  warn: (message: string) => void;
}

/** The same as the rules see them. Unknown or malformed values are in `present` only. */
export interface CheckedInputs extends GivenInputs {
  known: CmkInputs;
  present: ReadonlySet<InputName>;
}

/** Leaves out unknown and malformed values, so that every rule sees valid ones only. */
export function checkedInputs(given: GivenInputs): CheckedInputs {
  const { values } = given;
  const known = validInputs(values);
  const present = new Set(
    INPUT_NAMES.filter((name) => values[name] !== undefined),
  );
  return { ...given, known, present };
}

/** Whether the key has all these inputs as they are. */
export function hasAlready(
  { olds, values }: Pick<CheckedInputs, "olds" | "values">,
  names: readonly InputName[],
): boolean {
  return names.every((name) => isDeepStrictEqual(olds[name], values[name]));
}

/** The effective spec; undefined while it is unknown. */
export function specOf(
  known: CmkInputs,
  present: ReadonlySet<InputName>,
): string | undefined {
  return known.spec ?? (present.has("spec") ? undefined : DEFAULTS.spec);
}
