import {
  Sign,
  type Action,
  type Clients,
  type ReplyOf,
  type RequestOf,
  type Sdk,
} from "./sdk";
import { Agents } from "../common/agents";
import type { Found } from "../settings";
import { nameOf, type Endpoint } from "../common/network";
import { exchange } from "../common/transport";
import type { Endpoints, ServiceName } from "./endpoints";
import { ErrorReply, StatusError } from "../common/treatment";

const CONTENT_TYPE = "application/json";

export interface ApiKey {
  secretId: string;
  secretKey: string;
  token?: string;
}

export interface ApiRequest {
  service: ServiceName;
  version: string;
  /** X-TC-RequestClient. */
  client: string;
  action: string;
  region: string;
  body: object;
}

/**
 * Sends single requests, signed by the vendor's SDK, over connections that are kept alive.
 *
 * The SDK's own AbstractClient.request is not used, for four of its traits (docs/clouds/tencent.md#sdk-for-node): it
 * reduces a network failure to its text, so that one could not tell what never left from what may have been carried
 * out; it follows redirections with token and body; it signs for the first label of the host, which is wrong for any
 * but the public ones; and it counts a credential failure as one of the call.
 */
export class Connection {
  readonly #endpoints: Endpoints;
  readonly #agents: Agents;

  constructor(
    endpoints: Endpoints,
    environment: NodeJS.ProcessEnv = process.env,
    httpProxy?: Found,
  ) {
    this.#endpoints = endpoints;
    this.#agents = new Agents(environment, undefined, httpProxy);
  }

  /** The reply's members. Throws ErrorReply, StatusError or NoReply. Without `key` it is sent unsigned. */
  async send(
    request: ApiRequest,
    key: ApiKey | undefined,
    timeoutMs: number,
  ): Promise<object> {
    const endpoint = this.#endpoints[request.service];
    const body = JSON.stringify(request.body);
    const timestamp = Math.floor(Date.now() / 1000);
    const { status, text } = await exchange({
      endpoint,
      method: "POST",
      headers: {
        host: endpoint.host,
        "content-type": CONTENT_TYPE,
        "x-tc-action": request.action,
        "x-tc-region": request.region,
        "x-tc-timestamp": String(timestamp),
        "x-tc-version": request.version,
        "x-tc-requestclient": request.client,
        // Without it, messages come in Chinese.
        "x-tc-language": "en-US",
        ...(key?.token ? { "x-tc-token": key.token } : {}),
        authorization: key
          ? this.#sign(request.service, endpoint, body, timestamp, key)
          : "SKIP",
      },
      body,
      agent: this.#agents.for(endpoint),
      timeoutMs,
    });
    return membersOf(text, status, endpoint);
  }

  #sign(
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

  close(): void {
    this.#agents.close();
  }
}

/** Of any status, since an error reply says more than its status does. */
function membersOf(text: string, status: number, endpoint: Endpoint): object {
  const response = responseIn(text);
  const { Error: failure, RequestId: requestId } = (response ?? {}) as Reply;
  if (typeof failure?.Code === "string" && failure.Code !== "")
    throw new ErrorReply(
      failure.Code,
      typeof failure.Message === "string" ? failure.Message : "",
      status,
      typeof requestId === "string" ? requestId : undefined,
    );
  if (!response || failure || status !== 200)
    throw new StatusError(status, nameOf(endpoint));
  return response;
}

interface Reply {
  Error?: { Code?: unknown; Message?: unknown };
  RequestId?: unknown;
}

function responseIn(text: string): object | undefined {
  try {
    const { Response: response } = JSON.parse(text) as { Response?: unknown };
    const isObject = typeof response === "object" && !Array.isArray(response);
    return isObject && response ? response : undefined;
  } catch {
    return undefined;
  }
}

/** How one request travels: `key` absent means unsigned. */
export interface ClientOptions {
  region: string;
  key?: ApiKey;
  timeoutMs: number;
}

/** Calls actions through the vendor's clients, whose requests go out over our own connection. */
export class Caller {
  readonly #sdk: Sdk;
  readonly #connection: Connection;

  constructor(sdk: Sdk, connection: Connection) {
    this.#sdk = sdk;
    this.#connection = connection;
  }

  call<S extends ServiceName, A extends Action<Clients[S]>>(
    service: S,
    action: A,
    request: RequestOf<Clients[S], A>,
    options: ClientOptions,
  ): Promise<ReplyOf<Clients[S], A>> {
    const client = this.#client(service, options);
    const method = client[action] as (
      request: RequestOf<Clients[S], A>,
    ) => Promise<ReplyOf<Clients[S], A>>;
    return method.call(client, request);
  }

  /** Made anew for each request, since a client holds nothing but its settings. */
  #client<S extends ServiceName>(
    service: S,
    options: ClientOptions,
  ): Clients[S] {
    const { region, key, timeoutMs } = options;
    const client = new this.#sdk[service]({ credential: {}, region });
    client.request = (action: string, body: object | null) =>
      this.#connection.send(
        {
          service,
          version: client.apiVersion,
          client: client.sdkVersion,
          action,
          region,
          body: body ?? {},
        },
        key,
        timeoutMs,
      );
    return client;
  }
}
