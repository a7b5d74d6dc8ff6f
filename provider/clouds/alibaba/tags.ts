import type { Tags } from "../../model/types";
import type { TagChange } from "../cloud";
import { Batch } from "../common/reads/batch";
import type { ListedPages } from "../common/reads/listed-reads";
import { nothing, unreadable } from "../common/replies/replies";
import type { Client, RegionalClient } from "./client";
import { tagResources } from "./replies";
import type { Parameters } from "./connection";

/** ListTagResources takes so many ids at once (docs/clouds/alibaba.md#tags). */
export const KEYS_PER_TAG_CALL = 50;

/** Reads of many keys' tags that are under way together, in one call. */
export function tagBatch(client: Client): Batch<Tags> {
  return new Batch(KEYS_PER_TAG_CALL, (region, ids, context) =>
    readTags(client.in(region, context), ids),
  );
}

async function readTags(
  client: RegionalClient,
  ids: string[],
): Promise<Map<string, Tags>> {
  const found = new Map<string, Tags>(ids.map((id) => [id, {}]));
  for await (const row of tagRows(client, { ids })) {
    const tags = found.get(row.ResourceId);
    if (tags) tags[row.TagKey] = row.TagValue;
  }
  return found;
}

/**
 * The tags of all keys of a region that have some, by pages, which each have a client of their own. Nothing tells in which
 * order the rows come, so that all keys are whole with the last page.
 */
export async function* listedTags(
  client: () => RegionalClient,
): ListedPages<Tags> {
  const found = new Map<string, Tags>();
  for await (const { rows, isLast } of tagPages(client)) {
    for (const { ResourceId, TagKey, TagValue } of rows)
      found.set(ResourceId, { ...found.get(ResourceId), [TagKey]: TagValue });
    yield { whole: isLast ? found : [] };
  }
}

export async function setTags(
  client: RegionalClient,
  keyId: string,
  { set, remove }: TagChange,
): Promise<void> {
  const send = (action: string, tags: Parameters) =>
    client.kms(
      {
        action,
        keyId,
        parameters: {
          RegionId: client.region,
          ResourceType: "key",
          "ResourceId.1": keyId,
          ...tags,
        },
      },
      nothing,
    );
  const tags = Object.entries(set);
  if (remove.length > 0)
    await send("UntagResources", numbered("TagKey", remove));
  if (tags.length > 0) await send("TagResources", numberedTags(tags));
}

function numberedTags(tags: [string, string][]): Parameters {
  return Object.fromEntries(
    tags.flatMap(([key, value], index) => [
      [`Tag.${index + 1}.Key`, key],
      [`Tag.${index + 1}.Value`, value],
    ]),
  );
}

interface TagRow {
  ResourceId: string;
  TagKey: string;
  TagValue: string;
}

/** Which keys' tags: those of some ids (50 at most), or those that carry a tag, with this value if one is given. */
type TagFilter = { ids: readonly string[] } | { key: string; value?: string };

/** All rows of ListTagResources. */
export async function* tagRows(
  client: Pick<RegionalClient, "kms" | "region">,
  filter: TagFilter,
): AsyncGenerator<TagRow, void> {
  for await (const { rows } of tagPages(() => client, filter)) yield* rows;
}

/** ListTagResources gives 200 rows at a time. */
async function* tagPages(
  client: () => Pick<RegionalClient, "kms" | "region">,
  filter?: TagFilter,
): AsyncGenerator<{ rows: TagRow[]; isLast: boolean }, void> {
  const action = "ListTagResources";
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const { region } = client();
    const parameters = {
      RegionId: region,
      ResourceType: "key",
      ...(filter && parametersOf(filter)),
      NextToken: token,
    };
    const page = await client().kms({ action, parameters }, tagResources);
    token = page.NextToken;
    yield { rows: page.TagResources, isLast: token === undefined };
    if (token !== undefined && seen.has(token)) {
      const why = "the same page comes again";
      throw unreadable("alibaba", { action, region }, "NextToken", why);
    }
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
}

function parametersOf(filter: TagFilter): Record<string, string | undefined> {
  if ("ids" in filter) return numbered("ResourceId", filter.ids);
  return { "Tag.1.Key": filter.key, "Tag.1.Value": filter.value };
}

/** `NAME.1`, `NAME.2`, …, as the cloud wants lists. */
export function numbered(
  name: string,
  values: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    values.map((value, index) => [`${name}.${index + 1}`, value]),
  );
}
