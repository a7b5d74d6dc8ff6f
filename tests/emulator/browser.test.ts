import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { exchange, type HttpRequest } from "./support/http";
import { Victims } from "./support/victims";

/** Only this machine can reach the emulator, and no web page of another origin. */
let victims: Victims;

beforeAll(async () => {
  victims = await Victims.start();
});

afterEach(() => victims.expectUnharmed());

afterAll(() => victims.stop());

type Headers = Record<string, string>;

/** Requests that a page of another origin might try, each well-formed and well-signed. */
function attacks(headers: Headers): HttpRequest[] {
  const control = {
    method: "POST",
    path: "/_emulator/reset",
    query: "",
    headers: { host: new URL(victims.url).host, ...headers },
    body: Buffer.from("{}"),
  };
  const deletions = victims.clouds.map((cloud) => {
    const KeyId = victims.keyIds[cloud.name];
    const parameters = { KeyId, PendingWindowInDays: 7 };
    const request = cloud.signed("ScheduleKeyDeletion", parameters);
    return { ...request, headers: { ...request.headers, ...headers } };
  });
  return [control, ...deletions];
}

const FOREIGN_PAGES: [string, Headers][] = [
  ["another site", { origin: "https://evil.example" }],
  ["another port of this machine", { origin: "http://127.0.0.1:1" }],
  ["another name of this machine", { origin: "http://localhost" }],
  ["this machine by HTTPS", { origin: "https://127.0.0.1" }],
  ["a file or a sandboxed frame", { origin: "null" }],
  ["a form or an image of another site", { "sec-fetch-site": "cross-site" }],
  ["a sister site", { "sec-fetch-site": "same-site" }],
  [
    "a name that was made to resolve to this machine",
    { host: "evil.example", origin: "http://evil.example" },
  ],
  [
    "such a name, in an old browser",
    { host: "evil.example", "user-agent": "Mozilla/5.0 (X11; Linux x86_64)" },
  ],
];

test.each(FOREIGN_PAGES)("a page of %s can do nothing", async (_, headers) => {
  for (const request of attacks(headers)) {
    const reply = await exchange(victims.url, request);
    expect(reply.status).toBe(403);
    expect(reply.headers).not.toHaveProperty("access-control-allow-origin");
  }
});

test("no preflight of another origin is granted", async () => {
  const reply = await exchange(victims.url, {
    method: "OPTIONS",
    path: "/",
    query: "",
    headers: {
      host: new URL(victims.url).host,
      origin: "https://evil.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,x-tc-action",
    },
    body: Buffer.alloc(0),
  });
  expect(reply.status).toBe(403);
  const names = Object.keys(reply.headers);
  expect(names.filter((name) => name.startsWith("access-control"))).toEqual([]);
});

test.each([
  "kms.cn-hangzhou.aliyuncs.com",
  "kms.tencentcloudapi.com",
  "kms.emulator.test:4510",
  "[::1]:80",
  "localhost",
])("a client that calls it %s is served", async (host) => {
  const reply = await exchange(victims.url, {
    method: "GET",
    path: "/_emulator/endpoints",
    query: "",
    headers: { host },
    body: Buffer.alloc(0),
  });
  expect(reply.status).toBe(200);
});

test("no address but loopback is listened on", async () => {
  const addresses = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address }) => address);
  const port = Number(new URL(victims.url).port);
  for (const address of [...addresses, "::1"])
    expect(await isOpen(address, port)).toBe(false);
  expect(await isOpen("127.0.0.1", port)).toBe(true);
});

function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.on("connect", () => settle(true));
    socket.on("error", () => settle(false));
  });
}
