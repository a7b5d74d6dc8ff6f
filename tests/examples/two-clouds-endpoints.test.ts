import { runtime } from "@pulumi/pulumi";
import { infrastructure } from "../../examples/two-clouds/infrastructure";

const CREDENTIALS = {
  "two-clouds:alibabaAccessKeyId": "emulator",
  "two-clouds:alibabaAccessKeySecret": "emulator-secret",
  "two-clouds:tencentSecretId": "emulator",
  "two-clouds:tencentSecretKey": "emulator-secret",
};
const HERE = "http://127.0.0.1:4510";
const BEIJING = JSON.stringify({ "cn-beijing": HERE });

beforeAll(() =>
  runtime.setMocks(
    {
      newResource: ({ name }) => ({ id: name, state: {} }),
      call: () => ({}),
    },
    "two-clouds",
  ),
);

function make(settings: Record<string, string>) {
  runtime.setAllConfig({ ...CREDENTIALS, ...settings });
  return infrastructure();
}

test.each([
  [{ "cmk:alibabaEndpoint": HERE }, "cn-hangzhou, cn-beijing"],
  [
    { "cmk:alibabaEndpoint": HERE, "cmk:alibabaRegion": "cn-hangzhou" },
    "cn-beijing",
  ],
  [{ "cmk:alibabaEndpoints": BEIJING }, "cn-hangzhou"],
])(
  "two-clouds: with %j, no key is made in a region without an endpoint",
  (settings, left) => {
    expect(() => make(settings)).toThrow(`has no ${left}, though`);
  },
);

test.each([
  [{}],
  [{ "cmk:alibabaEndpoint": "https://kms.{region}.example.com" }],
  [
    {
      "cmk:alibabaEndpoint": HERE,
      "cmk:alibabaRegion": "cn-hangzhou",
      "cmk:alibabaEndpoints": BEIJING,
    },
  ],
])("two-clouds: with %j, every region has its endpoint", (settings) => {
  expect(Object.keys(make(settings).keyIds)).toHaveLength(4);
});
