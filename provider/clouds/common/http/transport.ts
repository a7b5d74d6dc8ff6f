import { once } from "node:events";
import * as http from "node:http";
import * as https from "node:https";
import * as consumers from "node:stream/consumers";
import { TLSSocket } from "node:tls";
import { Agents } from "./agents";
import {
  networkFailure,
  NoReply,
  redirection,
  type Endpoint,
  type Progress,
} from "./network";

export interface Exchange {
  endpoint: Endpoint;
  method: string;
  /** `/`. */
  path?: string;
  headers: Record<string, string>;
  body: string;
  agent: http.Agent;
  /** For the whole of it, the connection included. */
  timeoutMs: number;
}

/** An address that does not answer at all is given up sooner: the request was never sent, so that nothing is unsure. */
const CONNECT_TIMEOUT_MS = 10_000;

/** One request; no redirection is followed. Throws NoReply, `unavailable` where the request can't have had an effect. */
export async function exchange(
  options: Exchange,
): Promise<{ status: number; text: string }> {
  const { endpoint, method, headers, body, agent, timeoutMs } = options;
  const { path = "/" } = options;
  const { request } = endpoint.protocol === "https" ? https : http;
  const outgoing = request(`${endpoint.protocol}://${endpoint.host}${path}`, {
    method,
    headers: { ...headers, "content-length": Buffer.byteLength(body) },
    agent,
  });
  // An error after the reply has begun shows on the reply, too; without a listener it would end the process.
  outgoing.on("error", () => undefined);
  const watch = watchConnection(outgoing, timeoutMs);
  try {
    outgoing.end(body);
    const [reply] = (await once(outgoing, "response")) as [
      http.IncomingMessage,
    ];
    const { statusCode: status = 0, headers } = reply;
    const text = await consumers.text(reply);
    if (status >= 300 && status < 400)
      throw new NoReply(redirection(endpoint, status, headers.location), false);
    return { status, text };
  } catch (error) {
    outgoing.destroy();
    if (error instanceof NoReply) throw error;
    throw new NoReply(networkFailure(error, endpoint, watch), watch.timedOut);
  } finally {
    watch.end();
  }
}

/** A service of the machine's own or of its network, which no proxy leads to. */
export async function exchangeDirectly(
  options: Omit<Exchange, "agent">,
): Promise<{ status: number; text: string }> {
  const agents = new Agents({});
  try {
    const agent = agents.for(options.endpoint);
    return await exchange({ ...options, agent });
  } finally {
    agents.close();
  }
}

interface Watch extends Progress {
  end(): void;
}

function watchConnection(
  request: http.ClientRequest,
  timeoutMs: number,
): Watch {
  const stop = (): void => {
    watch.timedOut = true;
    request.destroy(new Error("time-out"));
  };
  const whole = setTimeout(stop, timeoutMs);
  const connecting = setTimeout(stop, Math.min(timeoutMs, CONNECT_TIMEOUT_MS));
  const watch: Watch = {
    connected: false,
    timedOut: false,
    end: () => {
      clearTimeout(whole);
      clearTimeout(connecting);
    },
  };
  const connected = (): void => {
    watch.connected = true;
    clearTimeout(connecting);
  };
  request.once("socket", (socket) => {
    const secure = socket instanceof TLSSocket;
    if (request.reusedSocket || !(secure || socket.connecting)) connected();
    else socket.once(secure ? "secureConnect" : "connect", connected);
  });
  return watch;
}
