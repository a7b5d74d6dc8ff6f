import { FakeRun, type State } from "../../../tests/support/fake-run";
import type { FakeKey } from "../../../tests/support/fake-key-service";
import { CLOUD_NAMES, type CloudName } from "../../model/types";
import type { Properties } from "../values/properties";

const MATERIAL = Buffer.alloc(32, 5).toString("base64");
const EXPIRY = "2100-01-01T08:00:00+08:00";

/** What a refresh finds of a key that others have changed since. */
async function refreshed(
  cloud: CloudName,
  inputs: Properties,
  others: (key: FakeKey) => void,
) {
  const run = new FakeRun(cloud);
  const state: State = await run.made({ alias: "orders", ...inputs });
  const key = run.key(state.id);
  if (!key) throw new Error("no key was made");
  others(key);
  const reply = await run.read(state);
  if (!reply) throw new Error("the key was not found");
  return {
    before: state.inputs,
    inputs: reply.inputs.values,
    outputs: reply.outputs.values,
    run,
  };
}

const nothing = () => undefined;

describe.each(CLOUD_NAMES)("a refresh on %s", (cloud) => {
  test.each<Properties>([
    {},
    { description: "text", tags: { a: "1" }, enabled: false },
    { rotation: { interval: "720h" } },
    { rotation: { enabled: false } },
    { rotation: { enabled: true, interval: "30d" } },
    { spec: "SYMMETRIC_DEFAULT", usage: "ENCRYPT_DECRYPT", origin: "KMS" },
    { spec: "AES_256", tags: {} },
    { origin: "EXTERNAL" },
    { origin: "EXTERNAL", keyMaterial: MATERIAL, keyMaterialExpiry: EXPIRY },
  ])(
    "of a key as its program has it finds no difference: %j",
    async (given) => {
      const { before, inputs } = await refreshed(cloud, given, nothing);
      expect(inputs).toEqual(before);
    },
  );

  test.each<[string, Properties, (key: FakeKey) => void, object]>([
    [
      "a description",
      {},
      (key) => (key.description = "theirs"),
      { description: "theirs" },
    ],
    [
      "none any more",
      { description: "mine" },
      (key) => (key.description = ""),
      { description: undefined },
    ],
    ["it disabled", {}, (key) => (key.state = "Disabled"), { enabled: false }],
    [
      "it enabled",
      { enabled: false },
      (key) => (key.state = "Enabled"),
      { enabled: true },
    ],
    [
      "a pending deletion",
      {},
      (key) => (key.state = "PendingDeletion"),
      { enabled: false },
    ],
    [
      "rotation on",
      {},
      (key) => (key.rotation = { enabled: true, intervalSeconds: 864_000 }),
      { rotation: { interval: "10d" } },
    ],
    [
      "rotation on, by seconds, against the program",
      { rotation: { enabled: false } },
      (key) => (key.rotation = { enabled: true, intervalSeconds: 864_001 }),
      { rotation: { enabled: true, interval: "864001s" } },
    ],
    [
      "rotation off",
      { rotation: { interval: "30d" } },
      (key) => (key.rotation = { enabled: false }),
      { rotation: { interval: "30d", enabled: false } },
    ],
    [
      "tags",
      { tags: { a: "1" } },
      (key) => (key.tags = { a: "2", b: "3" }),
      { tags: { a: "2", b: "3" } },
    ],
    [
      "its material gone",
      { origin: "EXTERNAL", keyMaterial: MATERIAL },
      (key) => (key.state = "PendingImport"),
      { keyMaterial: undefined, keyMaterialExpiry: undefined },
    ],
    [
      "another expiry",
      { origin: "EXTERNAL", keyMaterial: MATERIAL, keyMaterialExpiry: EXPIRY },
      (key) => (key.materialExpireTime = "2101-01-01T00:00:00Z"),
      { keyMaterialExpiry: "2101-01-01T00:00:00Z" },
    ],
    [
      "another alias",
      {},
      (key) => (key.aliases = ["theirs"]),
      { alias: cloud === "tencent" ? "theirs" : undefined },
    ],
  ])(
    "finds %s that others have made",
    async (_what, given, others, expected) => {
      const { inputs } = await refreshed(cloud, given, others);
      for (const [name, value] of Object.entries(expected))
        expect(inputs[name]).toEqual(value);
    },
  );

  test("of a key whose material is to be deleted finds whether it is", async () => {
    const given = { origin: "EXTERNAL", keyMaterial: MATERIAL };
    const { run, outputs } = await refreshed(cloud, given, nothing);
    const [key] = run.fake.keys;
    if (!key) throw new Error("no key was made");
    const id = run.idOf(key);
    const inputs = {
      ...run.place,
      alias: "orders",
      origin: "EXTERNAL",
      deleteKeyMaterial: true,
    };
    const read = async () =>
      (await run.read({ id, inputs, outputs }))?.inputs.values;
    expect(await read()).toMatchObject({ deleteKeyMaterial: false });
    key.state = "PendingImport";
    expect(await read()).toMatchObject({ deleteKeyMaterial: true });
  });
});

describe.each(CLOUD_NAMES)("an import on %s", (cloud) => {
  test("gives what the program has to say, and no more", async () => {
    const run = new FakeRun(cloud);
    const key = run.fake.add({ aliases: ["orders"], description: "text" });
    const reply = await run.read({ id: run.idOf(key) });
    expect(reply?.inputs.values).toEqual({
      ...run.place,
      alias: "orders",
      description: "text",
    });
  });

  test("of a key that is to be destroyed tells how to keep it", async () => {
    const run = new FakeRun(cloud);
    const key = run.fake.add({
      state: "PendingDeletion",
      deletionDate: "2100-01-02T00:00:00Z",
    });
    const reply = await run.read({ id: run.idOf(key) });
    expect(reply?.inputs.values).toMatchObject({ enabled: false });
    expect(run.messages).toMatch(/scheduled for destruction on 2100-01-02/);
  });

  if (cloud === "alibaba")
    test("of a key with several aliases keeps the first, and tells so", async () => {
      const run = new FakeRun(cloud);
      const key = run.fake.add({ aliases: ["orders", "bills"] });
      const reply = await run.read({ id: run.idOf(key) });
      expect(reply?.inputs.values["alias"]).toBe("orders");
      expect(run.messages).toContain("has 2 aliases (orders, bills)");
    });
});
