import { randomBytes } from "node:crypto";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";

test("byok: the material is imported on both clouds, and can be read neither in the preview nor in the state", async () => {
  const material = randomBytes(32).toString("base64");
  const emulator = await Emulator.start();
  const connection = emulator.connection();
  const stack = await Stack.create({ example: "byok", connection });
  try {
    await stack.run("config", "set", "--secret", "keyMaterial", material);
    const preview = await stack.preview();
    expect(preview.stdout).not.toContain(material);
    const plan = await stack.plan();
    expect(JSON.stringify(plan)).not.toContain(material);

    await stack.up();
    expect(await stack.outputs()).toMatchObject({
      paymentsKeyState: "Enabled",
      refundsExpiry: "2036-01-01T00:00:00Z",
    });
    expect(await emulator.keys()).toEqual([
      expect.objectContaining({ origin: "EXTERNAL", keyState: "Enabled" }),
      expect.objectContaining({ origin: "EXTERNAL", keyState: "Enabled" }),
    ]);
    expect(JSON.stringify(await stack.resources())).not.toContain(material);
    await stack.up("--expect-no-changes");
  } finally {
    stack.remove();
    await emulator.stop();
  }
});
