import { Bench, START, UIN } from "../../testing/tencent";

const bench = new Bench();
bench.set("tencent.keyQuota", 1000);

test("a new key is Enabled, with rotation off and the documented metadata", async () => {
  const created = await bench.kms("CreateKey", {
    Alias: "alias-0001",
    Description: "test cmk",
  });
  expect(created).toEqual({
    KeyId: expect.stringMatching(
      /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-525400[0-9a-f]{6}$/,
    ) as unknown,
    Alias: "alias-0001",
    CreateTime: START,
    Description: "test cmk",
    KeyState: "Enabled",
    KeyUsage: "ENCRYPT_DECRYPT",
    TagCode: 0,
    TagMsg: "",
    HsmClusterId: "",
    RequestId: expect.any(String) as unknown,
  });
  const keyId = String(created.KeyId);
  expect(await bench.metadata(keyId)).toEqual({
    KeyId: keyId,
    Alias: "alias-0001",
    CreateTime: START,
    Description: "test cmk",
    KeyState: "Enabled",
    KeyUsage: "ENCRYPT_DECRYPT",
    Type: 4,
    CreatorUin: Number(UIN),
    CreatorUinString: UIN,
    KeyRotationEnabled: false,
    Owner: "user",
    NextRotateTime: START + 365 * 86_400,
    DeletionDate: 0,
    Origin: "TENCENT_KMS",
    ValidTo: 0,
    ResourceId: `creatorUin/${UIN}/${keyId}`,
    HsmClusterId: "",
    RotateDays: 365,
    LastRotateTime: 0,
    IsSyncReplica: 0,
    SourceRegion: "",
    SyncStatus: 0,
    SyncMessages: "",
    SyncStartTime: 0,
    SyncEndTime: 0,
    SourceHsmClusterId: "",
  });
});

test("Type 2 makes an EXTERNAL key that waits for material", async () => {
  const created = await bench.kms("CreateKey", { Alias: "byok", Type: 2 });
  expect(created.KeyState).toBe("PendingImport");
  const { KeyMetadata } = await bench.kms("DescribeKey", {
    KeyId: created.KeyId,
  });
  // The region's standard, not the Type of CreateKey.
  expect(KeyMetadata).toMatchObject({ Origin: "EXTERNAL", Type: 4 });
});

test("the region decides the standard and the usages", async () => {
  const FIPS = { region: "ap-singapore" };
  const KeyUsage = "ASYMMETRIC_SIGN_VERIFY_SM2";
  expect(await bench.code("CreateKey", { Alias: "sm2-a", KeyUsage })).toBe(
    "ok",
  );
  expect(
    await bench.code("CreateKey", { Alias: "sm2-b", KeyUsage }, FIPS),
  ).toBe("UnsupportedOperation.UnsupportedKeyUsageInCurrentRegion");
  const { KeyId } = await bench.kms("CreateKey", { Alias: "fips" }, FIPS);
  const { KeyMetadata } = await bench.kms("DescribeKey", { KeyId }, FIPS);
  expect(KeyMetadata).toMatchObject({ Type: 2 });
});

const refused: [string, object, string][] = [
  ["no alias", {}, "MissingParameter"],
  ["an empty alias", { Alias: "" }, "InvalidParameterValue.InvalidAlias"],
  [
    "an alias of 61 characters",
    { Alias: "a".repeat(61) },
    "InvalidParameterValue.InvalidAlias",
  ],
  [
    "an alias that begins with a hyphen",
    { Alias: "-a" },
    "InvalidParameterValue.InvalidAlias",
  ],
  [
    "an alias with a dot",
    { Alias: "a.b" },
    "InvalidParameterValue.InvalidAlias",
  ],
  [
    "an alias of cloud products, in any case",
    { Alias: "KMS-mine" },
    "InvalidParameterValue.InvalidAlias",
  ],
  ["an alias of another type", { Alias: 7 }, "InvalidParameter"],
  [
    "a description of 1025 bytes",
    { Alias: "a", Description: "é".repeat(512) + "x" },
    "InvalidParameter",
  ],
  [
    "an unknown usage",
    { Alias: "a", KeyUsage: "SIGN" },
    "InvalidParameterValue.InvalidKeyUsage",
  ],
  [
    "a usage named like a member of every object",
    { Alias: "a", KeyUsage: "constructor" },
    "InvalidParameterValue.InvalidKeyUsage",
  ],
  ["Type 3", { Alias: "a", Type: 3 }, "InvalidParameterValue.InvalidType"],
  ["Type as text", { Alias: "a", Type: "1" }, "InvalidParameter"],
  [
    "an asymmetric EXTERNAL key",
    { Alias: "a", Type: 2, KeyUsage: "ASYMMETRIC_SIGN_VERIFY_ECC" },
    "InvalidParameterValue.InvalidType",
  ],
  [
    "a tag key twice",
    {
      Alias: "a",
      Tags: [
        { TagKey: "k", TagValue: "1" },
        { TagKey: "k", TagValue: "2" },
      ],
    },
    "InvalidParameterValue.TagKeysDuplicated",
  ],
  [
    "a tag with a member too many",
    { Alias: "a", Tags: [{ TagKey: "k", TagValue: "1", Category: "x" }] },
    "UnknownParameter",
  ],
  ["an unknown parameter", { Alias: "a", Name: "b" }, "UnknownParameter"],
  [
    "a cluster of another form",
    { Alias: "a", HsmClusterId: "hsm-1" },
    "InvalidParameterValue.InvalidHsmClusterId",
  ],
];

