import type { Switches } from "../../core/contract";
import { ApiError } from "../errors";
import type { AliasRecord } from "../state/aliases";
import { LIMITS } from "../tables/limits";
import type { Fields } from "../wire/reply";
import { action, keyAction, type Call } from "./action";
import { pageOf, pageParameters } from "./paging";

const ALIAS_NAME = { AliasName: { type: "text", required: true } } as const;

/** The actions on aliases: docs/clouds/alibaba.md#aliases. */
export const ALIAS_ACTIONS = {
  CreateAlias: keyAction(ALIAS_NAME, (call, key, { AliasName }) => {
    checkName(call.switches, AliasName);
    if (call.aliases.find(call, AliasName) !== undefined)
      throw ApiError.of("AliasAlreadyExists");
    const quota = call.switches.get<number>("alibaba.aliasQuota");
    if (call.aliases.ids(call).length >= quota)
      throw ApiError.of("Rejected.LimitExceeded");
    call.aliases.put(call, AliasName, key.keyId);
    return {};
  }),

  UpdateAlias: keyAction(ALIAS_NAME, (call, key, { AliasName }) => {
    checkName(call.switches, AliasName);
    const alias = findAlias(call, AliasName);
    call.aliases.put(call, alias.name, key.keyId);
    return {};
  }),

  DeleteAlias: action(ALIAS_NAME, (call, { AliasName }) => {
    checkName(call.switches, AliasName);
    call.aliases.delete(call, findAlias(call, AliasName).name);
    return {};
  }),

  ListAliases: action(pageParameters("ListAliases"), (call, paging) =>
    aliasPage(call, call.aliases.ids(call), paging),
  ),

  ListAliasesByKeyId: keyAction(
    pageParameters("ListAliasesByKeyId"),
    (call, key, paging) =>
      aliasPage(call, call.aliases.ids(call, key.keyId), paging),
  ),
};

const NAME = /^alias\/[A-Za-z0-9_/-]+$/;
/** Kept for the keys of Alibaba's own services. */
const RESERVED = "alias/acs";

function checkName(switches: Switches, name: string): void {
  const counted = switches.get<boolean>("alibaba.aliasLengthHasPrefix")
    ? name
    : name.replace("alias/", "");
  if (
    !NAME.test(name) ||
    name.startsWith(RESERVED) ||
    counted.length > LIMITS.aliasCharacters
  )
    throw ApiError.of("InvalidParameter", "AliasName");
}

function findAlias(call: Call, name: string): AliasRecord {
  const alias = call.aliases.find(call, name);
  if (alias === undefined) throw ApiError.of("Forbidden.AliasNotFound");
  return alias;
}

function aliasPage(
  call: Call,
  ids: readonly string[],
  paging: { PageNumber: number; PageSize: number },
): Fields {
  const { page, totals } = pageOf(ids, paging);
  const Alias = page
    .map((id) => call.aliases.at(id))
    .filter((alias) => alias !== undefined)
    .map(({ name, keyId }) => ({
      AliasName: name,
      AliasArn: `acs:kms:${call.region}:${call.account}:${name}`,
      KeyId: keyId,
    }));
  return { Aliases: { Alias }, ...totals };
}
