import type { CmkInputs } from "../../model/inputs";

/** What keeps Pulumi from destroying a key. The state decides: to give it up takes an update of its own. */
export interface Guard {
  /** Completes "a key that …". */
  text: string;
  /** The inputs that give it up. */
  release: string;
}

/** The inputs that may guard a key. */
export const GUARDING = ["deletionPolicy", "deletionProtection"] as const;

type Guards = Pick<CmkInputs, (typeof GUARDING)[number]>;

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

/** What guards a key that has one of these in the state: an update that failed leaves inputs and outputs that differ. */
export function guardOf(...states: Guards[]): Guard | undefined {
  const guards = GUARDS.filter(({ isOn }) => states.some(isOn));
  if (guards.length === 0) return undefined;
  return {
    text: guards.map(({ text }) => text).join(" and "),
    release: guards.map(({ release }) => release).join(" and "),
  };
}
