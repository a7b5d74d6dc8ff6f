import { Bench } from "../../testing/tencent";

const bench = new Bench();

test("alias and description change, and the old alias is free", async () => {
  const KeyId = await bench.createKey({ Alias: "old", Description: "text" });
  await bench.kms("UpdateAlias", { KeyId, Alias: "new" });
  await bench.kms("UpdateKeyDescription", { KeyId, Description: "" });
  expect(await bench.metadata(KeyId)).toMatchObject({
    Alias: "new",
    Description: "",
  });
  expect(await bench.code("CreateKey", { Alias: "old" })).toBe("ok");
});

test("another key's alias is refused, and the key keeps its own", async () => {
  await bench.createKey({ Alias: "taken" });
  const KeyId = await bench.createKey({ Alias: "mine" });
  expect(await bench.code("UpdateAlias", { KeyId, Alias: "taken" })).toBe(
    "InvalidParameterValue.AliasAlreadyExists",
  );
  expect((await bench.metadata(KeyId)).Alias).toBe("mine");
});

test("the same alias again succeeds, or by switch is refused", async () => {
  const KeyId = await bench.createKey({ Alias: "same" });
  const again = { KeyId, Alias: "same" };
  expect(await bench.code("UpdateAlias", again)).toBe("ok");
  bench.set("tencent.sameAliasRefused", true);
  expect(await bench.code("UpdateAlias", again)).toBe(
    "InvalidParameterValue.AliasAlreadyExists",
  );
});

test("the description must be sent, and has 1024 bytes at most", async () => {
  const KeyId = await bench.createKey();
  expect(await bench.code("UpdateKeyDescription", { KeyId })).toBe(
    "MissingParameter",
  );
  const tooLong = { KeyId, Description: "密".repeat(342) };
  expect(await bench.code("UpdateKeyDescription", tooLong)).toBe(
    "InvalidParameter",
  );
});