test.each(refused)("%s is refused and makes no key", async (_, body, code) => {
  const before = bench.cloud.keys().length;
  expect(await bench.code("CreateKey", body)).toBe(code);
  expect(bench.cloud.keys()).toHaveLength(before);
});

test("aliases of 1 and 60 characters and a description of 1024 bytes are taken", async () => {
  const Description = "é".repeat(512);
  for (const Alias of ["A", "a".repeat(60), "0_-z"])
    expect(await bench.code("CreateKey", { Alias, Description })).toBe("ok");
});

test("an alias is unique in its account and region, and only there", async () => {
  const other = { secretId: "AKIDother", secretKey: "s" };
  bench.accounts.add({
    accessKeyId: other.secretId,
    accessKeySecret: other.secretKey,
    account: "100000000002",
  });
  const Alias = "unique";
  await bench.kms("CreateKey", { Alias });
  expect(await bench.code("CreateKey", { Alias })).toBe(
    "InvalidParameterValue.AliasAlreadyExists",
  );
  const inRegion = { region: "ap-beijing" };
  expect(await bench.code("CreateKey", { Alias }, inRegion)).toBe("ok");
  const asOther = { credentials: other };
  expect(await bench.code("CreateKey", { Alias }, asOther)).toBe("ok");
});

test("a key is not seen from another account or region", async () => {
  const KeyId = await bench.createKey();
  const credentials = { secretId: "AKIDthird", secretKey: "s" };
  bench.accounts.add({
    accessKeyId: credentials.secretId,
    accessKeySecret: credentials.secretKey,
    account: "100000000003",
  });
  for (const options of [{ region: "ap-beijing" }, { credentials }]) {
    expect(await bench.code("DescribeKey", { KeyId }, options)).toBe(
      "ResourceUnavailable.CmkNotFound",
    );
    expect(await bench.code("DisableKey", { KeyId }, options)).toBe(
      "ResourceUnavailable.CmkNotFound",
    );
  }
});

