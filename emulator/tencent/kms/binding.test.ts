import { Bench } from "../../testing/tencent";

test("a bound key can't be disabled, archived or scheduled until its last binding is gone", async () => {
  const bench = new Bench();
  const KeyId = await bench.createKey();
  const bind = (action: string, ResourceId: string) =>
    bench.code(action, { KeyId, ProductId: "cbs", ResourceId });
  expect(await bind("BindCloudResource", "disk-1")).toBe("ok");
  expect(await bind("BindCloudResource", "disk-1")).toBe("ok");
  expect(await bind("BindCloudResource", "disk-2")).toBe("ok");
  expect(await bind("UnbindCloudResource", "disk-1")).toBe("ok");
  expect(await bind("UnbindCloudResource", "disk-1")).toBe(
    "ResourceUnavailable.CloudResourceBindingNotFound",
  );
  const refused: [string, object][] = [
    ["DisableKey", { KeyId }],
    ["DisableKeys", { KeyIds: [KeyId] }],
    ["ArchiveKey", { KeyId }],
    ["ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 }],
  ];
  for (const [action, parameters] of refused)
    expect(await bench.code(action, parameters)).toBe(
      "FailedOperation.CmkUsedByCloudProduct",
    );
  expect(await bind("UnbindCloudResource", "disk-2")).toBe("ok");
  expect(await bench.code("DisableKey", { KeyId })).toBe("ok");
});
