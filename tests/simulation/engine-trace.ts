import { isDeepStrictEqual } from "node:util";
import {
  touchesSecret,
  type Properties,
} from "../../provider/resource/values/properties";
import { NO_KEY } from "./ledger";
import type { Chapter } from "./simulation";

/** A resource of a state, with its key by a number. */
export interface StateLine {
  name: string;
  key: string;
  is: string;
  failures: number;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
}

/** What is compared of a resource's state; secrets are wrapped, or left out. */
export interface TracedState extends Record<Flag, boolean> {
  urn: string;
  id: string;
  initErrors: readonly string[];
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
}

const FLAGS = [
  "delete",
  "external",
  "pendingReplacement",
  "taint",
  "retainOnDelete",
  "protect",
] as const;
type Flag = (typeof FLAGS)[number];

const DELETION = /^delete\b/;

/** What an engine has done in one command. Calls are kept by resource: those of different ones come in any order. */
export class EngineTrace {
  readonly calls: Record<string, string[]> = {};
  readonly state: StateLine[] = [];
  readonly #sequence: { name: string; call: string }[] = [];
  /** What the command has printed; not compared. */
  output = "";
  /** Undefined of what is no deployment. */
  hasFailed?: boolean;

  /** `keys` are the clouds' keys before the command, by their names; undefined for one that no state has had. */
  constructor(
    readonly command: string,
    readonly keys: readonly (string | undefined)[] = [],
  ) {}

  note(method: string, urn: string, key: string): void {
    const name = nameOf(urn);
    const call = `${method} ${key}`.trim();
    (this.calls[name] ??= []).push(call);
    this.#sequence.push({ name, call });
  }

  /** The calls for a resource and for one that it depends on, in their order. Deletions follow the state's dependencies. */
  orderOf(pair: readonly string[]): string[] {
    return this.#sequence
      .filter(({ name, call }) => pair.includes(name) && !DELETION.test(call))
      .map(({ name, call }) => `${name}: ${call}`);
  }

  /**
   * Whether another engine has done the same. A command that has failed leaves out calls that had not been begun by then,
   * which is a matter of chance.
   */
  isLike(other: EngineTrace): boolean {
    const [one, another] = [this.comparable, other.comparable];
    if (one.state.join() !== another.state.join()) return false;
    if (one.failed !== another.failed) return false;
    if (!this.hasFailed) return isDeepStrictEqual(one.calls, another.calls);
    const names = Object.keys({ ...this.calls, ...other.calls });
    return names.every((name) => {
      const [made = [], expected = []] = [this.calls[name], other.calls[name]];
      const common = Math.min(made.length, expected.length);
      return isDeepStrictEqual(
        made.slice(0, common),
        expected.slice(0, common),
      );
    });
  }

  /** As it is compared. Calls for several keys of one resource at a time come in any order, too. */
  get comparable(): { failed?: boolean; calls: object[]; state: string[] } {
    const calls = Object.entries(this.calls)
      .sort()
      .map(([name, made]) => {
        const keys = new Set(made.map((call) => call.split(" ")[1] ?? ""));
        return { name, made: keys.size > 2 ? [...made].sort() : made };
      });
    const state = this.state.map((line) => JSON.stringify(sorted(line))).sort();
    return { failed: this.hasFailed, calls, state };
  }
}

/** Numbers the keys that a resource has had, as two engines' keys have different ids. */
export class Names {
  readonly #numbers = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  of(urn: string, id: string | undefined): string {
    if (id === undefined || id === "") return "";
    // Two resources may read it at a time, and it is neither's.
    if (id === NO_KEY) return "none";
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const name = nameOf(urn);
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    this.#numbers.set(id, `${name}#${String(count)}`);
    return `${name}#${String(count)}`;
  }

  /** The name of a key that has one. */
  get(id: string): string | undefined {
    return this.#numbers.get(id);
  }

  idOf(name: string): string | undefined {
    return [...this.#numbers].find(([, known]) => known === name)?.[0];
  }
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}

/** Keys that others make are named as if they were a resource's. */
export const OTHERS = "others";

/** What the model of the engine has done in each happening of a story. */
export function simulatedTraces(chapters: readonly Chapter[]): EngineTrace[] {
  const names = new Names();
  return chapters.map(({ happening, outcomes, snapshot, keys }, index) => {
    if (chapters[index - 1]?.happening.do === "foreignKey")
      for (const id of keys.filter((id) => names.get(id) === undefined))
        names.of(OTHERS, id);
    const trace = new EngineTrace(
      happening.do,
      keys.map((id) => names.get(id)),
    );
    const ending = outcomes.at(-1)?.ending;
    if (ending) trace.hasFailed = ending !== "succeeded";
    for (const { run } of outcomes)
      for (const { method, urn, id } of run.calls)
        trace.note(method, urn, names.of(urn, id));
    for (const state of snapshot.resources)
      trace.state.push(
        lineOf(
          {
            ...state,
            inputs: withoutSecrets(state.inputs),
            outputs: withoutSecrets(state.outputs),
          },
          names,
        ),
      );
    return trace;
  });
}

function withoutSecrets({
  values,
  secrets,
}: {
  values: Properties;
  secrets: Parameters<typeof touchesSecret>[0];
}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      touchesSecret(secrets, [name]) ? "[secret]" : value,
    ]),
  );
}

export function lineOf(state: TracedState, names: Names): StateLine {
  const { urn, id, initErrors, inputs, outputs } = state;
  return {
    name: nameOf(urn),
    key: names.of(urn, id),
    is: FLAGS.filter((flag) => state[flag]).join(" "),
    failures: initErrors.length,
    inputs: shown(inputs),
    outputs: shown(outputs),
  };
}
/** What is secret, or another in each run, is compared by its presence alone. */
function shown(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => !name.startsWith("__"))
      .map(([name, value]): [string, unknown] => [
        name,
        shownValue(name, value),
      ])
      .sort(([one], [other]) => one.localeCompare(other)),
  );
}

const OWN = new Set([
  "arn",
  "keyId",
  "creator",
  "creationDate",
  "lastRotationDate",
  "nextRotationDate",
  "primaryKeyVersion",
  "deletionDate",
  "materialExpireTime",
  "keyMaterialDigest",
]);

const SECRET = "4dabf18193072939515e22adb298388d";

function shownValue(name: string, value: unknown): unknown {
  if (typeof value === "object" && value !== null && SECRET in value)
    return "[secret]";
  if (OWN.has(name)) return "[own]";
  if (typeof value !== "string") return value;
  // Auto-names, key ids and the names of retired aliases.
  return value
    .replace(/-[0-9a-z]{16}-[0-9a-z]{12}$/, "-[auto]")
    .replace(/^(key-[0-9a-z-]+|[0-9a-f]{8}-[0-9a-f-]{27})$/, "[key]")
    .replace(/-old-\w{8}$/, "-old-[key]");
}

/** With all members in alphabetical order, as the engine stores them. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as unknown[]).map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
