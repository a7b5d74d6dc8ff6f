import { once } from "node:events";
import { writeFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import {
  connect,
  createServer,
  type AddressInfo,
  type Server,
  type Socket,
} from "node:net";
import { join } from "node:path";
import { Agents } from "./agents";
import { TestProgram } from "../../../../tests/support/clouds/program";
import { CERTIFICATE, HOST, KEY } from "../../../../tests/support/clouds/tls";
import { exchange } from "./transport";
import { networkFailure, NoReply } from "./network";

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Leads every CONNECT to one port, and notes what it was asked for; or refuses; or never answers. */
class Proxy {
  readonly asked: { target: string; authorization?: string }[] = [];
  readonly #server = http.createServer();

  static async start(port: number | "refuses" | "hangs"): Promise<Proxy> {
    const proxy = new Proxy();
    proxy.#server.on("connect", (request, socket) => {
      const authorization = request.headers["proxy-authorization"];
      proxy.asked.push({ target: request.url ?? "", authorization });
      if (port === "hangs") return;
      if (port === "refuses") {
        socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
        return;
      }
      const onward = connect(port, "127.0.0.1");
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(onward).pipe(socket);
      socket.on("error", () => onward.destroy());
      onward.on("error", () => socket.destroy());
    });
    await listen(proxy.#server);
    return proxy;
  }

  url(user = ""): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://${user}127.0.0.1:${port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

function post(agents: Agents, protocol: "http" | "https", host: string) {
  const endpoint = { protocol, host };
  return exchange({
    endpoint,
    method: "POST",
    headers: {},
    body: "asked",
    agent: agents.for(endpoint),
    timeoutMs: 5_000,
  });
}

test("connections are kept and used again", async () => {
  let connections = 0;
  const server = http.createServer((_, response) => response.end("{}"));
  server.on("connection", () => connections++);
  const host = `127.0.0.1:${await listen(server)}`;
  const agents = new Agents({});
  for (let n = 0; n < 3; n++) await post(agents, "http", host);
  expect(connections).toBe(1);
  agents.close();
  server.close();
});

test("plain HTTP goes through the proxy's CONNECT, with its user and password", async () => {
  const server = http.createServer((_, response) => response.end("answer"));
  const proxy = await Proxy.start(await listen(server));
  const agents = new Agents({ HTTP_PROXY: proxy.url("me:p%40ss@") });
  expect(await post(agents, "http", HOST)).toEqual({
    status: 200,
    text: "answer",
  });
  const pair = Buffer.from("me:p@ss").toString("base64");
  expect(proxy.asked).toEqual([
    { target: `${HOST}:80`, authorization: `Basic ${pair}` },
  ]);
  agents.close();
  proxy.stop();
  server.close();
});

test("a proxy that refuses means that nothing was sent", async () => {
  const proxy = await Proxy.start("refuses");
  const agents = new Agents({ HTTPS_PROXY: proxy.url() });
  const failure: unknown = await post(agents, "https", HOST).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(NoReply);
  expect((failure as NoReply).failure).toMatchObject({
    kind: "unavailable",
    detail: expect.stringMatching(
      /^the proxy 127\.0\.0\.1:\d+ \(environment variable HTTPS_PROXY\) refused to connect to the host \(HTTP status 403\)$/,
    ) as string,
  });
  agents.close();
  proxy.stop();
});

test("IPv6 addresses keep their brackets beside a port, and only there", async () => {
  const proxy = await Proxy.start("refuses");
  const agents = new Agents({ HTTP_PROXY: proxy.url() });
  await post(agents, "http", "[2001:db8::1]:8080").catch(() => undefined);
  expect(proxy.asked).toMatchObject([{ target: "[2001:db8::1]:8080" }]);
  agents.close();
  proxy.stop();

  // Whether or not this machine has IPv6, an address is not looked up as a name.
  const behind = new Agents({ HTTP_PROXY: "http://[::1]:1" });
  const failure: unknown = await post(behind, "http", HOST).catch(
    (error: unknown) => error,
  );
  expect((failure as NoReply).message).toMatch(/^the proxy \[::1\]:1 /);
  expect((failure as NoReply).message).not.toContain("ENOTFOUND");
  behind.close();
});

test("a proxy that never answers is given up, though the caller has no time-out of its own", async () => {
  const proxy = await Proxy.start("hangs");
  const agents = new Agents({ HTTPS_PROXY: proxy.url() }, 100);
  const agent = agents.for({ protocol: "https", host: HOST });
  const request = https.request(`https://${HOST}/`, { agent });
  const [error] = (await once(request, "error")) as [unknown];
  expect(networkFailure(error)).toMatchObject({
    kind: "unavailable",
    detail: expect.stringMatching(
      /^the proxy .* did not answer in time$/,
    ) as string,
  });
  agents.close();
  proxy.stop();
});

describe("a TLS failure", () => {
  /** Of a request through a proxy, which leads to the server, or directly. */
  async function failureOf(server: Server, by: "proxy" | "itself") {
    const port = await listen(server);
    const proxy = await Proxy.start(port);
    const agents = new Agents({ HTTPS_PROXY: proxy.url() });
    const host = by === "proxy" ? HOST : `127.0.0.1:${port}`;
    const agent = agents.for({ protocol: "https", host });
    const request = https.request(`https://${host}/`, {
      agent,
      ca: CERTIFICATE,
      servername: HOST,
    });
    const failed = once(request, "error");
    request.end("asked");
    const [error] = (await failed) as [unknown];
    agents.close();
    proxy.stop();
    server.close();
    return networkFailure(error);
  }

  const plain = () => http.createServer();
  const deaf = () => createServer((socket) => socket.destroy());
  test.each([
    ["plain HTTP", "itself", plain],
    ["plain HTTP", "proxy", plain],
    ["a cut", "itself", deaf],
    ["a cut", "proxy", deaf],
  ] as const)(
    "by %s in the handshake means that nothing was sent, with a server reached by %s",
    async (_, by, server) => {
      expect(await failureOf(server(), by)).toMatchObject({
        kind: "unavailable",
        detail: expect.stringMatching(
          /no TLS session|does not speak TLS/,
        ) as string,
      });
    },
  );

  test.each<[string, (raw: Socket) => void]>([
    ["a cut", (raw) => raw.destroy()],
    ["what is no TLS", (raw) => raw.end("HTTP/1.1 400 Bad Request\r\n\r\n")],
  ])("by %s after it leaves the outcome unknown", async (_, misbehave) => {
    const sockets: Socket[] = [];
    const server = https.createServer({ cert: CERTIFICATE, key: KEY });
    server.on("connection", (raw: Socket) => sockets.push(raw));
    server.on("request", () => sockets.forEach(misbehave));
    const { kind } = await failureOf(server, "itself");
    expect(kind).toBe("unknownOutcome");
  });
});

/** What a process of its own does, since Node reads NODE_EXTRA_CA_CERTS when it starts. */
const PROGRAM = `
import { Agents } from "../common/http/agents";
import { exchange } from "../common/http/transport";
const endpoint = { protocol: "https", host: "${HOST}" } as const;
async function main() {
  const agents = new Agents();
  const agent = agents.for(endpoint);
  for (let n = 0; n < 2; n++) {
    const { text } = await exchange({
      endpoint, agent, method: "POST", headers: {}, body: "", timeoutMs: 5000,
    });
    console.log(text);
  }
  agents.close();
}
main().catch((error) => console.log(error.message));
`;

describe("HTTPS through a proxy to a server with a private certificate authority", () => {
  const server = https.createServer({ cert: CERTIFICATE, key: KEY });
  let proxy: Proxy;
  let program: TestProgram;
  let connections = 0;

  beforeAll(async () => {
    server.on("request", (_, response: http.ServerResponse) => {
      response.end("answer");
    });
    server.on("secureConnection", () => connections++);
    proxy = await Proxy.start(await listen(server));
    program = await TestProgram.build(PROGRAM);
  });
  afterAll(() => {
    proxy.stop();
    server.close();
    program.remove();
  });

  test("works with NODE_EXTRA_CA_CERTS, on one connection", async () => {
    const ca = join(program.folder, "ca.pem");
    writeFileSync(ca, CERTIFICATE);
    connections = 0;
    const output = await program.run({
      HTTPS_PROXY: proxy.url(),
      NODE_EXTRA_CA_CERTS: ca,
    });
    expect(output).toBe("answer\nanswer\n");
    expect(connections).toBe(1);
    expect(proxy.asked[0]?.target).toBe(`${HOST}:443`);
  });

  test("is refused without", async () => {
    expect(await program.run({ HTTPS_PROXY: proxy.url() })).toContain(
      "self-signed",
    );
  });
});
