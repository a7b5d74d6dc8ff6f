import { HARDWARE_INSTANCE } from "../support/instances";
import { cmk, EngineBench } from "./testing";

/** `keyStorageMechanism` is never reported: an imported key is not replaced for it. */

const bench = new EngineBench("storage-mechanism");

const HARDWARE = {
  cloud: "alibaba",
  dkmsInstanceId: HARDWARE_INSTANCE,
  rotation: { interval: "90d" },
};

test("a mechanism that an imported key gets is recorded, and replaces the key when it changes", async () => {
  const mechanism = (value: string) =>
    cmk({ ...HARDWARE, keyStorageMechanism: value });
  await bench.start({ key: mechanism("HsmEncryptedDatabase") });
  const { id, urn } = await bench.stack.resource("key");
  await bench.stack.run("state", "delete", urn, "--yes");
  bench.write({ key: cmk(HARDWARE, { import: id }) });
  await bench.stack.up();

  bench.write({ key: mechanism("HsmEncryptedDatabase") });
  const { stdout } = await bench.stack.up("--expect-no-changes");
  expect(stdout).toContain(
    "keyStorageMechanism is written into the state and changes nothing",
  );
  const again = await bench.stack.up("--refresh", "--expect-no-changes");
  expect(again.stdout).not.toContain("keyStorageMechanism");
  expect(await bench.keyStates()).toEqual(["Enabled"]);

  bench.write({
    key: cmk({
      ...HARDWARE,
      rotation: { enabled: false },
      keyStorageMechanism: "HsmInternal",
    }),
  });
  await bench.stack.up();
  expect(await bench.keyStates()).toEqual(["Enabled", "PendingDeletion"]);
});
