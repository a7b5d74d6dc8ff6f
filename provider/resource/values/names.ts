import type { CmkInputs } from "../../model/inputs";
import type { Path, Properties, Value } from "./properties";

/** Which of a key's aliases are the resource's: one that stands for the key, and others, in any order. */
export type Names = Pick<CmkInputs, "alias" | "additionalAliases">;

export const NAMES = ["alias", "additionalAliases"] as const;

/** All names, each once: the alias first. */
export function namesOf(...parts: readonly Names[]): string[] {
  const names = parts.flatMap(({ alias, additionalAliases = [] }) => [
    alias,
    ...additionalAliases,
  ]);
  return [...new Set(names)].filter((name) => name !== undefined);
}

/** Names of which one, if any, is the alias. The others are in alphabetical order. */
export function namesWith(
  alias: string | undefined,
  names: readonly string[],
): Names {
  const others = names.filter((name) => name !== alias).sort();
  return {
    alias,
    additionalAliases: others.length > 0 ? others : undefined,
  };
}

/** Each name that is known, with its place in the properties. */
export function namePlaces(values: Properties): [path: Path, name: string][] {
  const { alias, additionalAliases } = values;
  const others = Array.isArray(additionalAliases) ? additionalAliases : [];
  const places: [path: Path, value: Value | undefined][] = [
    [["alias"], alias],
    ...others.map((name, index): [Path, Value] => [
      ["additionalAliases", index],
      name,
    ]),
  ];
  return places.filter(
    (place): place is [Path, string] =>
      typeof place[1] === "string" && place[1] !== "",
  );
}
