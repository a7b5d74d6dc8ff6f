import { TEST_CLOUDS } from "../engine/clouds";
import { FaultBench } from "./testing";

/** The listing of a region that the first Create of a run makes, to find keys that an earlier run has left behind. */

const LISTING = { alibaba: "ListTagResources", tencent: "ListKeyDetail" };

const bench = new FaultBench();

describe.each(TEST_CLOUDS)("on $name", ({ name: cloud, region }) => {
  const checked = async () =>
    (await bench.client.check({ cloud, region })).inputs;

  test("a key that is to be destroyed is nothing that was left behind", async () => {
    const oldInputs = await checked();
    const { id, properties } = await bench.client.create(oldInputs);
    await bench.client.delete(id, { properties, oldInputs });
    await bench.nextRun();
    await bench.client.create(await checked());
    expect(bench.messages).not.toContain("made for this very resource");
  });

  test("a key that still lives is told of", async () => {
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
});
