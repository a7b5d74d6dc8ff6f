import { kms } from "tencentcloud-sdk-nodejs/tencentcloud/services/kms";
import { sts } from "tencentcloud-sdk-nodejs/tencentcloud/services/sts";
import { tag } from "tencentcloud-sdk-nodejs/tencentcloud/services/tag";
import { startEmulator } from "../core/emulator";
import type { Emulator } from "../core/options";
import { tencent } from ".";
import { UIN } from "../testing/tencent";

/** The vendor's own client, which knows nothing of the emulator, over HTTP. */
let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ clouds: [tencent] });
});

afterAll(() => emulator.close());

interface Secret {
  secretId: string;
  secretKey: string;
  token?: string;
}

const EMULATOR: Secret = {
  secretId: "emulator",
  secretKey: "emulator-secret",
};

function options(region: string, credential: Secret) {
  const { host } = new URL(emulator.url);
  const httpProfile = { endpoint: host, protocol: "http://" };
  return { credential, region, profile: { httpProfile } };
}

function kmsClient(region = "ap-guangzhou", secret = EMULATOR) {
  return new kms.v20190118.Client(options(region, secret));
}

test("the vendor's Node SDK leads a key through its whole life", async () => {
  const client = kmsClient();
  const { KeyId = "" } = await client.CreateKey({
    Alias: "sdk-life",
    Description: "first",
    Tags: [{ TagKey: "env", TagValue: "dev" }],
  });
  await client.UpdateKeyDescription({ KeyId, Description: "clé 密钥" });
  await client.UpdateAlias({ KeyId, Alias: "sdk-life-2" });
  await client.EnableKeyRotation({ KeyId, RotateDays: 30 });
  const { KeyMetadata } = await client.DescribeKey({ KeyId });
  expect(KeyMetadata).toMatchObject({
    Alias: "sdk-life-2",
    Description: "clé 密钥",
    KeyRotationEnabled: true,
    RotateDays: 30,
  });
  await client.DisableKeyRotation({ KeyId });
  await client.DisableKey({ KeyId });
  await client.ScheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
  const { KeyMetadatas } = await client.ListKeyDetail({ KeyState: 3 });
  expect(KeyMetadatas?.map((key) => key.KeyId)).toEqual([KeyId]);
  await client.CancelKeyDeletion({ KeyId });
  await client.EnableKey({ KeyId });
  const described = await client.DescribeKeys({ KeyIds: [KeyId] });
  expect(described.KeyMetadatas?.[0]?.KeyState).toBe("Enabled");
});

test("the SDK's GET does what its POST does", async () => {
  const { profile, ...rest } = options("ap-guangzhou", EMULATOR);
  const httpProfile = { ...profile.httpProfile, reqMethod: "GET" as const };
  const client = new kms.v20190118.Client({
    ...rest,
    profile: { httpProfile },
  });
  const { KeyId = "" } = await client.CreateKey({
    Alias: "sdk-get",
    Description: "it's clé + 密钥 (50%)",
    Type: 1,
    Tags: [
      { TagKey: "env", TagValue: "dev + test" },
      { TagKey: "team", TagValue: "a" },
    ],
  });
  await client.EnableKeyRotation({ KeyId, RotateDays: 30 });
  const { KeyMetadatas } = await client.ListKeyDetail({
    SearchKeyAlias: "sdk-get",
    TagFilters: [{ TagKey: "env", TagValue: ["prod", "dev + test"] }],
  });
  expect(KeyMetadatas).toMatchObject([
    { KeyId, Description: "it's clé + 密钥 (50%)", RotateDays: 30 },
  ]);
  expect((await client.ListKeys({})).TotalCount).toBeGreaterThan(0);
  await expect(client.DescribeKey({ KeyId: "x" })).rejects.toMatchObject({
    code: "InvalidParameterValue.InvalidKeyId",
  });
  const wrong = { ...rest, credential: { ...EMULATOR, secretKey: "wrong" } };
  await expect(
    new kms.v20190118.Client({ ...wrong, profile: { httpProfile } }).ListKeys(
      {},
    ),
  ).rejects.toMatchObject({ code: "AuthFailure.SignatureFailure" });
});

test("the SDK changes and reads tags though it takes the service's name from the host", async () => {
  const { KeyId = "" } = await kmsClient().CreateKey({ Alias: "sdk-tags" });
  const client = new tag.v20180813.Client(options("", EMULATOR));
  const resource = `creatorUin/${UIN}/${KeyId}`;
  await client.ModifyResourceTags({
    Resource: `qcs::kms:ap-guangzhou:uin/:key/${resource}`,
    ReplaceTags: [{ TagKey: "env", TagValue: "prod" }],
  });
  const { Tags } = await client.DescribeResourceTagsByResourceIds({
    ServiceType: "kms",
    ResourcePrefix: "key",
    ResourceIds: [resource],
    ResourceRegion: "ap-guangzhou",
  });
  expect(Tags).toMatchObject([
    { TagKey: "env", TagValue: "prod", ResourceId: resource },
  ]);
});

test("the SDK's temporary credentials work with their token and fail without it", async () => {
  const client = new sts.v20180813.Client(options("ap-guangzhou", EMULATOR));
  const { Credentials } = await client.AssumeRole({
    RoleArn: `qcs::cam::uin/${UIN}:roleName/deployer`,
    RoleSessionName: "session",
  });
  const secret = {
    secretId: Credentials?.TmpSecretId ?? "",
    secretKey: Credentials?.TmpSecretKey ?? "",
  };
  const token = Credentials?.Token;
  const listed = await kmsClient("ap-guangzhou", { ...secret, token }).ListKeys(
    {},
  );
  expect(listed.TotalCount).toEqual(expect.any(Number));
  await expect(
    kmsClient("ap-guangzhou", secret).ListKeys({}),
  ).rejects.toMatchObject({ code: "AuthFailure.TokenFailure" });
});

test("the SDK sees the cloud's codes for a wrong secret, a wrong region and a missing key", async () => {
  const wrong = { secretId: "emulator", secretKey: "wrong" };
  await expect(
    kmsClient("ap-guangzhou", wrong).ListKeys({}),
  ).rejects.toMatchObject({ code: "AuthFailure.SignatureFailure" });
  await expect(kmsClient("xx-nowhere").ListKeys({})).rejects.toMatchObject({
    code: "UnsupportedRegion",
  });
  const { KeyId = "" } = await kmsClient().CreateKey({ Alias: "sdk-region" });
  await expect(
    kmsClient("ap-singapore").DescribeKey({ KeyId }),
  ).rejects.toMatchObject({ code: "ResourceUnavailable.CmkNotFound" });
});
