import { DAY, deletionTime, TEST_CLOUDS } from "../engine/clouds";
import type { Props } from "../support/protocol";
import { FaultBench } from "./testing";

const bench = new FaultBench();

describe.each(TEST_CLOUDS)("a delete on $name", (cloud) => {
  const { name, region, pending } = cloud;
  let id: string;
  let keyId: string;
  let oldInputs: Props;
  let properties: Props;

  beforeEach(async () => {
    const declared = { cloud: name, region, alias: "orders" };
    oldInputs = (await bench.client.check(declared)).inputs;
    ({ id, properties } = await bench.client.create(oldInputs));
    keyId = properties["keyId"] as string;
  });

  const remove = (state: Props = {}) =>
    bench.client.delete(id, {
      oldInputs,
      properties: { ...properties, ...state },
    });
  const byHand = (action: string, parameters: object = {}) =>
    bench.outsider.call(name, region, action, {
      KeyId: keyId,
      ...parameters,
    });
  const theKey = async () => {
    const [key, ...others] = await bench.emulator.keys();
    expect(others).toEqual([]);
    if (!key) throw new Error("the key is gone");
    return key;
  };

  test.each([
    [1, 7],
    [3650, name === "alibaba" ? 366 : 30],
  ])(
    "with a window of %d days in an old state waits %d days, and says so",
    async (deletionWindowInDays, days) => {
      await remove({ deletionWindowInDays });
      const left = deletionTime(await theKey()) - Date.now() / 1000;
      expect(Math.round(left / DAY)).toBe(days);
      expect(bench.messages).toContain(
        `${deletionWindowInDays}, is not accepted by`,
      );
    },
  );

  test("says in one line how the key can be kept", async () => {
    await remove({ deletionWindowInDays: 9 });
    expect(bench.messages).toMatch(
      new RegExp(
        `^Key ${keyId} \\(.+\\) in ${region} will be destroyed in 9 days\\. To keep it: .*CancelKeyDeletion .* && pulumi import .* ${id}$`,
      ),
    );
  });

  test("of a key that is pending already keeps its date", async () => {
    if (name === "tencent") await byHand("DisableKey");
    await byHand("ScheduleKeyDeletion", { PendingWindowInDays: 9 });
    const before = await theKey();
    await remove();
    expect(await theKey()).toEqual(before);
    expect(bench.messages).toMatch(/will be destroyed on \d{4}-/);
  });

  test("of a key that is pending already is not announced with a later date", async () => {
    const urn = "urn:pulumi:dev::faults::cmk:index:Cmk::orders";
    const deletionDate = "2026-12-01T08:00:00Z";
    const olds = { ...properties, deletionDate };
    const news = { ...oldInputs, spec: "RSA_2048" };
    await bench.client.diff({ id, urn, olds, oldInputs, news });
    await bench.client.create(news, { urn, preview: true });
    expect(bench.messages).toContain(
      "destroyed on 2026-12-01, as is scheduled already",
    );
  });

  test("that is refused leaves the key as it was, with its alias", async () => {
    await bench.emulator.fault({
      cloud: name,
      action: "ScheduleKeyDeletion",
      kind: "error",
      code:
        name === "alibaba" ? "Forbidden.NoPermission" : "UnauthorizedOperation",
    });
    await expect(remove()).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
    expect(await theKey()).toMatchObject({
      keyState: "Enabled",
      aliases: [cloud.aliasOf("orders")],
    });
  });

  test("goes by the inputs where an old state's outputs lack the deletionPolicy", async () => {
    oldInputs = { ...oldInputs, deletionPolicy: "DISABLE" };
    delete properties["deletionPolicy"];
    await remove();
    expect((await theKey()).keyState).toBe("Disabled");
  });

  test("does not touch a key whose deletionPolicy this version does not know", async () => {
    await expect(remove({ deletionPolicy: "ARCHIVE" })).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      message: expect.stringContaining("deletionPolicy") as string,
    });
    expect((await theKey()).keyState).toBe("Enabled");
  });

  test("that is refused for a key which then can't get its alias back says so", async () => {
    const code =
      name === "alibaba" ? "Forbidden.NoPermission" : "UnauthorizedOperation";
    const deny = (action: string) =>
      bench.emulator.fault({ cloud: name, action, kind: "error", code });
    await deny("ScheduleKeyDeletion");
    if (name === "alibaba") await deny("CreateAlias");
    else {
      // The renaming that frees it succeeds.
      await bench.emulator.fault({
        cloud: name,
        action: "UpdateAlias",
        kind: "delay",
        ms: 0,
        count: 1,
      });
      await deny("UpdateAlias");
    }
    await expect(remove()).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
    expect(bench.messages).toContain('has lost its alias "orders"');
  });

  test("whose first answers are lost still schedules it", async () => {
    await bench.emulator.fault({
      cloud: name,
      kind: "drop-after",
      count: 4,
    });
    await remove();
    expect((await theKey()).keyState).toBe(pending);
  });

  if (name === "tencent") {
    test("of an archived key takes it out of the archive first", async () => {
      await byHand("ArchiveKey");
      await remove();
      expect((await theKey()).keyState).toBe(pending);
    });

    test("of a key that a cloud product uses is refused, and it stays in use", async () => {
      await byHand("BindCloudResource", {
        ProductId: "cos",
        ResourceId: "bucket",
      });
      await expect(remove()).rejects.toMatchObject({
        code: "FAILED_PRECONDITION",
        message: expect.stringMatching(
          /resource of cos .*CmkUsedByCloudProduct.* Stop using the key there first\.$/,
        ) as string,
      });
      expect(await theKey()).toMatchObject({
        keyState: "Enabled",
        aliases: ["orders"],
      });
    });
  } else
    test("of a key that somebody has protected asks the cloud, not the state", async () => {
      await byHand("SetDeletionProtection", {
        ProtectedResourceArn: properties["arn"],
        EnableDeletionProtection: true,
      });
      await expect(remove()).rejects.toMatchObject({
        code: "FAILED_PRECONDITION",
        message: expect.stringContaining("deletionProtection: false") as string,
      });
      expect((await theKey()).keyState).toBe("Enabled");
    });
});
