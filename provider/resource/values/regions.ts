import { closest } from "fastest-levenshtein";
import type { Cloud } from "../../clouds/cloud";
import { isObject, isUnknown, type Value } from "./properties";

/** The provider's settings, as far as they name regions that a cloud's table lacks. */
export type RegionSettings = Readonly<Record<string, unknown>>;

/**
 * What a region must be that is given for a new key, or to look for one; undefined for one that is. A region that the
 * table lacks counts where the settings name it. Not for a key of the state: that is where it is, whatever the table says.
 * Of a secret region the rule tells nothing.
 */
export function regionRule(
  cloud: Cloud,
  region: string,
  settings: RegionSettings,
  isSecret = false,
): string | undefined {
  const { regions, regionPattern, regionExample } = cloud.rules;
  const looksRight = regionPattern.test(region);
  if (
    looksRight &&
    (regions.includes(region) || isNamed(cloud, region, settings))
  )
    return undefined;
  const near = isSecret ? regionExample : closest(region, regions);
  const rule = `must be a region of ${cloud.title}, such as ${near}`;
  if (!looksRight) return rule;
  const named = [...textsIn(settings["additionalRegions"]), region].join(",");
  const command = `\`pulumi config set cmk:additionalRegions ${named}\``;
  return `${rule}; one that is newer than this provider must be named in its setting additionalRegions${isSecret ? "" : `: ${command}`}`;
}

/** While a setting is not known yet, it may name the region. */
function isNamed(
  cloud: Cloud,
  region: string,
  settings: RegionSettings,
): boolean {
  const additional = settings["additionalRegions"];
  const endpoints = settings[`${cloud.name}Endpoints`] as Value | undefined;
  return (
    isUnknown(additional) ||
    isUnknown(endpoints) ||
    textsIn(additional).includes(region) ||
    (isObject(endpoints) && Object.hasOwn(endpoints, region))
  );
}

function textsIn(list: unknown): string[] {
  return Array.isArray(list)
    ? list.filter((item) => typeof item === "string")
    : [];
}
