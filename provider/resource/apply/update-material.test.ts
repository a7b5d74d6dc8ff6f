import { partOf, type State, withKey } from "../../../tests/support/fake-run";
import { CLOUD_NAMES } from "../../model/types";
import { digestOf } from "../values/inputs";
import { UNKNOWN } from "../values/properties";

const DAY_MS = 86_400_000;

describe.each(CLOUD_NAMES)("key material on %s", (cloud) => {
  const size = 32;
  const material = Buffer.alloc(size, 5).toString("base64");
  const other = Buffer.alloc(size, 6).toString("base64");
  const base = { alias: "orders", origin: "EXTERNAL" } as const;
  const filled = { ...base, keyMaterial: material };
  const in9Days = new Date(Date.now() + 9 * DAY_MS)
    .toISOString()
    .replace(/\.\d+Z$/, "Z");

  test("is imported, and known by its digest", async () => {
    const { run, state, key } = await withKey(cloud, base);
    expect(key.state).toBe("PendingImport");
    const { outputs } = await run.update(state, filled);
    expect(key).toMatchObject({ state: "Enabled", hidden: { material } });
    expect(outputs.values).toMatchObject({
      keyState: "Enabled",
      keyMaterialDigest: digestOf(material),
    });
    expect(outputs.values).not.toHaveProperty("keyMaterial");
  });

  test.each(["before", "after"] as const)(
    "whose import fails %s its effect is known if it was imported",
    async (moment) => {
      const { run, state, fake } = await withKey(cloud, base);
      fake.fail("importMaterial", "unknownOutcome", moment);
      const { outputs } = await partOf(run.update(state, filled));
      expect(outputs.values["keyMaterialDigest"]).toBe(
        moment === "after" ? digestOf(material) : undefined,
      );
    },
  );

  test("is imported again for another expiry, or where it is gone", async () => {
    const { run, state, key } = await withKey(cloud, filled);
    const expiring = { ...filled, keyMaterialExpiry: in9Days };
    const { outputs } = await run.update(state, expiring);
    expect(key.materialExpireTime).toBe(in9Days);
    run.fake.calls.length = 0;
    const inputs = { ...run.place, ...expiring };
    const now: State = { id: state.id, inputs, outputs: outputs.values };
    await run.update(now, expiring);
    expect(run.changes).toEqual([]);
    key.state = "PendingImport";
    delete key.hidden.material;
    await run.update(now, expiring);
    expect(key).toMatchObject({ state: "Enabled", hidden: { material } });
  });

  test("is imported on a disabled key, which stays so", async () => {
    const off = { ...filled, enabled: false };
    const { run, state, key } = await withKey(cloud, off);
    expect(key.state).toBe("Disabled");
    run.fake.calls.length = 0;
    await run.update(state, { ...off, keyMaterialExpiry: in9Days });
    expect(run.changes.map((call) => call.split(" ")[0])).toEqual([
      "enable",
      "importMaterial",
      "disable",
    ]);
    expect(key).toMatchObject({
      state: "Disabled",
      materialExpireTime: in9Days,
    });
  });

  test("is deleted once, and not what others import then", async () => {
    const { run, state, key } = await withKey(cloud, filled);
    const without = { ...base, deleteKeyMaterial: true };
    const { outputs } = await run.update(state, without);
    expect(key.state).toBe("PendingImport");
    key.state = "Enabled";
    key.hidden.material = material;
    const inputs = { ...run.place, ...without };
    await run.update(
      { id: state.id, inputs, outputs: outputs.values },
      without,
    );
    expect(key.state).toBe("Enabled");
  });

  test("that is not the key's first is only warned of while it is open whether the key is replaced", async () => {
    const { run, state } = await withKey(cloud, filled);
    const news = { ...base, keyMaterial: other, spec: UNKNOWN };
    await run.update(state, news, { preview: true });
    expect(run.messages).toMatch(/Unless the key turns out to be replaced/);
  });

  test("that is not the key's first is refused before anything is done", async () => {
    const { run, state } = await withKey(cloud, filled);
    const news = { ...base, keyMaterial: other, description: "new" };
    for (const preview of [true, false])
      await expect(run.update(state, news, { preview })).rejects.toMatchObject({
        status: "FAILED_PRECONDITION",
      });
    expect(run.fake.calls).toEqual([]);
  });
});
