import type { SwitchValues } from "./contract";

/** The parts of a switch's value that lists something. */
export function commaList(value: string): string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Whether an element of such a list means this id; one that ends in `*` means all that begin so. */
export function namesId(element: string, id: string): boolean {
  return element.endsWith("*")
    ? id.startsWith(element.slice(0, -1))
    : id === element;
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
