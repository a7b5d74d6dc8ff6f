import { HARDWARE_INSTANCE } from "../support/instances";
import { cmk, EngineBench } from "../engine/testing";

/** Keys of kinds that one cloud alone has, from their creation through an import to their end. */

const bench = new EngineBench("imported-kinds");

const HARDWARE = {
  cloud: "alibaba",
  dkmsInstanceId: HARDWARE_INSTANCE,
  rotation: { interval: "90d" },
};
const KINDS = {
  signer: { cloud: "tencent", spec: "RSA_3072" },
  dilithium: { cloud: "tencent", spec: "DILITHIUM" },
  kyber: { cloud: "tencent", spec: "KYBER_AES" },
  hardware: { ...HARDWARE, keyStorageMechanism: "HsmEncryptedDatabase" },
};
const names = Object.keys(KINDS) as (keyof typeof KINDS)[];

function program(options: (name: keyof typeof KINDS) => object): object {
  return Object.fromEntries(
    names.map((name) => [name, cmk(KINDS[name], options(name))]),
  );
}

test("are made, refreshed, imported and destroyed without a difference on the way", async () => {
  await bench.start(program(() => ({})));
  const made = await bench.emulator.keys();
  expect(made).toHaveLength(names.length);
  await bench.stack.up("--refresh", "--expect-no-changes");

  const states = await bench.stack.resources();
  const idOf = (name: string) =>
    states.find(({ urn }) => urn.endsWith(`::${name}`))?.id;
  for (const { urn } of states.filter(({ type }) => type === "cmk:index:Cmk"))
    await bench.stack.run("state", "delete", urn, "--yes");
  bench.write(program((name) => ({ import: idOf(name) })));
  await bench.stack.up();
  bench.write(program(() => ({})));
  await bench.stack.up("--refresh", "--expect-no-changes");
  expect(await bench.emulator.keys()).toEqual(made);

  await bench.stack.destroy();
  for (const { keyState } of await bench.emulator.keys())
    expect(keyState).toMatch(/^PendingDelet/);
});
