import { Bench } from "../../testing/tencent";

async function oneArchived(bench: Bench) {
  const good = await bench.createKey();
  const archived = await bench.createKey();
  await bench.kms("ArchiveKey", { KeyId: archived });
  return { good, archived, KeyIds: [archived, good] };
}

test("DisableKeys and EnableKeys change every key", async () => {
  const bench = new Bench();
  const KeyIds = [await bench.createKey(), await bench.createKey()];
  const states = async () =>
    Promise.all(KeyIds.map(async (id) => (await bench.metadata(id)).KeyState));
  await bench.kms("DisableKeys", { KeyIds });
  expect(await states()).toEqual(["Disabled", "Disabled"]);
  await bench.kms("EnableKeys", { KeyIds });
  expect(await states()).toEqual(["Enabled", "Enabled"]);
});

test("DisableKeys changes nothing if one key is refused", async () => {
  const bench = new Bench();
  const { good, KeyIds } = await oneArchived(bench);
  expect(await bench.code("DisableKeys", { KeyIds })).toBe(
    "ResourceUnavailable.CmkStateNotSupport",
  );
  expect((await bench.metadata(good)).KeyState).toBe("Enabled");
});

test("by switch DisableKeys changes what it can and answers the refusal", async () => {
  const bench = new Bench();
  bench.set("tencent.manyKeysAtomic", false);
  const { good, KeyIds } = await oneArchived(bench);
  expect(await bench.code("DisableKeys", { KeyIds })).toBe(
    "ResourceUnavailable.CmkStateNotSupport",
  );
  expect((await bench.metadata(good)).KeyState).toBe("Disabled");
});

test("a key archived while Disabled comes back Enabled", async () => {
  const bench = new Bench();
  const KeyId = await bench.createKey();
  await bench.kms("DisableKey", { KeyId });
  await bench.kms("ArchiveKey", { KeyId });
  await bench.kms("CancelKeyArchive", { KeyId });
  expect((await bench.metadata(KeyId)).KeyState).toBe("Enabled");
});
