import fc from "fast-check";
import { TestCloud, type Parameters } from "../../testing/alibaba";

const SPECS = {
  Aliyun_AES_256: ["ENCRYPT/DECRYPT"],
  Aliyun_SM4: ["ENCRYPT/DECRYPT"],
  RSA_2048: ["SIGN/VERIFY", "ENCRYPT/DECRYPT"],
  RSA_3072: ["SIGN/VERIFY", "ENCRYPT/DECRYPT"],
  EC_P256: ["SIGN/VERIFY"],
  EC_P256K: ["SIGN/VERIFY"],
  EC_SM2: ["SIGN/VERIFY", "ENCRYPT/DECRYPT"],
};

test.each(Object.entries(SPECS))(
  "%s can be used for %j, by default for the first, and for nothing else",
  async (KeySpec, usages) => {
    const cloud = new TestCloud();
    const { KeyMetadata } = await cloud.ok("CreateKey", { KeySpec });
    expect(KeyMetadata).toMatchObject({ KeySpec, KeyUsage: usages[0] });
    for (const KeyUsage of ["ENCRYPT/DECRYPT", "SIGN/VERIFY"])
      expect(await cloud.outcome("CreateKey", { KeySpec, KeyUsage })).toBe(
        usages.includes(KeyUsage) ? "200" : "400 InvalidParameter",
      );
  },
);

test("a bare CreateKey gives the documented defaults", async () => {
  const { KeyMetadata } = await new TestCloud().ok("CreateKey");
  expect(KeyMetadata).toMatchObject({
    KeyState: "Enabled",
    KeySpec: "Aliyun_AES_256",
    KeyUsage: "ENCRYPT/DECRYPT",
    Origin: "Aliyun_KMS",
    ProtectionLevel: "SOFTWARE",
    Description: "",
    AutomaticRotation: "Disabled",
    Creator: "100000000001",
  });
  expect(KeyMetadata.KeyId).toMatch(
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  );
});

test.each<[string, Parameters]>([
  // Enums and ranges
  ["400 InvalidParameter", { KeySpec: "AES_256" }],
  ["400 InvalidParameter", { KeySpec: "aliyun_aes_256" }],
  ["400 InvalidParameter", { KeyUsage: "ENCRYPT" }],
  ["400 InvalidParameter", { Origin: "external" }],
  ["400 InvalidParameter", { ProtectionLevel: "hsm" }],
  ["400 InvalidParameter", { EnableAutomaticRotation: "yes" }],
  ["400 InvalidParameter", { Description: "x".repeat(8193) }],
  ["200", { Description: "\u{1f511}".repeat(8192) }],
  ["400 InvalidParameter", { RotationInterval: "6d" }],
  ["400 InvalidParameter", { RotationInterval: "731d" }],
  ["400 InvalidParameter", { RotationInterval: "604799s" }],
  ["400 InvalidParameter", { RotationInterval: "7" }],
  ["400 InvalidParameter", { RotationInterval: "7.5d" }],
  ["400 InvalidParameter", { RotationInterval: "7D" }],
  ["400 InvalidParameter", { RotationInterval: "-7d" }],
  // Spec x usage x origin x rotation
  ["400 InvalidParameter", { KeySpec: "RSA_2048", Origin: "EXTERNAL" }],
  ["400 MissingParameter", { EnableAutomaticRotation: true }],
  [
    "400 InvalidParameter",
    {
      EnableAutomaticRotation: true,
      RotationInterval: "7d",
      Origin: "EXTERNAL",
    },
  ],
  [
    "400 InvalidParameter",
    {
      EnableAutomaticRotation: true,
      RotationInterval: "7d",
      KeySpec: "EC_P256",
    },
  ],
  // Where the key lives
  ["400 InvalidParameter", { KeySpec: "Aliyun_AES_128" }],
  ["400 InvalidParameter", { KeySpec: "RSA_4096" }],
  ["400 InvalidParameter", { KeyStorageMechanism: "HsmInternal" }],
  ["400 Forbidden.KeyPolicyUnSupported", { Policy: '{"Statement":[]}' }],
  ["400 InvalidParameter", { Policy: "{", DKMSInstanceId: "kst-a" }],
  ["403 Forbidden.DKMSInstanceNotFound", { DKMSInstanceId: "abc" }],
  ["200", { ProtectionLevel: "HSM" }],
  // Tags
  ["400 InvalidParameter", { Tags: "team=red" }],
])("%s is the answer to CreateKey with %j", async (expected, parameters) => {
  const cloud = new TestCloud();
  expect(await cloud.outcome("CreateKey", parameters)).toBe(expected);
  expect(cloud.emulator.keys()).toHaveLength(expected === "200" ? 1 : 0);
});

