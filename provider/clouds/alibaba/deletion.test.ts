import { contextOf } from "../../../tests/support/clouds/bench";
import {
  makeKey,
  newBench,
  REGION,
} from "../../../tests/support/clouds/alibaba";

const bench = newBench();

const read = (keyId: string) =>
  bench.service.describe(REGION, keyId, {}, contextOf());

describe("deletion", () => {
  test("is scheduled with its window, found done the second time, and cancelled", async () => {
    const key = await makeKey(bench.service);
    await bench.service.scheduleDeletion(REGION, key, 366, contextOf());
    const pending = await read(key.keyId);
    expect(pending?.state).toBe("PendingDeletion");
    const days =
      (Date.parse(pending?.deletionDate ?? "") - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(366);
    await bench.service.scheduleDeletion(REGION, key, 7, contextOf());
    expect((await read(key.keyId))?.deletionDate).toBe(pending?.deletionDate);
    expect(
      await bench.service.cancelDeletion(REGION, key.keyId, contextOf()),
    ).toBe("Enabled");
    // Once more, as after an answer that was lost.
    expect(
      await bench.service.cancelDeletion(REGION, key.keyId, contextOf()),
    ).toBe("Enabled");
  });

  test.each(["ScheduleKeyDeletion", "CancelKeyDeletion"])(
    "is what it should be though the answer to %s is lost",
    async (action) => {
      const key = await makeKey(bench.service);
      await bench.cloud.fault({ action, kind: "drop-after", count: 1 });
      await bench.service.scheduleDeletion(REGION, key, 7, contextOf());
      expect((await read(key.keyId))?.state).toBe("PendingDeletion");
      await bench.service.cancelDeletion(REGION, key.keyId, contextOf());
      expect((await read(key.keyId))?.state).toBe("Enabled");
    },
  );

  test("of a protected key is refused as such, whatever the cloud's code is", async () => {
    const key = await makeKey(bench.service);
    await bench.service.setDeletionProtection(REGION, key, true, contextOf());
    for (const code of ["Rejected.DeletionProtection", "Forbidden.Protected"]) {
      await bench.cloud.set({ "alibaba.protectedDeletionCode": code });
      await expect(
        bench.service.scheduleDeletion(REGION, key, 7, contextOf()),
      ).rejects.toMatchObject({ kind: "protected", code });
    }
  });

  test("that is cancelled gives a key without material its own state back", async () => {
    const key = await makeKey(bench.service, { origin: "EXTERNAL" });
    await bench.service.scheduleDeletion(REGION, key, 7, contextOf());
    expect(
      await bench.service.cancelDeletion(REGION, key.keyId, contextOf()),
    ).toBe("PendingImport");
  });

  test("ends with a key that nothing is known of, in the right account only", async () => {
    const key = await makeKey(bench.service);
    await bench.service.scheduleDeletion(REGION, key, 7, contextOf());
    await bench.cloud.advance(8 * 86_400);
    const { keyId, arn } = key;
    const describe = (...rest: string[]) =>
      bench.service.describe(REGION, keyId, {}, contextOf(), ...rest);
    expect(await describe()).toBeUndefined();
    expect(await describe(arn)).toBeUndefined();
    await expect(
      bench.service.scheduleDeletion(REGION, key, 7, contextOf()),
    ).rejects.toMatchObject({ kind: "notFound" });
  });
});
