import { infrastructure } from "../../examples/dedicated-hsm/infrastructure";
import { Emulator } from "../support/emulator";
import { settingsOf } from "../support/examples-readme";
import { inlineStack } from "../support/inline";
import { run } from "../support/processes";

test("dedicated-hsm: set up as printed, keys lie on the instance and the cluster, with policy and guards, and there is a way out", async () => {
  const emulator = await Emulator.start();
  const { stack, workplace } = await inlineStack(
    () => Promise.resolve(infrastructure()),
    { connection: emulator.connection(), project: "dedicated-hsm" },
  );
  const type = async (commands = "") => {
    const { code, stderr } = await run("sh", ["-e", "-c", commands], {
      cwd: stack.workspace.workDir,
      env: workplace.environment(),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  };
  const [settings, wayOut] = settingsOf("dedicated-hsm");
  try {
    await type(settings);
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

    const target = ["**::ledger"];
    await expect(stack.destroy({ target })).rejects.toThrow(
      /deletionProtection/,
    );
    const states = async () =>
      (await emulator.keys()).map(({ keyState }) => keyState);
    expect(await states()).toEqual(["Enabled", "Enabled"]);

    // The program runs in this process, so that its update is not the printed command.
    expect(wayOut).toMatch(/\npulumi up\n$/);
    await type(wayOut?.replace("pulumi up\n", ""));
    await stack.up();
    await stack.destroy();
    expect(await states()).toEqual(["PendingDeletion", "Disabled"]);
  } finally {
    workplace.remove();
    await emulator.stop();
  }
});
