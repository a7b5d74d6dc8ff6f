/**
 * Writes the import file for the keys in a list, and prints which keys it leaves out, and why:
 *
 *     pulumi stack output --json > keys.json
 *     pulumi stack export > state.json
 *     node adopt.ts --state state.json keys.json > import.json
 *     pulumi import --file import.json --out imported.yaml
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

const HELP = `Usage: node adopt.ts [options] [LIST] > import.json

LIST is a file of \`pulumi stack output --json\`; without it, keys.json. These
options can be repeated:

  --state FILE        leave out the keys of the stack that \`pulumi stack export\`
                      wrote to FILE, and give no new key a name of its resources
  --except TAG=VALUE  leave out keys with this tag
  --except-ids FILE   leave out keys whose ids are in FILE, such as those that
                      Terraform manages
  --owned             include keys that other stacks created, for stacks that no
                      longer exist
  --help              print this
`;

/** A mistake of the user's, which is shown without a stack trace. */
class Mistake extends Error {}

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

export type Tag = readonly [name: string, value: string];

export interface Options {
  owned: boolean;
  except: readonly Tag[];
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
  const { id, product, owner, isSyncReplica, keyState, deletionDate } = key;
  if (options.stacks.keys.has(id)) return "already in a stack";
  if (product !== undefined) return `made by the cloud's product ${product}`;
  if (keyState === "PendingDeletion")
    return `destroyed on ${deletionDate?.slice(0, 10) ?? "a day to come"}`;
  // An update would take it out of the archive.
  if (keyState === "Archived") return "archived";
  if (isSyncReplica) return "a copy of a key in another region";
  if (owner !== undefined && !options.owned) return "made by another stack";
  if (options.exceptIds.has(keyIdOf(id))) return "named in a file";
  const tag = options.except.find((each) => has(key, each));
  return tag && `tagged ${tag.join("=")}`;
}

function has({ tags }: ListedKey, [name, value]: Tag): boolean {
  return tags?.[name] === value;
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

/** The name of each key: the first that no other listed key can have, and no resource has, whatever order the keys have. */
export function named(
  keys: readonly ListedKey[],
  taken: ReadonlySet<string> = new Set(),
  listed = keys,
): Import[] {
  const counts = new Map<string, number>();
  for (const name of listed.flatMap((key) => [...new Set(namesFor(key))]))
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
  return { resources: named(chosen, options.stacks.names, keys), left };
}

/** The keys in a stack's outputs, each once. */
export function listed(outputs: unknown): ListedKey[] {
  const members = isObject(outputs) ? outputs : {};
  const remedy = "write it with `pulumi stack output --json`";
  if ("deployment" in members)
    throw new Mistake(
      `must be a list of keys, and not a stack's export, which --state takes; ${remedy}`,
    );
  if ("terraform_version" in members)
    throw new Mistake(
      `must be a list of keys, and not Terraform's state, which --except-ids takes; ${remedy}`,
    );
  const lists = Object.values(members)
    .map((output) => [output].flat())
    .filter((items) => items.length === 0 || items.some(isKey));
  if (lists.length === 0)
    throw new Mistake(
      `must be the outputs of a stack, at least one of them a list of getCmks; ${remedy}`,
    );
  const keys = lists.flat().filter(isKey);
  return [...new Map(keys.map((key) => [key.id, key])).values()];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isKey(value: unknown): value is ListedKey {
  return isObject(value) && Boolean(value["id"] && value["keyState"]);
}

export interface Export {
  /** Null in a new stack. */
  deployment: { resources?: Resource[] } | null;
}

interface Resource {
  urn: string;
  type: string;
  id?: string;
  /** It was only read, by `Cmk.get`. */
  external?: boolean;
}

/** What `pulumi stack export` wrote. */
export function exportIn(json: unknown): Export {
  if (!isObject(json) || json["deployment"] === undefined)
    throw new Mistake(
      "must be an export of a stack; write it with `pulumi stack export`",
    );
  return json as unknown as Export;
}

/** What the exports contain. */
export function stacksIn(exports: readonly Export[]): Stacks {
  const resources = exports.flatMap(
    ({ deployment }) => deployment?.resources ?? [],
  );
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

/** Reads a file, and says which one in a mistake that `read` finds. */
function from<T>(what: string, file: string, read: (text: string) => T): T {
  try {
    return read(readFileSync(file, "utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      error instanceof Mistake
        ? message
        : error instanceof SyntaxError
          ? "must be JSON; write the file again"
          : `can't be read (${code ?? message}); name a file that exists`;
    throw new Mistake(`${what} ${JSON.stringify(file)} ${why}`);
  }
}

function tagIn(text: string): Tag {
  const [name = "", ...value] = text.split("=");
  if (name === "" || value.length === 0)
    throw new Mistake(
      `--except ${JSON.stringify(text)} must be TAG=VALUE; write the tag's name and value, such as managed-by=terraform`,
    );
  return [name, value.join("=")];
}

/** Every form of an id, in every kind of file, ends with the key's id in its cloud. */
function idsIn(text: string, keys: readonly ListedKey[]): string[] {
  const words = text.match(/[\w-]+/g) ?? [];
  const listedIds = new Set(keys.map(({ id }) => keyIdOf(id)));
  if (!words.some((word) => KEY_ID.test(word) || listedIds.has(word)))
    throw new Mistake(
      "must contain ids of keys, and has none; name another file, or leave the option out",
    );
  return words;
}

const KEY_ID = /^(key-\w+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

function argumentsOf() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        help: { type: "boolean", default: false },
        owned: { type: "boolean", default: false },
        state: { type: "string", multiple: true, default: [] },
        except: { type: "string", multiple: true, default: [] },
        "except-ids": { type: "string", multiple: true, default: [] },
      },
    });
  } catch (error) {
    const [reason = ""] = (error as Error).message.split(/[.\n]/);
    throw new Mistake(reason);
  }
}

function main(): void {
  const { values, positionals } = argumentsOf();
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const [list = "keys.json", ...more] = positionals;
  if (more.length > 0)
    throw new Mistake(
      `LIST must be one file, not ${positionals.join(" and ")}; one stack can list all regions`,
    );
  const except = values.except.map(tagIn);
  const keys = from("LIST", list, (text) => listed(JSON.parse(text)));
  const ids = values["except-ids"].flatMap((file) =>
    from("--except-ids", file, (text) => idsIn(text, keys)),
  );
  const exports = values.state.map((file) =>
    from("--state", file, (text) => exportIn(JSON.parse(text))),
  );
  const options: Options = {
    owned: values.owned,
    except,
    exceptIds: new Set(ids),
    stacks: stacksIn(exports),
  };
  const result = adopt(keys, options);
  const { resources } = result;
  console.log(JSON.stringify({ resources }, undefined, 2));
  tell(result, options.stacks);
  for (const tag of except)
    if (!keys.some((key) => has(key, tag)))
      console.error(`No key in the list is tagged ${tag.join("=")}.`);
  if (values.state.length === 0)
    console.error(
      "Without --state, keys that a stack already has are imported a second time.",
    );
}

if (process.argv[1]?.endsWith("adopt.ts"))
  try {
    main();
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    console.error(
      `adopt.ts: ${error.message}. \`node adopt.ts --help\` lists the options.`,
    );
    process.exitCode = 1;
  }
