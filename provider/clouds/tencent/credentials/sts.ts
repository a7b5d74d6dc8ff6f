import type { AssumeRoleResponse } from "tencentcloud-sdk-nodejs/tencentcloud/services/sts/v20180813/sts_models";
import type { Where } from "../../calls";
import { CloudError } from "../../errors";
import type { Caller } from "../client";
import { diagnose } from "../errors";
import type { Credential, Role } from "./credential";

const TIMEOUT_MS = 15_000;
const DEFAULT_DURATION = 7200;
const SESSION_NAME = "pulumi-cmk";

/** What exchanges a pod's own token for credentials. */
export interface WebIdentity {
  region: string;
  providerId: string;
  roleArn: string;
  token: string;
}

/** Both AssumeRole actions answer alike. */
type Issued = Pick<AssumeRoleResponse, "Credentials" | "ExpiredTime">;

/** Gets temporary credentials from STS. */
export class Sts {
  readonly #caller: Caller;
  readonly #region: string;

  constructor(caller: Caller, region: string) {
    this.#caller = caller;
    this.#region = region;
  }

  assumeRole(base: Credential, role: Role): Promise<Credential> {
    const region = this.#region;
    const request = {
      RoleArn: role.arn,
      RoleSessionName: role.sessionName ?? SESSION_NAME,
      DurationSeconds: role.durationSeconds ?? DEFAULT_DURATION,
      ExternalId: role.externalId,
      // The cloud decodes it as part of a URL.
      Policy: role.policy && encodeURIComponent(role.policy),
    };
    return issued({ action: "AssumeRole", region }, () =>
      this.#caller.call("sts", "AssumeRole", request, {
        region,
        key: base,
        timeoutMs: TIMEOUT_MS,
      }),
    );
  }

  assumeRoleWithWebIdentity(identity: WebIdentity): Promise<Credential> {
    const { region } = identity;
    const request = {
      ProviderId: identity.providerId,
      WebIdentityToken: identity.token,
      RoleArn: identity.roleArn,
      RoleSessionName: SESSION_NAME,
    };
    return issued({ action: "AssumeRoleWithWebIdentity", region }, () =>
      this.#caller.call("sts", "AssumeRoleWithWebIdentity", request, {
        region,
        timeoutMs: TIMEOUT_MS,
      }),
    );
  }
}

async function issued(
  where: Where,
  send: () => Promise<Issued>,
): Promise<Credential> {
  let reply: Issued;
  try {
    reply = await send();
  } catch (error) {
    throw failure(diagnose(error, where), where);
  }
  const { TmpSecretId, TmpSecretKey, Token } = reply.Credentials ?? {};
  if (!TmpSecretId || !TmpSecretKey || !reply.ExpiredTime)
    throw failure(
      { kind: "unavailable", detail: "the reply holds no credentials" },
      where,
    );
  return {
    secretId: TmpSecretId,
    secretKey: TmpSecretKey,
    token: Token,
    expires: reply.ExpiredTime * 1000,
  };
}

/** The call that waits for these credentials has not been sent, so its own outcome is never in doubt. */
function failure(
  { detail, kind, ...diagnosis }: ReturnType<typeof diagnose>,
  where: Where,
): CloudError {
  return new CloudError(detail, {
    ...diagnosis,
    kind: kind === "unknownOutcome" ? "unavailable" : kind,
    cloud: "tencent",
    ...where,
  });
}
