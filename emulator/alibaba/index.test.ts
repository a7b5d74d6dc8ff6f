import { signedRequest, TestCloud } from "./testing";

test("a key lives from CreateKey to its final deletion", async () => {
  const cloud = new TestCloud();
  const keyId = await cloud.createKey({
    Description: "the first",
    EnableAutomaticRotation: true,
    RotationInterval: "7d",
    Tags: '[{"TagKey":"team","TagValue":"red"}]',
  });
  expect(await cloud.describe(keyId)).toMatchObject({
    KeyState: "Enabled",
    Description: "the first",
    AutomaticRotation: "Enabled",
    RotationInterval: "604800s",
  });
  await cloud.ok("CreateAlias", { AliasName: "alias/a", KeyId: keyId });
  expect((await cloud.describe("alias/a")).KeyId).toBe(keyId);
  await cloud.ok("UpdateKeyDescription", { KeyId: keyId, Description: "2nd" });
  await cloud.ok("DisableKey", { KeyId: keyId });
  expect(await cloud.describe(keyId)).toMatchObject({
    KeyState: "Disabled",
    AutomaticRotation: "Suspended",
    Description: "2nd",
  });
  await cloud.ok("ScheduleKeyDeletion", {
    KeyId: keyId,
    PendingWindowInDays: 7,
  });
  cloud.advance({ days: 7 });
  expect(await cloud.outcome("DescribeKey", { KeyId: keyId })).toBe(
    "404 Forbidden.KeyNotFound",
  );
  expect((await cloud.ok("ListKeys")).Keys.Key).toEqual([]);
  expect((await cloud.ok("ListAliases")).Aliases.Alias).toEqual([]);
});

test("GetCallerIdentity tells the account of the access key", async () => {
  const cloud = new TestCloud();
  const identity = await cloud.ok(
    "GetCallerIdentity",
    {},
    { version: "2015-04-01" },
  );
  expect(identity).toMatchObject({
    AccountId: "100000000001",
    Arn: "acs:ram::100000000001:root",
    IdentityType: "Account",
  });
});

test.each(["v1-get", "v1-post", "v3-query", "v3-form"] as const)(
  "%s requests are understood",
  async (wire) => {
    const cloud = new TestCloud();
    const Description = "a b*~'/é+";
    const keyId = await cloud.createKey({ Description }, { wire });
    expect((await cloud.describe(keyId, { wire })).Description).toBe(
      Description,
    );
    const request = signedRequest("ListKeys", {}, { wire });
    expect(cloud.emulator.claims(request)).toBe(true);
    expect(cloud.emulator.actionOf(request)).toBe("ListKeys");
  },
);
