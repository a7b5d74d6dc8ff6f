import * as http from "node:http";
import * as https from "node:https";
import type { Duplex } from "node:stream";
import { connect } from "node:tls";
import type { Endpoint } from "./network";
import { proxyFor } from "./proxy";

/**
 * Connections, kept alive and used again, through the proxies that the environment names. Of the SDKs, Alibaba's knows no
 * proxy (reference 3.8), and Tencent's makes a new connection through it for each request. Custom certificate authorities
 * come from NODE_EXTRA_CA_CERTS, as everywhere in Node.
 */
export class Agents {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #connectTimeoutMs: number;
  readonly #agents = new Map<string, http.Agent>();

  /** `connectTimeoutMs`: how long a proxy may take to answer a CONNECT. */
  constructor(
    environment: NodeJS.ProcessEnv = process.env,
    connectTimeoutMs = 10_000,
  ) {
    this.#environment = environment;
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  for(endpoint: Endpoint): http.Agent {
    const proxy = proxyFor(endpoint, this.#environment);
    const name = `${endpoint.protocol} ${proxy ?? ""}`;
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
  proxy: string | undefined,
  connectTimeoutMs: number,
): http.Agent {
  if (proxy !== undefined)
    return new TunnelAgent(proxy, protocol, connectTimeoutMs);
  return protocol === "https"
    ? new https.Agent(OPTIONS)
    : new http.Agent(OPTIONS);
}

type Connected = (error: Error | null, stream: Duplex) => void;

/** Reaches hosts through an HTTP proxy's CONNECT, plain HTTP ones too. */
class TunnelAgent extends http.Agent {
  readonly #proxy: URL;
  readonly #secure: boolean;
  /** Read by http.request: which URLs the agent is for, and the port that they leave out. */
  readonly protocol: string;
  readonly defaultPort: number;

  constructor(
    proxy: string,
    protocol: Endpoint["protocol"],
    private readonly connectTimeoutMs: number,
  ) {
    super(OPTIONS);
    this.#proxy = new URL(proxy.includes("://") ? proxy : `http://${proxy}`);
    this.#secure = protocol === "https";
    this.protocol = `${protocol}:`;
    this.defaultPort = this.#secure ? 443 : 80;
  }

  override createConnection(
    options: https.RequestOptions,
    callback: Connected = () => undefined,
  ): undefined {
    const target = `${options.host}:${options.port}`;
    const request = (this.#proxy.protocol === "https:" ? https : http).request({
      host: this.#proxy.hostname,
      port: this.#proxy.port,
      method: "CONNECT",
      path: target,
      headers: { host: target, ...authorization(this.#proxy) },
    });
    const fail = callback as (error: Error) => void;
    // Callers' own time-outs may only begin with the connection, as those of Tencent's SDK do.
    request.setTimeout(this.connectTimeoutMs, () => {
      request.destroy(new TunnelError("ERR_PROXY_TIMEOUT"));
    });
    request.once("error", fail);
    request.once("connect", (reply, socket) => {
      socket.setTimeout(0);
      if (reply.statusCode !== 200) {
        socket.destroy();
        fail(new TunnelError(refusalCode(reply.statusCode)));
      } else if (this.#secure) {
        callback(null, secureOver(socket, options));
      } else callback(null, socket);
    });
    request.end();
  }
}

/** Host and port would make `connect` open a socket of its own. */
function secureOver(socket: Duplex, options: https.RequestOptions): Duplex {
  return connect({
    ...options,
    host: undefined,
    port: undefined,
    path: undefined,
    socket,
  });
}

function authorization({ username, password }: URL): Record<string, string> {
  if (!username) return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}`,
  };
}

function refusalCode(status: number | undefined): string {
  return status === 407 ? "ERR_PROXY_CREDENTIALS" : "ERR_PROXY_REFUSED";
}

/** The request itself was never sent; network.ts has the codes. */
class TunnelError extends Error {
  constructor(readonly code: string) {
    super("the proxy made no tunnel");
  }
}
