import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { TEST_CLOUDS } from "./clouds";

/** Two names for one key, which the engine takes for two: no key is deleted that the program still has. */

let emulator: Emulator;
beforeAll(async () => {
  emulator = await Emulator.start();
});
afterEach(async () => {
  await emulator.reset();
});
afterAll(() => emulator.stop());

describe.each(TEST_CLOUDS)("on $name", (cloud) => {
  let stack: Stack;
  let projects = 0;
  afterEach(() => {
    stack.remove();
  });

  const resource = (properties: object, options: object = {}) => ({
    type: "cmk:Cmk",
    properties: { cloud: cloud.name, ...properties },
    options,
  });
  const write = (resources: object) => {
    stack.write({ resources });
  };
  const start = async (resources: object) => {
    stack = await Stack.create({
      program: { resources },
      connection: emulator.connection(),
      project: `one-key-${cloud.name}-${String(projects++)}`,
    });
    await stack.up();
  };
  const states = async () =>
    (await emulator.keys()).map(({ keyState }) => keyState).sort();
  const arnOf = async (name: string) =>
    (await stack.resource(name)).outputs?.["arn"];

  test("a key that the program goes on to read by its ARN is let go of alive", async () => {
    await start({ key: resource({}) });
    write({ key: { type: "cmk:Cmk", get: { id: await arnOf("key") } } });
    const { stdout } = await stack.up();
    expect(stdout).toContain("was not deleted, as the program still has it");
    expect(await states()).toEqual(["Enabled"]);
    await stack.up("--expect-no-changes");
  });

  test("a key of the state that is imported by its ARN, and then by its id, lives on", async () => {
    const protect = true;
    await start({ key: resource({}, { protect }) });
    const { id } = await stack.resource("key");
    for (const text of [await arnOf("key"), id]) {
      write({ key: resource({}, { protect, import: text }) });
      await stack.up();
      expect(await states()).toEqual(["Enabled"]);
    }
    write({ key: resource({}, { protect }) });
    await stack.up("--expect-no-changes");
  });

  test("a key that moves to another resource by import lives on, and dies with that", async () => {
    await start({ a: resource({ alias: "orders" }) });
    const { id } = await stack.resource("a");
    write({ b: resource({ alias: "orders" }, { import: id }) });
    await stack.up();
    expect(await states()).toEqual(["Enabled"]);
    write({ b: resource({ alias: "orders" }) });
    await stack.up("--expect-no-changes");
    await stack.run(
      ...["destroy", "--yes", "--skip-preview"],
      ...["--run-program", "--refresh"],
    );
    expect(await states()).toEqual([cloud.pending]);
  });

  test.each([{}, { deleteBeforeReplace: true }])(
    "a resource that is renamed and replaced at once gives up its former key, with %j",
    async (options) => {
      await start({ a: resource({ alias: "orders" }) });
      write({
        b: resource(
          { alias: "orders", spec: "RSA_2048" },
          { aliases: [{ name: "a" }], ...options },
        ),
      });
      await stack.up();
      expect(await states()).toEqual(["Enabled", cloud.pending].sort());
    },
  );

  test("a key whose resource is gone from the program is deleted, after a refresh, too", async () => {
    await start({ a: resource({}), b: resource({}) });
    write({ b: resource({}) });
    await stack.up("--refresh");
    expect(await states()).toEqual(["Enabled", cloud.pending].sort());
  });

  test("another key that is imported in a key's place takes it, and the former one is deleted", async () => {
    // Tencent's other key can't have the name before the former one has lost it.
    const named = cloud.name === "alibaba" ? { alias: "orders" } : {};
    await start({ key: resource(named), other: resource({}) });
    const { id } = await stack.resource("other");
    await stack.run("state", "delete", (await stack.resource("other")).urn);
    write({ key: resource(named, { import: id }) });
    await stack.up();
    const key = await stack.resource("key");
    expect(key.id).toBe(id);
    expect(key.outputs).toMatchObject(named);
    expect(await states()).toEqual(["Enabled", cloud.pending].sort());
  });
});
