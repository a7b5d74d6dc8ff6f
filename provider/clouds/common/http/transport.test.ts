import { once } from "node:events";
import * as http from "node:http";
import { createServer, type AddressInfo, type Server } from "node:net";
import { NoReply } from "./network";
import { exchange } from "./transport";

const agent = new http.Agent({ keepAlive: true });
afterAll(() => agent.destroy());

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function failureOf(host: string, timeoutMs = 5_000): Promise<NoReply> {
  const outcome: unknown = await exchange({
    endpoint: { protocol: "http", host },
    method: "POST",
    headers: {},
    body: "asked",
    agent,
    timeoutMs,
  }).catch((error: unknown) => error);
  if (outcome instanceof NoReply) return outcome;
  throw new Error("there was a reply");
}

/** A server that does with a request what no good one does. */
async function withServer(
  misbehave: (socket: import("node:net").Socket) => void,
  check: (host: string) => Promise<void>,
): Promise<void> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => misbehave(socket));
  });
  try {
    await check(await listen(server));
  } finally {
    server.close();
  }
}

test("nobody listening means that nothing was sent", async () => {
  const server = createServer();
  const host = await listen(server);
  server.close();
  const { failure, timedOut } = await failureOf(host);
  expect(failure.kind).toBe("unavailable");
  expect(failure.detail).toContain("ECONNREFUSED");
  expect(timedOut).toBe(false);
});

test("an unknown host means that nothing was sent", async () => {
  const { failure } = await failureOf("no-such-host.invalid");
  expect(failure.kind).toBe("unavailable");
});

test("a connection that is cut after the request leaves its outcome unknown", () =>
  withServer(
    (socket) => socket.destroy(),
    async (host) => {
      const { failure, timedOut } = await failureOf(host);
      expect(failure.kind).toBe("unknownOutcome");
      expect(timedOut).toBe(false);
    },
  ));

test("a reply that is cut in its middle leaves the outcome unknown", () =>
  withServer(
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"Key');
      setTimeout(() => socket.destroy(), 20);
    },
    async (host) => {
      expect((await failureOf(host)).failure.kind).toBe("unknownOutcome");
    },
  ));

test.each<[string, (socket: import("node:net").Socket) => void]>([
  ["no reply", () => undefined],
  [
    "half a reply",
    (socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"Key'),
  ],
])("%s in time is a request that may be under way", (_, misbehave) =>
  withServer(misbehave, async (host) => {
    const { failure, timedOut } = await failureOf(host, 100);
    expect(failure.kind).toBe("unknownOutcome");
    expect(timedOut).toBe(true);
  }),
);

test("what was sent is not in the failure", () =>
  withServer(
    (socket) => socket.destroy(),
    async (host) => {
      const { failure, message } = await failureOf(host);
      expect(failure.detail + message).not.toContain("asked");
    },
  ));
