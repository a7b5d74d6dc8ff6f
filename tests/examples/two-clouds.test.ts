import { readFileSync } from "node:fs";
import { join } from "node:path";
import { infrastructure } from "../../examples/two-clouds/infrastructure";
import { Emulator } from "../support/emulator";
import { inlineStack } from "../support/inline";

test("two-clouds: one explicit provider makes a key in each region, and its secrets stay out of the state", async () => {
  const emulator = await Emulator.start({
    alibabaRegions: ["cn-hangzhou", "cn-beijing"],
  });
  const { config } = emulator.connection();
  const { stack, workplace } = await inlineStack(
    () => Promise.resolve(infrastructure()),
    { connection: { config, env: {} }, project: "two-clouds" },
  );
  try {
    const secret = { value: "emulator-secret", secret: true };
    await stack.setAllConfig({
      alibabaAccessKeyId: { value: "emulator" },
      alibabaAccessKeySecret: secret,
      tencentSecretId: { value: "emulator" },
      tencentSecretKey: secret,
    });
    const { outputs } = await stack.up();
    const keys = await emulator.keys();
    const ids = keys.map(({ cloud, region, keyId }) => [
      `${cloud}/${region}`,
      keyId,
    ]);
    expect(outputs["keyIds"]?.value).toEqual(Object.fromEntries(ids));
    expect(ids).toHaveLength(4);
    for (const key of keys) expect(key.tags).toMatchObject({ team: "orders" });

    const stored = join(workplace.state, ".pulumi/stacks/two-clouds/dev.json");
    const state = readFileSync(stored, "utf8");
    expect(state).toContain("alibabaAccessKeySecret");
    expect(state).not.toContain("emulator-secret");
    await stack.up({ expectNoChanges: true });
    await stack.destroy();
  } finally {
    workplace.remove();
    await emulator.stop();
  }
});
