import { MARK } from "../known";
import type { Fields } from "../script";

/** Parameters as Tencent Cloud takes them. */

/** No other key has it. */
export const alias = (name: string) => `${MARK}-<run>-${name}`;
export const newKey = (name: string, more: Fields = {}): Fields => ({
  Alias: alias(name),
  Description: MARK,
  HsmClusterId: "<home?>",
  ...more,
});

/** As the tag service names a key. */
export function resource(key: string): string {
  return `qcs::kms:<region>:uin/<account>:key/creatorUin/<creator>/<${key}>`;
}

export const tag = (TagKey: string, TagValue = "x") => ({ TagKey, TagValue });
