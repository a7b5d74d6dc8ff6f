import { once } from "node:events";
import { connect, type Socket } from "node:net";

export async function open(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  // A server that cuts a connection may do so while this side still writes.
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** All that comes back on a socket until the server closes it. */
export async function untilClosed(socket: Socket): Promise<string> {
  let reply = "";
  socket.on("data", (chunk: Buffer) => (reply += chunk.toString("latin1")));
  if (!socket.closed) await once(socket, "close");
  return reply;
}

/** What comes back for these bytes from a client that then says no more. */
export async function replyTo(
  url: string,
  bytes: string | Uint8Array,
): Promise<string> {
  const socket = await open(url);
  socket.end(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  return untilClosed(socket);
}
