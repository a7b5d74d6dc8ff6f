import type { HttpConnection } from "tencentcloud-sdk-nodejs/tencentcloud/common/http/http_connection";
import { Agents } from "../agents";
import type { Endpoints, ServiceName } from "./endpoints";
import { StatusError } from "../treatment";
import { ReplyError } from "./errors";

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

/** What this file reads of node-fetch's Response; the SDK's declarations lack its types. */
interface HttpReply {
  status: number;
  text(): Promise<string>;
}

/** The SDK is written without strict null checks: its options are declared as if none could be left out. */
type SendOptions = Parameters<typeof HttpConnection.doRequestWithSign3>[0];

/**
 * Sends single requests, signed and carried by the vendor's SDK, over connections that are kept alive.
 *
 * The SDK's own AbstractClient.request is not used, for three of its traits (docs/clouds/tencent.md#sdk-for-node): it
 * reduces a network failure to its text, so that one could not tell what never left from what may have been carried
 * out; it signs for the first label of the host, which is wrong for any but the public ones; and it counts a credential
 * failure as one of the call.
 */
export class Connection {
  readonly #endpoints: Endpoints;
  readonly #http: typeof HttpConnection;
  readonly #agents: Agents;

  private constructor(
    endpoints: Endpoints,
    http: typeof HttpConnection,
    environment: NodeJS.ProcessEnv,
  ) {
    this.#endpoints = endpoints;
    this.#http = http;
    this.#agents = new Agents(environment);
  }

  static async open(
    endpoints: Endpoints,
    environment: NodeJS.ProcessEnv = process.env,
  ): Promise<Connection> {
    const sdk =
      await import("tencentcloud-sdk-nodejs/tencentcloud/common/http/http_connection.js");
    return new Connection(endpoints, sdk.HttpConnection, environment);
  }

  /** The reply's members. Throws ReplyError, StatusError, or the network's own error. Without `key` it is sent unsigned. */
  async send(
    request: ApiRequest,
    key: ApiKey | undefined,
    timeoutMs: number,
  ): Promise<object> {
    const endpoint = this.#endpoints[request.service];
    const options: Partial<SendOptions> = {
      method: "POST",
      url: `${endpoint.protocol}://${endpoint.host}/`,
      data: request.body,
      service: request.service,
      action: request.action,
      region: request.region,
      version: request.version,
      requestClient: request.client,
      // Without it, messages come in Chinese.
      language: "en-US",
      timeout: timeoutMs,
      ...(key ?? { skipSign: true }),
      // Also keeps the SDK from looking for a proxy in the environment itself.
      agent: this.#agents.for(endpoint),
    };
    const reply = (await this.#http.doRequestWithSign3(
      options as SendOptions,
    )) as HttpReply;
    // Read in any case: only then can the connection be used again.
    const text = await reply.text();
    return membersOf(text, reply.status);
  }

  close(): void {
    this.#agents.close();
  }
}

/** Of any status, since an error reply says more than its status does. */
function membersOf(text: string, status: number): object {
  const response = responseIn(text);
  const { Error: failure, RequestId: requestId } = (response ?? {}) as Reply;
  if (typeof failure?.Code === "string" && failure.Code !== "")
    throw new ReplyError(
      failure.Code,
      typeof failure.Message === "string" ? failure.Message : "",
      typeof requestId === "string" ? requestId : undefined,
      status,
    );
  if (!response || failure || status !== 200) throw new StatusError(status);
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
