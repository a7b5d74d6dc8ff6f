import { deletionTime, DAY, TEST_CLOUDS } from "./clouds";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { Outsider } from "../support/outsider";

let emulator: Emulator;
let outsider: Outsider;
beforeAll(async () => {
  emulator = await Emulator.start();
  outsider = new Outsider(emulator);
});
afterAll(() => emulator.stop());

describe.each(TEST_CLOUDS)("a key on $name", (cloud) => {
  let stack: Stack;
  const program = (inputs: object) =>
    `resources: { orders: { type: cmk:Cmk, properties: ${JSON.stringify({ cloud: cloud.name, ...inputs })} } }
outputs: { id: "\${orders.id}", keyId: "\${orders.keyId}" }`;
  const own = async () =>
    (await emulator.keys()).filter((key) => key.cloud === cloud.name);
  const first = {
    description: "order data",
    rotation: { interval: "30d" },
    tags: { team: "orders" },
    deletionWindowInDays: 9,
  };
  let keyId: string;

  beforeAll(async () => {
    stack = await Stack.create({
      program: program(first),
      connection: emulator.connection(),
      project: `life-${cloud.name}`,
    });
  });
  afterAll(() => {
    stack.remove();
  });

  test("is previewed without a single call to the cloud", async () => {
    await emulator.forgetCalls();
    const plan = await stack.plan();
    expect(plan.changeSummary).toMatchObject({ create: 2 });
    expect((await emulator.calls())[cloud.name]).toEqual({});
  });

  test("is made as declared", async () => {
    await stack.up();
    const [key, ...others] = await own();
    expect(others).toEqual([]);
    expect(key).toMatchObject({
      region: cloud.region,
      keyState: "Enabled",
      description: "order data",
      rotationEnabled: true,
      tags: { team: "orders" },
    });
    keyId = key?.keyId ?? "";
    expect(await stack.outputs()).toEqual({
      id: `${cloud.name}/${cloud.region}/${keyId}`,
      keyId,
    });
  });

  test("is not changed by a second up, nor by a refresh", async () => {
    await stack.up("--expect-no-changes");
    await stack.refresh("--expect-no-changes");
    await stack.up("--expect-no-changes");
  });

  test("is changed in place where that is possible", async () => {
    stack.write(
      program({
        ...first,
        description: "",
        rotation: { interval: "1296000s" },
      }),
    );
    const plan = await stack.plan();
    const step = plan.steps.find(({ urn }) => urn.endsWith("::orders"));
    expect(step?.op).toBe("update");
    expect(Object.keys(step?.detailedDiff ?? {}).sort()).toEqual([
      "description",
      "rotation.interval",
    ]);
    await stack.up();
    const [key, ...others] = await own();
    expect(others).toEqual([]);
    expect(key).toMatchObject({
      keyId,
      description: "",
      rotationEnabled: true,
    });
    await stack.up("--expect-no-changes");
  });

  test("shows what was changed behind Pulumi's back, and sets it right", async () => {
    await outsider.call(cloud.name, cloud.region, "UpdateKeyDescription", {
      KeyId: keyId,
      Description: "somebody else's",
    });
    const { stdout } = await stack.refresh("--diff");
    expect(stdout).toMatch(/description.*somebody else's/);
    const plan = await stack.plan();
    const step = plan.steps.find(({ urn }) => urn.endsWith("::orders"));
    expect(Object.keys(step?.detailedDiff ?? {})).toEqual(["description"]);
    await stack.up();
    expect(await own()).toMatchObject([{ keyId, description: "" }]);
  });

  test("is replaced for another spec: the new key is there before the old one goes", async () => {
    stack.write(program({ spec: cloud.signing.spec, deletionWindowInDays: 9 }));
    const preview = await stack.preview();
    expect(preview.stdout).toMatch(/\+-cmk:index:Cmk: \(replace\)/);
    expect(preview.stdout).toMatch(/spec\s*:/);
    expect(preview.stdout + preview.stderr).toContain(
      `This replaces key ${keyId}`,
    );
    const plan = await stack.plan();
    const step = plan.steps.find(({ op }) => op === "replace");
    expect(step?.replaceReasons).toEqual(["spec"]);
    const { events } = await stack.up();
    const done = events.flatMap((event) =>
      event.resOutputsEvent?.metadata.urn.endsWith("::orders")
        ? [event.resOutputsEvent.metadata.op]
        : [],
    );
    expect(done.indexOf("create-replacement")).toBeLessThan(
      done.indexOf("delete-replaced"),
    );
    const keys = await own();
    expect(keys).toHaveLength(2);
    const old = keys.find((key) => key.keyId === keyId);
    const made = keys.find((key) => key.keyId !== keyId);
    expect(old?.keyState).toBe(cloud.pending);
    expect(made).toMatchObject({ keyState: "Enabled" });
    expect([made?.keySpec, made?.keyUsage]).toContain(cloud.signing.native);
    keyId = made?.keyId ?? "";
  });

  test("is imported by its id, and the program that Pulumi proposes has no diff", async () => {
    const other = await Stack.create({
      program: "",
      connection: emulator.connection(),
      project: `import-${cloud.name}`,
    });
    const id = `${cloud.name}/${cloud.region}/${keyId}`;
    const { stdout } = await other.import("adopted", id, "--protect=false");
    const resources = /^resources:[\s\S]*/m.exec(stdout)?.[0] ?? "";
    expect(resources).toContain("cmk:Cmk");
    other.write(resources.replace(/\n(?=\S)(?!outputs|variables)[\s\S]*$/, ""));
    await other.up("--expect-no-changes");
    other.remove();
  });

  test("is scheduled for deletion with its window when the stack is destroyed", async () => {
    await stack.destroy();
    const key = (await own()).find((one) => one.keyId === keyId);
    expect(key?.keyState).toBe(cloud.pending);
    const days = (deletionTime(key!) - Date.now() / 1000) / DAY;
    expect(days).toBeGreaterThan(8);
    expect(days).toBeLessThan(10);
  });

  test("that somebody has scheduled meanwhile is destroyed without error, and keeps its date", async () => {
    stack.write(program(first));
    await stack.up();
    const made = (await own()).find(({ keyState }) => keyState === "Enabled");
    const KeyId = made?.keyId;
    await outsider.call(cloud.name, cloud.region, "DisableKey", { KeyId });
    await outsider.call(cloud.name, cloud.region, "ScheduleKeyDeletion", {
      KeyId,
      PendingWindowInDays: 20,
    });
    await stack.destroy();
    const gone = (await own()).find(({ keyId: id }) => id === made?.keyId);
    const days = (deletionTime(gone!) - Date.now() / 1000) / DAY;
    expect(days).toBeGreaterThan(19);
    expect(days).toBeLessThan(21);
  });
});
