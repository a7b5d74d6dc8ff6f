/**
 * Writes the import file for the keys in a list, and prints which keys it leaves out, and why:
 *
 *     pulumi stack output --json > keys.json
 *     node adopt.ts keys.json > import.json
 *     pulumi import --file import.json --out imported.yaml
 *
 * `--except TAG=VALUE` leaves out keys with a tag, such as those that Terraform manages. `--owned` includes keys that other
 * stacks created, for stacks that no longer exist.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

/** The outputs of `getCmks` that the choice depends on. */
export interface ListedKey {
  id: string;
  keyState: string;
  alias?: string;
  tags?: Record<string, string>;
  /** The cloud's product that created it. */
  product?: string;
  /** The Pulumi resource that created it. */
  owner?: string;
  isSyncReplica?: boolean;
  deletionDate?: string;
}

export interface Options {
  owned: boolean;
  except: Readonly<Record<string, string>>;
}

interface Import {
  type: "cmk:index:Cmk";
  name: string;
  id: string;
}

/** Why a key is left out; undefined for a key to import. */
export function whyNot(key: ListedKey, options: Options): string | undefined {
  const { product, owner, isSyncReplica, keyState, deletionDate, tags } = key;
  if (product !== undefined) return `made by the cloud's product ${product}`;
  if (keyState === "PendingDeletion")
    return `destroyed on ${deletionDate?.slice(0, 10) ?? "a day to come"}`;
  // An update would take it out of the archive.
  if (keyState === "Archived") return "archived";
  if (isSyncReplica) return "a copy of a key in another region";
  if (owner !== undefined && !options.owned) return "made by another stack";
  const [tag] = Object.entries(options.except).find(
    ([name, value]) => tags?.[name] === value,
  ) ?? [undefined];
  return tag && `tagged ${tag}=${options.except[tag] ?? ""}`;
}

/** Unique names for the program: the alias, with the region or the key id added if two keys have the same alias. */
export function named(keys: readonly ListedKey[]): Import[] {
  const taken = new Set<string>();
  return keys.map(({ id, alias }) => {
    const [, region = "", keyId = id] = id.split("/");
    const base = nameOf(alias ?? `key-${keyId.slice(-8)}`);
    const name = [base, `${base}-${region}`, `${base}-${keyId}`].find(
      (each) => !taken.has(each),
    );
    taken.add(name ?? id);
    return { type: "cmk:index:Cmk", name: name ?? id, id };
  });
}

/** Names in programs contain no slashes, and don't begin with a digit. */
function nameOf(text: string): string {
  const name = text.replace(/[^A-Za-z0-9_-]+/g, "-");
  return /^[A-Za-z]/.test(name) ? name : `key-${name}`;
}

export function adopt(keys: readonly ListedKey[], options: Options) {
  const left = new Map<string, string[]>();
  const taken = keys.filter((key) => {
    const why = whyNot(key, options);
    if (why !== undefined) left.set(why, [...(left.get(why) ?? []), key.id]);
    return why === undefined;
  });
  return { resources: named(taken), left };
}

/** The keys in a stack's outputs. */
export function listed(outputs: unknown): ListedKey[] {
  return Object.values(outputs as Record<string, unknown>)
    .flat()
    .filter((key): key is ListedKey => typeof key === "object" && key !== null)
    .filter(({ id, keyState }) => Boolean(id && keyState));
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      owned: { type: "boolean", default: false },
      except: { type: "string", multiple: true, default: [] },
    },
  });
  const except = Object.fromEntries(
    values.except.map((text): [string, string] => {
      const [name = "", ...value] = text.split("=");
      return [name, value.join("=")];
    }),
  );
  const text = readFileSync(positionals[0] ?? "keys.json", "utf8");
  const keys = listed(JSON.parse(text));
  const { resources, left } = adopt(keys, { owned: values.owned, except });
  console.log(JSON.stringify({ resources }, undefined, 2));
  console.error(`To import: ${String(resources.length)} keys`);
  for (const [why, ids] of left)
    console.error(
      `Left out: ${String(ids.length)}, ${why}\n  ${ids.join("\n  ")}`,
    );
}

if (process.argv[1]?.endsWith("adopt.ts")) main();
