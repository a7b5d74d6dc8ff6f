import { signedRequest, TestCloud } from "../testing/alibaba";

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

test("what was answered is there after a restart", async () => {
  const cloud = new TestCloud();
  const made: string[] = [];
  for (let count = 0; count < 12; count++) {
    const keyId = await cloud.createKey({
      Description: `number ${count}`,
      Tags: `[{"TagKey":"n","TagValue":"${count}"}]`,
    });
    await cloud.ok("CreateAlias", {
      KeyId: keyId,
      AliasName: `alias/${count}`,
    });
    made.push(keyId);
  }
  const [first = "", second = "", third = ""] = made;
  await cloud.ok("UpdateAlias", { AliasName: "alias/0", KeyId: third });
  await cloud.ok("ScheduleKeyDeletion", {
    KeyId: second,
    PendingWindowInDays: 7,
  });
  const { CiphertextBlob } = await cloud.ok("Encrypt", {
    KeyId: first,
    Plaintext: "aGVsbG8=",
  });

  const again = await cloud.restarted();
  expect(again.emulator.keys()).toEqual(cloud.emulator.keys());
  expect(await again.ok("Decrypt", { CiphertextBlob })).toMatchObject({
    Plaintext: "aGVsbG8=",
  });
  for (const list of ["ListKeys", "ListAliases"])
    expect({ ...(await again.ok(list)), RequestId: "" }).toEqual({
      ...(await cloud.ok(list)),
      RequestId: "",
    });
  again.advance({ days: 7 });
  expect((await again.ok("ListKeys")).TotalCount).toBe(11);
  expect(await again.outcome("DescribeKey", { KeyId: second })).toBe(
    "404 Forbidden.KeyNotFound",
  );
});

test("a reset store forgets every key and alias", async () => {
  const cloud = new TestCloud();
  const keyId = await cloud.createKey();
  await cloud.ok("CreateAlias", { KeyId: keyId, AliasName: "alias/a" });
  cloud.services.store.clear();
  expect(cloud.emulator.keys()).toEqual([]);
  expect((await cloud.ok("ListKeys")).TotalCount).toBe(0);
  const next = await cloud.createKey();
  await cloud.ok("CreateAlias", { KeyId: next, AliasName: "alias/a" });
  const { Keys } = await cloud.ok("ListKeys");
  expect(Keys.Key.map(({ KeyId }) => KeyId)).toEqual([next]);
});

test("the view of keys has the cloud's own words", async () => {
  const cloud = new TestCloud();
  const keyId = await cloud.createKey({
    KeySpec: "RSA_2048",
    Description: "d",
    Tags: '[{"TagKey":"a","TagValue":"b"}]',
  });
  await cloud.ok("CreateAlias", { KeyId: keyId, AliasName: "alias/x" });
  expect(cloud.emulator.keys()).toMatchObject([
    {
      cloud: "alibaba",
      region: "cn-hangzhou",
      account: "100000000001",
      keyId,
      keyState: "Enabled",
      keyUsage: "SIGN/VERIFY",
      keySpec: "RSA_2048",
      aliases: ["alias/x"],
      description: "d",
      tags: { a: "b" },
      rotationEnabled: false,
      origin: "Aliyun_KMS",
      protectionLevel: "SOFTWARE",
    },
  ]);
});
