import { DAY } from "./record";
import { Bench, START, UIN } from "../../testing/tencent";

async function pending(PendingWindowInDays = 7, parameters: object = {}) {
  const bench = new Bench();
  const KeyId = await bench.createKey(parameters);
  await bench.kms("DisableKey", { KeyId });
  const scheduled = await bench.kms("ScheduleKeyDeletion", {
    KeyId,
    PendingWindowInDays,
  });
  return { bench, KeyId, scheduled };
}

test("a key lives until its deletion date and is gone then, with its alias and tags", async () => {
  const { bench, KeyId, scheduled } = await pending(7, {
    Alias: "mortal",
    Tags: [{ TagKey: "env", TagValue: "dev" }],
  });
  expect(scheduled).toMatchObject({ KeyId, DeletionDate: START + 7 * DAY });
  bench.advance(7 * DAY - 1);
  expect(await bench.metadata(KeyId)).toMatchObject({
    KeyState: "PendingDelete",
    DeletionDate: START + 7 * DAY,
  });
  bench.advance(1);
  expect(await bench.code("DescribeKey", { KeyId })).toBe(
    "ResourceUnavailable.CmkNotFound",
  );
  expect(await bench.code("CancelKeyDeletion", { KeyId })).toBe(
    "ResourceUnavailable.CmkNotFound",
  );
  expect((await bench.kms("ListKeyDetail")).TotalCount).toBe(0);
  expect(await bench.code("CreateKey", { Alias: "mortal" })).toBe("ok");
  const { Tags } = await bench.tag("DescribeResourceTagsByResourceIds", {
    ServiceType: "kms",
    ResourcePrefix: "key",
    ResourceIds: [`creatorUin/${UIN}/${KeyId}`],
    ResourceRegion: "ap-guangzhou",
  });
  expect(Tags).toEqual([]);
});

test("by switch the deletion date is the end of a day in Beijing", async () => {
  const bench = new Bench();
  bench.set("tencent.deletionAtDayEnd", true);
  const KeyId = await bench.createKey();
  await bench.kms("DisableKey", { KeyId });
  const schedule = { KeyId, PendingWindowInDays: 7 };
  const { DeletionDate } = await bench.kms("ScheduleKeyDeletion", schedule);
  const date = new Date(Number(DeletionDate) * 1000);
  expect(date.toISOString()).toBe("2024-01-08T15:59:59.000Z");
});

test("a cancelled deletion leaves the key Disabled, without a date, for good", async () => {
  const { bench, KeyId } = await pending();
  await bench.kms("CancelKeyDeletion", { KeyId });
  bench.advance(100 * DAY);
  expect(await bench.metadata(KeyId)).toMatchObject({
    KeyState: "Disabled",
    DeletionDate: 0,
  });
});

test("the window is 7 to 30 days and has no default", async () => {
  const bench = new Bench();
  const KeyId = await bench.createKey();
  await bench.kms("DisableKey", { KeyId });
  for (const PendingWindowInDays of [6, 31, 0])
    expect(
      await bench.code("ScheduleKeyDeletion", { KeyId, PendingWindowInDays }),
    ).toBe("InvalidParameter.InvalidPendingWindowInDays");
  expect(await bench.code("ScheduleKeyDeletion", { KeyId })).toBe(
    "MissingParameter",
  );
});

test("an EXTERNAL key without material comes back PendingImport, or by switch Disabled", async () => {
  const bench = new Bench();
  const KeyId = await bench.createKey({ Type: 2 });
  const schedule = { KeyId, PendingWindowInDays: 30 };
  await bench.kms("ScheduleKeyDeletion", schedule);
  await bench.kms("CancelKeyDeletion", { KeyId });
  expect((await bench.metadata(KeyId)).KeyState).toBe("PendingImport");
  bench.set("tencent.cancelWithoutMaterial", "Disabled");
  await bench.kms("ScheduleKeyDeletion", schedule);
  await bench.kms("CancelKeyDeletion", { KeyId });
  expect((await bench.metadata(KeyId)).KeyState).toBe("Disabled");
});
