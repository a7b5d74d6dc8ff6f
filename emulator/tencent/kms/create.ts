import type * as z from "zod";
import type { Context } from "../context";
import { tagFailure } from "../tag/failure";
import { duplicate } from "../tag/rules";
import { refusal, refusalNamed, TencentError } from "../wire/errors";
import type { Reply } from "../wire/reply";
import { checkAlias } from "./update";
import { clusterAccepted } from "./clusters";
import { nullable } from "./metadata";
import type { CreateKey } from "./parameters";
import { type KeyRecord, UNTOUCHED } from "./record";
import { standardOf } from "./regions";
import { algorithmOf, isSymmetric } from "./usages";
import { timeUuid } from "./uuid";

type Parameters = z.output<typeof CreateKey>;

const EXTERNAL = 2;

/** There is no client token: the alias is the only handle of a repeated call (docs/clouds/tencent.md#createkey). */
export function createKey(parameters: Parameters, context: Context): Reply {
  checkKind(parameters, context);
  checkTags(parameters, context);
  checkAlias(context, parameters.Alias);
  checkQuota(context);
  const key = newKey(parameters, context);
  context.keys.put(key);
  const tagged = attachTags(key, parameters, context);
  const orNull = nullable(context.switches.get("tencent.nullMembers"));
  return {
    KeyId: key.keyId,
    Alias: key.alias,
    CreateTime: key.createTime,
    Description: key.description,
    KeyState: key.state,
    KeyUsage: key.keyUsage,
    ...tagged,
    HsmClusterId: orNull(key.hsmClusterId),
  };
}

/** Whether the region makes such a key (docs/clouds/tencent.md#key-usages). */
function checkKind(parameters: Parameters, context: Context): void {
  const { KeyUsage, Type, HsmClusterId } = parameters;
  const { switches, region } = context;
  const standard = standardOf(switches, region);
  if (!algorithmOf(KeyUsage, standard))
    throw refusal(
      "UnsupportedOperation.UnsupportedKeyUsageInCurrentRegion",
      `${region} is a ${standard} region and makes no ${KeyUsage} key.`,
    );
  if (Type === EXTERNAL && !isSymmetric(KeyUsage))
    throw refusalNamed(
      switches.get<string>("tencent.asymmetricExternalCode"),
      "Only ENCRYPT_DECRYPT keys take imported material.",
    );
  if (HsmClusterId !== "" && !clusterAccepted(switches, HsmClusterId))
    throw refusal("InvalidParameterValue.InvalidHsmClusterId");
}

function checkTags({ Tags }: Parameters, context: Context): void {
  const twice = duplicate(Tags.map((tag) => tag.TagKey));
  if (twice !== undefined)
    throw refusal("InvalidParameterValue.TagKeysDuplicated");
  if (!context.switches.get<boolean>("tencent.tagsMustExist")) return;
  const { account } = context.caller;
  if (!Tags.every((tag) => context.tags.exists(account, tag)))
    throw refusal("InvalidParameterValue.TagsNotExisted");
}

function checkQuota({ caller, keys, region, switches }: Context): void {
  const quota = switches.get<number>("tencent.keyQuota");
  if (keys.counted(caller.account, region) >= quota)
    throw refusal(
      "LimitExceeded.CmkLimitExceeded",
      `The quota is ${quota} keys per account and region.`,
    );
}

function newKey(parameters: Parameters, context: Context): KeyRecord {
  const external = parameters.Type === EXTERNAL;
  return {
    keyId: timeUuid(context.services.clock.now()),
    region: context.region,
    account: context.caller.account,
    alias: parameters.Alias,
    description: parameters.Description,
    keyUsage: parameters.KeyUsage,
    origin: external ? "EXTERNAL" : "TENCENT_KMS",
    hsmClusterId: parameters.HsmClusterId,
    createTime: context.now,
    state: external ? "PendingImport" : "Enabled",
    ...UNTOUCHED,
  };
}

/**
 * A key is created even if its tags could not be attached: TagCode and TagMsg report it
 * (docs/clouds/tencent.md#createkey).
 */
function attachTags(
  key: KeyRecord,
  { Tags }: Parameters,
  context: Context,
): Reply {
  if (Tags.length === 0) return { TagCode: 0, TagMsg: "" };
  const fault = tagFailure(context, "CreateKey");
  if (fault)
    return {
      TagCode: Number(fault.code ?? 2) || 2,
      TagMsg: "The tags could not be attached.",
    };
  try {
    context.tags.change(context.caller.account, key.keyId, Tags);
    return { TagCode: 0, TagMsg: "Success" };
  } catch (error) {
    if (!(error instanceof TencentError)) throw error;
    return { TagCode: 2, TagMsg: `${error.code}: ${error.message}` };
  }
}
