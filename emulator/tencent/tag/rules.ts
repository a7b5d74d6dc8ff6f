import { refusal } from "../wire/errors";

export interface Tag {
  TagKey: string;
  TagValue: string;
}

/** Limits of a tag in characters (docs/clouds/tencent.md#tags). */
const LONGEST_KEY = 127;
const LONGEST_VALUE = 255;

/** `qcs:` and `project` by the page of 2025, the others by the texts of the SDKs. */
const RESERVED = ["qcs:", "project", "qcloud", "tencent"];

/** Letters and digits of any script, these signs, and spaces but at the ends (docs/clouds/tencent.md#tags). */
const ALLOWED = /^(?! )[\p{L}\p{N}\p{M} +\-=._:/@()[\],;><]*(?<! )$/u;

export function checkTagKey(key: string): void {
  if (key === "") throw refusal("InvalidParameterValue.TagKeyEmpty");
  if ([...key].length > LONGEST_KEY)
    throw refusal(
      "InvalidParameterValue.TagKeyLengthExceeded",
      `It may have ${LONGEST_KEY} characters.`,
    );
  if (!ALLOWED.test(key))
    throw refusal("InvalidParameterValue.TagKeyCharacterIllegal");
  if (RESERVED.some((start) => key.toLowerCase().startsWith(start)))
    throw refusal("InvalidParameter.ReservedTagKey");
}

export function checkTag(tag: Tag, emptyValueRefused: boolean): void {
  checkTagKey(tag.TagKey);
  if (tag.TagValue === "" && emptyValueRefused)
    throw refusal("InvalidParameterValue.TagValueEmpty");
  if ([...tag.TagValue].length > LONGEST_VALUE)
    throw refusal(
      "InvalidParameterValue.TagValueLengthExceeded",
      `It may have ${LONGEST_VALUE} characters.`,
    );
  if (!ALLOWED.test(tag.TagValue))
    throw refusal("InvalidParameterValue.TagValueCharacterIllegal");
}

/** The first element that the list holds twice. */
export function duplicate(values: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return values.find((value) => seen.size === seen.add(value).size);
}
