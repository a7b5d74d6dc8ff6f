import { setTimeout as sleep } from "node:timers/promises";
import type { CloudName } from "../../emulator/clouds";
import { Emulator } from "../support/emulator";
import { Plugin } from "../support/plugin";
import { until } from "../support/until";

let emulator: Emulator;

beforeAll(async () => {
  emulator = await Emulator.start();
});
afterAll(() => emulator.stop());
beforeEach(async () => {
  await emulator.reset();
  await emulator.set({ "tencent.keyQuota": 1000, "alibaba.keyQuota": 1000 });
});

/** Makes so many keys with each of some processes, all asked for at once; gives how often CreateKey was called. */
async function createKeys(
  cloud: CloudName,
  keys: number,
  processes: number,
  meanwhile: (plugin: Plugin) => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  const started = await Promise.all(
    Array.from({ length: processes }, () =>
      Plugin.configured(emulator.connection()),
    ),
  );
  const creates = started.flatMap(({ client }, process) =>
    Array.from({ length: keys }, async (_, key) => {
      const urn = `urn:pulumi:s${process}::limits::cmk:index:Cmk::key${key}`;
      const { inputs } = await client.check({ cloud }, { urn });
      await client.create(inputs, { urn });
    }),
  );
  await Promise.all(started.map(({ plugin }) => meanwhile(plugin)));
  const outcomes = await Promise.allSettled(creates);
  await Promise.all(started.map(({ plugin }) => plugin.stop()));
  const failed = outcomes.filter(({ status }) => status === "rejected");
  expect(failed).toEqual([]);
  expect(await emulator.keys()).toHaveLength(keys * processes);
  return (await emulator.calls())[cloud]["CreateKey"] ?? 0;
}

/** A machine that stands still now and then may let a few calls meet; each is made again. */
function expectFewThrottled(calls: number, keys: number): void {
  expect(calls).toBeGreaterThanOrEqual(keys);
  expect(calls).toBeLessThanOrEqual(Math.ceil(keys * 1.1));
}

test("of Tencent's 100 requests a second to each action hardly one is refused", async () => {
  await emulator.limit({ cloud: "tencent", perSecond: 100 });
  expectFewThrottled(await createKeys("tencent", 300, 1), 300);
});

test("of Alibaba's 10 CreateKey a second hardly one is refused", async () => {
  await emulator.limit({
    cloud: "alibaba",
    action: "CreateKey",
    perSecond: 10,
  });
  expectFewThrottled(await createKeys("alibaba", 40, 1), 40);
});

test("an account whose limits are lower than documented makes all keys, with few refusals", async () => {
  await emulator.limit({
    cloud: "tencent",
    action: "CreateKey",
    perSecond: 50,
  });
  const calls = await createKeys("tencent", 200, 1);
  expect(calls).toBeGreaterThan(200);
  expect(calls).toBeLessThan(300);
});

test("two processes share an account's limit, with few refusals", async () => {
  await emulator.limit({
    cloud: "alibaba",
    action: "CreateKey",
    perSecond: 10,
  });
  const calls = await createKeys("alibaba", 30, 2);
  expect(calls).toBeGreaterThan(60);
  expect(calls).toBeLessThan(100);
});

test("a process that was stopped for a while does not send at once what it has missed", async () => {
  await emulator.limit({
    cloud: "alibaba",
    action: "CreateKey",
    perSecond: 10,
  });
  const calls = await createKeys("alibaba", 40, 1, async (plugin) => {
    await until(async () => (await emulator.keys())[0]);
    plugin.signal("SIGSTOP");
    await sleep(3000);
    plugin.signal("SIGCONT");
  });
  expectFewThrottled(calls, 40);
});
