import {
  readToken,
  SESSION_NAME,
  type Role,
} from "../../common/credentials/credentials";
import type { Calls } from "../../calls";
import { CloudError, isKind, setting } from "../../errors";
import type { Agents } from "../../common/http/agents";
import { readReply } from "../../common/replies/replies";
import { assumedRole } from "../replies";
import { RpcClient, type AccessKey, type Parameters } from "../connection";
import type { Endpoints } from "../endpoints";
import { noCredentials, type CredentialSource, type Session } from "./source";

export const STS_VERSION = "2015-04-01";

export interface OidcRequest extends Role {
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

  assumeRole(base: CredentialSource, role: Role): CredentialSource {
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
          OIDCToken: await readToken(
            "alibaba",
            request.tokenFile,
            `the OIDC token file ${request.tokenFile}`,
            `Check ${setting("alibabaOidcTokenFile")}.`,
          ),
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
      const call = { action, version: STS_VERSION, parameters, timeoutMs };
      const client = new RpcClient(endpoint, agent, accessKey);
      return readReply("alibaba", where, assumedRole, await client.send(call));
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

function roleParameters(role: Role): Parameters {
  return {
    RoleArn: role.arn,
    RoleSessionName: role.sessionName ?? SESSION_NAME,
    DurationSeconds: role.duration,
    Policy: role.policy,
  };
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
