import { Bench, UIN } from "../../testing/tencent";

const bench = new Bench();
let ids: Record<string, string>;

beforeAll(async () => {
  ids = {};
  const make = async (Alias: string, parameters: object = {}) => {
    ids[Alias] = await bench.createKey({ Alias, ...parameters });
    bench.advance(1);
  };
  const prod = { Tags: [{ TagKey: "env", TagValue: "prod" }] };
  const dev = {
    Tags: [
      { TagKey: "env", TagValue: "dev" },
      { TagKey: "team", TagValue: "a" },
    ],
  };
  await make("plain-one", prod);
  await make("plain-two", dev);
  await make("signing", { KeyUsage: "ASYMMETRIC_SIGN_VERIFY_ECC" });
  await make("external", { Type: 2 });
  await make("clustered", { HsmClusterId: "cls-hsm-1" });
  await make("archived");
  await bench.kms("ArchiveKey", { KeyId: ids.archived });
  await make("pending");
  await bench.kms("DisableKey", { KeyId: ids.pending });
  await bench.kms("ScheduleKeyDeletion", {
    KeyId: ids.pending,
    PendingWindowInDays: 30,
  });
});

async function detail(parameters: object = {}): Promise<unknown[]> {
  const { KeyMetadatas } = await bench.kms("ListKeyDetail", parameters);
  return (KeyMetadatas as { Alias: string }[]).map((key) => key.Alias);
}

const filters: [string, object, string[]][] = [
  [
    "nothing: symmetric keys of any state, newest first",
    {},
    ["pending", "archived", "clustered", "external", "plain-two", "plain-one"],
  ],
  [
    "KeyUsage ALL, oldest first",
    { KeyUsage: "ALL", OrderType: 1 },
    [
      "plain-one",
      "plain-two",
      "signing",
      "external",
      "clustered",
      "archived",
      "pending",
    ],
  ],
  ["one usage", { KeyUsage: "ASYMMETRIC_SIGN_VERIFY_ECC" }, ["signing"]],
  ["an empty usage", { KeyUsage: "", KeyState: 5 }, ["archived"]],
  ["KeyState 1", { KeyState: 1 }, ["clustered", "plain-two", "plain-one"]],
  ["KeyState 2", { KeyState: 2 }, []],
  ["KeyState 3", { KeyState: 3 }, ["pending"]],
  ["KeyState 4", { KeyState: 4 }, ["external"]],
  ["KeyState 5", { KeyState: 5 }, ["archived"]],
  [
    "a part of an alias",
    { SearchKeyAlias: "lain-" },
    ["plain-two", "plain-one"],
  ],
  ["Origin EXTERNAL", { Origin: "EXTERNAL" }, ["external"]],
  [
    "Origin TENCENT_KMS of imported keys",
    { Origin: "TENCENT_KMS", KeyState: 4 },
    [],
  ],
  ["Origin ALL", { Origin: "ALL", KeyState: 4 }, ["external"]],
  [
    "a tag's value",
    { TagFilters: [{ TagKey: "env", TagValue: ["prod"] }] },
    ["plain-one"],
  ],
  [
    "one of two values",
    { TagFilters: [{ TagKey: "env", TagValue: ["prod", "dev"] }] },
    ["plain-two", "plain-one"],
  ],
  ["a tag's key", { TagFilters: [{ TagKey: "team" }] }, ["plain-two"]],
  [
    "two tags",
    { TagFilters: [{ TagKey: "team" }, { TagKey: "env", TagValue: ["prod"] }] },
    [],
  ],
  ["a cluster", { HsmClusterId: "cls-hsm-1" }, ["clustered"]],
  [
    "the shared KMS",
    { HsmClusterId: "default", KeyState: 1 },
    ["plain-two", "plain-one"],
  ],
  ["keys of cloud products", { Role: 1 }, []],
];

test.each(filters)("ListKeyDetail by %s", async (_, parameters, aliases) => {
  expect(await detail(parameters)).toEqual(aliases);
});

