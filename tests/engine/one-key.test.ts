import { TEST_CLOUDS } from "./clouds";
import { cmk, EngineBench } from "./testing";

/** Two names for one key, which the engine takes for two keys: a key that the program still has is not deleted. */

const bench = new EngineBench("one-key");

const DENIED = {
  alibaba: "Forbidden.NoPermission",
  tencent: "UnauthorizedOperation",
};

describe.each(TEST_CLOUDS)("on $name", (cloud) => {
  const resource = (properties: object, options: object = {}) =>
    cmk({ cloud: cloud.name, ...properties }, options);
  const arnOf = async (name: string) =>
    (await bench.stack.resource(name)).outputs?.["arn"];

  test("a key that the program goes on to read by its ARN is let go of alive", async () => {
    await bench.start({ key: resource({}) });
    bench.write({ key: { type: "cmk:Cmk", get: { id: await arnOf("key") } } });
    const { stdout } = await bench.stack.up();
    expect(stdout).toContain(
      "was not deleted, because the program still has it",
    );
    expect(await bench.keyStates()).toEqual(["Enabled"]);
    await bench.stack.up("--expect-no-changes");
  });

  test("a key that the program goes on to read under another name is let go of alive", async () => {
    await bench.start({ key: resource({}) });
    const { id } = await bench.stack.resource("key");
    bench.write({ seen: { type: "cmk:Cmk", get: { id } } });
    const { stdout } = await bench.stack.up();
    expect(stdout).toContain(
      "was not deleted, because the program still has it",
    );
    expect(await bench.keyStates()).toEqual(["Enabled"]);
    await bench.stack.up("--expect-no-changes");
  });

  test("a key of the state that is imported by its ARN, and then by its id, lives on", async () => {
    const protect = true;
    await bench.start({ key: resource({}, { protect }) });
    const { id } = await bench.stack.resource("key");
    for (const text of [await arnOf("key"), id]) {
      bench.write({ key: resource({}, { protect, import: text }) });
      await bench.stack.up();
      expect(await bench.keyStates()).toEqual(["Enabled"]);
    }
    bench.write({ key: resource({}, { protect }) });
    await bench.stack.up("--expect-no-changes");
  });

  test("a key that moves to another resource by import lives on, and dies with that", async () => {
    await bench.start({ a: resource({ alias: "orders" }) });
    const { id } = await bench.stack.resource("a");
    bench.write({ b: resource({ alias: "orders" }, { import: id }) });
    await bench.stack.up();
    expect(await bench.keyStates()).toEqual(["Enabled"]);
    bench.write({ b: resource({ alias: "orders" }) });
    await bench.stack.up("--expect-no-changes");
    await bench.stack.run(
      ...["destroy", "--yes", "--skip-preview"],
      ...["--run-program", "--refresh"],
    );
    expect(await bench.keyStates()).toEqual([cloud.pending]);
  });

  test("a key that is imported under a second name is told of in each preview, until one of the two is let go", async () => {
    const protect = true;
    await bench.start({ a: resource({ alias: "orders" }, { protect }) });
    const { id } = await bench.stack.resource("a");
    await bench.stack.run(
      ...[
        "import",
        "cmk:index:Cmk",
        "b",
        String(id),
        "--yes",
        "--skip-preview",
      ],
    );
    const one = resource({ alias: "orders" }, { protect });
    bench.write({ a: one, b: one });
    for (const flags of [[], ["--refresh"]]) {
      const { stdout, stderr } = await bench.stack.preview(...flags);
      expect((stdout + stderr).replace(/\s+/g, " ")).toContain(
        "belongs to two resources of this stack",
      );
    }
    bench.write({ a: one });
    const { urn } = await bench.stack.resource("b");
    await bench.stack.run("state", "delete", "--force", "--yes", urn);
    const { stdout } = await bench.stack.up("--expect-no-changes");
    expect(stdout).not.toContain("belongs to two resources");
    expect(await bench.keyStates()).toEqual(["Enabled"]);
  });

  test.each([{}, { deleteBeforeReplace: true }])(
    "a resource that is renamed and replaced at once gives up its former key, with %j",
    async (options) => {
      await bench.start({ a: resource({ alias: "orders" }) });
      bench.write({
        b: resource(
          { alias: "orders", spec: "RSA_2048" },
          { aliases: [{ name: "a" }], ...options },
        ),
      });
      await bench.stack.up();
      expect(await bench.keyStates()).toEqual(
        ["Enabled", cloud.pending].sort(),
      );
    },
  );

  test("the old key of a replacement that failed halfway is kept by its import, and the new one is deleted", async () => {
    await bench.start({ key: resource({ alias: "orders" }) });
    const { id, outputs } = await bench.stack.resource("key");
    bench.write({ key: resource({ alias: "orders", spec: "RSA_2048" }) });
    await bench.emulator.fault({
      action: "ScheduleKeyDeletion",
      kind: "error",
      code: DENIED[cloud.name],
      count: 1,
    });
    await bench.stack.fails("up");
    expect(await bench.keyStates()).toEqual(["Enabled", "Enabled"]);
    bench.write({ key: resource({ alias: "orders" }, { import: id }) });
    await bench.stack.up();
    const keys = await bench.emulator.keys();
    expect(keys.find(({ keyState }) => keyState === "Enabled")?.keyId).toBe(
      outputs?.["keyId"],
    );
    expect(await bench.keyStates()).toEqual(["Enabled", cloud.pending].sort());
    bench.write({ key: resource({ alias: "orders" }) });
    await bench.stack.up("--expect-no-changes");
  });

  test("a key whose resource is gone from the program is deleted, after a refresh, too", async () => {
    await bench.start({ a: resource({}), b: resource({}) });
    bench.write({ b: resource({}) });
    await bench.stack.up("--refresh");
    expect(await bench.keyStates()).toEqual(["Enabled", cloud.pending].sort());
  });

  test("another key that is imported in a key's place takes it, and the former one is deleted", async () => {
    // Tencent's other key can't have the name before the former one has lost it.
    const named = cloud.name === "alibaba" ? { alias: "orders" } : {};
    await bench.start({ key: resource(named), other: resource({}) });
    const { id } = await bench.stack.resource("other");
    await bench.stack.run(
      "state",
      "delete",
      (await bench.stack.resource("other")).urn,
    );
    const former = (await bench.stack.resource("key")).outputs?.["keyId"];
    bench.write({ key: resource(named, { import: id }) });
    const { stdout, stderr } = await bench.stack.preview("--refresh");
    expect(stdout + stderr).toContain(`This replaces key ${String(former)}`);
    await bench.stack.up();
    const key = await bench.stack.resource("key");
    expect(key.id).toBe(id);
    expect(key.outputs).toMatchObject(named);
    expect(await bench.keyStates()).toEqual(["Enabled", cloud.pending].sort());
  });
});
