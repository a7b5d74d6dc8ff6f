import { deletionPolicy as policies } from "../../model/types";
import type { Value } from "../values/properties";

/** What keeps Pulumi from destroying a key. The state decides: to give it up takes an update of its own. */
export interface Guard {
  /** Completes "a key that …". */
  text: string;
  /** The inputs that give it up. */
  release: string;
}

/** The inputs that may guard a key, as a state has them: another version may have written it. */
interface Guards {
  deletionPolicy?: Value;
  deletionProtection?: Value;
}

/** It may forbid what this version would do. */
export function isUnknownPolicy(deletionPolicy: Value | undefined): boolean {
  return deletionPolicy != null && !policies.safeParse(deletionPolicy).success;
}

const GUARDS: readonly (Guard & { isOn: (state: Guards) => boolean })[] = [
  {
    isOn: ({ deletionPolicy }) => deletionPolicy === "PREVENT",
    text: "is guarded by deletionPolicy: PREVENT",
    release: "deletionPolicy: SCHEDULE_DELETION",
  },
  {
    isOn: ({ deletionPolicy }) => isUnknownPolicy(deletionPolicy),
    text: "has a deletionPolicy in the state that this version of the provider does not know",
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
  const releases = new Set(guards.map(({ release }) => release));
  return {
    text: guards.map(({ text }) => text).join(" and "),
    release: [...releases].join(" and "),
  };
}
