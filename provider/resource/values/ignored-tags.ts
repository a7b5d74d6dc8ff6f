import type { Key, KeysInRegion } from "../../clouds/cloud";
import {
  isObject,
  isWithin,
  textsIn,
  type Bag,
  type Path,
  type Properties,
} from "./properties";
import type { Config } from "./settings";

/** Tags that the setting `ignoreTags` leaves to others: on keys, in the state and in the program they are as if absent. */
export type IsIgnored = (tag: string) => boolean;

/** Undefined if the setting names none. An unknown member of it names none yet. */
export function ignoredTags({ ignoreTags }: Config): IsIgnored | undefined {
  const keys = textsIn(ignoreTags?.keys);
  const prefixes = textsIn(ignoreTags?.keyPrefixes);
  if (keys.length + prefixes.length === 0) return undefined;
  return (tag) =>
    keys.includes(tag) || prefixes.some((prefix) => tag.startsWith(prefix));
}

/** Inputs or outputs of a state that may be older than the setting. */
export function withoutIgnored(bag: Bag, isIgnored: IsIgnored): Bag {
  const values = { ...bag.values };
  const ignored: Path[] = [];
  for (const property of HOLD_TAGS) {
    const tags = values[property];
    if (!isObject(tags)) continue;
    for (const name of Object.keys(tags).filter(isIgnored))
      ignored.push([property, name]);
    values[property] = otherThan(tags, isIgnored);
  }
  if (ignored.length === 0) return bag;
  const isOfIgnored = (path: Path) =>
    ignored.some((tag) => isWithin(path, tag));
  return {
    values,
    secrets: bag.secrets.filter((path) => !isOfIgnored(path)),
  };
}

const HOLD_TAGS = ["tags", "cloudTags"] as const;

/** The keys of a region, read without the tags of others. */
export function keysWithoutIgnored(
  keys: KeysInRegion,
  isIgnored: IsIgnored,
): KeysInRegion {
  const seen = <Found extends Key | undefined>(key: Found): Found => {
    if (!key) return key;
    const left = { ...key };
    for (const property of HOLD_TAGS) {
      const tags = left[property];
      if (tags) left[property] = otherThan(tags, isIgnored);
    }
    return left;
  };
  const reads: Pick<
    KeysInRegion,
    "with" | "describe" | "listed" | "findByAlias" | "list" | "create"
  > = {
    with: (context) => keysWithoutIgnored(keys.with(context), isIgnored),
    describe: async (...named) => seen(await keys.describe(...named)),
    listed: async (...named) => seen(await keys.listed(...named)),
    findByAlias: async (alias) => seen(await keys.findByAlias(alias)),
    list: async function* (...filter) {
      for await (const key of keys.list(...filter)) yield seen(key);
    },
    create: async (request) => {
      const created = await keys.create(request);
      return { ...created, key: seen(created.key) };
    },
  };
  return { ...keys, ...reads };
}

function otherThan<Tags extends Properties>(
  tags: Tags,
  isIgnored: IsIgnored,
): Tags {
  return Object.fromEntries(
    Object.entries(tags).filter(([name]) => !isIgnored(name)),
  ) as Tags;
}
