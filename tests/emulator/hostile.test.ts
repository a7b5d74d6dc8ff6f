import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import type { WireRequest } from "../../emulator/core/contract";
import { signedRequest } from "../../emulator/testing/alibaba/requests";
import { signed as signedTencent } from "../../emulator/testing/tencent/requests";
import type { CloudClient } from "./support/cloud";
import { exchange } from "./support/http";
import { open, replyTo, untilClosed } from "./support/sockets";
import { Victims } from "./support/victims";

/** Malformed requests over real sockets: each is answered in its cloud's form or its connection is closed. */
const MEBIBYTE = 2 ** 20;
const FORM = "application/x-www-form-urlencoded";

let victims: Victims;
let alibaba: CloudClient;
let tencent: CloudClient;

beforeAll(async () => {
  victims = await Victims.start();
  [alibaba, tencent] = victims.clouds as [CloudClient, CloudClient];
});

afterEach(() => victims.expectUnharmed());

afterAll(() => victims.stop());

/** A well-signed call of an action that changes a key, with whatever body. */
function alibabaWith(body: Buffer, headers = {}): WireRequest {
  return signedRequest(
    "ScheduleKeyDeletion",
    {},
    {
      wire: "v3-query",
      with: {
        body,
        headers: {
          host: new URL(victims.url).host,
          "content-type": FORM,
          ...headers,
        },
      },
    },
  );
}

function tencentWith(body: Buffer, headers = {}): WireRequest {
  const request = signedTencent({
    service: "kms",
    action: "ScheduleKeyDeletion",
    body,
    host: new URL(victims.url).host,
    now: Math.floor(Date.now() / 1000),
  });
  return { ...request, headers: { ...request.headers, ...headers } };
}

/** What would show that the emulator failed, or that the request was refused before its body was looked at. */
const UNWANTED = /InternalFailure|InternalError|Signature|200 ok/;

async function expectRefusal(
  cloud: CloudClient,
  request: WireRequest,
): Promise<void> {
  const { outcome } = await cloud.send(request);
  expect(outcome).not.toMatch(UNWANTED);
}

const PIECES = fc.constantFrom(
  "KeyId=",
  '{"KeyId":',
  "&",
  "%",
  "%zz",
  "%E5%AF",
  "\u0000",
  "\ufeff",
  "[[[[",
  '"\\ud800"',
  "1e999",
  "PendingWindowInDays=7",
  '"PendingWindowInDays":7',
  "__proto__",
);
const body = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }),
  fc.array(fc.oneof(PIECES, fc.string())).map((all) => all.join("")),
);

test("whatever bytes a signed body holds, the reply is a refusal of the cloud's form", async () => {
  await fc.assert(
    fc.asyncProperty(body, async (content) => {
      const bytes = Buffer.from(content as string);
      await expectRefusal(alibaba, alibabaWith(bytes));
      await expectRefusal(tencent, tencentWith(bytes));
    }),
    { numRuns: 300 },
  );
});

const ENCODINGS: [string, Buffer, Record<string, string>][] = [
  ["bytes that are no UTF-8", Buffer.from([0x22, 0xc3, 0x28, 0x22]), {}],
  ["UTF-16", Buffer.from('{"KeyId":"x"}', "utf16le"), {}],
  [
    "gzip",
    gzipSync('{"KeyId":"x"}'),
    { "content-encoding": "gzip", "accept-encoding": "gzip, br" },
  ],
  ["half an escape", Buffer.from("KeyId=%E5%"), {}],
  ["a name twice", Buffer.from('{"KeyId":1,"KeyId":2}&KeyId=1&KeyId=2'), {}],
  ["another type", Buffer.from("<xml/>"), { "content-type": "text/xml" }],
  ["no type", Buffer.from("KeyId=x"), { "content-type": "" }],
  [
    "many parts",
    Buffer.from("--b\r\n\r\nx\r\n--b--"),
    { "content-type": "multipart/form-data; boundary=b" },
  ],
];

test.each(ENCODINGS)("a body of %s is refused", async (_, bytes, headers) => {
  await expectRefusal(alibaba, alibabaWith(bytes, headers));
  await expectRefusal(tencent, tencentWith(bytes, headers));
});

const LARGE: [string, () => Buffer][] = [
  ["zeros", () => Buffer.alloc(9 * MEBIBYTE)],
  ["open brackets", () => Buffer.alloc(9 * MEBIBYTE, "[")],
  ["one value", () => Buffer.from(`{"KeyId":"${"x".repeat(9 * MEBIBYTE)}"}`)],
  ["many names", () => Buffer.from(`{${manyNames('"', '":1,')}"last":1}`)],
  ["many pairs", () => Buffer.from(manyNames("", "=1&"))],
];

