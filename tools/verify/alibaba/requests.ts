import { MARK, MARK_VALUE } from "../known";
import type { Fields } from "../script";
import { wrapped } from "../steps";

/** Parameters as Alibaba Cloud takes them. */

export const ALIAS = `alias/${MARK}-<run>`;

export const tagList = (...tags: [string, string][]) =>
  JSON.stringify(tags.map(([TagKey, TagValue]) => ({ TagKey, TagValue })));
const OWN_TAG = tagList([MARK, MARK_VALUE]);

/** What every key gets, so that it can be found. */
export const newKey = (more: Fields): Fields => ({
  Description: `${MARK} <run>`,
  Tags: OWN_TAG,
  DKMSInstanceId: "<home?>",
  ...more,
});

/** A request of an action on tags, unless another id is given about the symmetric key. */
export const tagged = (more: Fields): Fields => ({
  RegionId: "<region>",
  ResourceType: "key",
  "ResourceId.1": "<symmetric>",
  ...more,
});

/** The parameters Tag.1.Key, Tag.1.Value and so on. */
export function numberedTags(count: number): Fields {
  const tags: Fields = {};
  for (let index = 1; index <= count; index += 1) {
    tags[`Tag.${index}.Key`] = `${MARK}-${index}`;
    tags[`Tag.${index}.Value`] = "x";
  }
  return tags;
}

export function imported(material: string, more: Fields = {}): Fields {
  return wrapped(material, { KeyMaterialExpireUnix: 0, ...more });
}
