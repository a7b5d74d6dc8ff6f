import { TEST_CLOUDS } from "../engine/clouds";
import { Emulator } from "../support/emulator";
import { EngineLog } from "../support/engine-log";
import { Plugin, settings } from "../support/plugin";
import { LOOPBACK, socketsOf } from "../support/sockets";

let emulator: Emulator;
let engine: Awaited<ReturnType<typeof EngineLog.start>>;
let plugin: Plugin;

beforeAll(async () => {
  emulator = await Emulator.start();
  engine = await EngineLog.start();
  const { env } = emulator.connection();
  plugin = await Plugin.start({ env });
});
afterAll(async () => {
  await plugin.stop();
  engine.log.stop();
  await emulator.stop();
});

test("the plugin listens on one port of loopback, and talks to the engine and to the clouds' endpoints only", async () => {
  const client = plugin.connect();
  await client.handshake(engine.address);
  await client.configure(settings(emulator.connection()));
  for (const { name: cloud } of TEST_CLOUDS) {
    const { inputs } = await client.check({ cloud, tags: { team: "orders" } });
    const { id } = await client.create(inputs);
    await client.read(id);
  }

  const sockets = socketsOf(plugin.pid);
  expect(sockets.filter(({ listens }) => listens)).toMatchObject([
    { protocol: "tcp", local: { host: LOOPBACK, port: plugin.port } },
  ]);
  const outgoing = sockets.filter(
    ({ listens, local }) => !listens && local.port !== plugin.port,
  );
  const peers = new Set(outgoing.map(({ remote }) => remote.port));
  const engines = portOf(`http://${engine.address}`);
  const { alibaba, tencent } = emulator.endpoints;
  const clouds = [emulator.url, tencent, ...Object.values(alibaba)].map(portOf);
  expect(peers.size).toBeGreaterThan(0);
  for (const peer of peers) expect([engines, ...clouds]).toContain(peer);
});

function portOf(url: string): number {
  return Number(new URL(url).port);
}
