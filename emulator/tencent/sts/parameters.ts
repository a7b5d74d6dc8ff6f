import * as z from "zod";
import { bytesAtMost, ruled, text, within } from "../wire/parameters";

/**
 * The parameters of each action of sts, as the SDK's model of 2018-08-13 has them (docs/clouds/tencent.md#credentials).
 */

const PARAM_ERROR = "InvalidParameter.ParamError";

/** By name or by id; service roles have a word more in their paths. */
export const ROLE_ARN =
  /^qcs::cam::uin\/(\d+):(?:roleName|role|role\/tencentcloudServiceRoleName|role\/tencentcloudServiceRole)\/([\w-]+)$/;

const role = {
  RoleArn: ruled(
    text,
    (value) => ROLE_ARN.test(value),
    "qcs::cam::uin/UIN:roleName/NAME or qcs::cam::uin/UIN:role/ID",
    PARAM_ERROR,
  ),
  RoleSessionName: ruled(
    text,
    (value) => /^[\w+=,.@-]{2,128}$/.test(value),
    "2 to 128 letters, digits, and =,.@_-",
    PARAM_ERROR,
  ),
  DurationSeconds: within(1, 43_200, "InvalidParameter.OverTimeError").default(
    7200,
  ),
};

export const GetCallerIdentity = z.strictObject({});
export const AssumeRole = z.strictObject({
  ...role,
  Policy: text.optional(),
  ExternalId: ruled(
    text,
    (value) => /^[\w+=,.@:/-]{2,128}$/.test(value),
    "2 to 128 letters, digits, and =,.@:/-",
    PARAM_ERROR,
  ).optional(),
  Tags: z.array(z.strictObject({ Key: text, Value: text })).optional(),
  SourceIdentity: text.optional(),
  SerialNumber: text.optional(),
  TokenCode: text.optional(),
});
export const AssumeRoleWithWebIdentity = z.strictObject({
  ProviderId: bytesAtMost(128),
  WebIdentityToken: text,
  ...role,
});
