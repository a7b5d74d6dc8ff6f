import { Keys } from "./keys";
import type { KeyRecord } from "./record";
import { MemoryStore } from "../../core/state/store";
import { Bench } from "../../testing/tencent";

test("after a restart the index is made from what the store holds", async () => {
  const bench = new Bench();
  const oldest = await bench.createKey({ Alias: "one" });
  bench.advance(1);
  const newest = await bench.createKey({ Alias: "two" });
  const reversed = [
    ...bench.store.collection<KeyRecord>("tencent.keys").values(),
  ]
    .reverse()
    .map((value) => ({ collection: "tencent.keys", id: value.keyId, value }));
  const keys = new Keys(
    new MemoryStore(reversed).collection("tencent.keys"),
    () => bench.now,
    () => undefined,
  );
  const found = keys.in("100000000001", "ap-guangzhou");
  expect(found.map((key) => key.keyId)).toEqual([oldest, newest]);
  const holders = keys.withAlias("100000000001", "ap-guangzhou", "two");
  expect(holders.map((key) => key.keyId)).toEqual([newest]);
  expect(keys.counted("100000000001", "ap-guangzhou")).toBe(2);
});

test("after a reset nothing is left, not even an alias", async () => {
  const bench = new Bench();
  const KeyId = await bench.createKey({ Alias: "reset" });
  bench.store.clear();
  expect(await bench.code("DescribeKey", { KeyId })).toBe(
    "ResourceUnavailable.CmkNotFound",
  );
  expect((await bench.kms("ListKeys")).TotalCount).toBe(0);
  expect(await bench.code("CreateKey", { Alias: "reset" })).toBe("ok");
});

test("thousands of keys are counted, listed and distinguished by alias", async () => {
  const bench = new Bench();
  bench.set("tencent.keyQuota", 10_000);
  for (let count = 0; count < 3000; count += 1)
    await bench.createKey({ Alias: `many-${count}` });
  const page = await bench.kms("ListKeyDetail", { Offset: 2900, Limit: 200 });
  expect(page.TotalCount).toBe(3000);
  expect(page.KeyMetadatas).toHaveLength(100);
  expect(await bench.code("CreateKey", { Alias: "many-1500" })).toBe(
    "InvalidParameterValue.AliasAlreadyExists",
  );
});
