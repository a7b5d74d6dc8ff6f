import type * as z from "zod";
import { countedPages } from "../common/pages";
import { unreadable } from "../common/replies";
import type { KmsRequest, RegionalClient } from "./client";
import { tagResources } from "./replies";

const PAGE_SIZE = 100;

/** All rows of an action that counts pages. */
export async function* allPages<T, Row>(
  client: Pick<RegionalClient, "kms" | "region">,
  request: KmsRequest,
  reply: z.ZodType<T & { TotalCount: number }>,
  rowsOf: (page: T) => Row[],
): AsyncGenerator<Row, void> {
  const pages = countedPages(
    async (_, number) => {
      const parameters = {
        ...request.parameters,
        PageNumber: number,
        PageSize: PAGE_SIZE,
      };
      const page = await client.kms({ ...request, parameters }, reply);
      return { rows: rowsOf(page), total: page.TotalCount };
    },
    (field, why) =>
      unreadable("alibaba", { ...request, region: client.region }, field, why),
  );
  for await (const rows of pages) yield* rows;
}

export interface TagRow {
  ResourceId: string;
  TagKey: string;
  TagValue: string;
}

/** Which keys' tags: those of some ids (50 at most), or those that carry a tag, with this value if one is given. */
export type TagFilter =
  { ids: readonly string[] } | { key: string; value?: string };

/** All rows of ListTagResources, which gives 200 at a time. */
export async function* tagRows(
  client: Pick<RegionalClient, "kms" | "region">,
  filter: TagFilter,
): AsyncGenerator<TagRow, void> {
  const action = "ListTagResources";
  const { region } = client;
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const parameters = {
      RegionId: region,
      ResourceType: "key",
      ...parametersOf(filter),
      NextToken: token,
    };
    const page = await client.kms({ action, parameters }, tagResources);
    yield* page.TagResources;
    token = page.NextToken;
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
