import { readFile } from "node:fs/promises";
import { decodeText, flawOf } from "../../common/text";
import type { Calls } from "../../calls";
import { CloudError, isKind, setting } from "../../errors";
import type { Agents } from "../../common/agents";
import { readReply } from "../../common/replies";
import { assumedRole } from "../replies";
import { RpcClient, type AccessKey, type Parameters } from "../connection";
import type { Endpoints } from "../endpoints";
import { noCredentials, type CredentialSource, type Session } from "./source";

export const STS_VERSION = "2015-04-01";

/** What a role's session is to be. */
export interface RoleRequest {
  arn: string;
  /** `pulumi-cmk`. */
  sessionName?: string;
  /** Seconds; the cloud's default is 3600. */
  duration?: number;
  externalId?: string;
  policy?: string;
}

export interface OidcRequest extends RoleRequest {
  providerArn: string;
  tokenFile: string;
}

/** Credentials serve many calls, so that no single call's time-out or Cancel ends their renewal. */
const RENEWAL_TIMEOUT_MS = 60_000;

/** The STS actions that give temporary credentials. */
export class Sts {
  readonly #calls: Calls;
  readonly #endpoints: Endpoints;
  readonly #agents: Agents;

  constructor(calls: Calls, endpoints: Endpoints, agents: Agents) {
    this.#calls = calls;
    this.#endpoints = endpoints;
    this.#agents = agents;
  }

  assumeRole(base: CredentialSource, role: RoleRequest): CredentialSource {
    return {
      from: `role ${role.arn}, assumed with ${base.from}`,
      fetch: async () =>
        this.#request(
          "AssumeRole",
          { ...roleParameters(role), ExternalId: role.externalId },
          await base.fetch(),
        ),
    };
  }

  assumeRoleWithOidc(request: OidcRequest): CredentialSource {
    return {
      from: `role ${request.arn}, assumed with the OIDC token in ${request.tokenFile}`,
      fetch: async () =>
        this.#request("AssumeRoleWithOIDC", {
          ...roleParameters(request),
          OIDCProviderArn: request.providerArn,
          OIDCToken: await readToken(request.tokenFile),
        }),
    };
  }

  async #request(
    action: string,
    parameters: Parameters,
    accessKey?: AccessKey,
  ): Promise<Session> {
    const endpoint = this.#endpoints.sts();
    const where = { action, region: "sts", retry: "safe" } as const;
    const send = async (timeoutMs: number) => {
      const agent = this.#agents.for(endpoint);
      const order = { action, version: STS_VERSION, parameters, timeoutMs };
      const client = new RpcClient(endpoint, agent, accessKey);
      return readReply("alibaba", where, assumedRole, await client.send(order));
    };
    try {
      const { Credentials } = await this.#calls.call(
        where,
        send,
        renewalContext(),
      );
      return {
        accessKeyId: Credentials.AccessKeyId,
        accessKeySecret: Credentials.AccessKeySecret,
        securityToken: Credentials.SecurityToken,
        expires: Date.parse(Credentials.Expiration),
      };
    } catch (error) {
      throw asRefusal(error);
    }
  }
}

function roleParameters(role: RoleRequest): Parameters {
  return {
    RoleArn: role.arn,
    RoleSessionName: role.sessionName ?? "pulumi-cmk",
    DurationSeconds: role.duration,
    Policy: role.policy,
  };
}

async function readToken(file: string): Promise<string> {
  const remedy = `Check ${setting("alibabaOidcTokenFile")}.`;
  let token: string;
  try {
    token = decodeText(await readFile(file)).trim();
  } catch {
    throw noCredentials(`the OIDC token file ${file} can't be read`, remedy);
  }
  const flaw = token === "" ? "is empty" : flawOf(token);
  if (flaw) throw noCredentials(`the OIDC token file ${file} ${flaw}`, remedy);
  return token;
}

function renewalContext() {
  return {
    signal: new AbortController().signal,
    deadline: Date.now() + RENEWAL_TIMEOUT_MS,
    status: () => undefined,
    warn: () => undefined,
  };
}

/**
 * The call that waits for the credentials has not been sent: for it, "unknown outcome" would be untrue, and
 * another round of retries, on top of ours, of no use.
 */
function asRefusal(error: unknown): unknown {
  if (error instanceof CloudError && !isKind(error, ...TRANSIENT)) return error;
  return noCredentials(
    `no temporary credentials were received: ${error instanceof CloudError ? error.message : "the reply of STS was incomplete"}`,
  );
}

const TRANSIENT = [
  "unknownOutcome",
  "unavailable",
  "throttled",
  "deadline",
] as const;
