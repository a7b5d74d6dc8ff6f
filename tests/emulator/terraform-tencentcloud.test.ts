import { constants, createPublicKey, publicEncrypt } from "node:crypto";
import { Emulator } from "../support/emulator";
import { AGENT } from "./support/http";
import { tencentcloud } from "./support/terraform";

/** What Terraform's provider tencentcloud does to keys and their tags, request by request, in the order of its source. */
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

async function tencent(
  action: string,
  parameters: object = {},
  service: "kms" | "tag" | "sts" = "kms",
): Promise<Body> {
  const { body } = await tencentcloud(
    emulator.url,
    service,
    action,
    parameters,
  );
  expect({ action, body }).not.toHaveProperty("body.Error");
  return body;
}

const UIN = "100000000001";

async function createKey(parameters: object): Promise<string> {
  const { KeyId } = await tencent("CreateKey", parameters);
  return String(KeyId);
}

async function metadataOf(KeyId: string): Promise<Body> {
  const { KeyMetadata } = await tencent("DescribeKey", { KeyId });
  return KeyMetadata as Body;
}

function resourceOf(KeyId: string): string {
  return `qcs::kms:ap-guangzhou:uin/:key/creatorUin/${UIN}/${KeyId}`;
}

async function tagsOf(KeyId: string): Promise<Record<string, string>> {
  const limit = 20;
  const tags: Record<string, string> = {};
  for (let Offset = 0, count = limit; count === limit; Offset += limit) {
    const page = await tencent(
      "DescribeResourceTagsByResourceIds",
      {
        ServiceType: "kms",
        ResourcePrefix: "key",
        ResourceIds: [`creatorUin/${UIN}/${KeyId}`],
        ResourceRegion: "ap-guangzhou",
        Offset,
        Limit: limit,
      },
      "tag",
    );
    const rows = page["Tags"] as { TagKey: string; TagValue: string }[];
    for (const { TagKey, TagValue } of rows) tags[TagKey] = TagValue;
    count = rows.length;
  }
  return tags;
}

test("the provider asks whose credentials it has", async () => {
  const identity = await tencent("GetCallerIdentity", {}, "sts");
  expect(identity).toMatchObject({ AccountId: UIN });
});

