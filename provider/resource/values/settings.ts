import * as z from "zod";
import { CLOUDS } from "../../clouds/registry";
import type { SettingRule } from "../../clouds/rules";
import { facts } from "../../model/facts";
import type { CloudName } from "../../model/types";
import * as types from "../../model/types";

const SETTING_TYPES = {
  string: () => z.string(),
  integer: () => z.number().int(),
  map: () => z.record(z.string(), z.string()),
};

function settingProperty(rule: SettingRule): z.ZodType {
  return SETTING_TYPES[rule.type ?? "string"]().optional().register(facts, {
    description: rule.description,
    secret: rule.secret,
    environment: rule.environment,
  });
}

/** Provider settings that are not specific to a cloud. */
const common = {
  cloud: types.cloudName.optional().register(facts, {
    description: "The cloud of new keys that name none.",
    defaultText: "the only cloud that has settings here",
  }),
  defaultTags: types.tags.optional().register(facts, {
    description:
      "Tags for every key; a key's own `tags` win where both name one.",
  }),
  emulator: z.string().optional().register(facts, {
    description:
      "URL of a running kms-emulator, such as `http://127.0.0.1:4510`. It takes the place of both clouds: nothing is sent to a real one, no other endpoint or profile can be configured, and the environment's credentials and proxies are not used. Keys are made with the emulator's own access key, unless an access key is configured here.",
  }),
  ignoreTags: types.ignoreTags.optional().register(facts, {
    description:
      "Tags that others manage, by `keys` and `keyPrefixes`: they are never read, set or removed. A program that sets one is refused.",
  }),
  additionalRegions: z.array(z.string()).optional().register(facts, {
    description:
      "Regions that are newer than this provider, of either cloud: a list, or a text with commas.",
  }),
};

/** The provider's settings, flat, because secrets inside nested objects would show in previews and state. */
export const config = z.strictObject({
  ...common,
  ...Object.fromEntries(
    Object.values(CLOUDS).flatMap((cloud) =>
      Object.entries(cloud.settings).map(([name, rule]) => [
        name,
        settingProperty(rule),
      ]),
    ),
  ),
});

export interface Config {
  cloud?: CloudName;
  defaultTags?: Record<string, string>;
  /** A URL, or host and port. */
  emulator?: string;
  ignoreTags?: types.IgnoreTags;
  additionalRegions?: string[];
  /** One cloud's settings by name, e.g. `alibabaRegion`. */
  [setting: string]: unknown;
}

/** The clouds with at least one setting in the configuration. */
export function configuredClouds(settings: object): CloudName[] {
  return Object.values(CLOUDS)
    .filter((cloud) =>
      Object.keys(cloud.settings).some((name) => name in settings),
    )
    .map((cloud) => cloud.name);
}

/** Properties that every provider resource may have and that are not ours. */
export const RESERVED_SETTINGS = ["version", "pluginDownloadURL"] as const;
