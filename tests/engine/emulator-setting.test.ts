import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { Plugin } from "../support/plugin";
import type { Props } from "../support/protocol";
import { TEST_CLOUDS } from "./clouds";

/** A proxy that answers nobody, and through which everything that is not on this machine would go. */
let proxy: Server;
let reached = 0;
let emulator: Emulator;

beforeAll(async () => {
  proxy = createServer((socket) => {
    reached++;
    socket.destroy();
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  emulator = await Emulator.start({
    alibabaRegions: ["cn-hangzhou", "cn-beijing"],
  });
});
afterAll(async () => {
  proxy.close();
  await emulator.stop();
});

/** What a machine that works on the real clouds has, with the proxy above. */
function workingMachine(): Record<string, string> {
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return {
    HTTPS_PROXY: url,
    HTTP_PROXY: url,
    ALIBABA_CLOUD_ENDPOINT_KMS: "kms.example.com",
    ALIBABA_CLOUD_STS_REGION: "cn-hangzhou",
    ALIBABA_CLOUD_ACCESS_KEY_ID: "LTAIexample",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "real-secret",
    ALIBABA_CLOUD_ROLE_ARN: "acs:ram::1:role/deployer",
    TENCENTCLOUD_SECRET_ID: "AKIDexample",
    TENCENTCLOUD_SECRET_KEY: "real-secret",
    TENCENTCLOUD_ROLE_ARN: "qcs::cam::uin/1:roleName/deployer",
  };
}

test("CMK_EMULATOR also reaches an explicit provider, which takes none of the stack's settings", async () => {
  const stack = await Stack.create({
    program: {
      resources: {
        beijing: {
          type: "pulumi:providers:cmk",
          properties: { alibabaRegion: "cn-beijing" },
        },
        orders: {
          type: "cmk:Cmk",
          properties: { cloud: "alibaba" },
          options: { provider: "${beijing}" },
        },
      },
    },
    connection: {
      config: {},
      env: { ...workingMachine(), CMK_EMULATOR: emulator.url },
    },
    project: "explicit",
  });
  const { stdout } = await stack.up();
  expect(stdout).toContain(
    `CMK_EMULATOR sends every request to the emulator at ${emulator.url}, and none to a real cloud.`,
  );
  expect(await emulator.keys()).toMatchObject([{ region: "cn-beijing" }]);
  expect(reached).toBe(0);
  stack.remove();
  await emulator.reset();
});

test("with the setting emulator, nothing is sent to a real cloud, and a stopped emulator is named", async () => {
  const connection = emulator.setting();
  const plugin = await Plugin.start({ env: workingMachine() });
  const client = await plugin.run(connection);
  const make = async (asked: Props) => {
    const { inputs } = await client.check(asked);
    return client.create(inputs);
  };
  const inRegion = (region: string) => make({ cloud: "alibaba", region });
  const keys = [
    ...(await Promise.all(
      TEST_CLOUDS.map(({ name: cloud }) => make({ cloud })),
    )),
    await inRegion("cn-beijing"),
  ];
  for (const { id } of keys) expect((await client.read(id))?.id).toBe(id);
  expect((await emulator.keys()).map(({ region }) => region).sort()).toEqual([
    "ap-singapore",
    "cn-beijing",
    "cn-hangzhou",
  ]);
  await expect(inRegion("cn-shanghai")).rejects.toThrow(
    /serves cn-hangzhou, cn-beijing, and not cn-shanghai.*--alibaba-regions/,
  );

  await emulator.stop();
  const late = await plugin.run(connection);
  for (const { name: cloud } of TEST_CLOUDS) {
    const { inputs } = await late.check({ cloud });
    await expect(late.create(inputs)).rejects.toThrow(
      new RegExp(
        `127\\.0\\.0\\.1:\\d+ \\(cmk:emulator or CMK_EMULATOR\\) refused the connection.*\`kms-emulator --port ${new URL(emulator.url).port}`,
      ),
    );
  }
  expect(reached).toBe(0);
  await plugin.stop();
});

test("without the setting, the same machine's requests go to the proxy", async () => {
  const { plugin, client } = await Plugin.configured({
    config: { "cmk:alibabaRegion": "cn-hangzhou" },
    env: { ...workingMachine(), ALIBABA_CLOUD_ENDPOINT_KMS: "" },
  });
  const { inputs } = await client.check({ cloud: "alibaba" });
  await expect(client.create(inputs, { timeout: 2 })).rejects.toThrow();
  expect(reached).toBeGreaterThan(0);
  await plugin.stop();
});
