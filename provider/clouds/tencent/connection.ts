import {
  Sign,
  type Action,
  type Clients,
  type ReplyOf,
  type RequestOf,
  type Sdk,
} from "./sdk";
import { Agents } from "../common/http/agents";
import type { Found } from "../settings";
import { nameOf, type Endpoint } from "../common/http/network";
import { asObject, jsonObjectIn } from "../common/text";
import { exchange } from "../common/http/transport";
import type { Endpoints, ServiceName } from "./endpoints";
import {
  ErrorReply,
  hasRequestId,
  StatusError,
} from "../common/replies/treatment";

const CONTENT_TYPE = "application/json";

export interface ApiKey {
  secretId: string;
  secretKey: string;
  token?: string;
}

/** How one request travels: `key` absent means unsigned. */
export interface Travel {
  region: string;
  key?: ApiKey;
  timeoutMs: number;
}

/**
 * Calls actions through the vendor's clients, whose requests are signed by the SDK and go out over connections that are
 * kept alive.
 *
 * The SDK's own AbstractClient.request is not used, for four of its traits (docs/clouds/tencent.md#sdk-for-node): it
 * reduces a network failure to its text, so that one could not tell what never left from what may have been carried
 * out; it follows redirections with token and body; it signs for the first label of the host, which is wrong for any
 * but the public ones; and it counts a credential failure as one of the call.
 */
export class Connection {
  readonly #sdk: Sdk;
  readonly #endpoints: Endpoints;
  readonly #agents: Agents;

  constructor(
    sdk: Sdk,
    endpoints: Endpoints,
    environment: NodeJS.ProcessEnv,
    httpProxy: Found | undefined,
  ) {
    this.#sdk = sdk;
    this.#endpoints = endpoints;
    this.#agents = new Agents(environment, undefined, httpProxy);
  }

  /** Throws ErrorReply, StatusError or NoReply. */
  call<S extends ServiceName, A extends Action<Clients[S]>>(
    service: S,
    action: A,
    request: RequestOf<Clients[S], A>,
    travel: Travel,
  ): Promise<ReplyOf<Clients[S], A>> {
    const client = this.#client(service, travel);
    const method = client[action] as (
      request: RequestOf<Clients[S], A>,
    ) => Promise<ReplyOf<Clients[S], A>>;
    return method.call(client, request);
  }

  /** Made anew for each request, since a client holds nothing but its settings. */
  #client<S extends ServiceName>(service: S, travel: Travel): Clients[S] {
    const { region } = travel;
    const client = new this.#sdk[service]({ credential: {}, region });
    client.request = (action: string, body: object | null) => {
      const headers = {
        "x-tc-action": action,
        "x-tc-version": client.apiVersion,
        "x-tc-requestclient": client.sdkVersion,
      };
      return this.#send(service, headers, JSON.stringify(body ?? {}), travel);
    };
    return client;
  }

  /** The reply's members. */
  async #send(
    service: ServiceName,
    headers: Record<string, string>,
    body: string,
    { region, key, timeoutMs }: Travel,
  ): Promise<object> {
    const endpoint = this.#endpoints[service];
    const timestamp = Math.floor(Date.now() / 1000);
    const { status, text } = await exchange({
      endpoint,
      method: "POST",
      headers: {
        host: endpoint.host,
        "content-type": CONTENT_TYPE,
        ...headers,
        "x-tc-region": region,
        "x-tc-timestamp": String(timestamp),
        // Without it, messages come in Chinese.
        "x-tc-language": "en-US",
        ...(key?.token ? { "x-tc-token": key.token } : {}),
        authorization: key
          ? sign(service, endpoint, body, timestamp, key)
          : "SKIP",
      },
      body,
      agent: this.#agents.for(endpoint),
      timeoutMs,
    });
    return membersOf(text, status, endpoint);
  }

  close(): void {
    this.#agents.close();
  }
}

function sign(
  service: ServiceName,
  { protocol, host }: Endpoint,
  body: string,
  timestamp: number,
  { secretId, secretKey }: ApiKey,
): string {
  return Sign.sign3({
    method: "POST",
    url: `${protocol}://${host}/`,
    payload: Buffer.from(body),
    timestamp,
    service,
    secretId,
    secretKey,
    multipart: false,
    boundary: "",
    headers: { "Content-Type": CONTENT_TYPE },
  });
}

/** Of any status, since an error reply says more than its status does. */
function membersOf(text: string, status: number, endpoint: Endpoint): object {
  const response = asObject(jsonObjectIn(text)?.["Response"]);
  const { Error: failure, RequestId: requestId } = response ?? {};
  const { Code: code, Message: message } = asObject(failure) ?? {};
  const reply = ErrorReply.of({ code, message, requestId }, status);
  if (reply) throw reply;
  if (!response || failure || status !== 200 || !hasRequestId(response))
    throw new StatusError(status, nameOf(endpoint));
  return response;
}
