import type { SwitchRule, Switches, SwitchValues } from "./contract";
import { UserError } from "./user-error";

export type SwitchValue = string | number | boolean;
export type SwitchTable = Readonly<Record<string, SwitchRule>>;

export type ListedSwitch = Omit<SwitchRule, "takes"> & {
  value: SwitchValue;
  /** The values that it can have, if they are few. */
  only?: readonly (string | number)[];
};

/** The clouds' switches with their values: the default, else what the command line set, else what was posted. */
export class SwitchSettings implements Switches {
  readonly #table: SwitchTable;
  readonly #initial: ReadonlyMap<string, SwitchValue>;
  #values: Map<string, SwitchValue>;

  /** `initial` holds `NAME=VALUE` texts. */
  constructor(table: SwitchTable, initial: readonly string[] = []) {
    this.#table = table;
    this.#initial = new Map(initial.map((text) => this.#parse(text)));
    this.#values = new Map(this.#initial);
  }

  get<T extends SwitchValue>(name: string): T {
    return (this.#values.get(name) ?? this.#rule(name).default) as T;
  }

  /** Sets all of them, or none if any name or value is wrong. */
  set(values: Readonly<Record<string, SwitchValue>>): void {
    const entries = Object.entries(values);
    for (const [name, value] of entries) this.#check(name, value);
    for (const [name, value] of entries) this.#values.set(name, value);
  }

  /** Back to the values from the command line. */
  reset(): void {
    this.#values = new Map(this.#initial);
  }

  /** These values, and for all others those from the command line. Changes nothing if any is wrong. */
  replace(values: Readonly<Record<string, SwitchValue>>): void {
    for (const [name, value] of Object.entries(values))
      this.#check(name, value);
    this.reset();
    this.set(values);
  }

  /** Every switch with its value, by name. */
  list(): Record<string, ListedSwitch> {
    return Object.fromEntries(
      Object.entries(this.#table).map(
        ([name, { default: initial, meaning, takes }]) => [
          name,
          {
            value: this.get(name),
            default: initial,
            meaning,
            ...(takes && "only" in takes && { only: takes.only }),
          },
        ],
      ),
    );
  }

  #rule(name: string): SwitchRule {
    if (Object.hasOwn(this.#table, name)) return this.#table[name]!;
    throw new UserError(
      `there is no switch "${name}"; \`kms-emulator --switches\` lists them`,
    );
  }

  #check(name: string, value: SwitchValue): void {
    const { default: initial, takes } = this.#rule(name);
    const type = typeof initial;
    const ofType =
      typeof value === type && (type !== "number" || Number.isFinite(value));
    if (ofType && (takes === undefined || isTaken(takes, value))) return;
    throw new UserError(
      `switch "${name}" takes ${takes ? inWords(takes) : VALUES_OF_TYPE[type]}, not ${JSON.stringify(value)}`,
    );
  }

  #parse(text: string): [string, SwitchValue] {
    const at = text.indexOf("=");
    if (at < 1) throw new UserError(`"${text}" has not the form NAME=VALUE`);
    const name = text.slice(0, at);
    const type = typeof this.#rule(name).default;
    const value = readAs(type, text.slice(at + 1));
    this.#check(name, value);
    return [name, value];
  }
}

const VALUES_OF_TYPE: Readonly<Record<string, string>> = {
  boolean: "true or false",
  number: "a number",
  string: "a text",
};

function isTaken(takes: SwitchValues, value: SwitchValue): boolean {
  if ("only" in takes) return takes.only.some((each) => each === value);
  if ("pattern" in takes) return takes.pattern.test(String(value));
  const { from, to = Number.MAX_SAFE_INTEGER } = takes;
  return (
    Number.isInteger(value) && from <= Number(value) && Number(value) <= to
  );
}

const ALTERNATIVES = new Intl.ListFormat("en-GB", { type: "disjunction" });

function inWords(takes: SwitchValues): string {
  if ("only" in takes) return ALTERNATIVES.format(takes.only.map(String));
  if ("pattern" in takes) return takes.form;
  const { from, to } = takes;
  return `a whole number from ${from}${to === undefined ? "" : ` to ${to}`}`;
}

/** The text as a value of that type; itself if it is none. */
function readAs(type: string, text: string): SwitchValue {
  if (type === "boolean" && /^(true|false)$/.test(text)) return text === "true";
  if (type === "number" && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return text;
}

/** The output of `--switches`: each switch in the form of `--switch`, with its default, and its meaning below. */
export function describeSwitches(table: SwitchTable): string {
  return Object.entries(table)
    .map(([name, rule]) => `${name}=${rule.default}\n    ${rule.meaning}\n`)
    .join("");
}
