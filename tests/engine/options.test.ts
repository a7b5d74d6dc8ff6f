import { Stack } from "../support/engine";
import { Outsider } from "../support/outsider";
import type { KeyView } from "../../emulator/clouds";
import { TEST_CLOUDS, type TestCloud, userTags } from "./clouds";
import { cmk, EngineBench } from "./testing";

const bench = new EngineBench("options");

const QUOTA = {
  alibaba: "Rejected.LimitExceeded",
  tencent: "LimitExceeded.CmkLimitExceeded",
};
const REFRESHED = ["--yes", "--skip-preview", "--refresh"];

/** What a test of one cloud needs. */
function on(cloud: TestCloud) {
  const resource = (properties: object, options: object = {}) =>
    cmk({ cloud: cloud.name, ...properties }, options);
  async function theKey(): Promise<KeyView> {
    const [key, ...others] = await bench.emulator.keys();
    expect(others).toEqual([]);
    return key!;
  }
  async function expectEnabledHolderOf(alias: string): Promise<void> {
    const holders = (await bench.emulator.keys()).filter(({ aliases }) =>
      aliases.includes(cloud.aliasOf(alias)),
    );
    expect(holders).toMatchObject([{ keyState: "Enabled" }]);
  }
  return { resource, theKey, expectEnabledHolderOf };
}

const [ALIBABA, TENCENT] = TEST_CLOUDS as [TestCloud, TestCloud];

describe.each(TEST_CLOUDS)(
  "that concern alias and deletion, on $name",
  (cloud) => {
    const { resource, theKey, expectEnabledHolderOf } = on(cloud);

    test("deleteBeforeReplace frees the alias for the new key", async () => {
      const options = { deleteBeforeReplace: true };
      await bench.start({ key: resource({ alias: "ledger" }, options) });
      bench.write({
        key: resource({ alias: "ledger", spec: "RSA_2048" }, options),
      });
      await bench.stack.up();
      await expectEnabledHolderOf("ledger");
      expect(await bench.keyStates()).toEqual(
        ["Enabled", cloud.pending].sort(),
      );
    });

    const BEFORE = { deleteBeforeReplace: true };
    /** The old key has been deleted, and the cloud refuses to make the new one. */
    async function refusedReplacement() {
      await bench.start({ key: resource({}, BEFORE) });
      const { urn, id } = await bench.stack.resource("key");
      const { keyId } = await theKey();
      bench.write({ key: resource({ spec: "RSA_2048" }, BEFORE) });
      await bench.emulator.fault({
        action: "CreateKey",
        kind: "error",
        code: QUOTA[cloud.name],
        count: 1,
      });
      const { stdout } = await bench.stack.fails("up");
      return { urn, id, keyId, stdout };
    }

    test("deleteBeforeReplace whose new key is refused tells how to keep the old one", async () => {
      const { urn, id, keyId, stdout } = await refusedReplacement();
      expect(stdout).toContain(QUOTA[cloud.name]);
      expect(stdout).toMatch(
        new RegExp(
          `CancelKeyDeletion .*${keyId}.* && pulumi state delete '${urn}' && pulumi import cmk:index:Cmk key ${id}`,
        ),
      );

      // The engine replaces the key, whatever the program says by now.
      bench.write({ key: resource({}, BEFORE) });
      const { events } = await bench.stack.preview();
      expect(JSON.stringify(events)).toMatch(
        /The inputs don't ask for a new key.*Pulumi forgets the old key/,
      );
      await new Outsider(bench.emulator).call(
        cloud.name,
        cloud.region,
        "CancelKeyDeletion",
        { KeyId: keyId },
      );
      await bench.stack.run("state", "delete", urn, "--yes");
      await bench.stack.import("key", id!, "--protect=false");
      await bench.stack.up();
      expect(await theKey()).toMatchObject({ keyId, keyState: "Enabled" });
    });

    test("deleteBeforeReplace whose new key was refused makes it in the next update, which tells when the old one is destroyed", async () => {
      const { keyId } = await refusedReplacement();
      const { stdout } = await bench.stack.up();
      expect(stdout).toMatch(
        new RegExp(
          `Key ${keyId} .* was scheduled for deletion before this update, and will be destroyed on`,
        ),
      );
      expect(await bench.keyStates()).toEqual(
        ["Enabled", cloud.pending].sort(),
      );
    });

    test("in a forced replacement the alias follows its resource: without --refresh, with it, of a tainted key, and with deleteBeforeReplace", async () => {
      await bench.start({ key: resource({ alias: "ledger" }) });
      const { urn } = await bench.stack.resource("key");
      await bench.stack.up("--target-replace", urn);
      expect(await bench.keyStates()).toEqual(
        ["Enabled", cloud.pending].sort(),
      );
      await expectEnabledHolderOf("ledger");
      await bench.stack.up("--refresh", "--target-replace", urn);
      await expectEnabledHolderOf("ledger");
      await bench.stack.run("state", "taint", urn, "--yes");
      await bench.stack.up();
      await expectEnabledHolderOf("ledger");

      const options = { deleteBeforeReplace: true };
      bench.write({ key: resource({ alias: "ledger" }, options) });
      await bench.stack.up("--target-replace", urn);
      await expectEnabledHolderOf("ledger");
    });
  },
);

