import { once } from "node:events";
import * as http from "node:http";
import * as https from "node:https";
import * as consumers from "node:stream/consumers";
import { TLSSocket } from "node:tls";
import { networkFailure, type Endpoint } from "../network";
import { NoReply } from "./errors";

export interface Exchange {
  endpoint: Endpoint;
  method: string;
  headers: Record<string, string>;
  body: string;
  agent: http.Agent;
  /** For the whole of it, the connection included. */
  timeoutMs: number;
}

/** An address that does not answer at all is given up sooner: the request was never sent, so that nothing is unsure. */
const CONNECT_TIMEOUT_MS = 10_000;

/** One request to `/`. Throws NoReply, `unavailable` where the request can't have left. */
export async function exchange(
  options: Exchange,
): Promise<{ status: number; text: string }> {
  const { endpoint, method, headers, body, agent, timeoutMs } = options;
  const { request } = endpoint.protocol === "https" ? https : http;
  const outgoing = request(`${endpoint.protocol}://${endpoint.host}/`, {
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
    const text = await consumers.text(reply);
    return { status: reply.statusCode ?? 0, text };
  } catch (error) {
    outgoing.destroy();
    throw noReply(error, watch);
  } finally {
    watch.end();
  }
}

interface Watch {
  /** Whether the connection stood, so that the request may have left. */
  connected: boolean;
  timedOut: boolean;
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

function noReply(error: unknown, { connected, timedOut }: Watch): NoReply {
  const { kind, detail } = networkFailure(error);
  if (!connected)
    return new NoReply(
      {
        kind: "unavailable",
        detail: kind === "unavailable" ? detail : "no connection could be made",
      },
      timedOut,
    );
  return new NoReply(
    { kind, detail: timedOut ? "no answer came in time" : detail },
    timedOut,
  );
}
