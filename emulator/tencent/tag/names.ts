import { refusal } from "../wire/errors";
import type { Context } from "../context";
import type { KeyRecord } from "../kms/record";
import { resourceId } from "../kms/record";

/** The six-segment name by which the tag service and CAM address a key (docs/clouds/tencent.md#tags). */
export function resourceName(key: KeyRecord): string {
  return `qcs::kms:${key.region}:uin/${key.account}:key/${resourceId(key)}`;
}

const NAME = /^qcs::([^:]*):([^:]*):(?:uin\/(\d*))?:([^:]*)$/;
export const ID = /^creatorUin\/(\d+)\/([0-9a-f-]{36})$/;

/** The key of a six-segment name. The owner's uin may be empty; `key/KEYID` does not name a key. */
export function keyNamed(context: Context, name: string): KeyRecord {
  const [, service, region = "", owner, path = ""] = NAME.exec(name) ?? [];
  if (service === undefined)
    throw refusal("InvalidParameterValue.ResourceDescriptionError");
  if (service !== "kms") throw refusal("InvalidParameter.UnsupportedService");
  if (owner && owner !== context.caller.account)
    throw refusal("AuthFailure.UnauthorizedOperation");
  const id = path.startsWith("key/") ? path.slice("key/".length) : "";
  const key = lookUp(context, region, id);
  if (key) return key;
  throw refusal(
    "InvalidParameterValue.ResourceDescriptionError",
    "It names no key of this account. Its form is qcs::kms:REGION:uin/UIN:key/creatorUin/UIN/KEYID.",
  );
}

/** The key with a ResourceId `creatorUin/UIN/KEYID`. */
export function keyOfId(
  context: Context,
  region: string,
  id: string,
): KeyRecord {
  const key = lookUp(context, region, id);
  if (key) return key;
  throw refusal(
    "InvalidParameterValue.ResourceIdInvalid",
    "It names no key of this account. Its form is creatorUin/UIN/KEYID.",
  );
}

function lookUp(
  context: Context,
  region: string,
  id: string,
): KeyRecord | undefined {
  const { account } = context.caller;
  const [, creator, keyId = ""] = ID.exec(id) ?? [];
  if (creator !== account) return undefined;
  return context.keys.lookUp(account, region, keyId);
}
