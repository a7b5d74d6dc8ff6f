import { Emulator } from "../support/emulator";
import { AGENT } from "./support/http";
import { alicloud } from "./support/terraform";

/** What Terraform's provider alicloud does to keys and aliases, request by request, in the order of its source. */
let emulator: Emulator;

beforeAll(async () => {
  emulator = await Emulator.start();
});

beforeEach(() => emulator.reset());

afterAll(async () => {
  AGENT.destroy();
  await emulator.stop();
});

type Body = Record<string, unknown>;

async function ali(
  action: string,
  parameters: Record<string, string | number | boolean> = {},
): Promise<Body> {
  const { status, body } = await alicloud(emulator.url, action, parameters);
  expect({ action, status, body }).toMatchObject({ status: 200 });
  return body;
}

const TARGET = { RegionId: "cn-hangzhou", ResourceType: "key" };

async function createKey(parameters = {}): Promise<string> {
  const { KeyMetadata } = await ali("CreateKey", {
    ProtectionLevel: "SOFTWARE",
    ...parameters,
  });
  return (KeyMetadata as { KeyId: string }).KeyId;
}

test("the provider asks whose credentials it has", async () => {
  const { body } = await alicloud(
    emulator.url,
    "GetCallerIdentity",
    {},
    "2015-04-01",
  );
  expect(body).toMatchObject({ AccountId: "100000000001" });
});

test("alicloud_kms_key is made, read, changed and destroyed", async () => {
  const KeyId = await createKey({
    Description: "a b*~'/é+",
    KeyUsage: "ENCRYPT/DECRYPT",
    Origin: "Aliyun_KMS",
    KeySpec: "Aliyun_AES_256",
    EnableAutomaticRotation: true,
    RotationInterval: "604800s",
    Tags: '[{"TagKey":"env","TagValue":"dev"},{"TagKey":"team","TagValue":"red"}]',
  });
  await ali("SetDeletionProtection", {
    KeyId,
    EnableDeletionProtection: true,
    DeletionProtectionDescription: "in production",
  });
  expect(await ali("DescribeKey", { KeyId })).toMatchObject({
    KeyMetadata: {
      Description: "a b*~'/é+",
      AutomaticRotation: "Enabled",
      RotationInterval: "604800s",
      DeletionProtection: "Enabled",
      DeletionProtectionDescription: "in production",
    },
  });

  await ali("DisableKey", { KeyId });
  expect(await ali("DescribeKey", { KeyId })).toMatchObject({
    KeyMetadata: { KeyState: "Disabled", AutomaticRotation: "Suspended" },
  });
  await ali("EnableKey", { KeyId });
  await ali("UpdateKeyDescription", { KeyId, Description: "new" });
  // The provider leaves the interval in when it turns the rotation off.
  await ali("UpdateRotationPolicy", {
    KeyId,
    EnableAutomaticRotation: false,
    RotationInterval: "604800s",
  });
  await ali("SetDeletionProtection", {
    KeyId,
    EnableDeletionProtection: false,
  });
  await ali("UntagResources", {
    ...TARGET,
    "ResourceId.1": KeyId,
    "TagKey.1": "env",
  });
  await ali("TagResources", {
    ...TARGET,
    "ResourceId.1": KeyId,
    "Tag.1.Key": "owner",
    "Tag.1.Value": "ops",
  });
  expect(await emulator.keys()).toMatchObject([
    {
      description: "new",
      rotationEnabled: false,
      tags: { team: "red", owner: "ops" },
    },
  ]);

  await ali("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
  await emulator.advance(7 * 86_400);
  const gone = await alicloud(emulator.url, "DescribeKey", { KeyId });
  expect(gone).toMatchObject({
    status: 404,
    body: { Code: "Forbidden.KeyNotFound" },
  });
});

test("a description that is removed is sent as none at all, which the cloud refuses", async () => {
  const KeyId = await createKey({ Description: "old" });
  expect(
    await alicloud(emulator.url, "UpdateKeyDescription", { KeyId }),
  ).toMatchObject({ status: 400, body: { Code: "MissingParameter" } });
});

test("the provider reads a key's tags until there is no further page", async () => {
  const KeyId = await createKey({
    Tags: JSON.stringify(
      Array.from({ length: 20 }, (_, index) => ({
        TagKey: `key-${index}`,
        TagValue: "value",
      })),
    ),
  });
  const listed = await ali("ListTagResources", {
    ...TARGET,
    "ResourceId.1": KeyId,
  });
  const { TagResource } = listed["TagResources"] as { TagResource: object[] };
  expect(TagResource).toHaveLength(20);
  expect(listed["NextToken"]).toBe("");
});

test("alicloud_kms_alias finds its name page by page, and moves to another key", async () => {
  const KeyId = await createKey();
  for (let count = 0; count < 41; count++)
    await ali("CreateAlias", { KeyId, AliasName: `alias/name-${count}` });
  const counts: number[] = [];
  for (let PageNumber = 1; counts.at(-1) !== 1; PageNumber++) {
    const page = await ali("ListAliases", { PageNumber, PageSize: 20 });
    const { Alias } = page["Aliases"] as { Alias: object[] };
    counts.push(Alias.length);
  }
  expect(counts).toEqual([20, 20, 1]);

  const other = await createKey();
  await ali("UpdateAlias", { KeyId: other, AliasName: "alias/name-7" });
  const { KeyMetadata } = await ali("DescribeKey", { KeyId: "alias/name-7" });
  expect(KeyMetadata).toMatchObject({ KeyId: other });
  await ali("DeleteAlias", { AliasName: "alias/name-7" });
});

test("an instance's key has a policy that is read and set", async () => {
  const KeyId = await createKey({ DKMSInstanceId: "kst-terraform" });
  const { Policy } = await ali("GetKeyPolicy", {
    KeyId,
    PolicyName: "default",
  });
  await ali("SetKeyPolicy", { KeyId, Policy: String(Policy) });
});

test("data alicloud_kms_keys filters and reads each key", async () => {
  const KeyId = await createKey({ Description: "found" });
  await createKey({ KeySpec: "EC_P256" });
  const Filters = '[{"Key":"KeySpec","Values":["Aliyun_AES_256"]}]';
  const paging = { PageNumber: 1, PageSize: 50 };
  const { Keys } = await ali("ListKeys", { ...paging, Filters });
  expect(Keys).toMatchObject({ Key: [{ KeyId }] });
});
