import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { Outsider } from "../support/outsider";
import { DAY, TEST_CLOUDS } from "./clouds";

let emulator: Emulator;
let outsider: Outsider;
beforeAll(async () => {
  emulator = await Emulator.start();
  outsider = new Outsider(emulator);
});
afterAll(() => emulator.stop());

describe.each(TEST_CLOUDS)("a key pending deletion on $name", (cloud) => {
  const program = `resources: { key: { type: cmk:Cmk, properties: { cloud: ${cloud.name}, alias: ledger, description: ${cloud.name}, deletionWindowInDays: 7 } } }`;
  const connection = () => emulator.connection();
  let stack: Stack;
  let keyId: string;
  const own = async () =>
    (await emulator.keys()).find((key) => key.keyId === keyId);

  beforeAll(async () => {
    stack = await Stack.create({
      program,
      connection: connection(),
      project: `pending-${cloud.name}`,
    });
    await stack.up();
    const made = (await emulator.keys()).find(
      (key) => key.description === cloud.name,
    );
    keyId = made?.keyId ?? "";
    const KeyId = keyId;
    await outsider.call(cloud.name, cloud.region, "DisableKey", { KeyId });
    await outsider.call(cloud.name, cloud.region, "ScheduleKeyDeletion", {
      KeyId,
      PendingWindowInDays: 7,
    });
  });
  afterAll(() => {
    stack.remove();
  });

  test("is kept by refresh, which tells its date, and shown to be restored", async () => {
    await stack.refresh();
    const { outputs } = await stack.resource("key");
    expect(outputs).toMatchObject({
      enabled: false,
      keyState: "PendingDeletion",
      deletionDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    });
    const plan = await stack.plan();
    const step = plan.steps.find(({ urn }) => urn.endsWith("::key"));
    expect(step?.op).toBe("update");
    expect(step?.detailedDiff).toEqual({
      deletionDate: { kind: "delete", inputDiff: false },
      enabled: { kind: "update", inputDiff: true },
    });
  });

  test("is restored by the next up: no new key, its alias in place", async () => {
    await stack.up();
    expect(await own()).toMatchObject({
      keyState: "Enabled",
      aliases: [cloud.aliasOf("ledger")],
    });
    const { outputs } = await stack.resource("key");
    expect(outputs?.["deletionDate"]).toBeUndefined();
    await stack.up("--expect-no-changes");
  });

  test("is said to be one when it is imported, and restored by the import's own program", async () => {
    await stack.destroy();
    expect((await own())?.keyState).toBe(cloud.pending);
    const other = await Stack.create({
      program: "",
      connection: connection(),
      project: `restore-${cloud.name}`,
    });
    const id = `${cloud.name}/${cloud.region}/${keyId}`;
    const { stdout } = await other.import("key", id, "--protect=false");
    expect(stdout).toMatch(/is scheduled for destruction on \d{4}-/);
    expect(stdout).toContain(`CancelKeyDeletion`);
    other.write(program);
    await other.up();
    expect(await own()).toMatchObject({
      keyState: "Enabled",
      aliases: [cloud.aliasOf("ledger")],
    });
    await other.destroy();
    other.remove();
  });

  test.each([
    ["SCHEDULE_DELETION", cloud.pending, /is to be destroyed\s+on \d{4}-/],
    ["DISABLE", "Disabled", /which\s+is\s+disabled/],
  ])(
    "is named when its resource gets a new key after %s, and taken back by one edit: what it encrypted is readable",
    async (deletionPolicy, ended, said) => {
      const [type, properties] = [
        "cmk:Cmk",
        { cloud: cloud.name, alias: "vault", deletionPolicy },
      ];
      const withOptions = (options: object) => ({
        resources: { vault: { type, properties, options } },
      });
      const vault = await Stack.create({
        program: withOptions({}),
        connection: connection(),
        project: `vault-${cloud.name}-${deletionPolicy}`,
      });
      await vault.up();
      const { id } = await vault.resource("vault");
      const KeyId = String(id).split("/")[2];
      const call = (action: string, parameters: object) =>
        outsider.call(cloud.name, cloud.region, action, parameters);
      const Plaintext = Buffer.from("the orders").toString("base64");
      const { CiphertextBlob } = await call("Encrypt", { KeyId, Plaintext });
      await vault.destroy();

      const { stdout } = await vault.up();
      const { id: newId } = await vault.resource("vault");
      expect(newId).not.toBe(id);
      expect(stdout).toContain(`\`import: ${String(id)}\``);
      expect(stdout).toMatch(said);

      vault.write(withOptions({ import: id }));
      await vault.up();
      expect(await vault.resource("vault")).toMatchObject({
        id,
        outputs: { keyState: "Enabled", alias: "vault" },
      });
      const keys = await emulator.keys();
      const newKey = keys.find(({ keyId: one }) => newId?.endsWith(one));
      expect(newKey?.keyState).toBe(ended);
      expect(await call("Decrypt", { CiphertextBlob })).toMatchObject({
        Plaintext,
      });
      await vault.up("--expect-no-changes");
      await vault.destroy();
      vault.remove();
    },
  );

  test("is dropped from the state once it is destroyed, and only then", async () => {
    await stack.up();
    const { id } = await stack.resource("key");
    keyId = String(id).split("/")[2] ?? "";
    const KeyId = keyId;
    await outsider.call(cloud.name, cloud.region, "DisableKey", { KeyId });
    await outsider.call(cloud.name, cloud.region, "ScheduleKeyDeletion", {
      KeyId,
      PendingWindowInDays: 7,
    });
    await emulator.advance(8 * DAY);
    const { stdout } = await stack.refresh();
    expect(stdout).toMatch(/- 1 deleted/);
    // The machine's own clock is eight days behind from here on.
    await emulator.reset();
  });
});
