import { ApiError } from "../errors";
import type { KeyRecord } from "../state/key";
import { LIMITS } from "../tables/limits";
import type { Call } from "./action";

interface Filter {
  values: string[];
  /** What the key has of the filter's kind; one of the values must be among it. */
  of: (key: KeyRecord, call: Call) => string[];
}

/** The filters of ListKeys (docs/clouds/alibaba.md#lists-of-keys), by the name in `Key`. */
const FILTERS: Readonly<Record<string, Filter["of"]>> = {
  KeyState: (key) => [key.state],
  KeySpec: (key) => [key.spec],
  KeyUsage: (key) => [key.usage],
  ProtectionLevel: (key) => [key.protectionLevel],
  CreatorType: (key) => [key.product === undefined ? "User" : "Service"],
  DKMSInstanceId: (key) => [key.dkmsInstanceId ?? ""],
  keyId: (key) => [key.keyId],
  AliasName: (key, call) => call.aliases.namesOf(key.keyId),
  Creator: (key) => [key.product ?? key.account],
  TagKey: (key) => key.tags.map((tag) => tag.key),
  TagValue: (key) => key.tags.map((tag) => tag.value),
};

/** The Filters parameter: `[{"Key":…,"Values":[…]}]`, as JSON. */
export function readFilters(json: unknown): Filter[] {
  if (json === undefined) return [];
  if (!Array.isArray(json) || json.length > LIMITS.filters) throw invalid();
  return json.map(readFilter);
}

function readFilter(entry: unknown): Filter {
  if (typeof entry !== "object" || entry === null) throw invalid();
  const { Key, Values } = entry as { Key?: unknown; Values?: unknown };
  if (typeof Key !== "string" || !Object.hasOwn(FILTERS, Key)) throw invalid();
  const of = FILTERS[Key];
  if (of === undefined || !Array.isArray(Values)) throw invalid();
  return { of, values: Values.map(String) };
}

function invalid(): ApiError {
  return ApiError.of("InvalidParameter", "Filters");
}

/** All filters must match, each by one of its values. */
export function matchesFilters(
  call: Call,
  key: KeyRecord,
  filters: readonly Filter[],
): boolean {
  return filters.every(({ of, values }) =>
    of(key, call).some((value) => values.includes(value)),
  );
}
