import {
  OTHER_ACCOUNT,
  TestCloud,
  type Parameters,
} from "../../testing/alibaba";

test("ListKeys pages through the keys in order of creation", async () => {
  const cloud = new TestCloud();
  const made: string[] = [];
  for (let count = 0; count < 25; count++) made.push(await cloud.createKey());
  const read: string[] = [];
  for (let PageNumber = 1; read.length < made.length; PageNumber++) {
    const { Keys, ...totals } = await cloud.ok("ListKeys", { PageNumber });
    expect(totals).toMatchObject({ TotalCount: 25, PageNumber, PageSize: 10 });
    read.push(...Keys.Key.map(({ KeyId }) => KeyId));
  }
  expect(read).toEqual(made);
  const beyond = await cloud.ok("ListKeys", { PageNumber: 4 });
  expect(beyond.Keys.Key).toEqual([]);
});

test.each<Parameters>([
  { PageSize: 0 },
  { PageSize: 101 },
  { PageSize: "ten" },
  { PageSize: 1.5 },
  { PageNumber: 0 },
  { PageNumber: -1 },
  { Filters: "[" },
  { Filters: '{"Key":"KeyState"}' },
  { Filters: '[{"Key":"Colour","Values":["red"]}]' },
  { Filters: '[{"Key":"toString","Values":["red"]}]' },
  { Filters: '[{"Key":"KeyState"}]' },
  { Filters: JSON.stringify(Array(11).fill({ Key: "keyId", Values: [] })) },
])("ListKeys refuses %j", async (parameters) => {
  expect(await new TestCloud().outcome("ListKeys", parameters)).toBe(
    "400 InvalidParameter",
  );
});

test("filters must all match, each by one of its values", async () => {
  const cloud = new TestCloud();
  const aes = await cloud.createKey({
    Tags: '[{"TagKey":"team","TagValue":"red"}]',
  });
  const rsa = await cloud.createKey({ KeySpec: "RSA_2048" });
  const instance = await cloud.createKey({ DKMSInstanceId: "kst-a" });
  const external = await cloud.createKey({ Origin: "EXTERNAL" });
  await cloud.ok("DisableKey", { KeyId: rsa });
  await cloud.ok("CreateAlias", { KeyId: rsa, AliasName: "alias/rsa" });
  const list = async (...filters: [string, string[]][]) => {
    const Filters = JSON.stringify(
      filters.map(([Key, Values]) => ({ Key, Values })),
    );
    const { Keys, TotalCount } = await cloud.ok("ListKeys", { Filters });
    expect(TotalCount).toBe(Keys.Key.length);
    return Keys.Key.map(({ KeyId }) => KeyId);
  };
  expect(await list(["KeyState", ["Disabled", "PendingImport"]])).toEqual([
    rsa,
    external,
  ]);
  expect(await list(["KeySpec", ["RSA_2048"]])).toEqual([rsa]);
  expect(await list(["KeyUsage", ["SIGN/VERIFY"]])).toEqual([rsa]);
  expect(await list(["DKMSInstanceId", ["kst-a"]])).toEqual([instance]);
  expect(await list(["AliasName", ["alias/rsa"]])).toEqual([rsa]);
  expect(await list(["keyId", [aes, external]])).toEqual([aes, external]);
  expect(await list(["TagKey", ["team"]], ["TagValue", ["red"]])).toEqual([
    aes,
  ]);
  expect(await list(["TagKey", ["team"]], ["KeyState", ["Disabled"]])).toEqual(
    [],
  );
  expect(await list(["CreatorType", ["Service"]])).toEqual([]);
  expect(await list()).toHaveLength(4);
});

