import { bundle, needlessServices, PLUGIN, PROGRAMS } from "./bundle";
import type { BundledFile } from "./bundle";

test.each(PROGRAMS)(
  "two builds of $name give the same bytes",
  async (program) => {
    const [one, other] = [await bundle(program), await bundle(program)];
    expect(one.files.map(({ name }) => name)).toContain(program.main);
    expect(one.files).toEqual(other.files);
  },
);

test("the plugin's first file holds neither cloud's SDK, which load when a key needs them", async () => {
  const { files } = await bundle(PLUGIN);
  const text = ({ contents }: BundledFile) => Buffer.from(contents).toString();
  const [first, rest] = [
    files.filter(({ name }) => name === PLUGIN.main),
    files.filter(({ name }) => name !== PLUGIN.main),
  ].map((some) => some.map(text).join("\n"));
  expect(first).not.toMatch(/tencentcloudapi|aliyuncs/);
  expect(rest).toMatch(/tencentcloudapi/);
  expect(rest).toMatch(/aliyuncs/);
});

test("a service of Tencent's SDK that is not used is named, so that the build can refuse it", () => {
  const services = "node_modules/tencentcloud-sdk-nodejs/tencentcloud/services";
  expect(
    needlessServices([
      `${services}/kms/v20190118/index.js`,
      `${services}/tag/v20180813/index.js`,
      `${services}/cvm/v20170312/index.js`,
      "provider/main.ts",
    ]),
  ).toEqual(["cvm"]);
});
