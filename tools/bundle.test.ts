import { bundle, needlessServices, PROGRAMS } from "./bundle";

test.each(PROGRAMS)(
  "two builds of $name give the same bytes",
  async (program) => {
    const [one, other] = [await bundle(program), await bundle(program)];
    expect(one.map(({ name }) => name)).toContain(program.main);
    expect(one).toEqual(other);
  },
);

test("the plugin's first file holds neither cloud's SDK, which load when a key needs them", async () => {
  for (const program of PROGRAMS.filter(({ name }) => name.includes("cmk"))) {
    const files = await bundle(program);
    const first = files.find(({ name }) => name === program.main);
    const text = Buffer.from(first?.contents ?? []).toString();
    expect(text).not.toMatch(/tencentcloudapi|aliyuncs/);
    const rest = files.map(({ contents }) => Buffer.from(contents).toString());
    expect(rest.join("")).toMatch(/tencentcloudapi/);
    expect(rest.join("")).toMatch(/aliyuncs/);
  }
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