/** The following is the same for every cloud, so each is tested on one of them. */
describe.each([ALIBABA])("on $name", (cloud) => {
  const { resource, theKey } = on(cloud);

  test("ignoreChanges holds, for nested paths and for the provider's tags too", async () => {
    const config = { "cmk:defaultTags": { team: "a", stage: "dev" } };
    await bench.start(
      { key: resource({ description: "a", tags: { x: "1" } }) },
      config,
    );
    const tags = { team: "a", stage: "dev", x: "1" };
    expect(userTags(await theKey())).toEqual(tags);
    bench.stack.configure({
      ...bench.emulator.connection().config,
      "cmk:defaultTags": { team: "b", stage: "prod" },
    });
    bench.write({
      key: resource(
        { description: "b", tags: { x: "2", y: "3" } },
        { ignoreChanges: ["description", "tags.team", "tags.x"] },
      ),
    });
    const plan = await bench.stack.plan();
    const step = plan.steps.find(({ urn }) => urn.endsWith("::key"));
    expect(Object.keys(step?.detailedDiff ?? {}).sort()).toEqual([
      "tags.stage",
      "tags.y",
    ]);
    await bench.stack.up();
    const key = await theKey();
    expect(key.description).toBe("a");
    expect(userTags(key)).toEqual({ team: "a", stage: "prod", x: "1", y: "3" });
    await bench.stack.up("--expect-no-changes");
  });

  test("ignoreChanges doesn't hold in a replacement, and the preview says what the new key gets", async () => {
    await bench.start({ key: resource({ description: "a" }) });
    bench.write({
      key: resource(
        { description: "b", spec: "RSA_2048" },
        { ignoreChanges: ["description"] },
      ),
    });
    const { stdout, stderr } = await bench.stack.preview();
    expect(stdout).not.toMatch(/~ description/);
    expect(stderr).toMatch(/new key, .*: description \("b"\)/);
    await bench.stack.up();
    const made = (await bench.emulator.keys()).find(
      ({ keyState }) => keyState === "Enabled",
    );
    expect(made).toMatchObject({ description: "b" });
  });

  test("protect keeps Pulumi from deleting or replacing a key", async () => {
    await bench.start({ key: resource({}, { protect: true }) });
    await bench.stack.fails("destroy");
    bench.write({ key: resource({ spec: "RSA_2048" }, { protect: true }) });
    await bench.stack.fails("up");
    expect(await bench.keyStates()).toEqual(["Enabled"]);
  });

  test("a renamed resource keeps its key", async () => {
    await bench.start({ key: resource({}) });
    const { keyId } = await theKey();
    bench.write({ renamed: resource({}, { aliases: [{ name: "key" }] }) });
    await bench.stack.up();
    expect(await theKey()).toMatchObject({ keyId, keyState: "Enabled" });
    await bench.stack.up("--expect-no-changes");
  });

  test("up --refresh sees what somebody else changed, and sets it right in the same run", async () => {
    await bench.start({ key: resource({ description: "declared" }) });
    const { keyId } = await theKey();
    await new Outsider(bench.emulator).call(
      cloud.name,
      cloud.region,
      "UpdateKeyDescription",
      { KeyId: keyId, Description: "drifted" },
    );
    expect(await bench.stack.attempt(["up", ...REFRESHED])).toMatchObject({
      code: 0,
    });
    expect(await theKey()).toMatchObject({ description: "declared" });
  });

  test("a key is read by its id in a program, and not deleted with it", async () => {
    await bench.start({ key: resource({ description: "read" }) });
    const { id } = await bench.stack.resource("key");
    const reader = await Stack.create({
      program: {
        resources: { seen: { type: "cmk:Cmk", get: { id } } },
        outputs: { description: "${seen.description}", keyId: "${seen.keyId}" },
      },
      connection: bench.emulator.connection(),
      project: `get-${cloud.name}`,
    });
    const { stdout } = await reader.up();
    expect(stdout).not.toContain("destruction");
    const refreshed = await reader.refresh();
    expect(refreshed.stdout).not.toContain("destruction");
    expect(await reader.outputs()).toEqual({
      description: "read",
      keyId: (await theKey()).keyId,
    });
    await reader.destroy();
    expect(await bench.keyStates()).toEqual(["Enabled"]);
    reader.remove();
  });
});

