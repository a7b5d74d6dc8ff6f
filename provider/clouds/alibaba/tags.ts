import type { TagChange } from "../cloud";
import type { RegionalClient } from "./client";
import { numbered } from "./paging";
import { nothing } from "./replies";
import type { Parameters } from "./rpc-client";

/** TagResources and UntagResources take so many tags at once (docs/clouds/alibaba.md#tags). */
const MOST_TAGS = 20;

/** What goes is removed first, since a key can only have so many. */
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
  for (const keys of chunks(remove))
    await send("UntagResources", numbered("TagKey", keys));
  for (const tags of chunks(Object.entries(set)))
    await send("TagResources", numberedTags(tags));
}

function numberedTags(tags: [string, string][]): Parameters {
  return Object.fromEntries(
    tags.flatMap(([key, value], index) => [
      [`Tag.${index + 1}.Key`, key],
      [`Tag.${index + 1}.Value`, value],
    ]),
  );
}

function* chunks<T>(items: T[]): Generator<T[], void> {
  for (let start = 0; start < items.length; start += MOST_TAGS)
    yield items.slice(start, start + MOST_TAGS);
}
