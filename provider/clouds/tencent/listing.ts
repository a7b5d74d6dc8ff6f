import type { Spec, Usage } from "../../model/types";
import type {
  Key,
  KeyFilter,
  KeyInclude,
  ListedKey as KeyInListing,
  Listing,
  OwnedKey,
} from "../cloud";
import { ifKnown } from "../common/reads/listing";
import { namesOfSpec } from "../rules";
import type { RegionalClient } from "./client";
import { findState, STATES, timeOf } from "./mapping";
import { ownerOfName } from "./owner";
import { keyPages, wholeKey, type KeyReader } from "./reader";
import { SPEC_RULES } from "./rules";
import type { ListKeyDetailRequest } from "./sdk";

/** The keys of a region. The cloud filters what it can, we the rest. */
export async function* listKeys(
  client: RegionalClient,
  reader: KeyReader,
  filter: KeyFilter,
  include: KeyInclude,
): AsyncGenerator<Key> {
  for await (const page of keyPages(client, listRequest(filter))) {
    const keys = await Promise.all(
      page.map((listed) => {
        const reading = async () =>
          reader.complete(wholeKey(client.region, listed), include);
        return ifKnown(reading(), client.context);
      }),
    );
    yield* keys.filter(
      (key): key is Key => key !== undefined && matches(key, filter),
    );
  }
}

export async function listKeyIds(
  client: RegionalClient,
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const page of keyPages(client, {}))
    for (const { KeyId: keyId } of page) if (keyId) ids.add(keyId);
  return ids;
}

/** All keys by their aliases, which also name the owners of those whose alias has not been set yet. */
export async function listOwnedKeys(client: RegionalClient): Promise<Listing> {
  const owned: OwnedKey[] = [];
  const aliases = new Map<string, KeyInListing>();
  for await (const page of keyPages(client, {}))
    for (const metadata of page) {
      const { KeyId: keyId, CreateTime, DeletionDate } = metadata;
      const alias = metadata.Alias ?? undefined;
      const state = findState(metadata);
      const key = {
        keyId,
        state,
        creationDate: timeOf(CreateTime),
        deletionDate: timeOf(DeletionDate),
      };
      if (alias) aliases.set(alias, key);
      const owner = ownerOfName(alias);
      if (owner) owned.push({ ...key, ...owner });
    }
  return { owned, aliases };
}

/** As much of a filter as ListKeyDetail can do; it takes one value each. `matches` does the rest. */
function listRequest(filter: KeyFilter): ListKeyDetailRequest {
  const { specs, usages, states, tags, aliasPrefix } = filter;
  const [state, ...otherStates] = states ?? [];
  const [keyUsage, ...otherUsages] = new Set(
    specs?.flatMap((spec) => keyUsagesOf(spec, usages)),
  );
  return {
    ...(state && otherStates.length === 0
      ? { KeyState: STATES[state].number }
      : {}),
    ...(keyUsage && otherUsages.length === 0 ? { KeyUsage: keyUsage } : {}),
    ...(aliasPrefix ? { SearchKeyAlias: aliasPrefix } : {}),
    ...(tags && Object.keys(tags).length > 0
      ? {
          TagFilters: Object.entries(tags).map(([TagKey, value]) => ({
            TagKey,
            TagValue: [value],
          })),
        }
      : {}),
  };
}

/** Tags are held against the key's own where they have been read; else the cloud's filter is trusted. */
function matches(key: Key, filter: KeyFilter): boolean {
  const { specs, usages, states, tags, aliasPrefix } = filter;
  return (
    (!states || states.includes(key.state)) &&
    (!usages || usages.includes(key.usage)) &&
    (!specs || specs.some((spec) => isOfSpec(key, spec))) &&
    (!aliasPrefix ||
      (key.aliases ?? []).some((alias) => alias.startsWith(aliasPrefix))) &&
    (!tags ||
      !key.tags ||
      Object.entries(tags).every(([name, value]) => key.tags?.[name] === value))
  );
}

/** A symmetric key also goes by the default's name, and any key by the vendor's. */
function isOfSpec(key: Key, spec: Spec): boolean {
  if (spec === key.spec) return true;
  const loose = spec === "SYMMETRIC_DEFAULT" || spec.startsWith("native:");
  const own = keyUsagesOf(key.spec, [key.usage]);
  return (
    loose && keyUsagesOf(spec, [key.usage]).some((name) => own.includes(name))
  );
}

function keyUsagesOf(spec: Spec, usages?: readonly Usage[]): string[] {
  return namesOfSpec(SPEC_RULES, spec, usages);
}
