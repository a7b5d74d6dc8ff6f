/** Property values in the resource layer: plain JavaScript, with one marker for unknowns, and secrets as paths. */

/** Replaces a value that is not known yet (in a preview, or from a replaced dependency in a real update). */
export class Unknown {
  static readonly value = new Unknown();
  private constructor() {}
  toJSON(): string {
    return "<unknown>";
  }
}
export const UNKNOWN = Unknown.value;

export type Value =
  | null
  | boolean
  | number
  | string
  | Unknown
  | Value[]
  | { [name: string]: Value };
export type Properties = { [name: string]: Value };

export type Path = readonly (string | number)[];

/** Properties, with the paths at which a secret was wrapped. The path `[]` makes all of it secret. */
export interface Bag {
  readonly values: Properties;
  readonly secrets: readonly Path[];
}

export function isUnknown(value: unknown): value is Unknown {
  return value instanceof Unknown;
}

/** Whether the value is unknown, or contains an unknown. */
export function holdsUnknown(value: Value | undefined): boolean {
  if (isUnknown(value)) return true;
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).some(holdsUnknown)
  );
}

/**
 * A path in Pulumi's form: `rotation.interval`, `tags["cost centre"]`, `specs[0]`. Inside `["…"]` only a quote is
 * escaped, and a backslash is literal. A name that ends in a backslash has no quoted form; if it has no bare form
 * either, the path ends before it.
 */
export function formatPath(path: Path): string {
  let text = "";
  for (const [index, segment] of path.entries()) {
    const isName = typeof segment === "string";
    const isBare =
      isName && (/^[A-Za-z_$][\w$]*$/.test(segment) || needsBare(segment));
    if (isBare && index === 0) text += segment;
    else if (isBare) text += `.${segment}`;
    else if (isName && segment.endsWith("\\")) return text;
    else if (isName) text += `["${segment.replaceAll('"', '\\"')}"]`;
    else text += `[${String(segment)}]`;
  }
  return text;
}

/** A bare name may contain anything except the beginning of the next segment. */
function needsBare(name: string): boolean {
  return name.endsWith("\\") && !/[.[]/.test(name);
}

/** One segment as the engine parses it: `["…"]`, `[0]`, `[*]`, or a bare name up to the next dot or bracket. */
const SEGMENT =
  /^(?:\["((?:\\"|\\(?!")|[^"\\])*)"\]|\[([+-]?\d+|\*)\]|([^.[]+))/;

/**
 * Parses a path by the engine's rules (`ParsePropertyPath` of Pulumi's Go SDK); `*` matches any one segment. Undefined
 * for a text that is not a path.
 */
export function parsePath(text: string): Path | undefined {
  if (text.startsWith(".")) return undefined;
  const path: (string | number)[] = [];
  for (let rest = text; rest !== "";) {
    rest = rest.replace(/^\.+/, "");
    const match = SEGMENT.exec(rest);
    if (!match) return undefined;
    const [whole, quoted, index, name] = match;
    if (quoted !== undefined) path.push(quoted.replaceAll('\\"', '"'));
    else if (index !== undefined)
      path.push(index === "*" ? "*" : Number(index));
    else path.push(name ?? "");
    rest = rest.slice(whole.length);
  }
  return path;
}

/** An own member; undefined for what every object inherits, because a tag may be named `constructor`. */
export function ownValue(values: Properties, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

export function valueAt(
  values: Value | undefined,
  path: Path,
): Value | undefined {
  let value: Value | undefined = values;
  for (const segment of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.hasOwn(value, segment)
      ? (value as Properties)[segment]
      : undefined;
  }
  return value;
}

/** Whether `path` equals `prefix` or is below it. */
export function isWithin(path: Path, prefix: Path): boolean {
  return (
    prefix.length <= path.length &&
    prefix.every((segment, index) => segment === path[index])
  );
}

function withSegment(
  container: Properties,
  name: string,
  value: Value | undefined,
): Properties {
  const rest = Object.fromEntries(
    Object.entries(container).filter(([key]) => key !== name),
  );
  return value === undefined ? rest : { ...rest, [name]: value };
}

/** `news` with the value of `olds` at each path, as ignoreChanges asks for. Never extends an array. */
export function applyIgnoreChanges(
  news: Properties,
  olds: Properties,
  paths: readonly string[],
): Properties {
  return paths
    .map(parsePath)
    .filter((path) => path !== undefined && path.length > 0)
    .reduce<Properties>(
      (kept, path) => ignoreChangesAt(kept, olds, path as Path),
      news,
    );
}

function ignoreChangesAt(
  news: Properties,
  olds: Properties,
  path: Path,
): Properties {
  const [head, ...rest] = path;
  const names =
    head === "*"
      ? [...new Set([...Object.keys(news), ...Object.keys(olds)])]
      : [String(head)];
  return names.reduce((kept, name) => {
    const old = ownValue(olds, name);
    if (rest.length === 0) return withSegment(kept, name, old);
    const child = ownValue(kept, name);
    if (!isObject(child) && !isObject(old)) return kept;
    const changed = ignoreChangesAt(
      isObject(child) ? child : {},
      isObject(old) ? old : {},
      rest,
    );
    return Object.keys(changed).length === 0 && !isObject(child)
      ? kept
      : withSegment(kept, name, changed);
  }, news);
}

/** Drops explicit nulls, which count as absent in every Pulumi language. */
export function withoutNulls(values: Properties): Properties {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null),
  );
}

/** The texts in a list. What is unknown, or of another kind, is left out. */
export function textsIn(list: unknown): string[] {
  return Array.isArray(list)
    ? list.filter((item) => typeof item === "string")
    : [];
}

export function isObject(value: Value | undefined): value is Properties {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Whether the value at a path is secret, contains a secret, or is inside one. */
export function touchesSecret(secrets: readonly Path[], path: Path): boolean {
  return secrets.some(
    (secret) => isWithin(path, secret) || isWithin(secret, path),
  );
}

/** The part of a path that may be shown: inside a secret, names are secret too. */
export function outsideOfSecrets(secrets: readonly Path[], path: Path): Path {
  const outer = secrets
    .filter((secret) => isWithin(path, secret))
    .sort((one, other) => one.length - other.length)[0];
  return outer ?? path;
}

/**
 * Values with the secrets of another bag that has the same properties: what is secret in inputs stays secret in
 * outputs. If the exact path no longer exists (a tag that the cloud lacks), the rest of its property becomes secret; so
 * does a list with a secret item, whose items may move.
 */
export function withSecretsOf(values: Properties, ...sources: Bag[]): Bag {
  const secrets = new Map<string, Path>();
  for (const path of sources.flatMap((source) => source.secrets))
    for (const shown of [path, ...alsoShownAt(path)]) {
      const place = innermost(values, shown);
      if (place) secrets.set(JSON.stringify(place), place);
    }
  return { values, secrets: [...secrets.values()] };
}

/** An output that shows an input's value under another name. */
function alsoShownAt([name]: Path): Path[] {
  return name === "keyMaterialExpiry" ? [["materialExpireTime"]] : [];
}

function innermost(values: Properties, path: Path): Path | undefined {
  if (path.length === 0) return [];
  const item = path.findIndex((segment) => typeof segment === "number");
  for (let length = item > 0 ? item : path.length; length > 0; length -= 1) {
    const place = path.slice(0, length);
    if (valueAt(values, place) !== undefined) return place;
  }
  return undefined;
}
