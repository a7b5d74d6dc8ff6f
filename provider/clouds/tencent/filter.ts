import type { ListKeyDetailRequest } from "./sdk";
import { USAGES, type Spec } from "../../model/types";
import type { Key, KeyFilter } from "../cloud";
import { nativeUsages, STATES } from "./mapping";

/** As much of a filter as ListKeyDetail can do; it takes one value each. `matches` does the rest. */
export function listRequest(filter: KeyFilter): ListKeyDetailRequest {
  const { specs, usages = USAGES, states, tags, aliasPrefix } = filter;
  const [state, ...otherStates] = states ?? [];
  const [keyUsage, ...otherUsages] = new Set(
    specs?.flatMap((spec) => nativeUsages(spec, usages)),
  );
  return {
    ...(state && otherStates.length === 0
      ? { KeyState: STATES[state].number }
      : {}),
    ...(keyUsage && otherUsages.length === 0 ? { KeyUsage: keyUsage } : {}),
    ...(aliasPrefix ? { SearchKeyAlias: aliasPrefix } : {}),
    ...(tags && Object.keys(tags).length > 0
      ? {
          TagFilters: Object.entries(tags).map(([TagKey, value]) => ({
            TagKey,
            TagValue: [value],
          })),
        }
      : {}),
  };
}

/** Tags are held against the key's own where they have been read; else the cloud's filter is trusted. */
export function matches(key: Key, filter: KeyFilter): boolean {
  const { specs, usages, states, tags, aliasPrefix } = filter;
  return (
    (!states || states.includes(key.state)) &&
    (!usages || usages.includes(key.usage)) &&
    (!specs || specs.some((spec) => isOfSpec(key, spec))) &&
    (!aliasPrefix ||
      (key.aliases ?? []).some((alias) => alias.startsWith(aliasPrefix))) &&
    (!tags ||
      !key.tags ||
      Object.entries(tags).every(([name, value]) => key.tags?.[name] === value))
  );
}

/** A symmetric key also goes by the default's name, and any key by the vendor's. */
function isOfSpec(key: Key, spec: Spec): boolean {
  if (spec === key.spec) return true;
  const loose = spec === "SYMMETRIC_DEFAULT" || spec.startsWith("native:");
  const own = nativeUsages(key.spec, [key.usage]);
  return (
    loose && nativeUsages(spec, [key.usage]).some((name) => own.includes(name))
  );
}
