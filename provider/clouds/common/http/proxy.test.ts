import { networkFailure } from "./network";
import { proxyFor } from "./proxy";

const KMS = {
  protocol: "https",
  host: "kms.cn-hangzhou.aliyuncs.com",
} as const;
const PROXY = "http://proxy.example:3128";

test.each<[NodeJS.ProcessEnv, string | undefined]>([
  [{}, undefined],
  [{ HTTPS_PROXY: PROXY }, PROXY],
  [{ https_proxy: PROXY, HTTPS_PROXY: "http://other" }, PROXY],
  [{ HTTP_PROXY: PROXY }, undefined],
  [{ HTTPS_PROXY: PROXY, NO_PROXY: "aliyuncs.com" }, undefined],
  [{ HTTPS_PROXY: PROXY, NO_PROXY: "a.example, .aliyuncs.com" }, undefined],
  [{ HTTPS_PROXY: PROXY, no_proxy: "*" }, undefined],
  [{ HTTPS_PROXY: PROXY, NO_PROXY: "yuncs.com" }, PROXY],
])("with %j the proxy is %s", (environment, proxy) => {
  expect(proxyFor(KMS, environment)?.url.origin).toBe(proxy);
});

test.each<[NodeJS.ProcessEnv, string | undefined]>([
  [{}, PROXY],
  [{ HTTPS_PROXY: "http://other" }, PROXY],
  [{ NO_PROXY: "aliyuncs.com" }, undefined],
])("with %j, and a proxy in the settings, it is %s", (environment, proxy) => {
  const configured = { value: PROXY, from: "setting" };
  expect(proxyFor(KMS, environment, configured)?.url.origin).toBe(proxy);
  const loopback = { protocol: "http", host: "127.0.0.1:4510" } as const;
  expect(proxyFor(loopback, environment, configured)).toBeUndefined();
});

test.each([
  ["proxy.example:3128", "http://proxy.example:3128/", undefined],
  ["https://proxy.example", "https://proxy.example/", undefined],
  [
    "http://me:p%40ss@proxy.example/",
    "http://me:p%40ss@proxy.example/",
    "me:p@ss",
  ],
  [
    "http://us er:p@proxy.example",
    "http://us%20er:p@proxy.example/",
    "us er:p",
  ],
  ["http://me@proxy.example", "http://me@proxy.example/", "me:"],
])("%s is a proxy", (HTTPS_PROXY, href, login) => {
  const proxy = proxyFor(KMS, { HTTPS_PROXY });
  expect(proxy?.url.href).toBe(href);
  expect(proxy?.login).toBe(login);
});

test.each([
  "http://user:canary%@proxy.example:3128",
  "http://user:canary%zz@proxy.example:3128",
  "http://user:canary#@proxy.example:3128",
  "http://user:12/canary@proxy.example:3128",
  "http://user:12?canary@proxy.example:3128",
  "socks5://user:canary@proxy.example:1080",
  "http://",
])("%s is none, and only its variable is named", (https_proxy) => {
  let failure: unknown;
  try {
    proxyFor(KMS, { https_proxy });
  } catch (error) {
    failure = error;
  }
  const { kind, detail, remedy } = networkFailure(failure);
  expect(kind).toBe("invalid");
  expect(detail).toContain("environment variable https_proxy");
  expect(remedy).toContain("% as %25");
  expect(`${detail}${remedy}${String(failure)}`).not.toContain("canary");
});

test.each(["localhost", "127.0.0.1:4000", "[::1]:80"])(
  "%s is never reached through a proxy",
  (host) => {
    const environment = { HTTP_PROXY: PROXY };
    expect(proxyFor({ protocol: "http", host }, environment)).toBeUndefined();
  },
);
