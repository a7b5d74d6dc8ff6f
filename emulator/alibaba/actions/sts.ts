import { createHash, randomBytes } from "node:crypto";
import type { Account } from "../../core/contract";
import { claimsOf } from "../../core/web-token";
import { ApiError } from "../errors";
import type { Rules, Values } from "../rules";
import { dateText } from "../state/key";
import { LIMITS } from "../tables/limits";
import type { Fields } from "../wire/reply";
import { action, type Call } from "./action";

const { min, max, default: defaultSeconds } = LIMITS.roleSessionSeconds;
const ROLE_ARN = /^acs:ram::(\d+):role\/([A-Za-z0-9._-]{1,64})$/i;
const PROVIDER_ARN = /^acs:ram::\d+:oidc-provider\/[\w.-]+$/i;
const SESSION_NAME = /^[A-Za-z0-9.@_-]{2,64}$/;

const SESSION = {
  RoleArn: { type: "text", required: true },
  RoleSessionName: { type: "text", required: true },
  DurationSeconds: {
    type: "integer",
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    default: defaultSeconds,
  },
} as const satisfies Rules;

/** Alibaba's sts, API 2015-04-01. Every role exists and trusts every caller; policies narrow nothing. */
export const STS_ACTIONS = {
  GetCallerIdentity: action({}, ({ caller }) => identityOf(caller)),

  AssumeRole: action(SESSION, assumeRole),

  AssumeRoleWithOIDC: action(
    {
      OIDCProviderArn: { type: "text", required: true },
      OIDCToken: { type: "text", required: true },
      ...SESSION,
    },
    (call, { OIDCProviderArn, OIDCToken, ...session }) => {
      if (!PROVIDER_ARN.test(OIDCProviderArn))
        throw ApiError.of("AuthenticationFail.NoPermission");
      const OIDCTokenInfo = tokenInfo(OIDCToken, call.now);
      return { OIDCTokenInfo, ...assumeRole(call, session) };
    },
  ),
};

/** Called without a signature. */
export const UNSIGNED_ACTION = "AssumeRoleWithOIDC";

function assumeRole(
  call: Call,
  { RoleArn, RoleSessionName, DurationSeconds }: Values<typeof SESSION>,
): Fields {
  const [, account, roleName] = ROLE_ARN.exec(RoleArn) ?? [];
  if (account === undefined || roleName === undefined)
    throw ApiError.of("InvalidParameter.RoleArn");
  if (!SESSION_NAME.test(RoleSessionName))
    throw ApiError.of("InvalidParameter.RoleSessionName");
  if (DurationSeconds < min || DurationSeconds > max)
    throw ApiError.of("InvalidParameter.DurationSeconds");
  const expires = call.now + DurationSeconds * 1000;
  const role = { arn: RoleArn, sessionName: RoleSessionName };
  const session = newSession(account, role, expires);
  call.accounts.add(session);
  return {
    AssumedRoleUser: {
      AssumedRoleId: `${roleId(RoleArn)}:${RoleSessionName}`,
      Arn: assumedRoleArn(account, roleName, RoleSessionName),
    },
    Credentials: {
      AccessKeyId: session.accessKeyId,
      AccessKeySecret: session.accessKeySecret,
      SecurityToken: session.token,
      Expiration: dateText(expires),
    },
  };
}

/** Of the token, its form and its expiry are checked. */
function tokenInfo(token: string, now: number): Fields {
  const claims = claimsOf(token);
  if (claims === undefined)
    throw ApiError.of("AuthenticationFail.OIDCToken.Invalid");
  if (claims.exp * 1000 <= now)
    throw ApiError.of("AuthenticationFail.OIDCToken.Expired");
  return {
    Subject: claims.sub,
    Issuer: claims.iss,
    ClientIds: [claims.aud].flat().join(","),
    VerificationInfo: "Success",
  };
}

function newSession(
  account: string,
  role: Account["role"],
  expires: number,
): Account {
  return {
    accessKeyId: `STS.${randomBytes(12).toString("hex")}`,
    accessKeySecret: randomBytes(24).toString("base64url"),
    token: randomBytes(96).toString("base64"),
    account,
    role,
    expires,
  };
}

function identityOf({ account, role }: Account): Fields {
  if (role === undefined)
    return {
      IdentityType: "Account",
      AccountId: account,
      PrincipalId: account,
      UserId: account,
      Arn: `acs:ram::${account}:root`,
    };
  const id = roleId(role.arn);
  const roleName = role.arn.replace(/^.*\//, "");
  return {
    IdentityType: "AssumedRoleUser",
    AccountId: account,
    PrincipalId: `${id}:${role.sessionName}`,
    RoleId: id,
    Arn: assumedRoleArn(account, roleName, role.sessionName),
  };
}

function assumedRoleArn(
  account: string,
  roleName: string,
  sessionName: string,
): string {
  return `acs:ram::${account}:assumed-role/${roleName}/${sessionName}`;
}

/** A role's id is digits; always the same for the same role. */
function roleId(roleArn: string): string {
  const hash = createHash("sha256").update(roleArn).digest();
  return `3${hash.readBigUInt64BE().toString().padStart(20, "0").slice(0, 17)}`;
}