test("a key pending deletion holds its alias, unless the switch frees it", async () => {
  const Alias = "held";
  const KeyId = await bench.createKey({ Alias });
  await bench.kms("DisableKey", { KeyId });
  await bench.kms("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
  expect(await bench.code("CreateKey", { Alias })).toBe(
    "InvalidParameterValue.AliasAlreadyExists",
  );
  bench.set("tencent.aliasHeldWhilePending", false);
  expect(await bench.code("CreateKey", { Alias })).toBe("ok");
  bench.set("tencent.aliasHeldWhilePending", true);
});

test("an alias is free in another region, unless the switch makes it unique in the account", async () => {
  const own = new Bench();
  const create = (Alias: string, region: string) =>
    own.code("CreateKey", { Alias }, { region });
  expect(await create("here", "ap-guangzhou")).toBe("ok");
  expect(await create("here", "ap-singapore")).toBe("ok");
  own.set("tencent.aliasScope", "account");
  expect(await create("here", "ap-tokyo")).toBe(
    "InvalidParameterValue.AliasAlreadyExists",
  );
  expect(await create("there", "ap-tokyo")).toBe("ok");
  own.accounts.add({
    accessKeyId: "other",
    accessKeySecret: "secret",
    account: "100000000002",
  });
  const credentials = { secretId: "other", secretKey: "secret" };
  expect(await own.code("CreateKey", { Alias: "here" }, { credentials })).toBe(
    "ok",
  );
});

test("the quota counts the keys of a region without those pending deletion", async () => {
  const limited = new Bench();
  limited.set("tencent.keyQuota", 2);
  const first = await limited.createKey();
  await limited.createKey();
  expect(await limited.code("CreateKey", { Alias: "third" })).toBe(
    "LimitExceeded.CmkLimitExceeded",
  );
  await limited.kms("DisableKey", { KeyId: first });
  await limited.kms("ScheduleKeyDeletion", {
    KeyId: first,
    PendingWindowInDays: 7,
  });
  expect(await limited.code("CreateKey", { Alias: "third" })).toBe("ok");
});

test("HSM clusters are those of the switch", async () => {
  const create = (Alias: string, HsmClusterId: string) =>
    bench.code("CreateKey", { Alias, HsmClusterId });
  expect(await create("hsm-1", "cls-hsm-abcd1234")).toBe("ok");
  bench.set("tencent.hsmClusters", "");
  expect(await create("hsm-2", "cls-hsm-abcd1234")).toBe(
    "InvalidParameterValue.InvalidHsmClusterId",
  );
  bench.set("tencent.hsmClusters", "cls-hsm-*");
});

const ENV = [{ TagKey: "env", TagValue: "dev" }];

function tagsOf(keyId: unknown): Record<string, string> | undefined {
  return bench.cloud.keys().find((key) => key.keyId === keyId)?.tags;
}

test("tags are attached at birth", async () => {
  const created = await bench.kms("CreateKey", { Alias: "tagged", Tags: ENV });
  expect(created).toMatchObject({ TagCode: 0, TagMsg: "Success" });
  expect(tagsOf(created.KeyId)).toEqual({ env: "dev" });
});

test.each([
  [undefined, 2],
  ["1", 1],
])(
  "a tag-failure fault with code %s makes the key, leaves the tags out and answers TagCode %d",
  async (code, TagCode) => {
    bench.fault({ action: "CreateKey", kind: "tag-failure", count: 1, code });
    const created = await bench.kms("CreateKey", {
      Alias: `unlucky-${TagCode}`,
      Tags: ENV,
    });
    expect(created).toMatchObject({ KeyState: "Enabled", TagCode });
    expect(tagsOf(created.KeyId)).toEqual({});
  },
);

test("tags that the tag service refuses are reported by TagCode 2, and the key is made", async () => {
  const created = await bench.kms("CreateKey", {
    Alias: "reserved",
    Tags: [{ TagKey: "qcloud:x", TagValue: "1" }],
  });
  expect(created).toMatchObject({ TagCode: 2 });
  expect(created.TagMsg).toMatch("ReservedTagKey");
});

test("by switch CreateKey refuses tags that the account has not used", async () => {
  bench.set("tencent.tagsMustExist", true);
  const Tags = [{ TagKey: "env", TagValue: "never-used" }];
  expect(await bench.code("CreateKey", { Alias: "new-tag", Tags })).toBe(
    "InvalidParameterValue.TagsNotExisted",
  );
  expect(await bench.code("CreateKey", { Alias: "old-tag", Tags: ENV })).toBe(
    "ok",
  );
  bench.set("tencent.tagsMustExist", false);
});

test("by switch integers may come as text", async () => {
  bench.set("tencent.lenientTypes", true);
  expect(await bench.code("CreateKey", { Alias: "text-type", Type: "2" })).toBe(
    "ok",
  );
  expect(await bench.code("CreateKey", { Alias: "x", Type: "two" })).toBe(
    "InvalidParameter",
  );
  bench.set("tencent.lenientTypes", false);
});

test("by switch nullable members without a value are null", async () => {
  bench.set("tencent.nullMembers", true);
  const created = await bench.kms("CreateKey", { Alias: "nulls" });
  expect(created.HsmClusterId).toBeNull();
  expect(await bench.metadata(String(created.KeyId))).toMatchObject({
    DeletionDate: null,
    LastRotateTime: null,
    ValidTo: 0,
  });
  bench.set("tencent.nullMembers", false);
});
