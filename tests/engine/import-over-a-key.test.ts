import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { Outsider } from "../support/outsider";
import { TEST_CLOUDS } from "./clouds";

/** The option `import` on a resource that has a key already: Pulumi deletes that key, and tells the provider only then. */

let emulator: Emulator;
beforeAll(async () => {
  emulator = await Emulator.start();
});
afterAll(() => emulator.stop());

const POLICIES = ["PREVENT", "SCHEDULE_DELETION"];

test.each(
  TEST_CLOUDS.flatMap((cloud) =>
    POLICIES.map((policy) => ({ ...cloud, policy })),
  ),
)(
  "the option import gives a resource on $name another key, which protect does not stop; the policy of its own key is $policy",
  async ({ name, region, pending, policy }) => {
    const keyOf = async (description: string) =>
      (await emulator.keys()).find((key) => key.description === description);
    const [own, spare] = [`${name} ${policy}`, `spare of ${name} ${policy}`];
    await new Outsider(emulator).call(name, region, "CreateKey", {
      Description: spare,
      Alias: `spare-${policy}`,
    });
    const importId = `${name}/${region}/${(await keyOf(spare))?.keyId ?? ""}`;
    const program = (properties: object, options: object) => ({
      resources: {
        key: {
          type: "cmk:Cmk",
          properties: { cloud: name, ...properties },
          options: { protect: true, ...options },
        },
      },
    });
    const imports = await Stack.create({
      program: program({ description: own, deletionPolicy: policy }, {}),
      connection: emulator.connection(),
      project: `guards-${name}-${policy}`,
    });
    await imports.up();
    imports.write(program({ description: spare }, { import: importId }));
    if (policy === "PREVENT") {
      const { stdout, stderr } = await imports.fails("up");
      expect(stdout + stderr).toMatch(/guarded by deletionPolicy: PREVENT/);
    } else await imports.up();
    expect((await keyOf(own))?.keyState).toBe(
      policy === "PREVENT" ? "Enabled" : pending,
    );
    imports.remove();
  },
  120_000,
);