test("an invalid parameter is named in the message", async () => {
  const { body } = await new TestCloud().call("CreateKey", { KeySpec: "DES" });
  expect(body.Message).toBe('The specified parameter "KeySpec" is not valid.');
});

test("any whole interval of 7 to 730 days is kept in seconds", async () => {
  const cloud = new TestCloud({ "alibaba.keyQuota": 1000 });
  const units = { d: 86_400, h: 3600, m: 60, s: 1 };
  const interval = fc
    .constantFrom(...Object.entries(units))
    .chain(([unit, size]) =>
      fc
        .integer({ min: (7 * 86_400) / size, max: (730 * 86_400) / size })
        .map((count) => ({ text: `${count}${unit}`, seconds: count * size })),
    );
  await fc.assert(
    fc.asyncProperty(interval, async ({ text, seconds }) => {
      const { KeyMetadata } = await cloud.ok("CreateKey", {
        EnableAutomaticRotation: true,
        RotationInterval: text,
      });
      expect(KeyMetadata.RotationInterval).toBe(`${seconds}s`);
    }),
  );
});

test("an interval without rotation has no effect", async () => {
  const { KeyMetadata } = await new TestCloud().ok("CreateKey", {
    EnableAutomaticRotation: "False",
    RotationInterval: "365d",
  });
  expect(KeyMetadata.AutomaticRotation).toBe("Disabled");
  expect(KeyMetadata.RotationInterval).toBeUndefined();
});

test("regions without managed HSM, and outside the mainland, have less to offer", async () => {
  const cloud = new TestCloud();
  const region = "eu-central-1";
  expect(
    await cloud.outcome("CreateKey", { ProtectionLevel: "HSM" }, { region }),
  ).toBe("400 Unsupported.ProtectionLevel");
  for (const KeySpec of ["Aliyun_SM4", "EC_SM2"])
    expect(await cloud.outcome("CreateKey", { KeySpec }, { region })).toBe(
      "400 InvalidParameter",
    );
});

test("the key quota counts per account and region, and instance keys apart", async () => {
  const cloud = new TestCloud({
    "alibaba.keyQuota": 2,
    "alibaba.instanceKeyQuota": 1,
  });
  await cloud.createKey();
  const second = await cloud.createKey();
  expect(await cloud.outcome("CreateKey")).toBe("400 Rejected.LimitExceeded");
  expect(await cloud.outcome("CreateKey", {}, { region: "cn-beijing" })).toBe(
    "200",
  );
  const DKMSInstanceId = "kst-a";
  expect(await cloud.outcome("CreateKey", { DKMSInstanceId })).toBe("200");
  expect(await cloud.outcome("CreateKey", { DKMSInstanceId })).toBe(
    "400 Rejected.ShareQuotaExceedLimit",
  );
  await cloud.ok("ScheduleKeyDeletion", {
    KeyId: second,
    PendingWindowInDays: 7,
  });
  expect(await cloud.outcome("CreateKey")).toBe("400 Rejected.LimitExceeded");
  cloud.advance({ days: 7 });
  expect(await cloud.outcome("CreateKey")).toBe("200");
});

test("an invalid value is found before a full quota", async () => {
  const cloud = new TestCloud({ "alibaba.keyQuota": 0 });
  expect(await cloud.outcome("CreateKey", { KeySpec: "RSA_4096" })).toBe(
    "400 InvalidParameter",
  );
  expect(await cloud.outcome("CreateKey", { DKMSInstanceId: "x" })).toBe(
    "403 Forbidden.DKMSInstanceNotFound",
  );
});

describe("3.0 without an instance", () => {
  const create = (cloud: TestCloud, parameters: Parameters = {}) =>
    cloud.outcome("CreateKey", parameters);

  test("there is one default key, whose rotation takes 365 days", async () => {
    const cloud = new TestCloud({ "alibaba.mode": "default" });
    const rotating = { EnableAutomaticRotation: true };
    expect(await create(cloud, { KeySpec: "RSA_2048" })).toBe(
      "400 UnsupportedOperation",
    );
    expect(await create(cloud, { ...rotating, RotationInterval: "30d" })).toBe(
      "400 InvalidParameter",
    );
    expect(await create(cloud, { ...rotating, RotationInterval: "365d" })).toBe(
      "200",
    );
    expect(cloud.emulator.keys()[0]?.protectionLevel).toBe("HSM");
    expect(await create(cloud)).toBe("400 UnsupportedOperation");
    cloud.set("alibaba.secondDefaultKeyCode", "Rejected.LimitExceeded");
    expect(await create(cloud)).toBe("400 Rejected.LimitExceeded");
    expect(await create(cloud, { DKMSInstanceId: "kst-a" })).toBe("200");
  });

  test("a moved account's keys land in its default instance", async () => {
    const cloud = new TestCloud({ "alibaba.defaultInstance": "kst-moved" });
    const { KeyMetadata } = await cloud.ok("CreateKey");
    expect(KeyMetadata.DKMSInstanceId).toBe("kst-moved");
    const { DefaultKmsInstanceId } = await cloud.ok("GetDefaultKmsInstance");
    expect(DefaultKmsInstanceId).toBe("kst-moved");
  });
});