test("tencentcloud_kms_key is made, read, changed and destroyed", async () => {
  const KeyId = await createKey({
    Alias: "terraform",
    Description: "first",
    KeyUsage: "ENCRYPT_DECRYPT",
    Type: 1,
  });
  // A key whose is_enabled is not set is disabled, and its rotation turned on after that.
  await tencent("DisableKey", { KeyId });
  await tencent("EnableKeyRotation", { KeyId });
  await tencent(
    "ModifyResourceTags",
    {
      Resource: resourceOf(KeyId),
      ReplaceTags: [{ TagKey: "env", TagValue: "dev" }],
    },
    "tag",
  );
  expect(await metadataOf(KeyId)).toMatchObject({
    KeyState: "Disabled",
    KeyRotationEnabled: true,
    RotateDays: 365,
    ResourceId: `creatorUin/${UIN}/${KeyId}`,
  });
  expect(await tagsOf(KeyId)).toEqual({ env: "dev" });

  await tencent("UpdateKeyDescription", { KeyId, Description: "" });
  await tencent("UpdateAlias", { KeyId, Alias: "terraform-2" });
  // Each update sets the state, changed or not.
  await tencent("EnableKey", { KeyId });
  await tencent("EnableKey", { KeyId });
  await tencent("DisableKeyRotation", { KeyId });
  await tencent("ArchiveKey", { KeyId });
  await tencent("CancelKeyArchive", { KeyId });
  await tencent(
    "ModifyResourceTags",
    {
      Resource: resourceOf(KeyId),
      ReplaceTags: [{ TagKey: "team", TagValue: "red" }],
      DeleteTags: [{ TagKey: "env" }],
    },
    "tag",
  );
  expect(await emulator.keys()).toMatchObject([
    {
      keyState: "Enabled",
      description: "",
      aliases: ["terraform-2"],
      tags: { team: "red" },
    },
  ]);

  await tencent("DisableKey", { KeyId });
  await tencent("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
  expect(await metadataOf(KeyId)).toMatchObject({ KeyState: "PendingDelete" });
});

test("the provider reads 50 tags by pages of 20", async () => {
  const KeyId = await createKey({ Alias: "tags", Type: 1 });
  for (let first = 0; first < 50; first += 10)
    await tencent(
      "ModifyResourceTags",
      {
        Resource: resourceOf(KeyId),
        ReplaceTags: Array.from({ length: 10 }, (_, index) => ({
          TagKey: `key-${first + index}`,
          TagValue: "value",
        })),
      },
      "tag",
    );
  expect(Object.keys(await tagsOf(KeyId))).toHaveLength(50);
});

test("tencentcloud_kms_external_key imports, lets its material expire and imports again", async () => {
  const KeyId = await createKey({ Alias: "external", Type: 2 });
  const material = Buffer.alloc(16, 7);
  const importUntil = async (ValidTo: number) => {
    const { ImportToken, PublicKey } = await tencent("GetParametersForImport", {
      KeyId,
      WrappingAlgorithm: "RSAES_PKCS1_V1_5",
      WrappingKeySpec: "RSA_2048",
    });
    const key = createPublicKey({
      key: Buffer.from(String(PublicKey), "base64"),
      type: "spki",
      format: "der",
    });
    const padding = constants.RSA_PKCS1_PADDING;
    await tencent("ImportKeyMaterial", {
      KeyId,
      EncryptedKeyMaterial: publicEncrypt({ key, padding }, material).toString(
        "base64",
      ),
      ImportToken,
      ValidTo,
    });
  };
  const tomorrow = Math.floor(Date.now() / 1000) + 86_400;
  await importUntil(tomorrow);
  expect(await metadataOf(KeyId)).toMatchObject({
    KeyState: "Enabled",
    ValidTo: tomorrow,
  });
  await emulator.advance(2 * 86_400);
  expect(await metadataOf(KeyId)).toMatchObject({ KeyState: "PendingImport" });
  await importUntil(0);
  await tencent("DeleteImportedKeyMaterial", { KeyId });
  expect(await metadataOf(KeyId)).toMatchObject({ KeyState: "PendingImport" });
});

test("the data sources find keys of any usage, by pages of 200", async () => {
  const KeyId = await createKey({
    Alias: "found",
    KeyUsage: "ASYMMETRIC_DECRYPT_RSA_2048",
    Type: 1,
  });
  const details = await tencent("ListKeyDetail", {
    Offset: 0,
    Limit: 200,
    Role: 0,
    OrderType: 0,
    KeyState: 0,
    SearchKeyAlias: "found",
    Origin: "ALL",
    KeyUsage: "ALL",
  });
  expect(details).toMatchObject({ KeyMetadatas: [{ KeyId }] });
  const keys = await tencent("ListKeys", { Offset: 0, Limit: 20, Role: 0 });
  expect(keys).toMatchObject({ Keys: [{ KeyId }], TotalCount: 1 });
});

test("kms_cloud_resource_attachment binds a key, which then can't be disabled", async () => {
  const KeyId = await createKey({ Alias: "bound", Type: 1 });
  const binding = { KeyId, ProductId: "mysql", ResourceId: "cdb-fitq5t9h" };
  await tencent("BindCloudResource", binding);
  const refused = await tencentcloud(emulator.url, "kms", "DisableKey", {
    KeyId,
  });
  expect(refused.body).toMatchObject({
    Error: { Code: "FailedOperation.CmkUsedByCloudProduct" },
  });
  await tencent("UnbindCloudResource", binding);
  await tencent("DisableKey", { KeyId });
});
