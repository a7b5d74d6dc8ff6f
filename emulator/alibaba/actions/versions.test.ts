import { TestCloud } from "../../testing/alibaba";

const WEEKLY = { EnableAutomaticRotation: true, RotationInterval: "7d" };

async function versionIds(cloud: TestCloud, KeyId: string): Promise<string[]> {
  const { KeyVersions } = await cloud.ok("ListKeyVersions", {
    KeyId,
    PageSize: 101,
  });
  return KeyVersions.KeyVersion.map(({ KeyVersionId }) => KeyVersionId);
}

test("a key rotates by the clock, and its old versions stay", async () => {
  const cloud = new TestCloud();
  const keyId = await cloud.createKey(WEEKLY);
  const before = await cloud.describe(keyId);
  cloud.advance({ days: 22 });
  const after = await cloud.describe(keyId);
  const versions = await versionIds(cloud, keyId);
  expect(versions).toHaveLength(4);
  expect(versions[0]).toBe(before.PrimaryKeyVersion);
  expect(versions.at(-1)).toBe(after.PrimaryKeyVersion);
  const days = (text = "", since = "") =>
    (Date.parse(text) - Date.parse(since)) / 86_400_000;
  expect(days(after.LastRotationDate, before.LastRotationDate)).toBe(21);
  expect(days(after.NextRotationDate, before.LastRotationDate)).toBe(28);
});

test("rotation is suspended while the key is disabled, and made up for once", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey(WEEKLY);
  await cloud.ok("DisableKey", { KeyId });
  cloud.advance({ days: 50 });
  expect(await cloud.describe(KeyId)).toMatchObject({
    AutomaticRotation: "Suspended",
    RotationInterval: "604800s",
  });
  expect(await versionIds(cloud, KeyId)).toHaveLength(1);
  await cloud.ok("EnableKey", { KeyId });
  expect((await cloud.describe(KeyId)).AutomaticRotation).toBe("Enabled");
  expect(await versionIds(cloud, KeyId)).toHaveLength(2);
});

test("a shorter interval that has passed already rotates at once", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey();
  cloud.advance({ days: 10 });
  await cloud.ok("UpdateRotationPolicy", { KeyId, ...WEEKLY });
  expect(await versionIds(cloud, KeyId)).toHaveLength(2);
});

test("rotation that is turned off shows no interval and no next date", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey(WEEKLY);
  await cloud.ok("UpdateRotationPolicy", {
    KeyId,
    EnableAutomaticRotation: false,
  });
  const described = await cloud.describe(KeyId);
  expect(described.AutomaticRotation).toBe("Disabled");
  expect(described).not.toHaveProperty("RotationInterval");
  expect(described).not.toHaveProperty("NextRotationDate");
});

test.each([
  ["400 MissingParameter", {}, {}],
  ["400 MissingParameter", {}, { EnableAutomaticRotation: true }],
  ["400 InvalidParameter", {}, { ...WEEKLY, RotationInterval: "1d" }],
  ["400 Rejected.UnsupportedOperation", { KeySpec: "EC_P256" }, WEEKLY],
  ["409 Rejected.PendingImport", { Origin: "EXTERNAL" }, WEEKLY],
  ["200", {}, { ...WEEKLY, RotationInterval: "730d" }],
])(
  "%s is the answer for a key with %j to UpdateRotationPolicy with %j",
  async (expected, key, parameters) => {
    const cloud = new TestCloud();
    const KeyId = await cloud.createKey(key);
    expect(
      await cloud.outcome("UpdateRotationPolicy", { KeyId, ...parameters }),
    ).toBe(expected);
  },
);

test("rotation stops when the account's quota of versions in the region is used up", async () => {
  const cloud = new TestCloud({ "alibaba.keyVersionQuota": 5 });
  const keyId = await cloud.createKey(WEEKLY);
  const other = await cloud.createKey(WEEKLY);
  const abroad = { region: "cn-beijing" };
  const apart = await cloud.createKey(WEEKLY, abroad);
  cloud.advance({ days: 7 * 100_000 });
  expect(await versionIds(cloud, keyId)).toHaveLength(4);
  expect(await versionIds(cloud, other)).toHaveLength(1);
  const parameters = { KeyId: apart };
  const listed = await cloud.ok("ListKeyVersions", parameters, abroad);
  expect(listed.TotalCount).toBe(5);
  await cloud.ok("DisableKey", { KeyId: other });
  await cloud.ok("EnableKey", { KeyId: other });
  expect(await versionIds(cloud, other)).toHaveLength(1);
});

test("asymmetric keys get versions by hand, seven days apart", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey({ KeySpec: "EC_P256" });
  expect(await cloud.outcome("CreateKeyVersion", { KeyId })).toBe(
    "400 Rejected.UnsupportedOperation",
  );
  cloud.advance({ days: 7 });
  const { KeyVersion } = await cloud.ok("CreateKeyVersion", { KeyId });
  expect(await versionIds(cloud, KeyId)).toContain(KeyVersion.KeyVersionId);
  expect(
    await cloud.ok("DescribeKeyVersion", {
      KeyId,
      KeyVersionId: KeyVersion.KeyVersionId,
    }),
  ).toMatchObject({ KeyVersion });
  cloud.advance({ days: 6 });
  expect(await cloud.outcome("CreateKeyVersion", { KeyId })).toBe(
    "400 Rejected.UnsupportedOperation",
  );
});

test("a key takes 50 versions, and a region as many as its quota", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey({ KeySpec: "EC_P256" });
  for (let count = 1; count < 50; count++) {
    cloud.advance({ days: 7 });
    await cloud.ok("CreateKeyVersion", { KeyId });
  }
  cloud.advance({ days: 7 });
  const refused = "400 Rejected.LimitExceeded";
  expect(await cloud.outcome("CreateKeyVersion", { KeyId })).toBe(refused);
  const other = await cloud.createKey({ KeySpec: "EC_P256" });
  cloud.advance({ days: 7 });
  cloud.set("alibaba.keyVersionQuota", 51);
  expect(await cloud.outcome("CreateKeyVersion", { KeyId: other })).toBe(
    refused,
  );
});

test("symmetric keys of the shared service take no version by hand, those of an instance do", async () => {
  const cloud = new TestCloud({ "alibaba.instances": "kst-a:software" });
  const shared = await cloud.createKey();
  const dedicated = await cloud.createKey({ DKMSInstanceId: "kst-a" });
  cloud.advance({ days: 8 });
  expect(await cloud.outcome("CreateKeyVersion", { KeyId: shared })).toBe(
    "400 Rejected.UnsupportedOperation",
  );
  const { KeyVersion } = await cloud.ok("CreateKeyVersion", {
    KeyId: dedicated,
  });
  expect((await cloud.describe(dedicated)).PrimaryKeyVersion).toBe(
    KeyVersion.KeyVersionId,
  );
});

test("a version that isn't the key's is not found", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey();
  expect(
    await cloud.outcome("DescribeKeyVersion", { KeyId, KeyVersionId: "none" }),
  ).toBe("404 Forbidden.KeyVersionNotFound");
});

test("an empty page of versions may be asked for", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey();
  const { KeyVersions, TotalCount } = await cloud.ok("ListKeyVersions", {
    KeyId,
    PageSize: 0,
  });
  expect(KeyVersions.KeyVersion).toEqual([]);
  expect(TotalCount).toBe(1);
});
