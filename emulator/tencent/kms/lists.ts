import type * as z from "zod";
import type { Context } from "../context";
import { matches } from "../tag/query";
import { refusal, refusalNamed } from "../wire/errors";
import type { Reply } from "../wire/reply";
import { clusterAccepted } from "./clusters";
import { metadata } from "./metadata";
import type { ListKeyDetail, ListKeys } from "./parameters";
import type { KeyRecord } from "./record";
import { LISTED, STATE_NUMBERS } from "./states";
import { DEFAULT_USAGE } from "./usages";

type DetailFilters = z.output<typeof ListKeyDetail>;
type Filter = (key: KeyRecord) => boolean;

const MOST_PER_PAGE = 200;
const SHARED_KMS = "default";

/** ListKeys hides keys that are pending deletion or archived (docs/clouds/tencent.md#lists-of-keys). */
export function listKeys(
  parameters: z.output<typeof ListKeys>,
  context: Context,
): Reply {
  const filters = [byRole(parameters.Role), inCluster(parameters, context)];
  const keys = ownKeys(context).filter(
    (key) => LISTED.includes(key.state) && filters.every((holds) => holds(key)),
  );
  return {
    Keys: page(keys.reverse(), parameters, context).map(({ keyId }) => ({
      KeyId: keyId,
    })),
    TotalCount: keys.length,
  };
}

/** Without KeyUsage, ListKeyDetail lists ENCRYPT_DECRYPT keys only (docs/clouds/tencent.md#lists-of-keys). */
export function listKeyDetail(
  parameters: DetailFilters,
  context: Context,
): Reply {
  const filters = [
    byRole(parameters.Role),
    byState(parameters.KeyState),
    byNameOrAlias(parameters.SearchKeyAlias),
    byOrigin(parameters.Origin),
    byUsage(parameters.KeyUsage),
    byTags(parameters.TagFilters, context),
    inCluster(parameters, context),
  ];
  const keys = ownKeys(context).filter((key) =>
    filters.every((holds) => holds(key)),
  );
  if (parameters.OrderType === 0) keys.reverse();
  return {
    TotalCount: keys.length,
    KeyMetadatas: page(keys, parameters, context).map((key) =>
      metadata(key, context),
    ),
  };
}

/** Oldest first. */
function ownKeys({ caller, keys, region }: Context): KeyRecord[] {
  return keys.in(caller.account, region);
}

function page(
  keys: readonly KeyRecord[],
  { Offset, Limit }: { Offset: number; Limit: number },
  { switches }: Context,
): KeyRecord[] {
  if (Limit > MOST_PER_PAGE)
    throw refusalNamed(
      switches.get<string>("tencent.overLimitCode"),
      `Limit may be ${MOST_PER_PAGE} at most.`,
    );
  return keys.slice(Offset, Offset + Limit);
}

/** Role 1 asks for keys that cloud products made. */
const byRole =
  (role: number): Filter =>
  (key) =>
    (key.product === undefined) === (role === 0);

const byState =
  (state: number): Filter =>
  (key) =>
    state === 0 || STATE_NUMBERS[key.state] === state;

/** A fuzzy match on KeyId or Alias (docs/clouds/tencent.md#lists-of-keys). */
const byNameOrAlias =
  (search: string): Filter =>
  (key) =>
    key.alias.includes(search) || key.keyId.includes(search);

const byOrigin =
  (origin: string): Filter =>
  (key) =>
    origin === "" || origin === "ALL" || key.origin === origin;

const byUsage =
  (usage: string): Filter =>
  (key) =>
    usage === "ALL" || key.keyUsage === (usage || DEFAULT_USAGE);

const byTags =
  (filters: DetailFilters["TagFilters"], { tags }: Context): Filter =>
  (key) =>
    matches(tags.of(key.keyId), filters);

function inCluster(
  { HsmClusterId }: { HsmClusterId: string },
  { switches }: Context,
): Filter {
  if (HsmClusterId === "") return () => true;
  if (HsmClusterId === SHARED_KMS) return (key) => key.hsmClusterId === "";
  if (!clusterAccepted(switches, HsmClusterId))
    throw refusal("InvalidParameterValue.InvalidHsmClusterId");
  return (key) => key.hsmClusterId === HsmClusterId;
}
