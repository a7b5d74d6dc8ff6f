import { createHash } from "node:crypto";
import type * as z from "zod";
import type { Context } from "../context";
import { resourceId, type KeyRecord } from "../kms/record";
import { isServed } from "../kms/regions";
import { refusal } from "../wire/errors";
import type { Reply } from "../wire/reply";
import { ID, keyNamed, resourceName } from "./names";
import type {
  DescribeResourceTags,
  DescribeResourceTagsByResourceIds,
  GetResources,
} from "./parameters";
import type { Tag } from "./rules";

type Page = { Offset: number; Limit: number };
type TagFilters = z.output<typeof GetResources>["TagFilters"];

export function describeResourceTagsByResourceIds(
  parameters: z.output<typeof DescribeResourceTagsByResourceIds>,
  context: Context,
): Reply {
  const { ResourceIds, ResourceRegion, Category } = parameters;
  checkRegion(ResourceRegion, context);
  const malformed = ResourceIds.find((id) => !ID.test(id));
  if (malformed !== undefined)
    throw refusal(
      "InvalidParameterValue.ResourceIdInvalid",
      "Its form is creatorUin/UIN/KEYID.",
    );
  const asked = new Set(ResourceIds);
  const rows = ownTagged(context)
    .filter((key) => key.region === ResourceRegion)
    .filter((key) => asked.has(resourceId(key)))
    .flatMap((key) => rowsOf(key, Category, context));
  const page = paged(rows, parameters, context);
  const { TotalCount, Offset, Limit, Rows } = page;
  return { TotalCount, Offset, Limit, Tags: Rows };
}

export function describeResourceTags(
  parameters: z.output<typeof DescribeResourceTags>,
  context: Context,
): Reply {
  const { ResourceId, ResourceRegion } = parameters;
  const rows = ownTagged(context)
    .filter((key) => !ResourceRegion || key.region === ResourceRegion)
    .filter((key) => !ResourceId || resourceId(key) === ResourceId)
    .flatMap((key) => rowsOf(key, "All", context));
  return paged(rows, parameters, context);
}

/** With ResourceList every match is in the reply, whatever MaxResults says. */
export function getResources(
  {
    ResourceList,
    TagFilters,
    PaginationToken,
    MaxResults,
  }: z.output<typeof GetResources>,
  context: Context,
): Reply {
  const keys = ResourceList
    ? ResourceList.map((name) => keyNamed(context, name))
    : ownTagged(context);
  const found = keys.filter((key) => {
    const tags = context.tags.of(key.keyId);
    return Object.keys(tags).length > 0 && matches(tags, TagFilters);
  });
  const start = ResourceList ? 0 : positionOf(PaginationToken);
  const end = ResourceList ? found.length : start + MaxResults;
  return {
    PaginationToken: end < found.length ? tokenFor(end) : "",
    ResourceTagMappingList: found.slice(start, end).map((key) => ({
      Resource: resourceName(key),
      Tags: tagList(context.tags.of(key.keyId)),
    })),
  };
}

/** The caller's tagged keys of every region. */
function ownTagged({ caller, keys, tags }: Context): KeyRecord[] {
  return tags
    .tagged()
    .map(({ keyId }) => keys.get(keyId))
    .filter((key) => key !== undefined)
    .filter((key) => key.account === caller.account);
}

function rowsOf(key: KeyRecord, category: string, context: Context): Reply[] {
  const row = (tag: Tag, itsCategory: string) => ({
    ...tag,
    ResourceId: resourceId(key),
    TagKeyMd5: md5(tag.TagKey),
    TagValueMd5: md5(tag.TagValue),
    ServiceType: "kms",
    Category: itsCategory,
  });
  const rows = [
    ...tagList(context.tags.of(key.keyId)).map((tag) => row(tag, "Custom")),
    ...systemTags(context).map((tag) => row(tag, "System")),
  ];
  const all = category === "All" || category === "";
  return all ? rows : rows.filter((each) => each.Category === category);
}

function systemTags({ switches }: Context): Tag[] {
  const [TagKey, TagValue = ""] = switches
    .get<string>("tencent.systemTag")
    .split("=");
  return TagKey ? [{ TagKey, TagValue }] : [];
}

/** Offset must be a multiple of Limit (docs/clouds/tencent.md#tags). */
function paged(
  rows: readonly Reply[],
  { Offset, Limit }: Page,
  { switches }: Context,
) {
  const most = switches.get<number>("tencent.tagPageLimit");
  if (Limit > most)
    throw refusal("InvalidParameter", `Limit may be ${most} at most.`);
  if (Offset % Limit !== 0)
    throw refusal("InvalidParameter", "Offset must be a multiple of Limit.");
  return {
    TotalCount: rows.length,
    Offset,
    Limit,
    Rows: rows.slice(Offset, Offset + Limit),
  };
}

/** Every filter must hold; a filter without values asks for the key only. */
export function matches(
  tags: Readonly<Record<string, string>>,
  filters: TagFilters = [],
): boolean {
  return filters.every(({ TagKey, TagValue }) => {
    if (!Object.hasOwn(tags, TagKey)) return false;
    return TagValue.length === 0 || TagValue.includes(tags[TagKey] ?? "");
  });
}

function checkRegion(region: string, { switches }: Context): void {
  if (!isServed(switches, region))
    throw refusal("InvalidParameterValue.RegionInvalid");
}

function tagList(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([TagKey, TagValue]) => ({
    TagKey,
    TagValue,
  }));
}

function tokenFor(position: number): string {
  return Buffer.from(String(position)).toString("base64");
}

function positionOf(token: string): number {
  const position = Number(Buffer.from(token, "base64").toString() || 0);
  if (!Number.isSafeInteger(position) || position < 0)
    throw refusal(
      "InvalidParameter",
      "PaginationToken is not one of this service.",
    );
  return position;
}

function md5(value: string): string {
  return createHash("md5").update(value).digest("hex");
}
