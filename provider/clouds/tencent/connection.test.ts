import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Settings } from "../settings";
import { connect } from "./service";
import { SETTINGS } from "./settings";
import { contextOf } from "../../../tests/support/clouds/bench";
import { REGION } from "../../../tests/support/clouds/tencent";

let server: Server;
let url: string;
let answer: RequestListener;

beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Describes a key by way of this endpoint, in little time. */
async function describeAt(
  endpoint: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<unknown> {
  const configured = {
    tencentSecretId: "id",
    tencentSecretKey: "canary-key",
    tencentToken: "canary-token",
    tencentEndpoint: endpoint,
    tencentTagEndpoint: endpoint,
    tencentStsEndpoint: endpoint,
  };
  const service = await connect(
    new Settings(SETTINGS, configured, environment),
    {
      environment,
      home: "/nowhere",
    },
  );
  const context = contextOf({ deadline: Date.now() + 400 });
  try {
    return await service.in(REGION, context).describe("k", {});
  } finally {
    service.close();
  }
}

test("a request is signed for its service, and carries region, language and token", async () => {
  const seen: Record<string, unknown>[] = [];
  answer = (request, response) => {
    seen.push(request.headers);
    response.end(
      JSON.stringify({
        Response: { Error: { Code: "ResourceUnavailable.CmkNotFound" } },
      }),
    );
  };
  expect(await describeAt(url)).toBeUndefined();
  expect(seen).toMatchObject([
    {
      "x-tc-action": "DescribeKey",
      "x-tc-version": "2019-01-18",
      "x-tc-region": REGION,
      "x-tc-language": "en-US",
      "x-tc-token": "canary-token",
      authorization: expect.stringMatching(
        /Credential=id\/\d{4}-\d\d-\d\d\/kms\/tc3_request/,
      ) as string,
      connection: "keep-alive",
    },
  ]);
});

test.each<[string, RequestListener, string]>([
  [
    "a proxy's page with status 200",
    (_, response) => response.end("<html>Sign in</html>"),
    "not the cloud's JSON",
  ],
  [
    "JSON of something else",
    (_, response) => response.end('{"ok": true}'),
    "not the cloud's JSON",
  ],
  [
    "a cut connection",
    (request) => request.socket.destroy(),
    "cut the connection",
  ],
  [
    "a page with status 404",
    (_, response) => response.writeHead(404).end("<html>"),
    "HTTP status 404",
  ],
])(
  "%s is no missing key, and is reported in our words",
  async (_, listener, words) => {
    answer = listener;
    const failure = await describeAt(url).catch((error: Error) => error);
    expect(failure).toMatchObject({
      message: expect.stringContaining(words) as string,
    });
    expect((failure as Error).message).not.toMatch(/canary|Signature/);
  },
);

test("a server that can't be reached is known not to have got the request", async () => {
  const failure = await describeAt("http://127.0.0.1:1").catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({
    message: expect.stringContaining("ECONNREFUSED") as string,
  });
});

test("a server that does not speak TLS is known not to have got the request", async () => {
  const failure = describeAt(url.replace("http:", "https:"));
  await expect(failure).rejects.toThrow("does not speak TLS");
});

test("a proxy variable that is no URL is reported by its name, at once", async () => {
  const environment = { HTTPS_PROXY: "http://user:canary%@127.0.0.1:9" };
  const failure = describeAt("https://kms.invalid", environment);
  await expect(failure).rejects.toMatchObject({
    kind: "invalid",
    action: "DescribeKey",
    message: expect.stringContaining("variable HTTPS_PROXY") as string,
  });
  await expect(failure).rejects.not.toThrow("canary");
});

test("a proxy that the environment names is used, unless the host is exempt", async () => {
  const asked: (string | undefined)[] = [];
  server.on("connect", (request, socket) => {
    asked.push(request.url);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  const environment = { HTTP_PROXY: url, NO_PROXY: "exempt.invalid" };
  const ask = (endpoint: string) =>
    describeAt(endpoint, environment).catch(() => undefined);
  await ask("http://kms.invalid");
  await ask("http://exempt.invalid");
  expect(new Set(asked)).toEqual(new Set(["kms.invalid:80"]));
});

test("calls through a proxy share a connection", async () => {
  let tunnels = 0;
  answer = (_, response) =>
    response.end(
      JSON.stringify({
        Response: { Error: { Code: "ResourceUnavailable.CmkNotFound" } },
      }),
    );
  server.removeAllListeners("connect");
  server.on("connect", (_, socket) => {
    tunnels += 1;
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    server.emit("connection", socket);
  });
  const configured = {
    tencentSecretId: "id",
    tencentSecretKey: "canary-key",
    tencentEndpoint: "http://kms.invalid",
  };
  const environment = { HTTP_PROXY: url };
  const service = await connect(
    new Settings(SETTINGS, configured, environment),
    {
      environment,
      home: "/nowhere",
    },
  );
  for (const keyId of ["a", "b", "c"])
    await service.in(REGION, contextOf()).describe(keyId, {});
  service.close();
  expect(tunnels).toBe(1);
});

test("a key that the answer about many leaves out is asked for by itself", async () => {
  const actions: string[] = [];
  answer = (request, response) => {
    const action = String(request.headers["x-tc-action"]);
    actions.push(action);
    const reply =
      action === "DescribeKeys"
        ? { KeyMetadatas: [], RequestId: "an-id" }
        : { Error: { Code: "ResourceUnavailable.CmkNotFound" } };
    response.end(JSON.stringify({ Response: reply }));
  };
  const configured = {
    tencentSecretId: "id",
    tencentSecretKey: "key",
    tencentEndpoint: url,
  };
  const service = await connect(new Settings(SETTINGS, configured, {}), {
    environment: {},
    home: "/nowhere",
  });
  const found = await Promise.all(
    ["a", "b"].map((id) => service.in(REGION, contextOf()).describe(id, {})),
  );
  service.close();
  expect(found).toEqual([undefined, undefined]);
  expect(actions.sort()).toEqual([
    "DescribeKey",
    "DescribeKey",
    "DescribeKeys",
  ]);
});
