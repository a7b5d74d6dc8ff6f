import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";

test("quickstart: preview calls no cloud, up makes a key on each, and destroy schedules both deletions", async () => {
  const emulator = await Emulator.start();
  const connection = emulator.connection();
  const stack = await Stack.create({ example: "quickstart", connection });
  try {
    const plan = await stack.plan();
    expect(plan.changeSummary).toEqual({ create: 3 });
    expect(await emulator.calls()).toEqual({ alibaba: {}, tencent: {} });

    await stack.up();
    const keys = await emulator.keys();
    expect(keys).toEqual([
      expect.objectContaining({ cloud: "alibaba", keyState: "Enabled" }),
      expect.objectContaining({ cloud: "tencent", keyState: "Enabled" }),
    ]);
    expect(await stack.outputs()).toEqual({
      ordersKeyId: keys[0]?.keyId,
      invoicesKeyId: keys[1]?.keyId,
    });
    await stack.up("--expect-no-changes");

    await stack.destroy();
    expect((await emulator.keys()).map(({ keyState }) => keyState)).toEqual([
      "PendingDeletion",
      "PendingDelete",
    ]);
  } finally {
    stack.remove();
    await emulator.stop();
  }
});
