import {
  OTHER_ACCOUNT,
  TestCloud,
  type Parameters,
} from "../../testing/alibaba";

async function cloudWithKeys() {
  const cloud = new TestCloud();
  return { cloud, a: await cloud.createKey(), b: await cloud.createKey() };
}

test("an alias is made, moved to another key and deleted", async () => {
  const { cloud, a, b } = await cloudWithKeys();
  const AliasName = "alias/app/main";
  await cloud.ok("CreateAlias", { AliasName, KeyId: a });
  expect((await cloud.describe(AliasName)).KeyId).toBe(a);
  await cloud.ok("UpdateAlias", { AliasName, KeyId: b });
  const { Aliases } = await cloud.ok("ListAliases");
  expect(Aliases.Alias).toEqual([
    {
      AliasName,
      AliasArn: `acs:kms:cn-hangzhou:100000000001:${AliasName}`,
      KeyId: b,
    },
  ]);
  const ofA = await cloud.ok("ListAliasesByKeyId", { KeyId: a });
  expect(ofA.Aliases.Alias).toEqual([]);
  await cloud.ok("DeleteAlias", { AliasName });
  expect(await cloud.outcome("DescribeKey", { KeyId: AliasName })).toBe(
    "404 Forbidden.AliasNotFound",
  );
});

test.each<[string, string, Parameters]>([
  ["CreateAlias", "400 MissingParameter", {}],
  ["CreateAlias", "400 InvalidParameter", { AliasName: "main" }],
  ["CreateAlias", "400 InvalidParameter", { AliasName: "alias/" }],
  ["CreateAlias", "400 InvalidParameter", { AliasName: "alias/a b" }],
  ["CreateAlias", "400 InvalidParameter", { AliasName: "alias/acs/ecs" }],
  [
    "CreateAlias",
    "400 InvalidParameter",
    { AliasName: `alias/${"x".repeat(250)}` },
  ],
  ["CreateAlias", "200", { AliasName: `alias/${"x".repeat(249)}` }],
  ["CreateAlias", "400 AliasAlreadyExists", { AliasName: "alias/taken" }],
  ["UpdateAlias", "404 Forbidden.AliasNotFound", { AliasName: "alias/none" }],
  ["UpdateAlias", "404 Forbidden.KeyNotFound", { KeyId: "none" }],
  ["DeleteAlias", "404 Forbidden.AliasNotFound", { AliasName: "alias/none" }],
  ["DeleteAlias", "400 InvalidParameter", { AliasName: "none" }],
  ["EnableKey", "400 Unsupported.Alias", { KeyId: "alias/taken" }],
])("%s answers %s to %j", async (action, expected, parameters) => {
  const { cloud, a } = await cloudWithKeys();
  await cloud.ok("CreateAlias", { AliasName: "alias/taken", KeyId: a });
  const defaults: Parameters = { KeyId: a };
  if (action === "UpdateAlias") defaults.AliasName = "alias/taken";
  expect(await cloud.outcome(action, { ...defaults, ...parameters })).toBe(
    expected,
  );
});

test("the length of an alias may be counted without its prefix", async () => {
  const { cloud, a } = await cloudWithKeys();
  cloud.set("alibaba.aliasLengthHasPrefix", false);
  const create = (length: number) =>
    cloud.outcome("CreateAlias", {
      AliasName: `alias/${"x".repeat(length)}`,
      KeyId: a,
    });
  expect(await create(255)).toBe("200");
  expect(await create(256)).toBe("400 InvalidParameter");
  const arn = `acs:kms:cn-hangzhou:100000000001:alias/${"x".repeat(255)}`;
  expect((await cloud.describe(arn)).KeyId).toBe(a);
});

test("an alias is free in another region, and for another account", async () => {
  const { cloud, a } = await cloudWithKeys();
  const AliasName = "alias/main";
  await cloud.ok("CreateAlias", { AliasName, KeyId: a });
  for (const options of [{ as: OTHER_ACCOUNT }, { region: "cn-beijing" }]) {
    const KeyId = await cloud.createKey({}, options);
    await cloud.ok("CreateAlias", { AliasName, KeyId }, options);
    expect((await cloud.describe(AliasName, options)).KeyId).toBe(KeyId);
  }
  expect((await cloud.describe(AliasName)).KeyId).toBe(a);
});

test("the alias quota is Rejected.LimitExceeded", async () => {
  const { cloud, a } = await cloudWithKeys();
  cloud.set("alibaba.aliasQuota", 1);
  await cloud.ok("CreateAlias", { AliasName: "alias/1", KeyId: a });
  expect(
    await cloud.outcome("CreateAlias", { AliasName: "alias/2", KeyId: a }),
  ).toBe("400 Rejected.LimitExceeded");
});

test("aliases are paged, of all keys and of one", async () => {
  const { cloud, a, b } = await cloudWithKeys();
  for (let count = 0; count < 12; count++)
    await cloud.ok("CreateAlias", {
      AliasName: `alias/${count}`,
      KeyId: count % 2 ? a : b,
    });
  const page = await cloud.ok("ListAliases", { PageNumber: 2 });
  expect(page).toMatchObject({ TotalCount: 12, PageNumber: 2, PageSize: 10 });
  expect(page.Aliases.Alias.map(({ AliasName }) => AliasName)).toEqual([
    "alias/10",
    "alias/11",
  ]);
  const ofA = await cloud.ok("ListAliasesByKeyId", { KeyId: a, PageSize: 101 });
  expect(ofA.TotalCount).toBe(6);
  expect((await cloud.ok("ListAliases", { PageSize: 0 })).TotalCount).toBe(12);
});

test.each([true, false])(
  "when aliases go with their key is %s, that is what is left of them",
  async (go) => {
    const { cloud, a, b } = await cloudWithKeys();
    cloud.set("alibaba.aliasesGoWithKey", go);
    const AliasName = "alias/main";
    await cloud.ok("CreateAlias", { AliasName, KeyId: a });
    await cloud.ok("ScheduleKeyDeletion", { KeyId: a, PendingWindowInDays: 7 });
    cloud.advance({ days: 7 });
    expect(await cloud.outcome("DescribeKey", { KeyId: AliasName })).toBe(
      go ? "404 Forbidden.AliasNotFound" : "404 Forbidden.KeyNotFound",
    );
    expect(await cloud.outcome("CreateAlias", { AliasName, KeyId: b })).toBe(
      go ? "200" : "400 AliasAlreadyExists",
    );
  },
);

test("an alias's ARN names its key, if the switch allows it", async () => {
  const { cloud, a } = await cloudWithKeys();
  await cloud.ok("CreateAlias", { AliasName: "alias/main", KeyId: a });
  const arn = "acs:kms:cn-hangzhou:100000000001:alias/main";
  expect((await cloud.describe(arn)).KeyId).toBe(a);
  cloud.set("alibaba.aliasArns", false);
  expect(await cloud.outcome("DescribeKey", { KeyId: arn })).toBe(
    "400 InvalidParameter",
  );
});