function manyNames(before: string, after: string): string {
  return Array.from(
    { length: 200_000 },
    (_, index) => `${before}n${index}${after}`,
  ).join("");
}

test.each(LARGE)(
  "a large body of %s below the limit is refused",
  async (_, bytes) => {
    await expectRefusal(alibaba, alibabaWith(bytes()));
    await expectRefusal(tencent, tencentWith(bytes()));
  },
);

test("bodies of 20 MiB are refused, one or many at once, of known length or not", async () => {
  const huge = Buffer.alloc(20 * MEBIBYTE, "x");
  const chunked = { "transfer-encoding": "chunked" };
  const send = async () => {
    const outcomes = [
      await alibaba.send(alibabaWith(huge)),
      await alibaba.send(alibabaWith(huge, chunked)),
      await tencent.send(tencentWith(huge)),
      await tencent.send(tencentWith(huge, chunked)),
    ].map(({ outcome }) => outcome);
    expect(outcomes).toEqual([
      "400 InvalidParameter",
      "400 InvalidParameter",
      "200 RequestSizeLimitExceeded",
      "200 RequestSizeLimitExceeded",
    ]);
  };
  await send();
  await Promise.all([send(), send(), send(), send()]);
});

test("a huge body to the control surface changes nothing there", async () => {
  const reply = await exchange(victims.url, {
    method: "POST",
    path: "/_emulator/clock",
    query: "",
    headers: { "content-type": "application/json" },
    body: Buffer.alloc(20 * MEBIBYTE, " "),
  });
  expect(reply.status).toBe(413);
});

const HELLO = "GET / HTTP/1.1\r\nHost: a\r\n";
const BAD_HTTP: Record<string, string> = {
  "nothing at all": "",
  "no HTTP": "\u0000\u0001\u0002\r\n\r\n",
  "the beginning of TLS":
    "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc",
  "the preface of HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "HTTP/0.9": "GET /\r\n",
  "a version of the future": "GET / HTTP/7.3\r\nHost: a\r\n\r\n",
  "no host": "GET / HTTP/1.1\r\n\r\n",
  "two hosts": `${HELLO}Host: b\r\n\r\n`,
  "a header without colon": `${HELLO}no colon\r\n\r\n`,
  "a NUL in a header": `${HELLO}X: a\u0000b\r\n\r\n`,
  "a folded header": `${HELLO}X: a\r\n b\r\n\r\n`,
  "a bare line feed": "GET / HTTP/1.1\nHost: a\nX: b\n\n",
  "a negative length": `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n`,
  "two lengths":
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
  "length and chunks":
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  "a chunk of no size":
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  "a chunk of all memory":
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
  "a body that ends early":
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n{",
  "an expectation that nobody meets": `POST / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\nContent-Length: 0\r\n\r\n`,
  "a tunnel": "CONNECT kms.example:443 HTTP/1.1\r\nHost: kms.example\r\n\r\n",
  "an upgrade": `${HELLO}Connection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n`,
  "headers beyond measure": `${HELLO}X: ${"x".repeat(300_000)}\r\n\r\n`,
  "headers beyond number": `${HELLO}${"X: y\r\n".repeat(100_000)}\r\n`,
  "a target beyond measure": `GET /?${"x".repeat(300_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
  "a target that leads up": `GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
};

/** One or no reply, an error, of a server that tells nothing of itself. */
const ERROR_OR_NOTHING = /^$|^HTTP\/1\.1 [45]\d\d [^]*$/;

test.each(Object.entries(BAD_HTTP))("%s is refused", async (_name, bytes) => {
  const reply = await replyTo(victims.url, bytes);
  expect(reply).toMatch(ERROR_OR_NOTHING);
  expect(reply).not.toMatch(/node:|\.js|\.mjs/);
});

test("whatever bytes a connection begins with, it is refused", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
      expect(await replyTo(victims.url, bytes)).toMatch(ERROR_OR_NOTHING);
    }),
    { numRuns: 300 },
  );
});

test("a client that goes away in mid-request leaves nothing behind", async () => {
  const head = `POST / HTTP/1.1\r\nHost: a\r\nX-TC-Action: CreateKey\r\nContent-Length: 99\r\n\r\n{"Alias":"${randomUUID()}"`;
  const sockets = await Promise.all(
    Array.from({ length: 200 }, () => open(victims.url)),
  );
  await Promise.all(
    sockets.map(async (socket, index) => {
      socket.write(head.slice(0, 1 + ((index * 7) % head.length)));
      if (index % 2 === 0) socket.destroy();
      else socket.resetAndDestroy();
      await untilClosed(socket);
    }),
  );
});
