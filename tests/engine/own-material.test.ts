import { randomBytes } from "node:crypto";
import type { KeyView } from "../../emulator/clouds";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { DAY, TEST_CLOUDS } from "./clouds";

describe.each(TEST_CLOUDS)("a key with own material on $name", (cloud) => {
  const material = randomBytes(32).toString("base64");
  const program = (inputs: object) => ({
    resources: {
      key: {
        type: "cmk:Cmk",
        properties: { cloud: cloud.name, origin: "EXTERNAL", ...inputs },
      },
    },
  });
  const theKey = async (): Promise<KeyView> => (await emulator.keys())[0]!;
  const secret = { "fn::secret": material };
  const expiry = (days: number) =>
    `${new Date(Date.now() + days * DAY * 1000).toISOString().slice(0, 19)}Z`;
  let emulator: Emulator;
  let stack: Stack;

  beforeAll(async () => {
    emulator = await Emulator.start();
    stack = await Stack.create({
      program: program({}),
      connection: emulator.connection(),
      project: `material-${cloud.name}`,
    });
    await stack.up();
  });
  afterAll(async () => {
    stack.remove();
    await emulator.stop();
  });

  test("waits for its material, and has no diff while it does", async () => {
    expect((await theKey()).keyState).toBe("PendingImport");
    await stack.up("--expect-no-changes");
    await stack.refresh("--expect-no-changes");
  });

  test("can be used once its material is imported", async () => {
    stack.write(program({ keyMaterial: secret }));
    await stack.up();
    expect((await theKey()).keyState).toBe("Enabled");
    const { outputs } = await stack.resource("key");
    expect(outputs).toMatchObject({ keyState: "Enabled" });
    expect(outputs?.["keyMaterialDigest"]).toMatch(/^[0-9a-f]{64}$/);
    await stack.up("--expect-no-changes");
    await stack.refresh("--expect-no-changes");
  });

  test("gets another expiry in place, shown in the preview", async () => {
    const keyMaterialExpiry = expiry(30);
    stack.write(program({ keyMaterial: secret, keyMaterialExpiry }));
    const { stdout, stderr } = await stack.preview();
    expect(stdout + stderr).toContain(
      `the key material expires on ${keyMaterialExpiry}`,
    );
    expect(stdout + stderr).not.toContain(material);
    await stack.up();
    const { outputs } = await stack.resource("key");
    expect(outputs?.["materialExpireTime"]).toBe(keyMaterialExpiry);
    await stack.up("--expect-no-changes");
    await stack.refresh("--expect-no-changes");
  });

  test("is disabled and enabled again with its material in place", async () => {
    const keyMaterialExpiry = expiry(20);
    stack.write(
      program({ keyMaterial: secret, keyMaterialExpiry, enabled: false }),
    );
    await stack.up();
    expect((await theKey()).keyState).toBe("Disabled");
    stack.write(program({ keyMaterial: secret, keyMaterialExpiry }));
    await stack.up();
    expect((await theKey()).keyState).toBe("Enabled");
  });

  test("keeps its material where the program takes it out, shown in the preview", async () => {
    stack.write(program({}));
    const { stdout, stderr } = await stack.preview();
    expect(stdout + stderr).toContain("the key keeps the material that it has");
    await stack.up("--expect-no-changes");
    expect((await theKey()).keyState).toBe("Enabled");
    await stack.refresh("--expect-no-changes");
    await stack.up("--expect-no-changes");
  });

  test("loses its material where the program asks for that, shown in the preview", async () => {
    stack.write(program({ deleteKeyMaterial: true }));
    const { stdout, stderr } = await stack.preview();
    expect(stdout + stderr).toContain("the key material is deleted");
    await stack.up();
    expect((await theKey()).keyState).toBe("PendingImport");
    await stack.up("--expect-no-changes");
    await stack.refresh("--expect-no-changes");
  });

  test("whose material has expired is shown by refresh, and imported again by the next up", async () => {
    stack.write(program({ keyMaterial: secret, keyMaterialExpiry: expiry(2) }));
    await stack.up();
    await emulator.advance(3 * DAY);
    await stack.refresh();
    const plan = await stack.plan();
    const step = plan.steps.find(({ urn }) => urn.endsWith("::key"));
    expect(Object.keys(step?.detailedDiff ?? {})).toContain("keyMaterial");
    stack.write(
      program({ keyMaterial: secret, keyMaterialExpiry: expiry(30) }),
    );
    await stack.up();
    expect((await theKey()).keyState).toBe("Enabled");
  });

  test("with other bytes than it has held is refused in the preview, and is replaced as that says", async () => {
    const other = randomBytes(32).toString("base64");
    stack.write(program({ keyMaterial: { "fn::secret": other } }));
    for (const command of ["preview", "up"] as const) {
      const { stdout, stderr } = await stack.fails(command);
      expect(stdout + stderr).toContain("this is not the key's first material");
      expect(stdout + stderr).not.toContain(other);
    }
    const { urn } = await stack.resource("key");
    const { stdout, stderr } = await stack.fails("preview");
    expect((stdout + stderr).replace(/\s+/g, " ")).toContain(
      `pulumi up --replace '${urn}'`,
    );
    await stack.up("--replace", urn);
    const states = (await emulator.keys()).map(({ keyState }) => keyState);
    expect(states.sort()).toEqual(["Enabled", cloud.pending].sort());
    await stack.destroy();
  });
});
