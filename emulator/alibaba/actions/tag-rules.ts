import * as z from "zod";
import type { TagsOrNull } from "../../core/contract";
import { UserError } from "../../core/user-error";
import { ApiError } from "../errors";
import { countCharacters } from "../rules";
import type { KeyRecord, Tag } from "../state/key";
import { LIMITS } from "../tables/limits";
import type { Call } from "./action";

/** Letters, digits and `/ \ _ - . + = : @` (docs/clouds/alibaba.md#tags). */
const CHARACTERS = /^[\p{L}\p{N}/\\_\-.+=:@]*$/u;
const RESERVED = /^(aliyun|acs:)/;

const tagList = z
  .array(z.object({ TagKey: z.string(), TagValue: z.string() }))
  .max(LIMITS.tagsPerCall)
  .default([]);

/** The Tags parameter: `[{"TagKey":…,"TagValue":…}]`, as JSON. */
export function readTagList(json: unknown): Tag[] {
  const { data } = tagList.safeParse(json);
  if (data === undefined) throw ApiError.of("InvalidParameter", "Tags");
  return checkTags(
    data.map(({ TagKey, TagValue }) => ({ key: TagKey, value: TagValue })),
  );
}

/** Keys and values by the cloud's rules (docs/clouds/alibaba.md#tags), and no key twice. */
export function checkTags(tags: Tag[]): Tag[] {
  const seen = new Set<string>();
  for (const { key, value } of tags) {
    if (key === "" || !isTagText(key) || isCloudTag(key))
      throw ApiError.of("InvalidParameter.TagKey", key);
    if (!isTagText(value))
      throw ApiError.of("InvalidParameter.TagValue", value);
    if (seen.has(key)) throw ApiError.of("Duplicate.TagKey", key);
    seen.add(key);
  }
  return tags;
}

function isTagText(text: string): boolean {
  return CHARACTERS.test(text) && countCharacters(text) <= LIMITS.tagCharacters;
}

/** Whether only the cloud itself sets it. */
export function isCloudTag(name: string): boolean {
  return RESERVED.test(name);
}

export function userTagsOf({ tags }: KeyRecord): string[] {
  return tags.map(({ key }) => key).filter((name) => !isCloudTag(name));
}

/** The key with these tags added; a tag that it has gets the new value. The cloud's own count in no quota. */
export function withTags(call: Call, key: KeyRecord, added: Tag[]): KeyRecord {
  const tagged = changed(key, (values) => {
    for (const tag of added) values.set(tag.key, tag.value);
  });
  if (userTagsOf(tagged).length > call.switches.get<number>("alibaba.tagQuota"))
    throw ApiError.of("Rejected.LimitExceeded");
  return tagged;
}

/** The key with tags of the cloud's own, by which a product marks a key that it uses; null removes one. */
export function withCloudTags(key: KeyRecord, changes: TagsOrNull): KeyRecord {
  return changed(key, (values) => {
    for (const [name, value] of Object.entries(changes)) {
      if (!isCloudTag(name) || !isTagText(name) || !isTagText(value ?? ""))
        throw new UserError(
          `tags: ${name} is no tag of the cloud's own, which begins with acs: or aliyun`,
        );
      if (value === null) values.delete(name);
      else values.set(name, value);
    }
  });
}

function changed(
  key: KeyRecord,
  change: (values: Map<string, string>) => void,
): KeyRecord {
  const values = new Map(key.tags.map((tag) => [tag.key, tag.value]));
  change(values);
  const tags = Array.from(values, ([name, value]) => ({ key: name, value }));
  return { ...key, tags };
}

export function withoutTags(key: KeyRecord, names: string[]): KeyRecord {
  return { ...key, tags: key.tags.filter((tag) => !names.includes(tag.key)) };
}
