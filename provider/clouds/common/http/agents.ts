import * as http from "node:http";
import * as https from "node:https";
import { isIPv6 } from "node:net";
import type { Duplex } from "node:stream";
import { connect } from "node:tls";
import type { Found } from "../../settings";
import {
  networkFailure,
  NO_TLS,
  ProxyFailure,
  TLS_HANDSHAKE,
  type Endpoint,
} from "./network";
import { proxyFor, type Proxy } from "./proxy";

/**
 * Connections that are kept alive and reused, through the proxies that the setting `httpProxy` or the environment names. Of the SDKs, Alibaba's
 * supports no proxy (docs/clouds/alibaba.md#sdk-for-node), and Tencent's opens a new connection through it for each
 * request. Custom certificate authorities come from NODE_EXTRA_CA_CERTS, as everywhere in Node.js.
 */
export class Agents {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #connectTimeoutMs: number;
  readonly #httpProxy: Found | undefined;
  readonly #agents = new Map<string, http.Agent>();

  /** `connectTimeoutMs`: how long a proxy may take to answer a CONNECT. */
  constructor(
    environment: NodeJS.ProcessEnv = process.env,
    connectTimeoutMs = 10_000,
    httpProxy?: Found,
  ) {
    this.#environment = environment;
    this.#httpProxy = httpProxy;
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  /** Throws BadProxy. */
  for(endpoint: Endpoint): http.Agent {
    const proxy = proxyFor(endpoint, this.#environment, this.#httpProxy);
    const name = `${endpoint.protocol} ${proxy?.url.href ?? ""}`;
    let agent = this.#agents.get(name);
    if (!agent) {
      agent = makeAgent(endpoint, proxy, this.#connectTimeoutMs);
      this.#agents.set(name, agent);
    }
    return agent;
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }
}

const OPTIONS = { keepAlive: true };

function makeAgent(
  { protocol }: Endpoint,
  proxy: Proxy | undefined,
  connectTimeoutMs: number,
): http.Agent {
  if (proxy !== undefined)
    return new TunnelAgent(proxy, protocol, connectTimeoutMs);
  return protocol === "https" ? new TlsAgent(OPTIONS) : new http.Agent(OPTIONS);
}

type Connected = (error: Error | null, stream: Duplex) => void;

class TlsAgent extends https.Agent {
  override createConnection(
    options: https.RequestOptions,
    callback?: Connected,
  ): Duplex | null | undefined {
    const socket = super.createConnection(options, callback);
    return socket && untilSecure(socket);
  }
}

/** OpenSSL's text for an answer that is not TLS. Its versions differ in the words, and Node.js's in their place. */
const NO_TLS_RECORD =
  /wrong.version.number|packet.length.too.long|http.request|unknown.protocol/i;

/**
 * Codes such as EPROTO occur during the handshake and after it, but only during it nothing of the request has been
 * sent: then the error gets our own code. An error without a code comes from a caller that gives up.
 */
function untilSecure(socket: Duplex): Duplex {
  const markAsHandshakeError = (error: NodeJS.ErrnoException): void => {
    if (error.code && networkFailure(error).kind !== "unavailable")
      error.code = NO_TLS_RECORD.test(`${error.code} ${error.message}`)
        ? NO_TLS
        : TLS_HANDSHAKE;
  };
  socket.once("error", markAsHandshakeError);
  return socket.once("secureConnect", () =>
    socket.off("error", markAsHandshakeError),
  );
}

/** Reaches hosts by an HTTP proxy's CONNECT, including plain HTTP ones. */
class TunnelAgent extends http.Agent {
  readonly #proxy: Proxy;
  readonly #secure: boolean;
  /** Read by http.request: the protocol of the agent, and the default port. */
  readonly protocol: string;
  readonly defaultPort: number;

  constructor(
    proxy: Proxy,
    protocol: Endpoint["protocol"],
    private readonly connectTimeoutMs: number,
  ) {
    super(OPTIONS);
    this.#proxy = proxy;
    this.#secure = protocol === "https";
    this.protocol = `${protocol}:`;
    this.defaultPort = this.#secure ? 443 : 80;
  }

  override createConnection(
    options: https.RequestOptions,
    callback: Connected = () => undefined,
  ): undefined {
    const target = `${bracketed(options.host ?? "")}:${options.port}`;
    const { url, login } = this.#proxy;
    const request = (url.protocol === "https:" ? https : http).request({
      // Without the brackets of an IPv6 address, which is no name to look up.
      host: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port,
      method: "CONNECT",
      path: target,
      headers: { host: target, ...authorization(login) },
    });
    const fail = (reason: number | Error): void =>
      (callback as (error: Error) => void)(
        new ProxyFailure(this.#proxy.endpoint, reason),
      );
    request.setTimeout(this.connectTimeoutMs, () => {
      request.destroy(new Error("time-out"));
    });
    request.once("error", fail);
    request.once("connect", (reply, socket) => {
      socket.setTimeout(0);
      if (reply.statusCode !== 200) {
        socket.destroy();
        fail(reply.statusCode ?? 0);
      } else if (this.#secure) {
        callback(null, untilSecure(secureOver(socket, options)));
      } else callback(null, socket);
    });
    request.end();
  }
}

/** A host beside a port: Node.js gives an IPv6 address bare. */
function bracketed(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** With host and port, `connect` would open its own socket. */
function secureOver(socket: Duplex, options: https.RequestOptions): Duplex {
  return connect({
    ...options,
    host: undefined,
    port: undefined,
    path: undefined,
    socket,
  });
}

function authorization(login: string | undefined): Record<string, string> {
  if (login === undefined) return {};
  const pair = Buffer.from(login).toString("base64");
  return { "proxy-authorization": `Basic ${pair}` };
}