describe("instances", () => {
  const cloud = new TestCloud({
    "alibaba.instances":
      "kst-soft:software, kst-hard:hardware, kst-old:dedicated, kst-off:software:Disconnected, kst-new:software:Uninitialized, kst-up:software:InUpgrade, kst-any*",
  });

  test.each<[string, string, Parameters]>([
    ["200", "kst-soft", { KeySpec: "RSA_4096" }],
    ["400 UnsupportedOperation", "kst-soft", { KeySpec: "Aliyun_AES_128" }],
    ["400 UnsupportedOperation", "kst-soft", { Origin: "EXTERNAL" }],
    [
      "400 InvalidParameter",
      "kst-soft",
      { EnableAutomaticRotation: true, RotationInterval: "366d" },
    ],
    ["200", "kst-hard", { KeySpec: "Aliyun_AES_192" }],
    [
      "400 InvalidParameter",
      "kst-hard",
      { EnableAutomaticRotation: true, RotationInterval: "30d" },
    ],
    [
      "200",
      "kst-hard",
      {
        EnableAutomaticRotation: true,
        RotationInterval: "30d",
        KeyStorageMechanism: "HsmEncryptedDatabase",
      },
    ],
    // Of unknown kind: what any kind refuses is refused.
    ["200", "kst-any1", { KeySpec: "RSA_4096" }],
    ["400 UnsupportedOperation", "kst-any1", { KeySpec: "Aliyun_AES_128" }],
    ["400 UnsupportedOperation", "kst-any1", { KeySpec: "EC_SM2" }],
    ["400 UnsupportedOperation", "kst-any1", { Origin: "EXTERNAL" }],
    [
      "400 InvalidParameter",
      "kst-any1",
      { EnableAutomaticRotation: true, RotationInterval: "30d" },
    ],
    [
      "400 InvalidParameter",
      "kst-any1",
      { KeyStorageMechanism: "HsmEncryptedDatabase" },
    ],
    ["200", "kst-old", { KeySpec: "Aliyun_AES_128", ProtectionLevel: "HSM" }],
    ["403 Forbidden.DKMSInstanceStateInvalid", "kst-off", {}],
    ["409 Rejected.Uninitialized", "kst-new", {}],
    ["403 Forbidden.KMSInstanceInUpgrade", "kst-up", {}],
    ["403 Forbidden.DKMSInstanceNotFound", "kst-nowhere", {}],
  ])("%s is the answer on %s with %j", async (expected, id, parameters) => {
    expect(
      await cloud.outcome("CreateKey", { DKMSInstanceId: id, ...parameters }),
    ).toBe(expected);
  });

  test("what an instance of no declared kind refuses, it says with the switch that declares one", async () => {
    const rotating = { EnableAutomaticRotation: true, RotationInterval: "30d" };
    const hint = "--switch alibaba.instances=kst-any1:software declares it.";
    const refusal = async (action: string, parameters: Parameters) =>
      String((await cloud.call(action, parameters)).body.Message);
    const DKMSInstanceId = "kst-any1";
    expect(
      await refusal("CreateKey", {
        DKMSInstanceId,
        KeyStorageMechanism: "HsmInternal",
      }),
    ).toContain("--switch alibaba.instances=kst-any1:hardware declares it.");
    for (const more of [rotating, { KeySpec: "EC_SM2" }])
      expect(await refusal("CreateKey", { DKMSInstanceId, ...more })).toContain(
        hint,
      );
    const { KeyMetadata } = await cloud.ok("CreateKey", { DKMSInstanceId });
    const { KeyId } = KeyMetadata;
    expect(
      await refusal("UpdateRotationPolicy", { KeyId, ...rotating }),
    ).toContain(hint);
    expect(await refusal("CreateKeyVersion", { KeyId })).toContain(hint);
    expect(
      await refusal("CreateKey", { DKMSInstanceId: "kst-hard", ...rotating }),
    ).not.toContain("declare");
  });

  test("the protection level read back is the instance's", async () => {
    const levels = { "kst-soft": "SOFTWARE", "kst-hard": "HSM" };
    for (const [DKMSInstanceId, ProtectionLevel] of Object.entries(levels)) {
      const { KeyMetadata } = await cloud.ok("CreateKey", { DKMSInstanceId });
      expect(KeyMetadata).toMatchObject({ DKMSInstanceId, ProtectionLevel });
      expect(KeyMetadata.KeyId).toMatch(/^key-hzz[0-9a-f]{8}[0-9a-z]{10}$/);
    }
  });
});
