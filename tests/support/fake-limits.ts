import type { CloudRules } from "../../provider/clouds/rules";
import type { Tags } from "../../provider/model/types";

/** What the clouds in memory refuse as a wrong value, by the same tables as Check. */

export function isAlias(alias: string, { alias: rule }: CloudRules): boolean {
  return (
    rule.pattern.test(alias) &&
    alias.length <= rule.max &&
    !rule.reserved.pattern.test(alias)
  );
}

export function isDescription(
  text: string,
  { description: { max, unit } }: CloudRules,
): boolean {
  const size = unit === "bytes" ? Buffer.byteLength(text) : [...text].length;
  return size <= max;
}

export function areTags(tags: Tags, { tags: rule }: CloudRules): boolean {
  return Object.entries(tags).every(
    ([name, value]) =>
      name !== "" &&
      rule.pattern.test(name) &&
      rule.pattern.test(value) &&
      [...name].length <= rule.keyMax &&
      [...value].length <= rule.valueMax &&
      (value !== "" || rule.emptyValue) &&
      !rule.reservedPrefixes.some((prefix) => name.startsWith(prefix)),
  );
}
