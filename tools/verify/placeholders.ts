import { wrapMaterial } from "../../provider/clouds/common/material";
import type { Fields, Json, Script } from "./script";

/** What `<…>` stands for in this run. */
export type Known = Map<string, string>;

/** Thrown for a step that needs what an earlier one should have given. */
export class Unknown extends Error {
  constructor(readonly placeholder: string) {
    super(`there is no ${placeholder}`);
    this.name = "Unknown";
  }
}

const PLACEHOLDER = /<([\w .-]+\??)>/g;

/** A request's parameters with their placeholders resolved. Throws Unknown. */
export function resolve(
  parameters: Fields,
  known: Known,
  script: Pick<Script, "materialBytes">,
): Fields {
  const resolved = valueOf(parameters, known, script);
  return resolved as Fields;
}

function valueOf(
  value: Json,
  known: Known,
  script: Pick<Script, "materialBytes">,
): Json | undefined {
  if (typeof value === "string") return textOf(value, known, script);
  if (Array.isArray(value))
    return value
      .map((item) => valueOf(item, known, script))
      .filter((item) => item !== undefined);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const resolved = valueOf(member, known, script);
      return resolved === undefined ? [] : [[name, resolved]];
    }),
  );
}

function textOf(
  text: string,
  known: Known,
  script: Pick<Script, "materialBytes">,
): Json | undefined {
  const optional = /^<([\w .-]+)\?>$/.exec(text)?.[1];
  if (optional !== undefined) return known.get(optional);
  return text.replace(PLACEHOLDER, (_, name: string) => {
    const letters = /^(\d+) letters$/.exec(name)?.[1];
    if (letters !== undefined) return "x".repeat(Number(letters));
    const wrapped = /^wrapped (\w+)$/.exec(name)?.[1];
    if (wrapped !== undefined) return wrap(wrapped, known, script);
    const value = known.get(name);
    if (value === undefined) throw new Unknown(name);
    return value;
  });
}

/** Key material of the run for `<wrapped material>`, of a wrong length for `<wrapped stump>`, of other bytes for `<wrapped other>`. */
function wrap(
  name: string,
  known: Known,
  script: Pick<Script, "materialBytes">,
): string {
  const publicKey = known.get("wrapping key");
  if (publicKey === undefined) throw new Unknown("wrapping key");
  const length = name === "stump" ? 20 : script.materialBytes(known);
  const material = Buffer.alloc(length, known.get("run") + name);
  return wrapMaterial(material.toString("base64"), publicKey);
}

/** What a reply has at a path, as text; undefined if it has none. */
export function at(fields: Fields, path: string): string | undefined {
  let value: Json | undefined = fields;
  for (const name of path.split(".")) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as Fields)[name];
  }
  return value === undefined || value === null || typeof value === "object"
    ? undefined
    : String(value);
}
