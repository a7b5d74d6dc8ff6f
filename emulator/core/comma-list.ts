import type { SwitchValues } from "./contract";

/** The parts of a switch's value that lists something. */
export function commaList(value: string): string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** What `commaList` reads: elements of the pattern, spaces around them or not, or nothing. */
export function commaSeparated(element: string, what: string): SwitchValues {
  const spaced = `\\s*${element}\\s*`;
  return {
    pattern: new RegExp(`^(${spaced}(,${spaced})*)?$`),
    form: `comma-separated ${what}`,
  };
}

/** The value of a switch that names actions. */
export const ACTION_NAMES = commaSeparated(
  "[A-Z]\\w*",
  "actions, as CreateKey",
);
