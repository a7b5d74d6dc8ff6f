import { makeKey, newBench } from "../../support/clouds/alibaba";

const bench = newBench();

const read = (keyId: string) => bench.keys.describe(keyId, {});

describe("deletion", () => {
  test("is scheduled with its window, found done the second time, and cancelled", async () => {
    const key = await makeKey(bench.keys);
    await bench.keys.scheduleDeletion(key, 366);
    const pending = await read(key.keyId);
    expect(pending?.state).toBe("PendingDeletion");
    const days =
      (Date.parse(pending?.deletionDate ?? "") - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(366);
    await bench.keys.scheduleDeletion(key, 7);
    expect((await read(key.keyId))?.deletionDate).toBe(pending?.deletionDate);
    expect(await bench.keys.cancelDeletion(key.keyId)).toBe("Enabled");
    // Once more, as after an answer that was lost.
    expect(await bench.keys.cancelDeletion(key.keyId)).toBe("Enabled");
  });

  test.each(["ScheduleKeyDeletion", "CancelKeyDeletion"])(
    "is what it should be though the answer to %s is lost",
    async (action) => {
      const key = await makeKey(bench.keys);
      await bench.cloud.fault({ action, kind: "drop-after", count: 1 });
      await bench.keys.scheduleDeletion(key, 7);
      expect((await read(key.keyId))?.state).toBe("PendingDeletion");
      await bench.keys.cancelDeletion(key.keyId);
      expect((await read(key.keyId))?.state).toBe("Enabled");
    },
  );

  test("of a key that is known to wait for it takes no call", async () => {
    const key = await makeKey(bench.keys);
    await bench.keys.scheduleDeletion({ ...key, state: "PendingDeletion" }, 7);
    expect(await bench.cloud.calls()).toEqual({ CreateKey: 1 });
  });

  test.each([
    ["InvalidAccessKeyId.Inactive", "unauthenticated", []],
    ["Forbidden.NoPermission", "denied", ["DescribeKey"]],
  ])("that fails with %s is reported as %s", async (code, kind, further) => {
    const key = await makeKey(bench.keys);
    await bench.cloud.calls();
    const action = "ScheduleKeyDeletion";
    await bench.cloud.fault({ action, kind: "error", code });
    await expect(bench.keys.scheduleDeletion(key, 7)).rejects.toMatchObject({
      kind,
      code,
    });
    expect(Object.keys(await bench.cloud.calls())).toEqual([
      action,
      ...further,
    ]);
  });

  test.each([
    ["Forbidden.NoPermission", "denied"],
    ["Rejected.PendingDeletion", "state"],
  ])(
    "whose cancellation is refused with %s goes on, and the refusal is reported",
    async (code, kind) => {
      const key = await makeKey(bench.keys);
      await bench.keys.scheduleDeletion(key, 7);
      const action = "CancelKeyDeletion";
      await bench.cloud.fault({ action, kind: "error", code });
      await expect(bench.keys.cancelDeletion(key.keyId)).rejects.toMatchObject({
        kind,
        code,
      });
    },
  );

  test("that is cancelled, and whose key can't be read, has an unknown outcome", async () => {
    const { keyId } = await makeKey(bench.keys);
    await bench.keys.scheduleDeletion({ keyId, state: "Enabled" }, 7);
    await bench.cloud.set({ "alibaba.deniedActions": "DescribeKey" });
    await expect(bench.keys.cancelDeletion(keyId)).rejects.toMatchObject({
      kind: "unknownOutcome",
      action: "CancelKeyDeletion",
      message: expect.stringContaining("DescribeKey") as string,
    });
    await bench.cloud.set({ "alibaba.deniedActions": "" });
    expect((await read(keyId))?.state).toBe("Enabled");
  });

  test("of a protected key is refused as such, whatever the cloud's code is", async () => {
    const key = await makeKey(bench.keys);
    await bench.keys.setDeletionProtection(key.keyId, true);
    for (const code of ["Rejected.DeletionProtection", "Forbidden.Protected"]) {
      await bench.cloud.set({ "alibaba.protectedDeletionCode": code });
      await expect(bench.keys.scheduleDeletion(key, 7)).rejects.toMatchObject({
        kind: "protected",
        code,
      });
    }
  });

  test("that is cancelled gives a key without material its own state back", async () => {
    const key = await makeKey(bench.keys, { origin: "EXTERNAL" });
    await bench.keys.scheduleDeletion(key, 7);
    expect(await bench.keys.cancelDeletion(key.keyId)).toBe("PendingImport");
  });

  test("ends with a key that nothing is known of, in the right account only", async () => {
    const key = await makeKey(bench.keys);
    await bench.keys.scheduleDeletion(key, 7);
    await bench.cloud.advance(8 * 86_400);
    const { keyId, arn } = key;
    const describe = (...rest: string[]) =>
      bench.keys.describe(keyId, {}, ...rest);
    expect(await describe()).toBeUndefined();
    expect(await describe(arn)).toBeUndefined();
    await expect(bench.keys.scheduleDeletion(key, 7)).rejects.toMatchObject({
      kind: "notFound",
    });
  });
});
