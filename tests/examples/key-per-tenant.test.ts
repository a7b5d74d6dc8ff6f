import { infrastructure } from "../../examples/key-per-tenant/infrastructure";
import { Emulator } from "../support/emulator";
import { inlineStack } from "../support/inline";
import { settingsOf } from "../support/examples-readme";

let emulator: Emulator;

beforeAll(async () => {
  emulator = await Emulator.start();
});

afterAll(() => emulator.stop());

/** What README has a reader set. */
const SETTINGS = [
  ...settingsOf("key-per-tenant")
    .join("")
    .matchAll(/config set --path (\S+) (\S+)/g),
];

test("a tenant gets a key, which nobody deletes before it is said to leave, and which it gets back", async () => {
  const { stack, workplace } = await inlineStack(
    () => Promise.resolve(infrastructure()),
    {
      connection: emulator.connection(),
      project: "tenants",
    },
  );
  const set = (path: string, value: string) =>
    stack.setConfig(path, { value }, true);
  const keyOf = async (tenant: string) =>
    (await emulator.keys()).find(({ tags }) => tags["tenant"] === tenant);
  try {
    for (const [, path = "", value = ""] of SETTINGS) await set(path, value);
    const { outputs } = await stack.up();
    const acme = await keyOf("acme");
    const bolt = await keyOf("bolt");
    expect(outputs["keys"]?.value).toEqual({
      acme: { keyId: acme?.keyId, region: acme?.region },
      bolt: { keyId: bolt?.keyId, region: bolt?.region },
    });
    expect(acme).toMatchObject({ cloud: "tencent", aliases: ["tenant-acme"] });
    expect(bolt).toMatchObject({
      cloud: "alibaba",
      aliases: ["alias/tenant-bolt"],
    });

    await stack.removeConfig("tenants.bolt", true);
    await expect(stack.up()).rejects.toThrow(/protect/);
    expect(await keyOf("bolt")).toMatchObject({ keyState: "Enabled" });

    await set("tenants.bolt.cloud", "alibaba");
    await set("tenants.bolt.leaving", "true");
    await stack.up();
    expect(await keyOf("bolt")).toMatchObject({ keyState: "Disabled" });

    await stack.removeConfig("tenants.bolt", true);
    const { stdout } = await stack.up();
    expect(await keyOf("bolt")).toMatchObject({ keyState: "PendingDeletion" });
    expect(await keyOf("acme")).toMatchObject({ keyState: "Enabled" });

    const id = `alibaba/${bolt?.region ?? ""}/${bolt?.keyId ?? ""}`;
    expect(stdout).toContain(
      `give bolt in its component the option \`import: ${id}\``,
    );
    await set("tenants.bolt.cloud", "alibaba");
    await set("tenants.bolt.import", id);
    await stack.up();
    const back = { keyId: bolt?.keyId, aliases: bolt?.aliases };
    expect(await keyOf("bolt")).toMatchObject({ ...back, keyState: "Enabled" });
    expect(await emulator.keys()).toHaveLength(2);
    await stack.removeConfig("tenants.bolt.import", true);
    await stack.up({ expectNoChanges: true });
  } finally {
    workplace.remove();
  }
});
