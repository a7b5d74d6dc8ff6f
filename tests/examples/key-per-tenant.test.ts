import { infrastructure } from "../../examples/key-per-tenant/infrastructure";
import { Emulator } from "../support/emulator";
import { inlineStack } from "../support/inline";
import { settingsOf } from "../support/examples-readme";
import type { Stack } from "@pulumi/pulumi/automation";

let emulator: Emulator;

beforeAll(async () => {
  emulator = await Emulator.start();
});

afterAll(() => emulator.stop());

/** The tenants that README has a reader set. */
function tenantsOfReadme(): string {
  const [, tenants = ""] =
    /config set tenants '(.*)'/.exec(settingsOf("key-per-tenant").join("")) ??
    [];
  return tenants;
}

async function upWith(stack: Stack, tenants: object): Promise<void> {
  await stack.setConfig("tenants", { value: JSON.stringify(tenants) });
  await stack.up();
}

test("a tenant gets a key, which nobody deletes before it is said to leave", async () => {
  const tenants = tenantsOfReadme();
  const { stack, workplace } = await inlineStack(
    () => Promise.resolve(infrastructure()),
    {
      connection: emulator.connection(),
      project: "tenants",
      config: { "tenants:tenants": tenants },
    },
  );
  const keyOf = async (tenant: string) =>
    (await emulator.keys()).find(({ tags }) => tags["tenant"] === tenant);
  try {
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

    const staying = { acme: { cloud: "tencent" } };
    await expect(upWith(stack, staying)).rejects.toThrow(/protect/);
    expect(await keyOf("bolt")).toMatchObject({ keyState: "Enabled" });

    const leaving = { cloud: "alibaba", leaving: true };
    await upWith(stack, { ...staying, bolt: leaving });
    expect(await keyOf("bolt")).toMatchObject({ keyState: "Disabled" });

    await upWith(stack, staying);
    expect(await keyOf("bolt")).toMatchObject({ keyState: "PendingDeletion" });
    expect(await keyOf("acme")).toMatchObject({ keyState: "Enabled" });
  } finally {
    workplace.remove();
  }
});