describe.each([TENCENT])("on $name", (cloud) => {
  const { resource } = on(cloud);

  test("replaceOnChanges makes a new key of a change that is made in place otherwise", async () => {
    await bench.start({ key: resource({ description: "a" }) });
    bench.write({
      key: resource(
        { description: "b" },
        { replaceOnChanges: ["description"] },
      ),
    });
    const { stdout, stderr } = await bench.stack.preview();
    expect(stdout + stderr).toMatch(/This replaces key/);
    await bench.stack.up();
    expect(await bench.keyStates()).toEqual(["Enabled", cloud.pending].sort());
  });

  test("retainOnDelete leaves the key as it is", async () => {
    await bench.start({ key: resource({}, { retainOnDelete: true }) });
    await bench.stack.destroy();
    expect(await bench.keyStates()).toEqual(["Enabled"]);
  });

  test("a targeted up and a targeted destroy touch no other key", async () => {
    await bench.start({
      one: resource({ description: "1" }),
      two: resource({ description: "1" }),
    });
    bench.write({
      one: resource({ description: "2" }),
      two: resource({ description: "2" }),
    });
    const { urn } = await bench.stack.resource("one");
    await bench.stack.up("--target", urn);
    const described = (await bench.emulator.keys()).map(
      (key) => key.description,
    );
    expect(described.sort()).toEqual(["1", "2"]);
    await bench.stack.destroy("--target", urn);
    const alive = (await bench.emulator.keys()).filter(
      ({ keyState }) => keyState === "Enabled",
    );
    expect(alive).toMatchObject([{ description: "1" }]);
  });

  test("customTimeouts end a wait, with a message that says so", async () => {
    await bench.start({});
    await bench.emulator.fault({
      cloud: cloud.name,
      action: "CreateKey",
      kind: "throttle",
    });
    bench.write({ key: resource({}, { customTimeouts: { create: "3s" } }) });
    const { stdout } = await bench.stack.fails("up");
    expect(stdout).toMatch(/timeout ends before/);
    expect(stdout).toMatch(/customTimeouts/);
    await bench.emulator.clearFaults();
    expect(await bench.emulator.keys()).toEqual([]);
  });
});
