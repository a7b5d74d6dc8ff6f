import type { Spec, Tags } from "../../model/types";
import type { KeyInclude, Key, KeyFilter, OwnedKey, Listing } from "../cloud";
import { ifKnown } from "../common/reads/listing";
import { namesOfSpec } from "../rules";
import { withoutPrefix, type KeyReader } from "./reader";
import type { RegionalClient } from "./client";
import { USAGES } from "./mapping";
import { OWNER_TAG, parseOwner } from "./owner";
import { SPEC_RULES } from "./rules";
import { KEYS_PER_TAG_CALL, tagRows } from "./tags";
import * as replies from "./replies";

/** How many keys are described at once; the rate limit decides how fast. */
const WIDTH = 10;

/** The keys of a region. The cloud filters what it can, we the rest; tags and aliases are then known on every key. */
export async function* listKeys(
  client: RegionalClient,
  reader: KeyReader,
  filter: KeyFilter,
  include: KeyInclude,
): AsyncGenerator<Key, void> {
  const filters = filtersOf(filter);
  if (filters.some(({ Values }) => Values.length === 0)) return;
  const wantsAliases = include.aliases || filter.aliasPrefix !== undefined;
  const aliases = wantsAliases ? await aliasesByKey(client) : undefined;
  const wantsTags = include.tags || filter.tags !== undefined;
  const read = async ({ keyId, tags }: Listed): Promise<Key | undefined> => {
    const parts = { policy: include.policy };
    const reading = reader.withTags(tags, keyId, parts);
    const key = await ifKnown(reading, client.context);
    // One that went after it was listed is none.
    return key && aliases ? { ...key, aliases: aliases.get(keyId) ?? [] } : key;
  };
  const ids = listIds(client, filters);
  const listed = wantsTags ? withTags(reader, ids) : alone(ids);
  for await (const key of mapInOrder(listed, WIDTH, read))
    if (key && matches(key, filter)) yield key;
}

interface Listed {
  keyId: string;
  tags?: Promise<Tags>;
}

async function* alone(ids: AsyncIterable<string>): AsyncGenerator<Listed> {
  for await (const keyId of ids) yield { keyId };
}

/** With their tags, which are asked for at once for as many keys as one call takes. */
async function* withTags(
  reader: KeyReader,
  ids: AsyncIterable<string>,
): AsyncGenerator<Listed> {
  for await (const some of chunks(ids, KEYS_PER_TAG_CALL)) {
    const listed = some.map((keyId) => ({ keyId, tags: reader.tags(keyId) }));
    // Awaited when the key's turn comes.
    for (const { tags } of listed) tags.catch(() => undefined);
    yield* listed;
  }
}

async function* chunks<T>(
  items: AsyncIterable<T>,
  size: number,
): AsyncGenerator<T[]> {
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

export async function listKeyIds(
  client: RegionalClient,
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const id of listIds(client, [])) ids.add(id);
  return ids;
}

function listIds(
  client: RegionalClient,
  filters: ListFilter[],
): AsyncGenerator<string, void> {
  const Filters = filters.length > 0 ? JSON.stringify(filters) : undefined;
  return client.rows(
    { action: "ListKeys", parameters: { Filters } },
    replies.keys,
    (page) => page.Keys.map(({ KeyId }) => KeyId),
  );
}

/** One listing of the keys that carry our tag; the cloud tells neither state nor aliases with it. */
export async function listOwnedKeys(client: RegionalClient): Promise<Listing> {
  const owned: OwnedKey[] = [];
  const filter = { key: OWNER_TAG };
  for await (const row of tagRows(client, filter)) {
    const owner =
      row.TagKey === OWNER_TAG ? parseOwner(row.TagValue) : undefined;
    if (owner) owned.push({ keyId: row.ResourceId, ...owner });
  }
  return { owned };
}

interface ListFilter {
  Key: string;
  Values: string[];
}

/** ListKeys.Filters: "and" between its entries, "or" between their values (docs/clouds/alibaba.md#lists-of-keys). */
function filtersOf({ specs, usages, states, tags }: KeyFilter): ListFilter[] {
  const filters: ListFilter[] = [];
  const add = (Key: string, values: string[] | undefined): void => {
    if (values) filters.push({ Key, Values: [...new Set(values)] });
  };
  add("KeySpec", specs && namesOf(specs));
  add(
    "KeyUsage",
    usages?.map((usage) => USAGES[usage]),
  );
  add(
    "KeyState",
    states?.filter((state) => state !== "Archived"),
  );
  // Of several tags one is enough here, or one's name and another's value: "and" can't be said for one filter key.
  const names = Object.keys(tags ?? {});
  const values = Object.values(tags ?? {});
  if (names.length > 0) add("TagKey", names);
  // Nothing says that an empty value can be asked for.
  if (names.length > 0 && !values.includes("")) add("TagValue", values);
  return filters;
}

function namesOf(specs: Spec[]): string[] {
  return specs.flatMap((spec) => namesOfSpec(SPEC_RULES, spec));
}

function matches(key: Key, filter: KeyFilter): boolean {
  const { specs, usages, states, tags, aliasPrefix } = filter;
  const native = namesOf([key.spec]);
  return (
    (!specs || namesOf(specs).some((name) => native.includes(name))) &&
    (!usages || usages.includes(key.usage)) &&
    (!states || states.includes(key.state)) &&
    Object.entries(tags ?? {}).every(
      ([name, value]) => (key.tags?.[name] ?? key.cloudTags?.[name]) === value,
    ) &&
    (aliasPrefix === undefined ||
      (key.aliases ?? []).some((alias) => alias.startsWith(aliasPrefix)))
  );
}

async function aliasesByKey(
  client: RegionalClient,
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for await (const { AliasName, KeyId } of client.rows(
    { action: "ListAliases", parameters: {} },
    replies.aliases,
    (page) => page.Aliases,
  ))
    found.set(KeyId, [...(found.get(KeyId) ?? []), withoutPrefix(AliasName)]);
  return found;
}

/** Maps with up to `width` items under way, and gives the results in the order of the items. */
async function* mapInOrder<T, R>(
  items: AsyncIterable<T>,
  width: number,
  map: (item: T) => Promise<R>,
): AsyncGenerator<R, void> {
  const pending: Promise<R>[] = [];
  for await (const item of items) {
    const result = map(item);
    // Taken up when its turn comes; until then its failure is nobody's.
    result.catch(() => undefined);
    pending.push(result);
    if (pending.length >= width) yield await pending.shift()!;
  }
  for (const result of pending) yield await result;
}
