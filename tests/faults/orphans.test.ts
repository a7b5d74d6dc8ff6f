import { TEST_CLOUDS } from "../engine/clouds";
import { CallError } from "../support/protocol";
import { FaultBench } from "./testing";

/** The first Create of a run lists its region, to find keys that an earlier run has left behind (orphans). */

const LISTING = { alibaba: "ListTagResources", tencent: "ListKeyDetail" };

const bench = new FaultBench();

describe.each(TEST_CLOUDS)("on $name", ({ name: cloud, region }) => {
  const checked = async () =>
    (await bench.client.check({ cloud, region })).inputs;

  test("a key that is pending deletion is not an orphan", async () => {
    const oldInputs = await checked();
    const { id, properties } = await bench.client.create(oldInputs);
    await bench.client.delete(id, { properties, oldInputs });
    await bench.nextRun();
    await bench.client.create(await checked());
    expect(bench.messages).not.toContain("created for this resource");
  });

  test("an orphan is reported", async () => {
    const { id } = await bench.client.create(await checked());
    await bench.nextRun();
    await bench.client.create(await checked());
    expect(bench.messages).toContain(`pulumi import cmk:index:Cmk NAME ${id}`);
  });

  test("a listing without an answer ends with the resource's own time-out", async () => {
    await bench.emulator.fault({
      cloud,
      action: LISTING[cloud],
      kind: "delay",
      ms: 60_000,
    });
    const inputs = await checked();
    await expect(
      bench.client.create(inputs, { timeout: 1 }),
    ).rejects.toMatchObject({
      code: "DEADLINE_EXCEEDED",
    });
    expect(await bench.emulator.keys()).toEqual([]);
  }, 20_000);

  test("a key that is created long after the time-out is found", async () => {
    const rule = { cloud, action: "CreateKey", kind: "delay" } as const;
    await bench.emulator.fault({ ...rule, ms: 13_000, count: 1 });
    const inputs = await checked();
    const outcome = await bench.client
      .create(inputs, { timeout: 4 })
      .catch((error: unknown) => error);
    // A message names its id, whether or not there was time for all steps.
    const id =
      outcome instanceof CallError
        ? outcome.initFailed?.id
        : (outcome as { id: string }).id;
    const keys = await bench.emulator.keys();
    expect(keys.map(({ keyId }) => `${cloud}/${region}/${keyId}`)).toEqual([
      id,
    ]);
  }, 60_000);
});
