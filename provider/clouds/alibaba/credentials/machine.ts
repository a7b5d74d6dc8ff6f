import * as z from "zod";
import { NoReply, type Endpoint } from "../../common/http/network";
import { exchangeDirectly } from "../../common/http/transport";
import { noCredentials, type CredentialSource, type Session } from "./source";

/** Where an ECS instance asks for what it is (docs/clouds/alibaba.md#credentials). */
export const METADATA: Endpoint = {
  protocol: "http",
  host: "100.100.100.200",
  from: "the ECS metadata service",
};
const ROLES = "/latest/meta-data/ram/security-credentials/";
const METADATA_TIMEOUT_MS = 1_000;
const TOKEN_HEADER = "x-aliyun-ecs-metadata-token";
const TOKEN_SECONDS = "21600";

const URI_TIMEOUT_MS = 10_000;

/** Credentials without a time are asked for again this often. */
const ASK_AGAIN_MS = 60_000;

const session = z.object({
  AccessKeyId: z.string().min(1),
  AccessKeySecret: z.string().min(1),
  SecurityToken: z.string().min(1),
  Expiration: z.string().optional(),
});

/** The role of the instance that this runs on. Without a name the instance's own role is asked for. */
export function ecsRole(
  name: string | undefined,
  metadata: Endpoint,
): CredentialSource {
  const from = name ? `ECS instance role ${name}` : "the ECS instance role";
  return {
    from,
    fetch: () => asUnavailable(from, () => ecsSession(name, metadata)),
  };
}

/** Why this is no ECS instance with a role, or undefined where it is. */
export async function ecsRoleLacks(
  metadata: Endpoint,
): Promise<string | undefined> {
  try {
    await ecsSession(undefined, metadata);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

async function ecsSession(
  name: string | undefined,
  metadata: Endpoint,
): Promise<Session> {
  const token = await metadataToken(metadata);
  const ask = (path: string) => get(metadata, path, METADATA_TIMEOUT_MS, token);
  const role = name ?? (await ask(ROLES)).trim();
  return sessionIn(await ask(ROLES + role), metadata);
}

/** Instances may be set to answer with such a token only, and older ones have none. */
async function metadataToken(
  metadata: Endpoint,
): Promise<Record<string, string>> {
  const { status, text } = await exchangeDirectly({
    endpoint: metadata,
    method: "PUT",
    path: "/latest/api/token",
    headers: { [`${TOKEN_HEADER}-ttl-seconds`]: TOKEN_SECONDS },
    body: "",
    timeoutMs: METADATA_TIMEOUT_MS,
  });
  return status === 200 ? { [TOKEN_HEADER]: text.trim() } : {};
}

/** A URL that hands credentials out. `named` is what the URL comes from. */
export function credentialsUri(uri: string, named: string): CredentialSource {
  const from = `the credentials URI of ${named}`;
  return {
    from,
    fetch: () =>
      asUnavailable(from, async () => {
        const url = URL.canParse(uri) ? new URL(uri) : undefined;
        if (url?.protocol !== "http:" && url?.protocol !== "https:")
          throw new Refusal("it is not an http or https URL");
        const { protocol, host, pathname, search } = url;
        const endpoint: Endpoint = {
          protocol: protocol === "https:" ? "https" : "http",
          host,
          from: named,
        };
        const path = pathname + search;
        return sessionIn(await get(endpoint, path, URI_TIMEOUT_MS), endpoint);
      }),
  };
}

async function get(
  endpoint: Endpoint,
  path: string,
  timeoutMs: number,
  headers: Record<string, string> = {},
): Promise<string> {
  const options = { endpoint, method: "GET", path, headers, timeoutMs };
  const { status, text } = await exchangeDirectly({ ...options, body: "" });
  if (status !== 200)
    throw new Refusal(`${endpoint.host} answered with HTTP status ${status}`);
  return text;
}

function sessionIn(text: string, { host }: Endpoint): Session {
  let found: z.infer<typeof session>;
  try {
    found = session.parse(JSON.parse(text));
  } catch {
    // Not the parser's own message: it quotes the answer.
    throw new Refusal(`the answer of ${host} holds none`);
  }
  const { AccessKeyId, AccessKeySecret, SecurityToken, Expiration } = found;
  return {
    accessKeyId: AccessKeyId,
    accessKeySecret: AccessKeySecret,
    securityToken: SecurityToken,
    expires: Date.parse(Expiration ?? "") || Date.now() + ASK_AGAIN_MS,
  };
}

/** Why a source gives nothing, in words without secrets. */
class Refusal extends Error {}

async function asUnavailable(
  from: string,
  fetch: () => Promise<Session>,
): Promise<Session> {
  try {
    return await fetch();
  } catch (error) {
    throw noCredentials(
      `${from} gave no credentials: ${reasonOf(error)}`,
      (error instanceof NoReply ? error.failure.remedy : undefined) ??
        `Check ${from}.`,
    );
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof NoReply) return error.failure.detail;
  return error instanceof Refusal ? error.message : "no reason given";
}
