import { once } from "node:events";
import * as https from "node:https";
import * as http from "node:http";
import * as net from "node:net";
import { HOST, CERTIFICATE, KEY } from "../../../../tests/support/clouds/tls";
import { Client as AlibabaClient } from "../../alibaba/client";
import { AlibabaKeyService } from "../../alibaba/service";
import { NOWHERE } from "../../../../tests/support/clouds/alibaba";
import { setting as settingTerm, term } from "../../errors";
import { networkFailure, type Endpoint, type NetworkFailure } from "./network";
import type { CloudSettings } from "../../rules";
import { Settings } from "../../settings";
import { Client as TencentClient } from "../../tencent/client";
import { TencentKeyService } from "../../tencent/service";
import { SETTINGS as TENCENT_SETTINGS } from "../../tencent/settings";
import { contextOf } from "../../../../tests/support/clouds/bench";

/** The message where a cloud can't be reached: which host and port, what names them, what happened, what to do. */

const servers: net.Server[] = [];
async function listen(server: net.Server): Promise<string> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
}
afterAll(() => servers.forEach((server) => server.close()));

const soon = () => contextOf({ deadline: Date.now() + 200 });

/** Calls of each service and of each source of credentials by way of the network, with the setting that names the host. */
interface Call {
  setting: string;
  send: (url: string, environment: NodeJS.ProcessEnv) => Promise<unknown>;
}
const alibaba = (
  setting: string,
  more: CloudSettings,
  send: (client: AlibabaClient) => Promise<unknown>,
): Call => ({
  setting: settingTerm(setting),
  send: (url, environment) => {
    const configured = {
      alibabaRegion: "cn-hangzhou",
      alibabaAccessKeyId: "id",
      alibabaAccessKeySecret: "canary",
      [setting]: url,
      ...more,
    };
    return send(AlibabaClient.open(configured, { ...NOWHERE, ...environment }));
  },
});
const tencent = (
  setting: string,
  more: CloudSettings,
  send: (client: TencentClient) => Promise<unknown>,
): Call => ({
  setting: settingTerm(setting),
  send: async (url, environment) => {
    const configured = {
      tencentSecretId: "id",
      tencentSecretKey: "canary",
      [setting]: url,
      ...more,
    };
    return send(
      await TencentClient.open(
        new Settings(TENCENT_SETTINGS, configured, environment),
        {
          environment,
          home: "/nowhere",
        },
      ),
    );
  },
});
const CALLS: Readonly<Record<string, Call>> = {
  "Alibaba Cloud KMS": alibaba("alibabaEndpoint", {}, (client) =>
    new AlibabaKeyService(client).in("cn-hangzhou", soon()).describe("k", {}),
  ),
  "Alibaba Cloud STS": alibaba("alibabaStsEndpoint", {}, (client) =>
    client.account(soon()),
  ),
  "Tencent Cloud KMS": tencent("tencentEndpoint", {}, (client) =>
    new TencentKeyService(client).in("ap-guangzhou", soon()).describe("k", {}),
  ),
  "Tencent Cloud STS": tencent("tencentStsEndpoint", {}, (client) =>
    client.account(soon()),
  ),
};

async function messageOf(
  { send }: Call,
  url: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  const failure = await send(url, environment).catch((error: Error) => error);
  if (failure instanceof Error) return failure.message;
  throw new Error("there was an answer");
}

