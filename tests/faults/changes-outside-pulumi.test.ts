import type { CloudName } from "../../emulator/clouds";
import { TEST_CLOUDS, userTags } from "../engine/clouds";
import { CallError, type Diff, type Props } from "../support/protocol";
import { FaultBench } from "./testing";

/** Changes outside Pulumi between two commands without a refresh, so that no preview can show them. */

const bench = new FaultBench();

const DENIED: Record<CloudName, string> = {
  alibaba: "Forbidden.NoPermission",
  tencent: "UnauthorizedOperation",
};

/** What the engine stores after a create that fails in part. */
async function undone(
  call: Promise<unknown>,
): Promise<{ id: string; properties: Props }> {
  const error = await call.catch((thrown: unknown) => thrown);
  if (error instanceof CallError && error.initFailed) return error.initFailed;
  throw new Error("the call did not fail in part", { cause: error });
}

interface State {
  id: string;
  inputs: Props;
  outputs: Props;
}

describe.each(TEST_CLOUDS)("on $name", (cloud) => {
  const { name, region } = cloud;

  const checked = async (inputs: Props, olds?: Props) =>
    (await bench.client.check({ cloud: name, region, ...inputs }, { olds }))
      .inputs;

  async function made(declared: Props): Promise<State> {
    const inputs = await checked(declared);
    const { id, properties } = await bench.client.create(inputs);
    return { id, inputs, outputs: properties };
  }

  /** Diff and Update with another program; gives the diff. */
  async function updated(
    state: State,
    declared: Props,
    ignoreChanges?: string[],
  ): Promise<Diff["detailed"]> {
    const { id, inputs: oldInputs, outputs: olds } = state;
    const news = await checked(declared, oldInputs);
    const change = { id, olds, oldInputs, news, ignoreChanges };
    const { detailed } = await bench.client.diff(change);
    state.outputs = await bench.client.update(change);
    state.inputs = news;
    return detailed;
  }

  const byHand = (state: State, action: string, parameters: object = {}) =>
    bench.outsider.call(name, region, action, {
      KeyId: state.outputs["keyId"],
      ...parameters,
    });

  async function theKey() {
    const [key] = await bench.emulator.keys();
    if (!key) throw new Error("the key is gone");
    return key;
  }

  const warnings = () => bench.messages;

  test("a tag that was added outside Pulumi survives every update whose diff does not show it", async () => {
    const state = await made({ tags: { team: "a" } });
    await bench.outsider.tag(name, region, state.outputs["arn"], {
      "cost-centre": "7",
    });
    await updated(state, { tags: { team: "b" } });
    expect(state.outputs["tags"]).toEqual({ team: "b" });
    const declared = { tags: { team: "b" }, description: "new" };
    expect(await updated(state, declared)).toEqual({ description: "add" });
    expect(userTags(await theKey())).toEqual({ team: "b", "cost-centre": "7" });
  });

  test("an input under ignoreChanges keeps the value that was set outside Pulumi", async () => {
    const declared: Props = { description: "ours" };
    const state = await made(declared);
    await byHand(state, "DisableKey");
    await byHand(state, "UpdateKeyDescription", { Description: "theirs" });
    await updated(state, { ...declared, tags: { team: "a" } }, [
      "enabled",
      "description",
    ]);
    expect(await theKey()).toMatchObject({
      keyState: "Disabled",
      description: "theirs",
    });
    // An output that differs from what the state has counts as left undone.
    expect(state.outputs).toMatchObject({
      enabled: true,
      description: "ours",
    });
  });

  test("a step that a create did not finish is done although ignoreChanges names its input", async () => {
    await bench.emulator.fault({
      cloud: name,
      action: "DisableKey",
      kind: "error",
      code: DENIED[name],
    });
    const declared = { enabled: false };
    const inputs = await checked(declared);
    const { id, properties } = await undone(bench.client.create(inputs));
    await bench.emulator.clearFaults();
    const state = { id, inputs, outputs: properties };
    await updated(state, declared, ["enabled"]);
    expect((await theKey()).keyState).toBe("Disabled");
  });

  test("a step that a create did not finish is shown by the preview of the update that does it", async () => {
    await bench.emulator.fault({
      cloud: name,
      action: "DisableKey",
      kind: "error",
      code: DENIED[name],
    });
    const inputs = await checked({ enabled: false });
    const { id, properties } = await undone(bench.client.create(inputs));
    expect(properties["enabled"]).toBe(true);
    const preview = await bench.client.update({
      id,
      olds: properties,
      oldInputs: inputs,
      news: inputs,
      preview: true,
    });
    expect(preview["enabled"]).toBe(false);
    expect(preview).not.toHaveProperty("keyState");
  });

  test("a key that was disabled outside Pulumi is enabled with a warning", async () => {
    const state = await made({});
    await byHand(state, "DisableKey");
    await updated(state, { description: "new" });
    expect((await theKey()).keyState).toBe("Enabled");
    expect(warnings()).toMatch(/was disabled since .* enables it again/);
  });

  test("a deletion that was scheduled outside Pulumi is cancelled with a warning", async () => {
    const state = await made({});
    if (name === "tencent") await byHand(state, "DisableKey");
    await byHand(state, "ScheduleKeyDeletion", { PendingWindowInDays: 9 });
    await updated(state, { description: "new" });
    expect((await theKey()).keyState).toBe("Enabled");
    expect(warnings()).toMatch(
      /was scheduled for destruction on \d{4}-.* since .* cancels that/,
    );
  });

  test("cancelling a deletion does not leave a key disabled because ignoreChanges names enabled", async () => {
    const state = await made({});
    if (name === "tencent") await byHand(state, "DisableKey");
    await byHand(state, "ScheduleKeyDeletion", { PendingWindowInDays: 9 });
    await updated(state, { description: "new" }, ["enabled"]);
    expect((await theKey()).keyState).toBe("Enabled");
  });

  if (name === "tencent")
    test("a key that was archived outside Pulumi is taken out of the archive with a warning", async () => {
      const state = await made({});
      await byHand(state, "ArchiveKey");
      await updated(state, { description: "new" });
      expect((await theKey()).keyState).toBe("Enabled");
      expect(warnings()).toMatch(/was archived since .* out of the archive/);
    });

  if (name === "alibaba") {
    const protect = (state: State) =>
      byHand(state, "SetDeletionProtection", {
        ProtectedResourceArn: state.outputs["arn"],
        EnableDeletionProtection: true,
      });

    test("a deletion protection that was set outside Pulumi stays if the program does not set it", async () => {
      const state = await made({});
      await protect(state);
      await updated(state, { description: "new" });
      expect((await theKey()).deletionProtection).toBe(true);
      expect(state.outputs["deletionProtection"]).toBe(true);
      await updated(state, { description: "newer" });
      expect((await theKey()).deletionProtection).toBe(true);
    });

    test("a deletion protection that was set outside Pulumi is removed with a warning if the program says false", async () => {
      const state = await made({ deletionProtection: false });
      await protect(state);
      await updated(state, { deletionProtection: false, description: "new" });
      expect((await theKey()).deletionProtection).toBe(false);
      expect(warnings()).toMatch(/takes the protection off/);
    });

    test("a key whose new alias is refused keeps its current one", async () => {
      const state = await made({ alias: "orders" });
      const urn = "urn:pulumi:test::conformance::cmk:index:Cmk::other";
      const other = await bench.client.check(
        { cloud: name, region, alias: "payments" },
        { urn },
      );
      await bench.client.create(other.inputs, { urn });
      await expect(updated(state, { alias: "payments" })).rejects.toMatchObject(
        { initFailed: { properties: { alias: "orders" } } },
      );
      const keys = await bench.emulator.keys();
      expect(keys.map(({ aliases }) => aliases.join())).toEqual([
        "alias/orders",
        "alias/payments",
      ]);
    });

    test("an update that does not read the policy still outputs it", async () => {
      const policy = JSON.stringify({
        Version: "1",
        Statement: [{ Effect: "Allow", Action: ["kms:*"], Resource: ["*"] }],
      });
      const declared = { dkmsInstanceId: "kst-test", policy };
      const state = await made(declared);
      await updated(state, { ...declared, description: "new" });
      expect(state.outputs["policy"]).toBe(policy);
    });
  }
});