test("keys of another account or region don't exist", async () => {
  const cloud = new TestCloud();
  const keyId = await cloud.createKey();
  await cloud.ok("CreateAlias", { KeyId: keyId, AliasName: "alias/mine" });
  const arn = `acs:kms:cn-hangzhou:100000000001:key/${keyId}`;
  expect((await cloud.describe(arn)).KeyId).toBe(keyId);
  for (const options of [{ as: OTHER_ACCOUNT }, { region: "cn-beijing" }]) {
    for (const KeyId of [keyId, arn])
      expect(await cloud.outcome("DescribeKey", { KeyId }, options)).toBe(
        "404 Forbidden.KeyNotFound",
      );
    expect(
      await cloud.outcome("DescribeKey", { KeyId: "alias/mine" }, options),
    ).toBe("404 Forbidden.AliasNotFound");
    expect((await cloud.ok("ListKeys", {}, options)).TotalCount).toBe(0);
    expect((await cloud.ok("ListAliases", {}, options)).TotalCount).toBe(0);
    expect(await cloud.outcome("DisableKey", { KeyId: keyId }, options)).toBe(
      "404 Forbidden.KeyNotFound",
    );
  }
});

test.each([
  ["400 MissingParameter", {}],
  ["400 MissingParameter", { KeyId: "" }],
  ["400 InvalidParameter", { KeyId: "k".repeat(513) }],
  ["404 Forbidden.KeyNotFound", { KeyId: "nothing" }],
  ["404 Forbidden.KeyNotFound", { KeyId: "acs:kms:cn-hangzhou:1:key/" }],
  ["404 Forbidden.AliasNotFound", { KeyId: "alias/none" }],
])("%s is the answer to DescribeKey with %j", async (expected, parameters) => {
  expect(await new TestCloud().outcome("DescribeKey", parameters)).toBe(
    expected,
  );
});

test("the gateway can be the one who misses a parameter", async () => {
  const cloud = new TestCloud({ "alibaba.missingParameterCode": "gateway" });
  expect(await cloud.outcome("DescribeKey")).toBe("400 MissingKeyId");
});

test("an action that isn't known can have either code", async () => {
  const cloud = new TestCloud({
    "alibaba.unknownActionCode": "InvalidAction.NotFound",
  });
  expect(await cloud.outcome("Nothing")).toBe("404 InvalidAction.NotFound");
});

test("enabling and disabling may be repeated", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey();
  for (const action of ["EnableKey", "DisableKey", "DisableKey", "EnableKey"])
    expect(await cloud.outcome(action, { KeyId })).toBe("200");
});

test("a description can be cleared, unless the switch says that it can't", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey({ Description: "old" });
  await cloud.ok("UpdateKeyDescription", { KeyId, Description: "" });
  expect((await cloud.describe(KeyId)).Description).toBe("");
  expect(await cloud.outcome("UpdateKeyDescription", { KeyId })).toBe(
    "400 MissingParameter",
  );
  cloud.set("alibaba.emptyDescription", false);
  expect(
    await cloud.outcome("UpdateKeyDescription", { KeyId, Description: "" }),
  ).toBe("400 MissingParameter");
});

test.each([
  ["400 MissingParameter", {}],
  ["400 InvalidParameter", { PendingWindowInDays: 6 }],
  ["400 InvalidParameter", { PendingWindowInDays: 367 }],
  ["400 InvalidParameter", { PendingWindowInDays: "7d" }],
  ["200", { PendingWindowInDays: 7 }],
  ["200", { PendingWindowInDays: 366 }],
])(
  "%s is the answer to ScheduleKeyDeletion with %j",
  async (expected, more) => {
    const cloud = new TestCloud();
    const KeyId = await cloud.createKey();
    expect(await cloud.outcome("ScheduleKeyDeletion", { KeyId, ...more })).toBe(
      expected,
    );
  },
);

test("the window's upper limit can be that of the older documents", async () => {
  const cloud = new TestCloud({ "alibaba.maxPendingWindowInDays": 30 });
  const KeyId = await cloud.createKey();
  expect(
    await cloud.outcome("ScheduleKeyDeletion", {
      KeyId,
      PendingWindowInDays: 31,
    }),
  ).toBe("400 InvalidParameter");
});

