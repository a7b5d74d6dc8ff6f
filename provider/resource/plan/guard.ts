import type { CmkInputs } from "../../model/inputs";
import { validInputs } from "../values/inputs";
import type { Properties } from "../values/properties";

/** What keeps Pulumi from destroying a key. The state decides: to give it up takes an update of its own. */
export interface Guard {
  /** Completes "a key that …". */
  text: string;
  /** The inputs that give it up. */
  release: string;
}

type Guards = Pick<CmkInputs, "deletionPolicy" | "deletionProtection">;

const GUARDS: readonly (Guard & { isOn: (state: Guards) => boolean })[] = [
  {
    isOn: ({ deletionPolicy }) => deletionPolicy === "PREVENT",
    text: "is guarded by deletionPolicy: PREVENT",
    release: "deletionPolicy: SCHEDULE_DELETION",
  },
  {
    isOn: ({ deletionProtection }) => deletionProtection === true,
    text: "is protected against deletion",
    release: "deletionProtection: false",
  },
];

/** The guards of a key by its properties in the state; undefined if nothing guards it. */
export function guardOf(state: Guards): Guard | undefined {
  const guards = GUARDS.filter(({ isOn }) => isOn(state));
  if (guards.length === 0) return undefined;
  return {
    text: guards.map(({ text }) => text).join(" and "),
    release: guards.map(({ release }) => release).join(" and "),
  };
}

/** As above, if any of these properties sets the guard: an update that failed may have left them different. */
export function guardIn(...state: Properties[]): Guard | undefined {
  const values = state.map(validInputs);
  return guardOf({
    deletionPolicy: values.some(
      ({ deletionPolicy }) => deletionPolicy === "PREVENT",
    )
      ? "PREVENT"
      : undefined,
    deletionProtection: values.some(
      ({ deletionProtection }) => deletionProtection === true,
    ),
  });
}
