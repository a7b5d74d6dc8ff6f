import { randomBytes } from "node:crypto";
import type * as z from "zod";
import { claimsOf } from "../../core/web-token";
import { action, type Actions } from "../action";
import type { Context } from "../context";
import { refusal } from "../wire/errors";
import type { Reply } from "../wire/reply";
import * as parameters from "./parameters";

interface Session {
  RoleArn: string;
  RoleSessionName: string;
  DurationSeconds: number;
}

/**
 * Version 2018-08-13 (docs/clouds/tencent.md#credentials). Roles need not be made first: every ARN of the right form is
 * one.
 */
export const STS_ACTIONS: Actions = {
  GetCallerIdentity: action(parameters.GetCallerIdentity, getCallerIdentity),
  AssumeRole: action(parameters.AssumeRole, credentials),
  AssumeRoleWithWebIdentity: action(
    parameters.AssumeRoleWithWebIdentity,
    assumeRoleWithWebIdentity,
  ),
};

/** Called without a signature, with `Authorization: SKIP`. */
export const UNSIGNED_ACTION = "AssumeRoleWithWebIdentity";

function getCallerIdentity(_: unknown, { caller }: Context): Reply {
  const { account, role } = caller;
  if (!role)
    return {
      Arn: `qcs::cam::uin/${account}:uin/${account}`,
      AccountId: account,
      UserId: account,
      PrincipalId: account,
      Type: "CAMUser",
    };
  const { id } = roleOf(role.arn);
  return {
    Arn: `qcs::sts:${account}:assumed-role/${id}`,
    AccountId: account,
    UserId: `${id}:${role.sessionName}`,
    PrincipalId: account,
    Type: "CAMRole",
  };
}

/** Of the token, its form and its expiry are checked. */
function assumeRoleWithWebIdentity(
  session: z.output<typeof parameters.AssumeRoleWithWebIdentity>,
  context: Context,
): Reply {
  const claims = claimsOf(session.WebIdentityToken);
  if (claims === undefined || claims.exp <= context.now)
    throw refusal("InvalidParameter.WebIdentityTokenError");
  return credentials(session, context);
}

function credentials(session: Session, { now, services }: Context): Reply {
  const { DurationSeconds, RoleArn, RoleSessionName } = session;
  const expiredTime = now + DurationSeconds;
  const temporary = {
    accessKeyId: `AKID${randomBytes(24).toString("hex")}`,
    accessKeySecret: randomBytes(24).toString("hex"),
    token: randomBytes(48).toString("base64url"),
  };
  services.accounts.add({
    ...temporary,
    account: roleOf(RoleArn).account,
    expires: expiredTime * 1000,
    role: { arn: RoleArn, sessionName: RoleSessionName },
  });
  return {
    Credentials: {
      Token: temporary.token,
      TmpSecretId: temporary.accessKeyId,
      TmpSecretKey: temporary.accessKeySecret,
    },
    ExpiredTime: expiredTime,
    Expiration: new Date(expiredTime * 1000).toISOString().replace(".000", ""),
  };
}

function roleOf(arn: string): { account: string; id: string } {
  const [, account = "", id = ""] = parameters.ROLE_ARN.exec(arn) ?? [];
  return { account, id };
}
