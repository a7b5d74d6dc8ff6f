import { closest } from "fastest-levenshtein";
import type { Cloud } from "../../clouds/cloud";
import { CLOUDS } from "../../clouds/registry";
import { isObject, isUnknown, textsIn, type Value } from "./properties";

/** The provider's settings that may name regions which a cloud's table lacks. */
export type RegionSettings = Readonly<Record<string, unknown>>;

/**
 * The rule for a region of a new key or a search; undefined if the region is valid. A region that the table lacks is
 * valid if the settings name it. Not for a key of the state, which stays where it is whatever the table says. For a
 * secret region the rule shows nothing.
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
  const other = isSecret
    ? undefined
    : Object.values(CLOUDS).find(hasRegion(region));
  if (other)
    return `must be a region of ${cloud.title}, such as ${regionExample}, and this is one of ${other.title}`;
  const near = isSecret ? regionExample : closest(region, regions);
  const rule = `must be a region of ${cloud.title}, such as ${near}`;
  if (!looksRight) return rule;
  const named = [...textsIn(settings["additionalRegions"]), region].join(",");
  const command = `\`pulumi config set cmk:additionalRegions ${named}\``;
  // Of its own accord, `pulumi do` reads no stack's settings, and it has no option for a list.
  return `${rule}; one that is newer than this provider must be named in its setting additionalRegions${isSecret ? "" : `: ${command} (\`pulumi import\` reads it after the next \`pulumi up\`, and so does \`pulumi do\` with --provider)`}`;
}

function hasRegion(region: string) {
  return ({ rules }: Cloud): boolean => rules.regions.includes(region);
}

/** While a setting is unknown, it may name the region. */
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
