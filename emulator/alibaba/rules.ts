import { ApiError } from "./errors";

/** What an action declares of a parameter; `validate` below is the only code that reads it. */
export type Rule = (
  | TextRule
  | { type: "choice"; values: readonly string[] }
  | { type: "boolean" }
  | { type: "integer"; min: number; max: number; default?: number }
  /** `365d`, `604800s`; the value is in seconds. */
  | { type: "interval"; minDays: number; maxDays: number }
  /** Base64; the value is the bytes. */
  | { type: "bytes"; maxBytes?: number }
  /** JSON text; the value is what it holds. */
  | { type: "json" }
  /** `ResourceId.1`, `ResourceId.2`, … */
  | { type: "list"; max: number }
  /** `Tag.1.Key`, `Tag.1.Value`, … */
  | { type: "tags"; max: number }
) & { required?: true };

interface TextRule {
  type: "text";
  maxCharacters?: number;
  pattern?: RegExp;
  /**
   * An empty value counts as given. Elsewhere it doesn't: SDKs send absent values as empty text
   * (docs/clouds/alibaba.md#requests).
   */
  mayBeEmpty?: true;
}

export type Rules = Record<string, Rule>;

export interface FlatTag {
  Key: string;
  Value: string | undefined;
}

interface ValueTypes {
  text: string;
  choice: string;
  boolean: boolean;
  integer: number;
  interval: number;
  bytes: Buffer;
  json: unknown;
  list: string[];
  tags: FlatTag[];
}

type ValueOf<R extends Rule> = R extends {
  type: "choice";
  values: readonly (infer V)[];
}
  ? V
  : ValueTypes[R["type"]];

type IsAlwaysThere<R> = R extends
  { required: true } | { default: number } | { type: "list" | "tags" }
  ? true
  : false;

export type Values<P extends Rules> = {
  [N in keyof P]: IsAlwaysThere<P[N]> extends true
    ? ValueOf<P[N]>
    : ValueOf<P[N]> | undefined;
};

type Raw = ReadonlyMap<string, string>;

/**
 * Reads and checks a request's parameters: first that all required ones are there, then each one's range,
 * in the order of the rules.
 *
 * @param missing makes the error for a required parameter that is not there
 */
export function validate<P extends Rules>(
  rules: P,
  raw: Raw,
  missing: (name: string) => ApiError,
): Values<P> {
  const entries = Object.entries(rules);
  for (const [name, rule] of entries)
    if (rule.required && !isGiven(name, rule, raw)) throw missing(name);
  const values = entries.map(([name, rule]) => [name, read(name, rule, raw)]);
  return Object.fromEntries(values) as Values<P>;
}

function isGiven(name: string, rule: Rule, raw: Raw): boolean {
  if (rule.type === "list") return raw.has(`${name}.1`);
  if (rule.type === "tags") return raw.has(`${name}.1.Key`);
  return textOf(name, rule, raw) !== undefined;
}

function textOf(name: string, rule: Rule, raw: Raw): string | undefined {
  const text = raw.get(name);
  if (text !== "") return text;
  return rule.type === "text" && rule.mayBeEmpty ? text : undefined;
}

function read(name: string, rule: Rule, raw: Raw): unknown {
  if (rule.type === "list") return readList(name, rule.max, raw);
  if (rule.type === "tags") return readTags(name, rule.max, raw);
  const text = textOf(name, rule, raw);
  if (text === undefined)
    return rule.type === "integer" ? rule.default : undefined;
  const value = readText(text, rule);
  if (value === undefined) throw ApiError.of("InvalidParameter", name);
  return value;
}

/** Undefined if the text is not what the rule asks for. */
function readText(
  text: string,
  rule: Exclude<Rule, { type: "list" | "tags" }>,
): unknown {
  switch (rule.type) {
    case "text":
      return fits(text, rule) ? text : undefined;
    case "choice":
      return rule.values.includes(text) ? text : undefined;
    case "boolean":
      return BOOLEANS.get(text.toLowerCase());
    case "integer":
      return readInteger(text, rule.min, rule.max);
    case "interval":
      return readInterval(text, rule.minDays, rule.maxDays);
    case "bytes":
      return readBytes(text, rule.maxBytes);
    case "json":
      return readJson(text);
  }
}

function fits(text: string, { maxCharacters, pattern }: TextRule): boolean {
  if (maxCharacters !== undefined && countCharacters(text) > maxCharacters)
    return false;
  return pattern?.test(text) ?? true;
}

/** Characters as a person counts them: a pair of surrogates is one. */
export function countCharacters(text: string): number {
  return Array.from(text).length;
}

/** Clients write booleans in either case (docs/clouds/alibaba.md#requests). */
const BOOLEANS = new Map([
  ["true", true],
  ["false", false],
]);

function readInteger(
  text: string,
  min: number,
  max: number,
): number | undefined {
  if (!/^-?\d{1,15}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  d: 86_400,
  h: 3600,
  m: 60,
  s: 1,
};

function readInterval(
  text: string,
  minDays: number,
  maxDays: number,
): number | undefined {
  const [, count, unit] = /^(\d{1,9})([dhms])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  const seconds = Number(count) * (UNIT_SECONDS[unit] ?? NaN);
  const days = seconds / 86_400;
  return days >= minDays && days <= maxDays ? seconds : undefined;
}

const BASE64 =
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export function readBytes(
  text: string,
  maxBytes = Infinity,
): Buffer | undefined {
  if (!BASE64.test(text)) return undefined;
  const bytes = Buffer.from(text, "base64");
  return bytes.length <= maxBytes ? bytes : undefined;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function readList(name: string, max: number, raw: Raw): string[] {
  const items: string[] = [];
  for (;;) {
    const item = raw.get(`${name}.${items.length + 1}`);
    if (item === undefined) return items;
    if (item === "" || items.length === max)
      throw ApiError.of("InvalidParameter", name);
    items.push(item);
  }
}

function readTags(name: string, max: number, raw: Raw): FlatTag[] {
  const tags: FlatTag[] = [];
  for (;;) {
    const prefix = `${name}.${tags.length + 1}`;
    const Key = raw.get(`${prefix}.Key`);
    if (Key === undefined) return tags;
    if (tags.length === max) throw ApiError.of("InvalidParameter", name);
    tags.push({ Key, Value: raw.get(`${prefix}.Value`) });
  }
}