describe.each(Object.entries(CALLS))("%s", (_, call) => {
  test("at a port where nobody listens", async () => {
    const message = await messageOf(call, "http://127.0.0.1:1");
    expect(message).toContain(
      `127.0.0.1:1 (${call.setting}) refused the connection; is the emulator running? (ECONNREFUSED). Start it with \`kms-emulator --port 1\`, or correct ${call.setting} and run ${term("apply")}.`,
    );
  });

  test("at a host that does not exist", async () => {
    const message = await messageOf(call, "https://no-such-host.invalid");
    expect(message).toMatch(
      /no-such-host\.invalid:443 \(⟦setting \w+⟧\) (is not a known host name|could not be looked up by name)/,
    );
    expect(message).toContain(`Check ${call.setting} and`);
  });

  test("by TLS at a server of plain HTTP", async () => {
    const host = await listen(http.createServer());
    const message = await messageOf(call, `https://${host}`);
    expect(message).toContain(`${host} (${call.setting}) does not speak TLS`);
    expect(message).toContain(`needs http://${host}.`);
  });

  test("by plain HTTP at a server of TLS", async () => {
    const server = https.createServer({ cert: CERTIFICATE, key: KEY });
    const host = await listen(server);
    const message = await messageOf(call, `http://${host}`);
    expect(message).toContain(`${host} (${call.setting}) `);
    expect(message).toContain(`https://`);
  });

  test("at a server with a self-signed certificate", async () => {
    const server = https.createServer({ cert: CERTIFICATE, key: KEY });
    const host = await listen(server);
    const message = await messageOf(call, `https://${host}`);
    expect(message).toContain(`${host} (${call.setting}) has a`);
    expect(message).toContain("self-signed certificate");
    expect(message).toContain("NODE_EXTRA_CA_CERTS");
  });

  test.each([
    [403, "refused to connect to the host (HTTP status 403)"],
    [407, "asks for other credentials (HTTP status 407)"],
    [302, "refused to connect to the host (HTTP status 302)"],
  ])("through a proxy that answers %i", async (status, expected) => {
    const server = http.createServer();
    server.on("connect", (_request, socket: net.Socket) =>
      socket.end(`HTTP/1.1 ${status} No\r\nLocation: http://canary/\r\n\r\n`),
    );
    const host = await listen(server);
    const message = await messageOf(call, `https://${HOST}`, {
      https_proxy: `http://user:canary@${host}`,
    });
    expect(message).toContain(
      `the proxy ${host} (environment variable https_proxy) ${expected}`,
    );
    expect(message).not.toContain("canary");
  });

  test("through a proxy that is not there", async () => {
    const message = await messageOf(call, `https://${HOST}`, {
      HTTPS_PROXY: "http://user:canary@127.0.0.1:1",
    });
    expect(message).toContain(
      "the proxy 127.0.0.1:1 (environment variable HTTPS_PROXY) refused the connection (ECONNREFUSED)",
    );
    expect(message).toContain("whether a firewall is in the way.");
    expect(message).not.toMatch(/canary|emulator|is needed/);
  });
});

describe("by its code", () => {
  const at: Endpoint = {
    protocol: "https",
    host: "kms.cn-hangzhou.aliyuncs.com",
    from: "region cn-hangzhou",
  };
  test.each<[string, NetworkFailure["kind"], string, string]>([
    ["ECONNREFUSED", "unavailable", "refused the connection", "region"],
    ["ENOTFOUND", "unavailable", "is not a known host name", "name server"],
    ["EAI_AGAIN", "unavailable", "could not be looked up", "name server"],
    ["ENETUNREACH", "unavailable", "network without a route", "firewall"],
    ["EHOSTUNREACH", "unavailable", "can't be reached", "firewall"],
    ["ETIMEDOUT", "unknownOutcome", "did not answer in time", "firewall"],
    ["ECONNRESET", "unknownOutcome", "cut the connection", "firewall"],
    ["CERT_HAS_EXPIRED", "unavailable", "has expired", "clock"],
    [
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "unavailable",
      "for another host name",
      "region cn-hangzhou",
    ],
    [
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "unavailable",
      "unknown authority",
      "NODE_EXTRA_CA_CERTS",
    ],
    [
      "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
      "unavailable",
      "unknown authority",
      "NODE_EXTRA_CA_CERTS",
    ],
    [
      "SELF_SIGNED_CERT_IN_CHAIN",
      "unavailable",
      "self-signed",
      "NODE_EXTRA_CA_CERTS",
    ],
  ])("%s is %s", (code, kind, what, remedy) => {
    const failure = networkFailure({ code }, at);
    expect(failure.kind).toBe(kind);
    expect(failure.detail).toContain(
      "kms.cn-hangzhou.aliyuncs.com:443 (region cn-hangzhou) ",
    );
    expect(failure.detail).toContain(what);
    expect(failure.detail).toContain(`(${code})`);
    expect(failure.remedy).toContain(remedy);
    expect(failure.detail).not.toContain("emulator");
  });
});
