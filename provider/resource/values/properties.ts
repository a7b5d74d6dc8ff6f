/** Property values as the resource layer sees them: plain JavaScript, with unknowns as one marker, secrets as paths. */

/** Stands where a value is not known yet (preview, or a replaced dependency in a real update). */
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

/** Properties with the paths at which a secret was wrapped; `[]` as a path would be all of it. */
export interface Bag {
  readonly values: Properties;
  readonly secrets: readonly Path[];
}

export function isUnknown(value: unknown): value is Unknown {
  return value instanceof Unknown;
}

/** Whether an unknown stands at the value itself or anywhere inside it. */
export function holdsUnknown(value: Value | undefined): boolean {
  if (isUnknown(value)) return true;
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).some(holdsUnknown)
  );
}

/** Pulumi's property paths: `rotation.interval`, `tags["cost centre"]`, `specs[0]`, `tags[*]`. */
const SEGMENT = /^(?:\.?([^.[\]"]+)|\[(\d+|\*)\]|\["((?:[^"\\]|\\.)*)"\])/;

export function formatPath(path: Path): string {
  return path
    .map((segment, index) => {
      if (typeof segment === "number") return `[${String(segment)}]`;
      if (/^[A-Za-z_$][\w$]*$/.test(segment))
        return index === 0 ? segment : `.${segment}`;
      return `[${JSON.stringify(segment)}]`;
    })
    .join("");
}

/** Undefined where the text is no path; `*` stands for any one segment. */
export function parsePath(text: string): Path | undefined {
  const path: (string | number)[] = [];
  let rest = text;
  while (rest !== "") {
    const match = SEGMENT.exec(rest);
    if (!match) return undefined;
    const [whole, name, index, quoted] = match;
    if (name !== undefined) path.push(name);
    else if (index !== undefined)
      path.push(index === "*" ? "*" : Number(index));
    else path.push((quoted ?? "").replace(/\\(.)/g, "$1"));
    rest = rest.slice(whole.length);
  }
  return path;
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

/** Whether `path` is `prefix` or lies below it. */
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

/** `news` with what stands in `olds` at each of the paths: what ignoreChanges asks for. No path is invented in arrays. */
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
    const old = olds[name];
    if (rest.length === 0) return withSegment(kept, name, old);
    const child = kept[name];
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

export function isObject(value: Value | undefined): value is Properties {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Whether the value at a path is secret, holds a secret, or lies inside of one. */
export function touchesSecret(secrets: readonly Path[], path: Path): boolean {
  return secrets.some(
    (secret) => isWithin(path, secret) || isWithin(secret, path),
  );
}

/**
 * Values with the secrets of another bag, which has the same properties: what is secret in inputs stays secret in
 * outputs. Where the exact place is gone (a tag that the cloud lacks), what is left of its property is wrapped.
 */
export function withSecretsOf(values: Properties, ...sources: Bag[]): Bag {
  const secrets = new Map<string, Path>();
  for (const path of sources.flatMap((source) => source.secrets)) {
    const place = innermost(values, path);
    if (place) secrets.set(JSON.stringify(place), place);
  }
  return { values, secrets: [...secrets.values()] };
}

function innermost(values: Properties, path: Path): Path | undefined {
  if (path.length === 0) return [];
  for (let length = path.length; length > 0; length -= 1) {
    const place = path.slice(0, length);
    if (valueAt(values, place) !== undefined) return place;
  }
  return undefined;
}
