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
  expect(proxyFor(KMS, environment)).toBe(proxy);
});

test.each(["localhost", "127.0.0.1:4000", "[::1]:80"])(
  "%s is never reached through a proxy",
  (host) => {
    const environment = { HTTP_PROXY: PROXY };
    expect(proxyFor({ protocol: "http", host }, environment)).toBeUndefined();
  },
);
