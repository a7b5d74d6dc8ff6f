import * as z from "zod";
import { CLOUDS } from "../../clouds/registry";
import type { SettingRule } from "../../clouds/rules";
import { rangeText } from "../../clouds/settings";
import { facts } from "../../model/facts";
import type { CloudName } from "../../model/types";
import * as types from "../../model/types";

const SETTING_TYPES: Record<
  NonNullable<SettingRule["type"]>,
  (rule: SettingRule) => z.ZodType
> = {
  string: () => z.string(),
  seconds: ({ range }) => seconds(range ?? [1, Number.MAX_SAFE_INTEGER]),
  map: () => z.record(z.string(), z.string()),
};

function seconds(range: readonly [min: number, max: number]): z.ZodNumber {
  const [min, max] = range;
  return z
    .number()
    .int()
    .refine(
      (seconds) => seconds >= min && seconds <= max,
      `must be ${rangeText(range)}`,
    );
}

function settingProperty(rule: SettingRule): z.ZodType {
  return SETTING_TYPES[rule.type ?? "string"](rule).optional().register(facts, {
    description: rule.description,
    secret: rule.secret,
    environment: rule.environment,
  });
}

/** Reaches every provider of a program: explicit ones get none of the stack's settings. */
export const EMULATOR_VARIABLE = "CMK_EMULATOR";

/** Provider settings that are not specific to a cloud. */
const common = {
  cloud: types.cloudName.optional().register(facts, {
    description: "The cloud of new keys that don't set `cloud`.",
    defaultText: "the only cloud that has settings here",
  }),
  defaultTags: types.tags.optional().register(facts, {
    description: "Tags for every key. A key's own `tags` take precedence.",
  }),
  emulator: z
    .string()
    .optional()
    .register(facts, {
      description:
        "URL of a running kms-emulator, such as `http://127.0.0.1:4510`, which replaces both clouds. Nothing is sent to a real cloud. No other endpoint or profile can be configured, and credentials and proxies of the environment are ignored. The provider uses the emulator's own access key unless you configure one. An explicit provider takes it from its own arguments or from the environment only.",
      environment: [EMULATOR_VARIABLE],
    }),
  ignoreTags: types.ignoreTags.optional().register(facts, {
    description:
      "Tags that others manage, by `keys` and `keyPrefixes`. They are never read, set or removed. A program can't set them.",
  }),
  httpProxy: z.string().optional().register(facts, {
    description:
      "URL of the proxy for both clouds, such as `http://USER:PASSWORD@proxy.example.com:3128`. Hosts in `NO_PROXY` are reached directly. Default: the value of `HTTPS_PROXY` or `HTTP_PROXY`.",
    secret: true,
  }),
  requestTimeout: seconds([1, 600]).optional().register(facts, {
    description:
      "How long one request to a cloud may take, in seconds. After that, it is retried if a retry is safe. The resource option `customTimeouts` limits all requests of a resource together.",
    default: 30,
  }),
  additionalRegions: z.array(z.string()).optional().register(facts, {
    description:
      "Regions of either cloud that are newer than this provider, as a list or as text with commas.",
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

/** The common settings, and those of each cloud by name, such as `alibabaRegion`. */
export type Config = z.infer<z.ZodObject<typeof common>> & {
  [setting: string]: unknown;
};

/** The cloud of a key that names none: the configured one, or the only one that has settings. */
export function defaultCloud(config: Config): CloudName | undefined {
  const configured = configuredClouds(config);
  return config.cloud ?? (configured.length === 1 ? configured[0] : undefined);
}

/** The clouds with at least one setting in the configuration. */
function configuredClouds(settings: object): CloudName[] {
  return Object.values(CLOUDS)
    .filter((cloud) =>
      Object.keys(cloud.settings).some((name) => name in settings),
    )
    .map((cloud) => cloud.name);
}

/** Common settings that each cloud's connection takes. */
export const NETWORK_SETTINGS = ["httpProxy", "requestTimeout"] as const;

/** Properties that every provider resource may have and that are not ours. */
export const RESERVED_SETTINGS = ["version", "pluginDownloadURL"] as const;
