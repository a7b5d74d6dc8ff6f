import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { emulatedSettings, environmentFor, findEmulator } from "./emulator";
import { Endpoints } from "./alibaba/endpoints";
import { SETTINGS as ALIBABA_SETTINGS } from "./alibaba/settings";
import { Settings } from "./settings";
import { endpointsOf } from "./tencent/endpoints";
import { SETTINGS as TENCENT_SETTINGS } from "./tencent/settings";

const URL = "http://127.0.0.1:4510";
const URLS = { "cn-hangzhou": URL, "cn-beijing": "http://127.0.0.1:4511" };

describe("with an emulator", () => {
  const environment = { ALIBABA_CLOUD_ENDPOINT_KMS: "kms.example.com" };
  const kms = (region: string, urls?: Readonly<Record<string, string>>) => {
    const configured = emulatedSettings(
      ALIBABA_SETTINGS,
      {},
      { url: URL, urls },
    );
    const settings = new Settings(ALIBABA_SETTINGS, configured, environment);
    return new Endpoints(settings, environment).kms(region);
  };

  test("each region of Alibaba Cloud has the URL that the emulator gives", () => {
    expect(kms("cn-hangzhou", URLS)).toMatchObject({ host: "127.0.0.1:4510" });
    expect(kms("cn-beijing", URLS)).toMatchObject({
      protocol: "http",
      host: "127.0.0.1:4511",
      from: "⟦setting emulator⟧",
    });
  });

  test("a region that it does not serve is no region of the real cloud", () => {
    expect(() => kms("cn-shanghai", URLS)).toThrow(
      "serves cn-hangzhou, cn-beijing, and not cn-shanghai. Start it with `--alibaba-regions cn-hangzhou,cn-beijing,cn-shanghai`.",
    );
  });

  test("commands name the emulator before it has been asked for its regions", () => {
    expect(kms("cn-shanghai")).toMatchObject({ host: "127.0.0.1:4510" });
  });

  test("each service of Tencent Cloud, and Alibaba's STS, are at its own URL", () => {
    const configured = emulatedSettings(TENCENT_SETTINGS, {}, { url: URL });
    const settings = new Settings(TENCENT_SETTINGS, configured, environment);
    const at = { host: "127.0.0.1:4510", from: "⟦setting emulator⟧" };
    const endpoints = endpointsOf(settings);
    expect(endpoints).toMatchObject({ kms: at, tag: at, sts: at });
    expect(
      new Endpoints(
        new Settings(
          ALIBABA_SETTINGS,
          emulatedSettings(ALIBABA_SETTINGS, {}, { url: URL }),
        ),
        { ALIBABA_CLOUD_STS_REGION: "cn-hangzhou" },
      ).sts(),
    ).toMatchObject(at);
  });

  test("its own access key is used unless one is configured, and no half of it", () => {
    const own = {
      tencentSecretId: "emulator",
      tencentSecretKey: "emulator-secret",
    };
    const at = { url: URL };
    expect(emulatedSettings(TENCENT_SETTINGS, {}, at)).toMatchObject(own);
    const other = { tencentSecretId: "other" };
    const settings = emulatedSettings(TENCENT_SETTINGS, other, at);
    expect(settings).toMatchObject(other);
    expect(settings).not.toHaveProperty("tencentSecretKey");
  });

  test("the environment is not looked at", () => {
    const configured = emulatedSettings(TENCENT_SETTINGS, {}, { url: URL });
    expect(environmentFor(configured)).toEqual({});
    expect(environmentFor({})).toBe(process.env);
  });
});

describe("an emulator is asked where it is", () => {
  let answer = { status: 200, text: "" };
  let server: Server;
  let host = "";
  beforeAll(async () => {
    server = createServer((request, response) => {
      const { status, text } = answer;
      const found = request.url === "/_emulator/endpoints";
      response.writeHead(found ? status : 404).end(text);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    host = `localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  test("and only its ports are believed: a reply leads to no other host", async () => {
    const foreign = { "cn-hangzhou": "https://kms.cn-hangzhou.example.com:44" };
    const reply = { alibaba: foreign, tencent: "https://example.com" };
    answer = { status: 200, text: JSON.stringify(reply) };
    expect(await findEmulator(host, "alibaba")).toEqual({
      url: `http://${host}`,
      urls: { "cn-hangzhou": "http://localhost:44" },
    });
    expect(await findEmulator(host, "tencent")).toEqual({
      url: `http://${host}`,
    });
  });

  test.each([
    [200, "<html>"],
    [200, '{"alibaba": {"cn-hangzhou": 7}}'],
    [404, "{}"],
    [302, ""],
  ])("another server, which answers %d %s, is none", async (status, text) => {
    answer = { status, text };
    await expect(findEmulator(host, "alibaba")).rejects.toThrow(
      status === 302 ? "is not followed" : "is not an emulator",
    );
  });

  test("one that does not run is named, with the command that starts it", async () => {
    await expect(findEmulator("127.0.0.1:1", "tencent")).rejects.toThrow(
      /127\.0\.0\.1:1 \(⟦setting emulator⟧\) refused the connection; is the emulator running\? .*Start it with `kms-emulator --port 1`, or correct ⟦setting emulator⟧/,
    );
  });
});
