import { ApiError, type ErrorCode } from "../errors";
import type { KeyRecord } from "../state/key";
import type { Call } from "./action";

const ARN = /^acs:kms:([^:]*):([^:]*):(key|alias)\/(.+)$/s;

/**
 * The key that a KeyId names: the plain id, its ARN, or, if the action accepts it, an alias or its ARN. A key of
 * another account or region counts as missing.
 *
 * @param missing the error instead of Forbidden.KeyNotFound
 */
export function findKey(
  call: Call,
  keyId: string,
  aliasAllowed: boolean,
  missing: ErrorCode = "Forbidden.KeyNotFound",
): KeyRecord {
  const name = plainName(call, keyId);
  const plainId = name?.startsWith("alias/")
    ? keyIdOfAlias(call, name, aliasAllowed)
    : name;
  const key = plainId === undefined ? undefined : call.keys.find(call, plainId);
  if (key === undefined) throw ApiError.of(missing);
  return key;
}

/** Key id or `alias/…`; undefined if the ARN is of another account or region. */
function plainName(call: Call, keyId: string): string | undefined {
  const [, region, account, kind, rest] = ARN.exec(keyId) ?? [];
  if (rest === undefined) return keyId;
  const isAlias = kind === "alias";
  if (isAlias && !call.switches.get<boolean>("alibaba.aliasArns"))
    throw ApiError.of("InvalidParameter", "KeyId");
  if (region === call.region && account === call.account)
    return isAlias ? `alias/${rest}` : rest;
  if (isAlias) throw ApiError.of("Forbidden.AliasNotFound");
  return undefined;
}

function keyIdOfAlias(call: Call, name: string, allowed: boolean): string {
  if (!allowed) throw ApiError.of("Unsupported.Alias");
  const alias = call.aliases.find(call, name);
  if (alias === undefined) throw ApiError.of("Forbidden.AliasNotFound");
  return alias.keyId;
}
