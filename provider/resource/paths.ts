import type { Path, Properties, Value } from "./values";

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
export function keepOld(
  news: Properties,
  olds: Properties,
  paths: readonly string[],
): Properties {
  return paths
    .map(parsePath)
    .filter((path) => path !== undefined && path.length > 0)
    .reduce<Properties>(
      (kept, path) => keepOldAt(kept, olds, path as Path),
      news,
    );
}

function keepOldAt(news: Properties, olds: Properties, path: Path): Properties {
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
    const changed = keepOldAt(
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
