import type { CloudSettings } from "../rules";
import { Settings } from "../settings";
import { Endpoints } from "./endpoints";
import { SETTINGS } from "./settings";

const endpoints = (
  configured: CloudSettings,
  environment: NodeJS.ProcessEnv = {},
) =>
  new Endpoints(new Settings(SETTINGS, configured, environment), environment);

test("without settings each region has its public host", () => {
  expect(endpoints({}).kms("eu-central-1")).toMatchObject({
    protocol: "https",
    host: "kms.eu-central-1.aliyuncs.com",
  });
});

test.each([
  [
    { alibabaEndpoint: "kms-vpc.{region}.aliyuncs.com" },
    "kms-vpc.us-east-1.aliyuncs.com",
  ],
  [
    { alibabaEndpoint: "https://{region}.example:8443" },
    "us-east-1.example:8443",
  ],
  [
    { alibabaEndpoint: "one.example", alibabaRegion: "us-east-1" },
    "one.example",
  ],
  [
    {
      alibabaEndpoint: "kms.{region}.example",
      alibabaEndpoints: '{"us-east-1":"own.example"}',
    },
    "own.example",
  ],
])("%j serves us-east-1 at %s", (configured, host) => {
  expect(endpoints(configured).kms("us-east-1")).toMatchObject({
    protocol: "https",
    host,
  });
});

test("a plain URL reaches an emulator, and a variable of the environment does, too", () => {
  const region = { alibabaRegion: "cn-hangzhou" };
  const url = "http://127.0.0.1:4000";
  const expected = { protocol: "http", host: "127.0.0.1:4000" };
  expect(
    endpoints({ ...region, alibabaEndpoint: url }).kms("cn-hangzhou"),
  ).toMatchObject(expected);
  expect(
    endpoints(region, { ALIBABA_CLOUD_ENDPOINT_KMS: url }).kms("cn-hangzhou"),
  ).toMatchObject(expected);
});

test.each<CloudSettings>([
  { alibabaEndpoint: "one.example", alibabaRegion: "cn-hangzhou" },
  { alibabaEndpoint: "one.example" },
])(
  "with %j another region is refused, with the setting that names its endpoint",
  (configured) => {
    expect(() => endpoints(configured).kms("us-east-1")).toThrow(
      /us-east-1.*alibabaEndpoints/,
    );
  },
);

test.each<CloudSettings>([
  { alibabaEndpoint: "ftp://kms" },
  { alibabaEndpoints: "not json" },
  { alibabaEndpoints: '{"us-east-1": 1}' },
])("%j is refused by name", (configured) => {
  const [name = ""] = Object.keys(configured);
  expect(() =>
    endpoints({ alibabaRegion: "us-east-1", ...configured }).kms("us-east-1"),
  ).toThrow(name);
});

test("a password in a URL is not shown", () => {
  const configured = {
    alibabaRegion: "us-east-1",
    alibabaEndpoint: "https://user:canary@kms.example",
  };
  expect(() => endpoints(configured).kms("us-east-1")).toThrow(
    expect.not.objectContaining({
      message: expect.stringContaining("canary") as string,
    }) as Error,
  );
});

test.each<[NodeJS.ProcessEnv, string]>([
  [{}, "sts.aliyuncs.com"],
  [{ ALIBABA_CLOUD_STS_REGION: "cn-hangzhou" }, "sts.cn-hangzhou.aliyuncs.com"],
  [
    {
      ALIBABA_CLOUD_STS_REGION: "cn-hangzhou",
      ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED: "true",
    },
    "sts-vpc.cn-hangzhou.aliyuncs.com",
  ],
])("with %j STS is %s", (environment, host) => {
  expect(endpoints({}, environment).sts().host).toBe(host);
  expect(
    endpoints({ alibabaStsEndpoint: "sts.example" }, environment).sts().host,
  ).toBe("sts.example");
});