test("a search finds the KeyId too", async () => {
  expect(await detail({ SearchKeyAlias: ids.external })).toEqual(["external"]);
});

test("ListKeys hides archived keys and those pending deletion, whatever their usage", async () => {
  const { Keys, TotalCount } = await bench.kms("ListKeys", { Limit: 200 });
  const {
    "plain-one": one,
    "plain-two": two,
    signing,
    external,
    clustered,
  } = ids;
  expect(Keys).toEqual(
    [clustered, external, signing, two, one].map((KeyId) => ({ KeyId })),
  );
  expect(TotalCount).toBe(5);
});

test("pages of a list follow each other, with the total of all", async () => {
  const pages = [];
  for (const Offset of [0, 4, 8]) {
    const page = await bench.kms("ListKeyDetail", {
      Offset,
      Limit: 4,
      KeyUsage: "ALL",
    });
    expect(page.TotalCount).toBe(7);
    pages.push((page.KeyMetadatas as object[]).length);
  }
  expect(pages).toEqual([4, 3, 0]);
});

test("a list gives ten by default and 200 at most", async () => {
  const big = new Bench();
  for (let count = 0; count < 11; count += 1) await big.createKey();
  const { Keys, TotalCount } = await big.kms("ListKeys");
  expect(Keys).toHaveLength(10);
  expect(TotalCount).toBe(11);
  expect(await big.code("ListKeys", { Limit: 201 })).toBe("InvalidParameter");
  big.set("tencent.overLimitCode", "InvalidParameterValue");
  expect(await big.code("ListKeyDetail", { Limit: 201 })).toBe(
    "InvalidParameterValue",
  );
});

test("lists do not show other regions or accounts", async () => {
  const other = { region: "ap-singapore" };
  expect(await bench.kms("ListKeys", {}, other)).toMatchObject({
    Keys: [],
    TotalCount: 0,
  });
  bench.accounts.add({
    accessKeyId: "AKID2",
    accessKeySecret: "s",
    account: "100000000002",
  });
  const credentials = { secretId: "AKID2", secretKey: "s" };
  const listed = await bench.kms(
    "ListKeyDetail",
    { KeyUsage: "ALL" },
    { credentials },
  );
  expect(listed.TotalCount).toBe(0);
});

test.each([
  [{ KeyState: 6 }, "InvalidParameter"],
  [{ OrderType: 2 }, "InvalidParameter"],
  [{ Origin: "external" }, "InvalidParameter"],
  [{ KeyUsage: "SIGN" }, "InvalidParameter"],
  [{ Offset: -1 }, "InvalidParameter"],
  [{ Limit: 1.5 }, "InvalidParameter"],
  [{ HsmClusterId: "nowhere" }, "InvalidParameterValue.InvalidHsmClusterId"],
])("ListKeyDetail refuses %j", async (parameters, code) => {
  expect(await bench.code("ListKeyDetail", parameters)).toBe(code);
});

describe("a product's key", () => {
  const own = new Bench();
  const KeyId = own.cloud.seedKey({ owner: "cbs", account: UIN }).keyId;

  test("counts in no quota, and is listed by role 1 alone", async () => {
    own.set("tencent.keyQuota", 1);
    await own.createKey({ Alias: "mine" });
    const { TotalCount } = await own.kms("ListKeys", { Role: 1 });
    expect(TotalCount).toBe(1);
  });

  test.each([
    ["UpdateAlias", { KeyId, Alias: "mine-too" }],
    ["DisableKey", { KeyId }],
    ["EnableKeys", { KeyIds: [KeyId] }],
    ["ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 }],
    ["EnableKeyRotation", { KeyId, RotateDays: 30 }],
  ])("refuses %s", async (action, parameters) => {
    const { Error: refusal } = await own.call("kms", action, parameters);
    expect(refusal?.Code).toBe("UnsupportedOperation.NotUserCreatedCmk");
  });

  test("is refused where there is no such region", () => {
    const asked = { owner: "cbs", region: "ap-nowhere" };
    expect(() => own.cloud.seedKey(asked)).toThrow(/ap-nowhere/);
  });
});
