import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { Outsider } from "../support/outsider";
import { TEST_CLOUDS, userTags } from "./clouds";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await Emulator.start();
});
afterEach(async () => {
  await emulator.reset();
});
afterAll(() => emulator.stop());

const REFRESHED = ["--yes", "--skip-preview", "--refresh"];

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
  const text = (resources: object) => ({ resources });
  const start = async (resources: object, config: object = {}) => {
    stack = await Stack.create({
      program: text(resources),
      connection: emulator.connection(),
      config: config as Record<string, string>,
      project: `options-${cloud.name}-${String(projects++)}`,
    });
    await stack.up();
  };
  const states = async () =>
    (await emulator.keys()).map(({ keyState }) => keyState).sort();
  const theKey = async () => {
    const [key, ...others] = await emulator.keys();
    expect(others).toEqual([]);
    return key!;
  };

  test("ignoreChanges holds, for nested paths and for the provider's tags too", async () => {
    const config = { "cmk:defaultTags": { team: "a", stage: "dev" } };
    await start(
      { key: resource({ description: "a", tags: { x: "1" } }) },
      config,
    );
    const tags = { team: "a", stage: "dev", x: "1" };
    expect(userTags(await theKey())).toEqual(tags);
    stack.configure({
      ...emulator.connection().config,
      "cmk:defaultTags": { team: "b", stage: "prod" },
    });
    stack.write(
      text({
        key: resource(
          { description: "b", tags: { x: "2", y: "3" } },
          { ignoreChanges: ["description", "tags.team", "tags.x"] },
        ),
      }),
    );
    const plan = await stack.plan();
    const step = plan.steps.find(({ urn }) => urn.endsWith("::key"));
    expect(Object.keys(step?.detailedDiff ?? {}).sort()).toEqual([
      "tags.stage",
      "tags.y",
    ]);
    await stack.up();
    const key = await theKey();
    expect(key.description).toBe("a");
    expect(userTags(key)).toEqual({ team: "a", stage: "prod", x: "1", y: "3" });
    await stack.up("--expect-no-changes");
  });

  test("replaceOnChanges makes a new key of a change that is made in place otherwise", async () => {
    await start({ key: resource({ description: "a" }) });
    stack.write(
      text({
        key: resource(
          { description: "b" },
          { replaceOnChanges: ["description"] },
        ),
      }),
    );
    const { stdout, stderr } = await stack.preview();
    expect(stdout + stderr).toMatch(/This replaces key/);
    await stack.up();
    expect(await states()).toEqual(["Enabled", cloud.pending].sort());
  });

  test("deleteBeforeReplace frees the alias for the new key", async () => {
    const options = { deleteBeforeReplace: true };
    await start({ key: resource({ alias: "ledger" }, options) });
    stack.write(
      text({ key: resource({ alias: "ledger", spec: "RSA_2048" }, options) }),
    );
    await stack.up();
    const holders = (await emulator.keys()).filter(({ aliases }) =>
      aliases.includes(cloud.aliasOf("ledger")),
    );
    expect(holders).toMatchObject([{ keyState: "Enabled" }]);
    expect(await states()).toEqual(["Enabled", cloud.pending].sort());
  });

  test("deleteBeforeReplace whose new key is refused tells how to keep the old one", async () => {
    const options = { deleteBeforeReplace: true };
    await start({ key: resource({}, options) });
    const { keyId } = await theKey();
    stack.write(text({ key: resource({ spec: "RSA_2048" }, options) }));
    const code =
      cloud.name === "alibaba"
        ? "Rejected.LimitExceeded"
        : "LimitExceeded.CmkLimitExceeded";
    await emulator.fault({ action: "CreateKey", kind: "error", code });
    const { stdout } = await stack.fails("up");
    expect(stdout).toContain(code);
    expect(stdout).toMatch(new RegExp(`CancelKeyDeletion .*${keyId}`));
  });

  test("protect keeps Pulumi from deleting or replacing a key", async () => {
    await start({ key: resource({}, { protect: true }) });
    await stack.fails("destroy");
    stack.write(
      text({ key: resource({ spec: "RSA_2048" }, { protect: true }) }),
    );
    await stack.fails("up");
    expect(await states()).toEqual(["Enabled"]);
  });

  test("retainOnDelete leaves the key as it is", async () => {
    await start({ key: resource({}, { retainOnDelete: true }) });
    await stack.destroy();
    expect(await states()).toEqual(["Enabled"]);
  });

  test("a renamed resource keeps its key", async () => {
    await start({ key: resource({}) });
    const { keyId } = await theKey();
    stack.write(
      text({ renamed: resource({}, { aliases: [{ name: "key" }] }) }),
    );
    await stack.up();
    expect(await theKey()).toMatchObject({ keyId, keyState: "Enabled" });
    await stack.up("--expect-no-changes");
  });

  test("a forced replacement and a tainted key get a new key, and the old one goes", async () => {
    await start({ key: resource({}) });
    const first = (await theKey()).keyId;
    const { urn } = await stack.resource("key");
    await stack.up("--target-replace", urn);
    const after = await emulator.keys();
    expect(after.find(({ keyId }) => keyId === first)?.keyState).toBe(
      cloud.pending,
    );
    expect(await states()).toEqual(["Enabled", cloud.pending].sort());
    await stack.run("state", "taint", urn, "--yes");
    await stack.up();
    expect(await states()).toEqual(
      ["Enabled", cloud.pending, cloud.pending].sort(),
    );
  });

  test("a forced replacement of a key with an alias says that it needs --refresh, and works with it, or with deleteBeforeReplace", async () => {
    await start({ key: resource({ alias: "ledger" }) });
    const { urn } = await stack.resource("key");
    const refused = await stack.fails("up", "--target-replace", urn);
    expect(refused.stdout).toContain("run it again with that flag");
    expect(await states()).toEqual(["Enabled"]);
    await stack.up("--refresh", "--target-replace", urn);
    expect(await states()).toEqual(["Enabled", cloud.pending].sort());
    await expectEnabledHolderOf("ledger");

    const options = { deleteBeforeReplace: true };
    stack.write(text({ key: resource({ alias: "ledger" }, options) }));
    await stack.up("--target-replace", urn);
    await expectEnabledHolderOf("ledger");
  });

  async function expectEnabledHolderOf(alias: string): Promise<void> {
    const holders = (await emulator.keys()).filter(({ aliases }) =>
      aliases.includes(cloud.aliasOf(alias)),
    );
    expect(holders).toMatchObject([{ keyState: "Enabled" }]);
  }

  test("a targeted up and a targeted destroy touch no other key", async () => {
    await start({
      one: resource({ description: "1" }),
      two: resource({ description: "1" }),
    });
    stack.write(
      text({
        one: resource({ description: "2" }),
        two: resource({ description: "2" }),
      }),
    );
    const { urn } = await stack.resource("one");
    await stack.up("--target", urn);
    const described = (await emulator.keys()).map((key) => key.description);
    expect(described.sort()).toEqual(["1", "2"]);
    await stack.destroy("--target", urn);
    const alive = (await emulator.keys()).filter(
      ({ keyState }) => keyState === "Enabled",
    );
    expect(alive).toMatchObject([{ description: "1" }]);
  });

  test("up --refresh sees what somebody else changed, and sets it right in the same run", async () => {
    await start({ key: resource({ description: "declared" }) });
    const { keyId } = await theKey();
    await new Outsider(emulator).call(
      cloud.name,
      cloud.region,
      "UpdateKeyDescription",
      { KeyId: keyId, Description: "drifted" },
    );
    expect(await stack.attempt(["up", ...REFRESHED])).toMatchObject({
      code: 0,
    });
    expect(await theKey()).toMatchObject({ description: "declared" });
  });

  test("customTimeouts end a wait, with a message that says so", async () => {
    await start({});
    await emulator.fault({
      cloud: cloud.name,
      action: "CreateKey",
      kind: "throttle",
    });
    stack.write(
      text({ key: resource({}, { customTimeouts: { create: "3s" } }) }),
    );
    const { stdout } = await stack.fails("up");
    expect(stdout).toMatch(/time-out is over/);
    expect(stdout).toMatch(/customTimeouts/);
    await emulator.clearFaults();
    expect(await emulator.keys()).toEqual([]);
  });

  test("a key is read by its id in a program, and not deleted with it", async () => {
    await start({ key: resource({ description: "read" }) });
    const { id } = await stack.resource("key");
    const reader = await Stack.create({
      program: {
        resources: { seen: { type: "cmk:Cmk", get: { id } } },
        outputs: { description: "${seen.description}", keyId: "${seen.keyId}" },
      },
      connection: emulator.connection(),
      project: `get-${cloud.name}`,
    });
    await reader.up();
    expect(await reader.outputs()).toEqual({
      description: "read",
      keyId: (await theKey()).keyId,
    });
    await reader.destroy();
    expect(await states()).toEqual(["Enabled"]);
    reader.remove();
  });
});
