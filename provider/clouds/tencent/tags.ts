import { Batch } from "../common/reads/batch";
import type { Key, TagChange } from "../cloud";
import type { ListedPages } from "../common/reads/listed-reads";
import { countedPages } from "../common/reads/pages";
import { unreadable } from "../common/replies/replies";
import { isKind } from "../errors";
import type { Client, RegionalClient } from "./client";
import type { KeyTags } from "./mapping";
import { ownerOfTag } from "./owner";
import { rules } from "./rules";

/** DescribeResourceTagsByResourceIds.ResourceIds, at most (docs/clouds/tencent.md#tags). */
export const KEYS_PER_TAG_CALL = 50;
/** Nobody says how many rows a page may have: a smaller page in the reply is taken as the cloud's own limit. */
const ROWS_PER_PAGE = 100;
/** Asked for where so many are refused: others have asked for so many (docs/clouds/tencent.md#tags). */
const SURELY_TAKEN = 20;

/** The tags of keys, which lie in a service of their own. It knows keys by `creatorUin/UIN/KEYID`. */
export function tagBatch(client: Client): Batch<KeyTags> {
  return new Batch(KEYS_PER_TAG_CALL, (region, ids, context) =>
    readTags(client.in(region, context), ids),
  );
}

export async function setTags(
  client: RegionalClient,
  key: Pick<Key, "keyId" | "arn">,
  { set, remove }: TagChange,
): Promise<void> {
  const tags = Object.entries(set).map(([TagKey, TagValue]) => ({
    TagKey,
    TagValue,
  }));
  const request = {
    Resource: key.arn,
    ReplaceTags: orAbsent(tags),
    DeleteTags: orAbsent(remove.map((TagKey) => ({ TagKey }))),
  };
  await client.tag("ModifyResourceTags", request, key.keyId);
}

async function readTags(
  client: RegionalClient,
  resourceIds: string[],
): Promise<Map<string, KeyTags>> {
  let found = new Map<string, KeyTags>();
  for await (const { whole } of tagPages(() => client, resourceIds))
    found = new Map(whole);
  return found;
}

/** By pages, which each have a client of their own; all keys are whole with the last one. */
export async function* tagPages(
  client: () => RegionalClient,
  resourceIds: string[],
): ListedPages<KeyTags> {
  const found = new Map<string, KeyTags>(
    resourceIds.map((id) => [id, { own: {} }]),
  );
  const action = "DescribeResourceTagsByResourceIds";
  let limit = ROWS_PER_PAGE;
  const ask = (offset: number) =>
    client().tag(action, {
      ServiceType: "kms",
      ResourcePrefix: "key",
      ResourceIds: resourceIds,
      ResourceRegion: client().region,
      Category: "Custom",
      Offset: offset,
      Limit: limit,
    });
  const pages = countedPages(
    async (offset) => {
      const page = await ask(offset).catch((error: unknown) => {
        if (!isKind(error, "invalid") || offset > 0) throw error;
        limit = SURELY_TAKEN;
        return ask(offset);
      });
      if (offset === 0 && page.Limit) limit = Math.min(limit, page.Limit);
      return { rows: page.Tags, total: page.TotalCount, step: limit };
    },
    (field, why) => {
      const { region } = client();
      return unreadable("tencent", { action, region }, field, why);
    },
  );
  let read = 0;
  for await (const { rows, total } of pages) {
    for (const { ResourceId, TagKey, TagValue } of rows) {
      const tags = found.get(ResourceId);
      if (!tags) continue;
      tags.ownerId ??= ownerOfTag(TagKey, TagValue);
      if (!isReserved(TagKey)) tags.own[TagKey] = TagValue;
    }
    read += 1;
    const pagesInAll = Math.ceil(total / limit);
    yield { whole: read < pagesInAll ? [] : found, pages: pagesInAll };
  }
}

/** An empty list is refused where an absent one is not. */
function orAbsent<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function isReserved(name: string): boolean {
  const { reservedPrefixes, providerPrefix } = rules.tags;
  return [...reservedPrefixes, providerPrefix].some((prefix) =>
    name.startsWith(prefix),
  );
}
