import { Emulator } from "../support/emulator";
import { Stack, type Config } from "../support/engine";

const REGIONS = ["cn-hangzhou", "cn-beijing"];
let emulator: Emulator;
beforeAll(async () => {
  emulator = await Emulator.start({ alibabaRegions: REGIONS });
});
afterEach(() => emulator.reset());
afterAll(() => emulator.stop());

test("one program keeps keys in two regions of both clouds", async () => {
  const stack = await Stack.create({
    program: `resources:
  a1: { type: cmk:Cmk, properties: { cloud: alibaba, region: cn-hangzhou } }
  a2: { type: cmk:Cmk, properties: { cloud: alibaba, region: cn-beijing } }
  t1: { type: cmk:Cmk, properties: { cloud: tencent, region: ap-singapore } }
  t2: { type: cmk:Cmk, properties: { cloud: tencent, region: ap-guangzhou } }
`,
    connection: emulator.connection(),
    project: "places",
  });
  await stack.up();
  const places = (await emulator.keys()).map(
    ({ cloud, region }) => `${cloud}/${region}`,
  );
  expect(places.sort()).toEqual([
    "alibaba/cn-beijing",
    "alibaba/cn-hangzhou",
    "tencent/ap-guangzhou",
    "tencent/ap-singapore",
  ]);
  await stack.refresh("--expect-no-changes");
  stack.remove();
});

test("another default cloud or region, in config or environment, moves no key, not even one that is replaced", async () => {
  const connection = emulator.connection();
  const stack = await Stack.create({
    program: "resources: { key: { type: cmk:Cmk } }",
    connection,
    config: { "cmk:cloud": "alibaba" },
    project: "defaults",
  });
  await stack.up();
  const changed: Config = {
    ...connection.config,
    "cmk:cloud": "tencent",
    "cmk:alibabaRegion": "cn-beijing",
  };
  stack.configure(changed);
  await stack.up("--expect-no-changes");
  const env = {
    ALIBABA_CLOUD_REGION: "cn-shanghai",
    ALICLOUD_REGION: "cn-shanghai",
    TENCENTCLOUD_REGION: "ap-tokyo",
  };
  const args = ["up", "--yes", "--skip-preview", "--expect-no-changes"];
  expect(await stack.attempt(args, { env })).toMatchObject({ code: 0 });
  stack.write(
    "resources: { key: { type: cmk:Cmk, properties: { spec: RSA_2048 } } }",
  );
  await stack.up();
  const keys = await emulator.keys();
  expect(keys.map(({ cloud, region }) => `${cloud}/${region}`)).toEqual([
    "alibaba/cn-hangzhou",
    "alibaba/cn-hangzhou",
  ]);
  stack.remove();
});

test("an empty environment and no settings are reported as what was looked at", async () => {
  const { config } = emulator.connection();
  const stack = await Stack.create({
    program: `resources:
  a: { type: cmk:Cmk, properties: { cloud: alibaba } }
  t: { type: cmk:Cmk, properties: { cloud: tencent } }
`,
    connection: { config, env: {} },
    env: {
      ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
      HOME: "/nonexistent",
    },
    project: "nobody",
  });
  await stack.preview();
  const { stdout, stderr } = await stack.fails("up");
  const output = stdout + stderr;
  expect(output).toContain("ALIBABA_CLOUD_ACCESS_KEY_ID");
  expect(output).toContain("TENCENTCLOUD_SECRET_ID");
  expect(await emulator.keys()).toEqual([]);
  stack.remove();
});