test("a cancelled deletion leaves the key enabled, also if it was disabled", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey();
  await cloud.ok("DisableKey", { KeyId });
  await cloud.ok("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
  await cloud.ok("CancelKeyDeletion", { KeyId });
  cloud.advance({ days: 30 });
  expect((await cloud.describe(KeyId)).KeyState).toBe("Enabled");
});

test("a cancelled deletion of a key without material leaves it waiting for import", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey({ Origin: "EXTERNAL" });
  await cloud.ok("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
  await cloud.ok("CancelKeyDeletion", { KeyId });
  expect((await cloud.describe(KeyId)).KeyState).toBe("PendingImport");

  cloud.set("alibaba.cancelledWithoutMaterial", "Enabled");
  await cloud.ok("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
  await cloud.ok("CancelKeyDeletion", { KeyId });
  expect((await cloud.describe(KeyId)).KeyState).toBe("Enabled");
  expect(await cloud.outcome("Encrypt", { KeyId, Plaintext: "AAAA" })).toBe(
    "409 Rejected.PendingImport",
  );
});

test("a protected key can't be scheduled for deletion, by a code that can be set", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey();
  const schedule = () =>
    cloud.outcome("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
  await cloud.ok("SetDeletionProtection", {
    ProtectedResourceArn: `acs:kms:cn-hangzhou:100000000001:key/${KeyId}`,
    EnableDeletionProtection: "True",
  });
  expect(await schedule()).toBe("409 Rejected.DeletionProtection");
  cloud.set("alibaba.protectedDeletionCode", "Forbidden.ProtectedResource");
  expect(await schedule()).toBe("409 Forbidden.ProtectedResource");
  await cloud.ok("SetDeletionProtection", {
    KeyId,
    EnableDeletionProtection: false,
  });
  expect(await schedule()).toBe("200");
});

test.each<[string, Parameters]>([
  ["400 MissingParameter", {}],
  ["400 InvalidParameter", { EnableDeletionProtection: 1 }],
  [
    "400 InvalidParameter",
    { EnableDeletionProtection: false, DeletionProtectionDescription: "x" },
  ],
])(
  "%s is the answer to SetDeletionProtection with %j",
  async (expected, more) => {
    const cloud = new TestCloud();
    const KeyId = await cloud.createKey();
    expect(
      await cloud.outcome("SetDeletionProtection", { KeyId, ...more }),
    ).toBe(expected);
  },
);

test("SetDeletionProtection needs a key", async () => {
  expect(
    await new TestCloud().outcome("SetDeletionProtection", {
      EnableDeletionProtection: true,
    }),
  ).toBe("400 MissingParameter");
});

test("DescribeRegions lists regions", async () => {
  const { Regions } = await new TestCloud().ok("DescribeRegions");
  expect(Regions.Region).toContainEqual({ RegionId: "cn-hangzhou" });
});

describe("a product's key", () => {
  const cloud = new TestCloud({ "alibaba.keyQuota": 1 });
  const ASKED = { creator: "Ecs" };
  const { keyId: KeyId } = cloud.emulator.seedKey(ASKED);

  test("counts in no quota, and a second one has no alias", async () => {
    await cloud.createKey();
    expect(cloud.emulator.seedKey(ASKED).aliases).toEqual([]);
  });

  test.each<[string, Parameters]>([
    ["ScheduleKeyDeletion", { PendingWindowInDays: 7 }],
    [
      "UpdateRotationPolicy",
      { EnableAutomaticRotation: true, RotationInterval: "30d" },
    ],
  ])("refuses %s", async (action, parameters) => {
    expect(await cloud.outcome(action, { KeyId, ...parameters })).toBe(
      "400 Rejected.UnsupportedOperation",
    );
  });
});
