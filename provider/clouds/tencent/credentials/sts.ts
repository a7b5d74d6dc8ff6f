import type { Where } from "../../calls";
import { SESSION_NAME, type Role } from "../../common/credentials/credentials";
import { readReply } from "../../common/replies/replies";
import { CloudError } from "../../errors";
import type { Connection } from "../connection";
import { diagnose } from "../errors";
import { REPLIES } from "../replies";
import type { Credential } from "./source";

const TIMEOUT_MS = 15_000;
const DEFAULT_DURATION = 7200;

/** What exchanges a pod's own token for credentials. */
export interface WebIdentity {
  region: string;
  providerId: string;
  roleArn: string;
  token: string;
}

/** Gets temporary credentials from STS. */
export class Sts {
  readonly #connection: Connection;
  readonly #region: string;
  readonly #timeoutMs: number;

  constructor(connection: Connection, region: string, timeoutMs = TIMEOUT_MS) {
    this.#connection = connection;
    this.#region = region;
    this.#timeoutMs = timeoutMs;
  }

  assumeRole(base: Credential, role: Role): Promise<Credential> {
    const region = this.#region;
    const request = {
      RoleArn: role.arn,
      RoleSessionName: role.sessionName ?? SESSION_NAME,
      DurationSeconds: role.duration ?? DEFAULT_DURATION,
      ExternalId: role.externalId,
      // The cloud decodes it as part of a URL.
      Policy: role.policy && encodeURIComponent(role.policy),
    };
    return issued({ action: "AssumeRole", region }, () =>
      this.#connection.call("sts", "AssumeRole", request, {
        region,
        key: base,
        timeoutMs: this.#timeoutMs,
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
      this.#connection.call("sts", "AssumeRoleWithWebIdentity", request, {
        region,
        timeoutMs: this.#timeoutMs,
      }),
    );
  }
}

async function issued(
  where: Where,
  send: () => Promise<unknown>,
): Promise<Credential> {
  let reply: unknown;
  try {
    reply = await send();
  } catch (error) {
    throw failure(diagnose(error, where), where);
  }
  const { Credentials: session, ExpiredTime: end } = readReply(
    "tencent",
    where,
    REPLIES.sts.AssumeRole,
    reply,
    { kind: "unavailable" },
  );
  return {
    secretId: session.TmpSecretId,
    secretKey: session.TmpSecretKey,
    token: session.Token,
    expires: end * 1000,
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
