/**
 * Writes the import file for the keys in a list, and prints which keys it leaves out, and why:
 *
 *     pulumi stack output --json > keys.json
 *     pulumi stack export > state.json
 *     node adopt.ts --state state.json keys.json > import.json
 *     pulumi import --file import.json --out imported.yaml
 *
 * `--state FILE` leaves out keys that a stack has already, and gives no new key the name of a resource there.
 * `--except TAG=VALUE` leaves out keys with a tag, and `--except-ids FILE` those whose ids a file contains, such as the keys
 * that Terraform manages. These three can be repeated. `--owned` includes keys that other stacks created, for stacks that
 * no longer exist.
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

/** What stacks have: the names of their resources, and of those that have a key, by its id. */
export interface Stacks {
  names: ReadonlySet<string>;
  keys: ReadonlyMap<string, string>;
}

export interface Options {
  owned: boolean;
  except: Readonly<Record<string, string>>;
  /** Ids in their clouds. */
  exceptIds: ReadonlySet<string>;
  stacks: Stacks;
}

interface Import {
  type: "cmk:index:Cmk";
  name: string;
  id: string;
}

/** Why a key is left out; undefined for a key to import. */
export function whyNot(key: ListedKey, options: Options): string | undefined {
  const { id, product, owner, isSyncReplica, keyState, deletionDate, tags } =
    key;
  if (options.stacks.keys.has(id)) return "already in a stack";
  if (product !== undefined) return `made by the cloud's product ${product}`;
  if (keyState === "PendingDeletion")
    return `destroyed on ${deletionDate?.slice(0, 10) ?? "a day to come"}`;
  // An update would take it out of the archive.
  if (keyState === "Archived") return "archived";
  if (isSyncReplica) return "a copy of a key in another region";
  if (owner !== undefined && !options.owned) return "made by another stack";
  if (options.exceptIds.has(keyIdOf(id))) return "named in a file";
  const [tag] = Object.entries(options.except).find(
    ([name, value]) => tags?.[name] === value,
  ) ?? [undefined];
  return tag && `tagged ${tag}=${options.except[tag] ?? ""}`;
}

/** A key's possible names, the shortest first. */
function namesFor({ id, alias }: ListedKey): string[] {
  const [cloud = "", region = ""] = id.split("/");
  const keyId = keyIdOf(id);
  const base = nameOf(alias ?? `key-${keyId.slice(-8)}`);
  return [
    base,
    `${base}-${region}`,
    `${base}-${cloud}-${region}`,
    `${base}-${keyId}`,
  ];
}

/** The name of each key: the first that no other key can have, and no resource has, whatever order the keys have. */
export function named(
  keys: readonly ListedKey[],
  taken: ReadonlySet<string> = new Set(),
): Import[] {
  const counts = new Map<string, number>();
  for (const name of keys.flatMap((key) => [...new Set(namesFor(key))]))
    counts.set(name, (counts.get(name) ?? 0) + 1);
  return keys.map((key) => {
    const name = namesFor(key).find(
      (each) => counts.get(each) === 1 && !taken.has(each),
    );
    const { id } = key;
    return { type: "cmk:index:Cmk", name: name ?? nameOf(id), id };
  });
}

/** Names in programs contain no slashes, and don't begin with a digit. */
function nameOf(text: string): string {
  const name = text.replace(/[^A-Za-z0-9_-]+/g, "-");
  return /^[A-Za-z]/.test(name) ? name : `key-${name}`;
}

function keyIdOf(id: string): string {
  return id.split("/").at(-1) ?? id;
}

export function adopt(keys: readonly ListedKey[], options: Options) {
  const left = new Map<string, ListedKey[]>();
  const chosen = keys.filter((key) => {
    const why = whyNot(key, options);
    if (why !== undefined) left.set(why, [...(left.get(why) ?? []), key]);
    return why === undefined;
  });
  return { resources: named(chosen, options.stacks.names), left };
}

/** The keys in a stack's outputs, each once. */
export function listed(outputs: unknown): ListedKey[] {
  const keys = Object.values(outputs as Record<string, unknown>)
    .flat()
    .filter((key): key is ListedKey => typeof key === "object" && key !== null)
    .filter(({ id, keyState }) => Boolean(id && keyState));
  return [...new Map(keys.map((key) => [key.id, key])).values()];
}

interface Export {
  /** Null in a new stack. */
  deployment?: { resources?: Resource[] } | null;
}

interface Resource {
  urn: string;
  type: string;
  id?: string;
  /** It was only read, by `Cmk.get`. */
  external?: boolean;
}

/** What the exports of `pulumi stack export` contain. */
export function stacksIn(exports: readonly unknown[]): Stacks {
  const resources = exports.flatMap((each) => {
    const { deployment } = each as Export;
    if (deployment === undefined)
      throw new Error("--state takes a file of `pulumi stack export`");
    return deployment?.resources ?? [];
  });
  const keys = resources.filter(
    ({ type, external }) => type === "cmk:index:Cmk" && !external,
  );
  return {
    names: new Set(resources.map(({ urn }) => resourceName(urn))),
    keys: new Map(keys.map(({ id = "", urn }) => [id, resourceName(urn)])),
  };
}

function resourceName(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function tell(
  { resources, left }: ReturnType<typeof adopt>,
  { keys }: Stacks,
): void {
  console.error(`To import: ${count(resources.length)}`);
  for (const [why, some] of [...left].sort()) {
    console.error(`Left out: ${count(some.length)}, ${why}`);
    for (const { id, alias } of some) {
      const name = keys.get(id) ?? alias;
      console.error(`  ${id}${name === undefined ? "" : ` (${name})`}`);
    }
  }
}

function count(keys: number): string {
  return keys === 1 ? "1 key" : `${String(keys)} keys`;
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      owned: { type: "boolean", default: false },
      state: { type: "string", multiple: true, default: [] },
      except: { type: "string", multiple: true, default: [] },
      "except-ids": { type: "string", multiple: true, default: [] },
    },
  });
  const read = (file: string) => readFileSync(file, "utf8");
  const json = (file: string): unknown => JSON.parse(read(file));
  const except = Object.fromEntries(
    values.except.map((text): [string, string] => {
      const [name = "", ...value] = text.split("=");
      return [name, value.join("=")];
    }),
  );
  // Every form of an id, in every kind of file, ends with the key's id in its cloud.
  const words = values["except-ids"].flatMap(
    (file) => read(file).match(/[\w-]+/g) ?? [],
  );
  const options: Options = {
    owned: values.owned,
    except,
    exceptIds: new Set(words),
    stacks: stacksIn(values.state.map(json)),
  };
  const keys = listed(json(positionals[0] ?? "keys.json"));
  const result = adopt(keys, options);
  const { resources } = result;
  console.log(JSON.stringify({ resources }, undefined, 2));
  tell(result, options.stacks);
  if (values.state.length === 0)
    console.error(
      "Without --state, keys that a stack already has are imported a second time.",
    );
}

if (process.argv[1]?.endsWith("adopt.ts")) main();
