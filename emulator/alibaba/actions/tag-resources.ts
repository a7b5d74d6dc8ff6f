import { ApiError } from "../errors";
import type { FlatTag } from "../rules";
import type { KeyRecord } from "../state/key";
import { LIMITS } from "../tables/limits";
import type { Fields } from "../wire/reply";
import { action, missingParameter, usableKey, type Call } from "./action";
import { checkTags, userTagsOf, withoutTags, withTags } from "./tag-rules";

const TARGET = {
  RegionId: { type: "text", required: true },
  ResourceType: {
    type: "choice",
    values: ["key", "secret", "instance"],
    required: true,
  },
  ResourceId: { type: "list", max: LIMITS.resourcesPerCall },
} as const;

const REQUIRED_TARGET = {
  ...TARGET,
  ResourceId: { ...TARGET.ResourceId, required: true },
} as const;

interface Target {
  RegionId: string;
  ResourceType: string;
  ResourceId: string[];
}

/**
 * The family of many resources with numbered parameters (docs/clouds/alibaba.md#tags). All of a call's keys are
 * changed, or none.
 */
export const TAG_RESOURCES_ACTIONS = {
  TagResources: action(
    {
      ...REQUIRED_TARGET,
      Tag: { type: "tags", max: LIMITS.tagsPerCall, required: true },
    },
    (call, request) => {
      const tags = checkTags(
        request.Tag.map(({ Key, Value }) => ({ key: Key, value: Value ?? "" })),
      );
      change(call, request, (key) => withTags(call, key, tags));
      return {};
    },
  ),

  UntagResources: action(
    {
      ...REQUIRED_TARGET,
      TagKey: { type: "list", max: LIMITS.tagsPerCall },
      All: { type: "boolean" },
    },
    (call, request) => {
      const { All = false, TagKey } = request;
      if (!All && TagKey.length === 0)
        throw missingParameter(call.switches, "TagKey");
      // All counts only where no TagKey is given.
      change(call, request, (key) =>
        withoutTags(key, TagKey.length > 0 ? TagKey : userTagsOf(key)),
      );
      return {};
    },
  ),

  ListTagResources: action(
    {
      ...TARGET,
      Tag: { type: "tags", max: LIMITS.tagsPerCall },
      NextToken: { type: "text" },
    },
    (call, request) => {
      const keys = tagged(call, request);
      const rows = keys.flatMap((key) => rowsOf(key, request.Tag));
      const start = readToken(request.NextToken, rows.length);
      const end = start + LIMITS.tagRowsPerPage;
      const emptyToken = call.switches.get<boolean>("alibaba.emptyNextToken");
      return {
        TagResources: { TagResource: rows.slice(start, end) },
        NextToken:
          end < rows.length ? makeToken(end) : emptyToken ? "" : undefined,
      };
    },
  ),
};

function checkRegion(call: Call, { RegionId }: Target): void {
  if (RegionId !== call.region)
    throw ApiError.of("InvalidParameter", "RegionId");
}

function targets(call: Call, target: Target): KeyRecord[] {
  checkRegion(call, target);
  // Secrets and instances have no tags in the emulator: it has no such resource.
  if (target.ResourceType !== "key" && target.ResourceId.length > 0)
    throw ApiError.of("InvalidResourceId.NotFound");
  const ids = [...new Set(target.ResourceId)];
  return ids.map((id) =>
    usableKey(call, id, false, "InvalidResourceId.NotFound"),
  );
}

function change(
  call: Call,
  target: Target,
  changed: (key: KeyRecord) => KeyRecord,
): void {
  const keys = targets(call, target).map(changed);
  for (const key of keys) call.keys.put(key);
}

/** The keys that are asked for, or all of the region. */
function tagged(call: Call, target: Target): KeyRecord[] {
  const named = targets(call, target);
  if (named.length > 0 || target.ResourceType !== "key") return named;
  return [...call.keys.inScope(call)];
}

/** The key's tags, if it has all those that are asked for. */
function rowsOf(key: KeyRecord, wanted: readonly FlatTag[]): Fields[] {
  const has = wanted.every(({ Key, Value }) =>
    key.tags.some(
      (tag) => tag.key === Key && (Value === undefined || tag.value === Value),
    ),
  );
  if (!has) return [];
  return key.tags.map((tag) => ({
    ResourceId: key.keyId,
    ResourceType: "key",
    TagKey: tag.key,
    TagValue: tag.value,
  }));
}

function makeToken(row: number): string {
  return Buffer.from(`row ${row}`).toString("base64");
}

function readToken(token: string | undefined, rows: number): number {
  if (token === undefined) return 0;
  const text = Buffer.from(token, "base64").toString();
  const [, row = NaN] = /^row (\d+)$/.exec(text) ?? [];
  if (!(Number(row) <= rows))
    throw ApiError.of("InvalidParameter", "NextToken");
  return Number(row);
}
