import * as z from "zod";
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

const filterList = z
  .array(
    z.object({
      Key: z.enum(Object.keys(FILTERS)),
      Values: z.array(z.unknown()),
    }),
  )
  .max(LIMITS.filters)
  .default([]);

/** The Filters parameter: `[{"Key":…,"Values":[…]}]`, as JSON. */
export function readFilters(json: unknown): Filter[] {
  const { data } = filterList.safeParse(json);
  if (data === undefined) throw ApiError.of("InvalidParameter", "Filters");
  return data.map(({ Key, Values }) => ({
    of: FILTERS[Key]!,
    values: Values.map(String),
  }));
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
