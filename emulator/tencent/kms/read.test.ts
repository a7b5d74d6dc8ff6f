import { Bench } from "../../testing/tencent";

const bench = new Bench();
const MISSING = "9999aed0-4956-11e9-bc70-5254005e86b4";

test("DescribeKeys gives each key that was asked for", async () => {
  const KeyIds = [await bench.createKey(), await bench.createKey()];
  const { KeyMetadatas } = await bench.kms("DescribeKeys", { KeyIds });
  const found = (KeyMetadatas as { KeyId: string }[]).map((key) => key.KeyId);
  expect(new Set(found)).toEqual(new Set(KeyIds));
});

test("by switch DescribeKeys answers in another order than asked", async () => {
  const KeyIds: string[] = [];
  for (let count = 0; count < 5; count += 1)
    KeyIds.push(await bench.createKey());
  KeyIds.sort().reverse();
  const answered = async () => {
    const { KeyMetadatas } = await bench.kms("DescribeKeys", { KeyIds });
    return (KeyMetadatas as { KeyId: string }[]).map((key) => key.KeyId);
  };
  expect(await answered()).toEqual(KeyIds);
  bench.set("tencent.describedAsAsked", false);
  expect(await answered()).toEqual([...KeyIds].reverse());
});

test("one missing key fails DescribeKeys as a whole", async () => {
  const KeyIds = [await bench.createKey(), MISSING];
  expect(await bench.code("DescribeKeys", { KeyIds })).toBe(
    "ResourceUnavailable.CmkNotFound",
  );
});

const refused: [string, string, object, string][] = [
  [
    "a key that never was",
    "DescribeKey",
    { KeyId: MISSING },
    "ResourceUnavailable.CmkNotFound",
  ],
  [
    "no UUID",
    "DescribeKey",
    { KeyId: "key-1" },
    "InvalidParameterValue.InvalidKeyId",
  ],
  [
    "an empty KeyId",
    "DescribeKey",
    { KeyId: "" },
    "InvalidParameterValue.InvalidKeyId",
  ],
  [
    "a UUID in capitals",
    "DescribeKey",
    { KeyId: MISSING.toUpperCase() },
    "InvalidParameterValue.InvalidKeyId",
  ],
  ["no KeyId", "DescribeKey", {}, "MissingParameter"],
  ["a KeyId that is null", "DescribeKey", { KeyId: null }, "MissingParameter"],
  ["no KeyIds", "DescribeKeys", { KeyIds: [] }, "InvalidParameter"],
  [
    "101 KeyIds",
    "DescribeKeys",
    { KeyIds: Array<string>(101).fill(MISSING) },
    "InvalidParameter",
  ],
  [
    "a KeyId twice",
    "DescribeKeys",
    { KeyIds: [MISSING, MISSING] },
    "InvalidParameterValue.DuplicatedKeyId",
  ],
  [
    "KeyIds that is no list",
    "DescribeKeys",
    { KeyIds: MISSING },
    "InvalidParameter",
  ],
];

test.each(refused)("%s is refused", async (_, action, parameters, code) => {
  expect(await bench.code(action, parameters)).toBe(code);
});
