import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { reachableHost, urlFor, type HostRules } from "./hosts";
import { refusalOfForeignPage } from "./browser-guard";
import {
  answerControl,
  CONTROL_PREFIX,
  json,
  type ControlParts,
} from "./control";
import { EVENTS_PATH, type EventStreams } from "./events";
import { pageReply } from "./page";
import type { WireReply, WireRequest } from "../contract";
import { CUT, type Gateway } from "../traffic/gateway";
import { UserError } from "../user-error";

/** A CreateKey in a query may contain a description of 8192 characters, nine bytes each when escaped, and a policy. */
const MAX_HEADER_BYTES = 256 * 1024;
/** The largest limit that a cloud documents for a request. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** Of an emulator's whole state: a hundred thousand keys have room in it. */
const MAX_STATE_BYTES = 256 * 1024 * 1024;

/** In milliseconds. */
export interface Timeouts {
  headers: number;
  /** The whole request, headers included. */
  request: number;
}

const TIMEOUTS: Timeouts = { headers: 10_000, request: 30_000 };
/**
 * Longer than the time after which the SDKs' connection pools close a connection, so that they don't use a closing one.
 */
const KEEP_ALIVE_MS = 75_000;
const CONNECTIONS_CHECK_MS = 1_000;
const BACKLOG = 4096;

export interface Port {
  readonly url: string;
  /** Stops listening. Running requests are answered if they finish within `graceMs`. */
  close(graceMs: number): Promise<void>;
}

export interface PortOptions {
  /** 0 = any free one. */
  port: number;
  hosts: HostRules;
  portRegions: Readonly<Record<string, string>>;
  mainPort: boolean;
  gateway: Gateway;
  control: ControlParts;
  events: EventStreams;
  timeouts?: Timeouts;
}

/** Opens one port. */
export async function openPort(options: PortOptions): Promise<Port> {
  const { headers, request } = options.timeouts ?? TIMEOUTS;
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: headers,
      requestTimeout: request,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: Math.min(CONNECTIONS_CHECK_MS, headers),
    },
    (message, response) => void serve(message, response, options, url),
  );
  server.on("clientError", refuseMalformed);
  const host = reachableHost(options.hosts.listen);
  await listening(server, options, host);
  const { port } = server.address() as AddressInfo;
  const url = `http://${host}:${port}`;
  return {
    url,
    close: (graceMs) => close(server, graceMs),
  };
}

async function listening(
  server: Server,
  { port, hosts: { listen } }: PortOptions,
  host: string,
): Promise<void> {
  server.listen({ port, host: listen, backlog: BACKLOG });
  try {
    await once(server, "listening");
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    const why = await LISTEN_ERRORS[code]?.(`${host}:${port}`);
    throw new UserError(`can't listen on ${host}:${port}: ${why ?? message}`);
  }
}

const LISTEN_ERRORS: Readonly<
  Record<string, (at: string) => string | Promise<string>>
> = {
  EADDRINUSE: async (at) =>
    `the port is in use by ${await holderOf(at)}; choose another with --port`,
  EACCES: () => "this user may not use the port; choose one above 1023",
  EADDRNOTAVAIL: () => "--host must be an address or a name of this machine",
  ENOTFOUND: () => "--host must be an address or a name of this machine",
};

/** Who holds a port, in words: most often it is an emulator that was started before. */
async function holderOf(at: string): Promise<string> {
  try {
    const reply = await fetch(`http://${at}${CONTROL_PREFIX}health`, {
      signal: AbortSignal.timeout(HOLDER_MS),
    });
    const health = (await reply.json()) as { version?: string };
    if (health.version !== undefined)
      return `another kms-emulator (${health.version}), which you may use as it is`;
  } catch {
    // No emulator.
  }
  return `another program, which \`lsof -i :${at.replace(/.*:/, "")}\` names`;
}

/** How long a port's holder may take to say that it is an emulator. */
const HOLDER_MS = 1_000;

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
  });
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  options: PortOptions,
  url: string,
): Promise<void> {
  try {
    const limit = bodyLimit(message);
    const { body, tooLarge } = await readBody(message, limit);
    const request = wireRequest(message, body, options);
    const reply = await answer(request, tooLarge, options, url);
    if (reply === CUT) message.socket.destroy();
    else if (reply === EVENTS) options.events.open(response);
    else send(response, reply);
  } catch (error) {
    if (message.socket.destroyed) return;
    const text = error instanceof UserError ? error.message : undefined;
    const stack = error instanceof Error ? error.stack : String(error);
    process.stderr.write(`kms-emulator: ${text ?? stack}\n`);
    if (response.headersSent) message.socket.destroy();
    else
      send(
        response,
        json(500, { error: text ?? "kms-emulator failed; see its stderr" }),
      );
  }
}

/** What happens is told instead of one reply. */
const EVENTS = "events";

type Reply = WireReply | typeof CUT | typeof EVENTS;

function answer(
  request: WireRequest,
  tooLarge: boolean,
  { gateway, control, hosts }: PortOptions,
  url: string,
): Promise<Reply> | Reply {
  const { host } = request.headers;
  const foreign = refusalOfForeignPage(request.headers, hosts);
  if (foreign !== undefined) return json(403, { error: foreign });
  const page = pageReply(request, control.clouds);
  if (page !== undefined) return page;
  if (!request.path.startsWith(CONTROL_PREFIX)) {
    return gateway.answer(request, tooLarge);
  }
  if (tooLarge) return json(413, { error: "the body is too large" });
  if (request.path === EVENTS_PATH && request.method === "GET") return EVENTS;
  return answerControl(request, {
    ...control,
    urlFor: (other) => urlFor(other, hosts, { host, url }),
  });
}

function send(response: ServerResponse, { status, headers, body }: WireReply) {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, "content-length": bytes.length });
  response.end(bytes);
}

const NO_BODY = { body: Buffer.alloc(0), tooLarge: false };

function bodyLimit({ method, url }: IncomingMessage): number {
  return method === "POST" && url === `${CONTROL_PREFIX}state`
    ? MAX_STATE_BYTES
    : MAX_BODY_BYTES;
}

/** The body; empty if it is too large. It is still read to its end, because few clients read an answer earlier. */
function readBody(
  message: IncomingMessage,
  limit: number,
): Promise<{ body: Buffer; tooLarge: boolean }> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let length = 0;
    message.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else chunks = [];
    });
    message.on("end", () => {
      if (length === 0) return resolve(NO_BODY);
      if (length > limit) return resolve({ ...NO_BODY, tooLarge: true });
      resolve({ body: Buffer.concat(chunks, length), tooLarge: false });
    });
    message.on("error", reject);
  });
}

function wireRequest(
  message: IncomingMessage,
  body: Buffer,
  { portRegions, mainPort }: PortOptions,
): WireRequest {
  // A client that takes the emulator for its proxy sends the whole URL.
  const target = (message.url ?? "/").replace(/^https?:\/\/[^/?]*/i, "");
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  return {
    method: message.method ?? "GET",
    path: path === "" ? "/" : path,
    query: mark < 0 ? "" : target.slice(mark + 1),
    headers: message.headers,
    body,
    portRegions,
    mainPort,
  };
}

const CLIENT_ERRORS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

/** Answers what is not HTTP, or arrives too slowly, and closes the connection. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const status = CLIENT_ERRORS[error.code ?? ""] ?? "400 Bad Request";
  const head = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  socket.end(head, () => socket.destroy());
}
