import { once } from "node:events";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { NOWHERE } from "../../../../tests/support/clouds/alibaba";
import { contextOf } from "../../../../tests/support/clouds/bench";
import { Client as AlibabaClient } from "../../alibaba/client";
import { setting } from "../../errors";
import type { CloudSettings } from "../../rules";
import { Settings } from "../../settings";
import { Client as TencentClient } from "../../tencent/client";
import { SETTINGS as TENCENT_SETTINGS } from "../../tencent/settings";

/** What the settings `httpProxy` and `requestTimeout` do to each cloud's requests. */

const soon = () => contextOf({ deadline: Date.now() + 2_000 });

type Send = (
  settings: CloudSettings,
  environment: NodeJS.ProcessEnv,
) => Promise<unknown>;

const CLOUDS: Readonly<Record<string, { host: string; send: Send }>> = {
  alibaba: {
    host: "sts.aliyuncs.com:443",
    send: (settings, environment) =>
      AlibabaClient.open(
        {
          alibabaAccessKeyId: "id",
          alibabaAccessKeySecret: "secret",
          ...settings,
        },
        { ...NOWHERE, ...environment },
      ).account(soon()),
  },
  tencent: {
    host: "sts.tencentcloudapi.com:443",
    send: async (settings, environment) => {
      const all = {
        tencentSecretId: "id",
        tencentSecretKey: "secret",
        ...settings,
      };
      const client = await TencentClient.open(
        new Settings(TENCENT_SETTINGS, all, environment),
        { environment, home: "/nowhere" },
      );
      return client.account(soon());
    },
  },
};

/** A proxy that makes no connection, and notes what it is asked for. */
let proxy: http.Server;
let address: string;
const asked: { url?: string; login?: string }[] = [];

beforeAll(async () => {
  proxy = http.createServer();
  proxy.on("connect", ({ url, headers }, socket) => {
    asked.push({ url, login: headers["proxy-authorization"] });
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  address = `127.0.0.1:${String((proxy.address() as AddressInfo).port)}`;
});
afterAll(() => proxy.close());
beforeEach(() => {
  asked.length = 0;
});

describe.each(Object.entries(CLOUDS))(
  "a request to %s",
  (_, { host, send }) => {
    const messageOf = async (
      settings: CloudSettings,
      environment: NodeJS.ProcessEnv = {},
    ) => {
      const failure = await send(settings, environment).catch(
        (error: unknown) => error,
      );
      if (failure instanceof Error) return failure.message;
      throw new Error("there was an answer");
    };

    test("goes through httpProxy, also where the environment names another proxy", async () => {
      const message = await messageOf(
        { httpProxy: `http://me:canary@${address}` },
        { HTTPS_PROXY: "http://127.0.0.1:9" },
      );
      const login = `Basic ${Buffer.from("me:canary").toString("base64")}`;
      expect(asked[0]).toEqual({ url: host, login });
      expect(message).toContain(setting("httpProxy"));
      expect(message).not.toContain("canary");
    });

    test("goes through the environment's proxy if httpProxy is absent or empty", async () => {
      const environment = { HTTPS_PROXY: address };
      for (const httpProxy of [undefined, " "]) {
        const message = await messageOf({ httpProxy }, environment);
        expect(message).toContain("environment variable HTTPS_PROXY");
      }
      expect(asked).not.toEqual([]);
    });

    test("is given up after requestTimeout", async () => {
      const timers = jest.spyOn(global, "setTimeout");
      await messageOf({ httpProxy: address, requestTimeout: 3 });
      expect(timers).toHaveBeenCalledWith(expect.any(Function), 3000);
      timers.mockClear();
      await messageOf({ httpProxy: address });
      expect(timers).not.toHaveBeenCalledWith(expect.any(Function), 3000);
      timers.mockRestore();
    });

    test("says which setting is no proxy's URL, and not what it is", async () => {
      const message = await messageOf({ httpProxy: "http://me:canary#@x" });
      expect(message).toContain(`${setting("httpProxy")} is not a proxy's URL`);
      expect(message).not.toContain("canary");
    });
  },
);
