import {
  importMaterial,
  TestCloud,
  type Parameters,
} from "../../testing/alibaba";

const ALWAYS = [
  "KeyId",
  "Arn",
  "KeyState",
  "KeySpec",
  "KeyUsage",
  "Origin",
  "ProtectionLevel",
  "Description",
  "Creator",
  "CreationDate",
  "AutomaticRotation",
  "MaterialExpireTime",
  "DeleteDate",
];

/** Presence by docs/clouds/alibaba.md#key-metadata: what CreateKey shows besides `ALWAYS`. */
test.each<[Parameters, string[]]>([
  [{}, ["PrimaryKeyVersion", "LastRotationDate"]],
  [
    { EnableAutomaticRotation: true, RotationInterval: "7d" },
    [
      "PrimaryKeyVersion",
      "LastRotationDate",
      "RotationInterval",
      "NextRotationDate",
    ],
  ],
  [{ KeySpec: "EC_P256" }, ["LastRotationDate"]],
  [{ Origin: "EXTERNAL" }, ["PrimaryKeyVersion"]],
  [
    { DKMSInstanceId: "kst-a" },
    ["PrimaryKeyVersion", "LastRotationDate", "DKMSInstanceId"],
  ],
])("CreateKey with %j shows also %j", async (parameters, more) => {
  const cloud = new TestCloud();
  const { KeyMetadata } = await cloud.ok("CreateKey", parameters);
  expect(Object.keys(KeyMetadata).sort()).toEqual([...ALWAYS, ...more].sort());
});

test("DescribeKey adds the deletion protection, and the rest is as in CreateKey's reply", async () => {
  const cloud = new TestCloud();
  const { KeyMetadata } = await cloud.ok("CreateKey", { Description: "d" });
  const described = await cloud.describe(KeyMetadata.KeyId);
  expect(described).toEqual({ ...KeyMetadata, DeletionProtection: "Disabled" });
});

test("the deletion protection's description is shown when there is one", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey();
  await cloud.ok("SetDeletionProtection", {
    KeyId,
    EnableDeletionProtection: true,
    DeletionProtectionDescription: "in production",
  });
  expect(await cloud.describe(KeyId)).toMatchObject({
    DeletionProtection: "Enabled",
    DeletionProtectionDescription: "in production",
  });
});

test("dates are whole seconds of UTC, and those of a new key its creation", async () => {
  const cloud = new TestCloud();
  const { KeyMetadata } = await cloud.ok("CreateKey", {
    EnableAutomaticRotation: true,
    RotationInterval: "7d",
  });
  const {
    CreationDate = "",
    LastRotationDate,
    NextRotationDate = "",
  } = KeyMetadata;
  expect(CreationDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(LastRotationDate).toBe(CreationDate);
  expect(Date.parse(NextRotationDate) - Date.parse(CreationDate)).toBe(
    7 * 86_400_000,
  );
});

test("DeleteDate has a time while the key is waiting for it", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey();
  expect((await cloud.describe(KeyId)).DeleteDate).toBe("");
  const start = cloud.services.clock.now();
  await cloud.ok("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 30 });
  const { DeleteDate = "" } = await cloud.describe(KeyId);
  expect(Date.parse(DeleteDate) - start).toBeGreaterThan(29.9 * 86_400_000);
  await cloud.ok("CancelKeyDeletion", { KeyId });
  expect((await cloud.describe(KeyId)).DeleteDate).toBe("");
  cloud.set("alibaba.emptyDeleteDate", false);
  expect(await cloud.describe(KeyId)).not.toHaveProperty("DeleteDate");
});

test('imported material shows when it expires, and "" when it doesn\'t', async () => {
  const cloud = new TestCloud();
  const keyId = await cloud.createKey({ Origin: "EXTERNAL" });
  const expires = Math.floor(cloud.services.clock.now() / 1000) + 3600;
  await importMaterial(cloud, keyId, { expires });
  const { MaterialExpireTime = "", LastRotationDate } =
    await cloud.describe(keyId);
  expect(Date.parse(MaterialExpireTime)).toBe(expires * 1000);
  expect(LastRotationDate).toBeDefined();
});

test("asymmetric keys can leave out AutomaticRotation", async () => {
  const cloud = new TestCloud({ "alibaba.rotationOfAsymmetricKeys": false });
  const { KeyMetadata } = await cloud.ok("CreateKey", { KeySpec: "EC_P256" });
  expect(KeyMetadata).not.toHaveProperty("AutomaticRotation");
});
