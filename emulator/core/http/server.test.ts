import { once } from "node:events";
import { Agent, request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { start, stopAll, type Client } from "../../testing/client";
import { MAX_BODY_BYTES } from "./server";

afterEach(stopAll);

const FOREIGN_PAGES: Record<string, Record<string, string>> = {
  "another site": { origin: "https://evil.example" },
  "another port": { origin: "http://127.0.0.1:1" },
  "a sandboxed frame": { origin: "null" },
  "an image of another site": { "sec-fetch-site": "cross-site" },
  "another port, without Origin": { "sec-fetch-site": "same-site" },
};

test.each(Object.entries(FOREIGN_PAGES))(
  "a page of %s can neither control the emulator nor call a cloud",
  async (_name, headers) => {
    const client = await start();
    const control = await raw(client, "POST", "/_emulator/clock", {
      headers,
      body: '{"advanceSeconds":1000000}',
    });
    expect(control.status).toBe(403);
    const call = await raw(client, "POST", "/", {
      headers: { ...headers, "x-cloud": "alibaba", "x-action": "Put" },
      body: '{"id":"a","text":"1"}',
    });
    expect(call.status).toBe(403);
    expect(call.headers).not.toHaveProperty("access-control-allow-origin");
    expect(await client.text("a")).toBeUndefined();
    const { json } = await client.control("GET", "clock");
    const ahead = Date.parse((json as { now: string }).now) - Date.now();
    expect(ahead).toBeLessThan(60_000);
  },
);

test("a page whose own name resolves to loopback is refused even where the browser takes it for the same origin", async () => {
  const client = await start();
  const { port } = new URL(client.url);
  const host = `evil.example:${port}`;
  const pages: Record<string, string>[] = [
    { host, origin: `http://${host}` },
    { host, "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140" },
  ];
  for (const headers of pages) {
    const { status } = await raw(client, "GET", "/_emulator/keys", { headers });
    expect(status).toBe(403);
  }
});

test("a page of the emulator's own origin has to send JSON as JSON", async () => {
  const client = await start();
  const send = (type: string) =>
    raw(client, "POST", "/_emulator/clock", {
      headers: { origin: client.url, "content-type": type },
      body: '{"advanceSeconds":1}',
    });
  expect((await send("text/plain")).status).toBe(400);
  expect((await send("application/json")).status).toBe(200);
});

test("a preflight is not granted", async () => {
  const client = await start();
  const { status, headers } = await raw(client, "OPTIONS", "/_emulator/reset", {
    headers: {
      origin: "https://evil.example",
      "access-control-request-method": "POST",
    },
  });
  expect(status).toBe(403);
  expect(headers).not.toHaveProperty("access-control-allow-origin");
});

test("clients may use any Host, and a browser's address bar loopback ones", async () => {
  const client = await start();
  const host = "kms.cn-hangzhou.aliyuncs.com";
  const call = await raw(client, "GET", "/?q", {
    headers: { host, "x-cloud": "alibaba", "x-action": "Echo" },
  });
  expect(call.status).toBe(200);
  const bar = { "sec-fetch-site": "none", "user-agent": "Mozilla/5.0" };
  const typed = await raw(client, "GET", "/_emulator/keys", { headers: bar });
  expect(typed.status).toBe(200);
});

test("path, query, method and body reach the cloud as they were sent", async () => {
  const client = await start();
  const headers = { "x-cloud": "alibaba", "x-action": "Echo" };
  const sent = await raw(client, "PUT", "/a%2Fb/?x=1&y=a+b%20c?", {
    headers,
    body: "12345",
  });
  expect(JSON.parse(sent.text)).toMatchObject({
    method: "PUT",
    path: "/a%2Fb/",
    query: "x=1&y=a+b%20c?",
    body: 5,
    mainPort: true,
    portRegions: { alibaba: "cn-hangzhou" },
  });
  const proxied = await raw(client, "GET", "http://kms.example?x=1", {
    headers,
  });
  expect(JSON.parse(proxied.text)).toMatchObject({ path: "/", query: "x=1" });
});

test("a body of the greatest size passes, one byte more is refused in the cloud's form or with 413", async () => {
  const client = await start();
  const headers = { "x-cloud": "tencent", "x-action": "Echo" };
  const body = Buffer.alloc(MAX_BODY_BYTES, "x");
  const whole = await raw(client, "POST", "/", { headers, body });
  expect(JSON.parse(whole.text)).toMatchObject({ body: MAX_BODY_BYTES });
  const larger = Buffer.concat([body, Buffer.from("x")]);
  const refused = await raw(client, "POST", "/", { headers, body: larger });
  expect(JSON.parse(refused.text)).toEqual({
    code: "RequestSizeLimitExceeded",
  });
  const control = await raw(client, "POST", "/_emulator/faults", {
    headers: {},
    body: larger,
  });
  expect(control.status).toBe(413);
});

test("a query of 100 kB passes", async () => {
  const client = await start();
  const { status } = await raw(client, "GET", `/?d=${"%E5".repeat(33_000)}`, {
    headers: { "x-cloud": "alibaba", "x-action": "Echo" },
  });
  expect(status).toBe(200);
});

test.each([
  ["no HTTP at all", "\u0000\u0001\u0002\r\n\r\n", "400"],
  ["a bad header", "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", "400"],
  ["a negative length", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "400"],
  [
    "two ways to tell the length",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "400",
  ],
  [
    "headers beyond all measure",
    `GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(300_000)}\r\n\r\n`,
    "431",
  ],
])("%s is answered with an error and harms nobody", async (_, bytes, code) => {
  const client = await start();
  const reply = await exchange(client, bytes);
  expect(reply).toMatch(new RegExp(`^HTTP/1.1 ${code} `));
  expect((await client.put("a", "1")).status).toBe(200);
});

test("a client that goes away in mid-body leaves nothing behind", async () => {
  const client = await start();
  const socket = await open(client);
  socket.write(
    "POST / HTTP/1.1\r\nHost: a\r\nx-cloud: alibaba\r\nx-action: Put\r\nContent-Length: 99\r\n\r\n{",
  );
  socket.destroy();
  expect(await client.text("a")).toBeUndefined();
  const { json } = await client.control("GET", "calls");
  expect(json).toMatchObject({ alibaba: { Get: 1 } });
  expect(json).not.toMatchObject({ alibaba: { Put: 1 } });
});

test.each([
  ["headers", "POST / HTTP/1.1\r\nHost: a\r\n"],
  ["a body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx"],
])("a client that never ends its %s is cut off", async (_name, bytes) => {
  const client = await start({ timeouts: { headers: 100, request: 200 } });
  const reply = await exchange(client, bytes);
  expect(reply).toMatch(/^HTTP\/1.1 408 /);
});

test("a thousand connections at once are all answered", async () => {
  const client = await start();
  const agent = new Agent({ keepAlive: true, maxSockets: 1000 });
  const headers = { "x-cloud": "alibaba", "x-action": "Greet" };
  const replies = await Promise.all(
    Array.from({ length: 1000 }, () =>
      raw(client, "GET", "/", { headers, agent }),
    ),
  );
  agent.destroy();
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  const { json } = await client.control("GET", "calls");
  expect(json).toMatchObject({ alibaba: { Greet: 1000 } });
});

interface RawReply {
  status: number;
  headers: Record<string, unknown>;
  text: string;
}

/** Unlike fetch, node:http sends every header, also those that a browser would not let a page set. */
function raw(
  client: Client,
  method: string,
  path: string,
  options: {
    headers: Record<string, string>;
    body?: string | Buffer;
    agent?: Agent;
  },
): Promise<RawReply> {
  const { headers, body, agent } = options;
  const { port } = new URL(client.url);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: "127.0.0.1", port, method, path, headers, agent },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

async function open(client: Client): Promise<Socket> {
  const socket = connect(Number(new URL(client.url).port), "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

/** Everything that comes back on a connection that is given these bytes, until it is closed. */
async function exchange(client: Client, bytes: string): Promise<string> {
  const socket = await open(client);
  let reply = "";
  socket.on("data", (chunk: Buffer) => (reply += chunk.toString()));
  socket.on("error", () => undefined);
  socket.write(bytes);
  await once(socket, "close");
  return reply;
}
