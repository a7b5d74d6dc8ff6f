import { GrpcLane } from "../campaign/grpc/lane";
import { TEST_CLOUDS } from "../engine/clouds";
import type { ProviderClient } from "../support/provider-client";

/** The listing of a region that the first Create of a run makes, to find keys that an earlier run has left behind. */

const LISTING = { alibaba: "ListTagResources", tencent: "ListKeyDetail" };

let lane: GrpcLane;
let client: ProviderClient;
beforeAll(async () => {
  lane = await GrpcLane.open();
});
beforeEach(async () => {
  await lane.emulator.reset();
  lane.log.lines.length = 0;
  client = await lane.configured("state", {});
});
afterEach(() => {
  client.close();
});
afterAll(() => lane.close());

describe.each(TEST_CLOUDS)("on $name", ({ name: cloud, region }) => {
  async function anotherRun(): Promise<void> {
    client.close();
    client = await lane.configured("state", {});
  }

  const checked = async () => (await client.check({ cloud, region })).inputs;

  test("a key that is to be destroyed is nothing that was left behind", async () => {
    const oldInputs = await checked();
    const { id, properties } = await client.create(oldInputs);
    await client.delete(id, { properties, oldInputs });
    await anotherRun();
    await client.create(await checked());
    expect(lane.log.lines).toEqual([]);
  });

  test("a key that still lives is told of", async () => {
    const { id } = await client.create(await checked());
    await anotherRun();
    await client.create(await checked());
    expect(lane.log.lines.map(({ message }) => message).join()).toContain(
      `pulumi import cmk:index:Cmk NAME ${id}`,
    );
  });

  test("a listing without an answer ends with the resource's own time-out", async () => {
    await lane.emulator.fault({
      cloud,
      action: LISTING[cloud],
      kind: "delay",
      ms: 60_000,
    });
    const inputs = await checked();
    await expect(client.create(inputs, { timeout: 1 })).rejects.toMatchObject({
      code: "DEADLINE_EXCEEDED",
    });
    expect(await lane.emulator.keys()).toEqual([]);
  }, 20_000);
});
