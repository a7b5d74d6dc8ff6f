import { infrastructure } from "../../examples/dedicated-hsm/infrastructure";
import { Emulator } from "../support/emulator";
import { inlineStack } from "../support/inline";

test("dedicated-hsm: keys lie on the instance and the cluster, with policy and guards", async () => {
  const emulator = await Emulator.start();
  const { stack, workplace } = await inlineStack(
    () => Promise.resolve(infrastructure()),
    {
      connection: emulator.connection(),
      config: {
        "dedicated-hsm:dkmsInstanceId": "kst-hzz62ab0ad57t0xxxxxxx",
        "dedicated-hsm:alibabaAccount": "100000000001",
        "dedicated-hsm:hsmClusterId": "cls-hsm-4f7bk1pz",
      },
      project: "dedicated-hsm",
    },
  );
  try {
    await stack.up();
    const [ledger, archive] = await emulator.keys();
    expect(ledger).toMatchObject({
      dkmsInstanceId: "kst-hzz62ab0ad57t0xxxxxxx",
      protectionLevel: "HSM",
      deletionProtection: true,
      policy: expect.stringContaining("role/ledger") as string,
    });
    expect(archive).toMatchObject({ hsmClusterId: "cls-hsm-4f7bk1pz" });
    await stack.up({ expectNoChanges: true });

    await expect(stack.destroy()).rejects.toThrow(/deletionProtection/);
    const states = (await emulator.keys()).map(({ keyState }) => keyState);
    expect(states).toEqual(["Enabled", "Disabled"]);
  } finally {
    workplace.remove();
    await emulator.stop();
  }
});
