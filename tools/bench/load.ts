import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { WireRequest } from "../../emulator/core/contract";

export interface Load {
  url: string;
  /** Each is sent once. */
  requests: readonly Buffer[];
  /** How many connections send at the same time, each its next request when its last is answered. */
  connections: number;
  /** No further request is sent after this time. */
  seconds: number;
  /** What each reply has to hold. */
  expected: string;
}

/** Requests answered in a second. Rejects if a reply is not the expected one. */
export async function measure(load: Load): Promise<number> {
  const next = load.requests[Symbol.iterator]();
  const start = performance.now();
  const deadline = start + load.seconds * 1000;
  let answered = 0;
  const work = async () => {
    const connection = await Connection.open(load.url);
    for (const request of next) {
      const reply = await connection.ask(request);
      if (!reply.includes(load.expected)) throw new Error(reply.toString());
      answered++;
      if (performance.now() > deadline) break;
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: load.connections }, work));
  return (answered * 1000) / (performance.now() - start);
}

/** The body of the reply to a single request. */
export async function ask(url: string, request: Buffer): Promise<string> {
  const connection = await Connection.open(url);
  const reply = (await connection.ask(request)).toString();
  connection.close();
  return reply.slice(reply.indexOf(HEAD_END) + HEAD_END.length);
}

const HEAD_END = "\r\n\r\n";

/** One HTTP/1.1 connection that does no more than finding the end of a reply, so that the server is the bottleneck. */
class Connection {
  private received: Buffer = Buffer.alloc(0);
  private answer: (reply: Buffer) => void = () => undefined;
  private fail: (error: Error) => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.on("data", (chunk) => this.take(chunk));
    socket.on("error", (error) => this.fail(error));
    socket.on("close", () => this.fail(new Error("the connection was cut")));
  }

  static async open(url: string): Promise<Connection> {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    await once(socket, "connect");
    socket.setNoDelay(true);
    return new Connection(socket);
  }

  ask(request: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.answer = resolve;
      this.fail = reject;
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received =
      this.received.length === 0
        ? chunk
        : Buffer.concat([this.received, chunk]);
    const head = this.received.indexOf(HEAD_END);
    if (head < 0) return;
    const [, length] =
      /content-length: (\d+)/i.exec(
        this.received.toString("latin1", 0, head),
      ) ?? [];
    const end = head + HEAD_END.length + Number(length);
    if (this.received.length < end) return;
    const reply = this.received.subarray(0, end);
    this.received = this.received.subarray(end);
    this.answer(reply);
  }
}

/** A request as it goes over the wire. */
export function bytesOf({
  method,
  path,
  query,
  headers,
  body,
}: WireRequest): Buffer {
  const lines = [
    `${method} ${path}${query && `?${query}`} HTTP/1.1`,
    ...Object.entries(headers).map(
      ([name, value]) => `${name}: ${String(value)}`,
    ),
    `content-length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(lines.join("\r\n") + HEAD_END), body]);
}
