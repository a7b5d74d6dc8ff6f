import { nativeSpec, specOf, toKey } from "./mapping";
import { formatOwner, parseOwner } from "./owner";
import { keyMetadata } from "./replies";
import { SPEC_RULES } from "./rules";

const REGION = "cn-qingdao";

/** The sample reply on the vendor's page CreateKey, whose ids are shortened there. */
const SAMPLE = {
  KeyId: "d6bee1cb-2e14-4277-ba6b-73786b21****",
  NextRotationDate: "2022-07-06T18:22:03Z",
  KeyState: "Enabled",
  RotationInterval: "31536000s",
  Arn: "acs:kms:cn-qingdao:154035569884****:key/d6bee1cb-2e14-4277-ba6b-73786b21****",
  Creator: "154035569884****",
  LastRotationDate: "2022-06-06T18:22:03Z",
  DeleteDate: "2022-07-06T18:22:03Z",
  PrimaryKeyVersion: "7ce1d081-06cb-42e6-aab6-5c5de030****",
  Description: "key description example",
  KeySpec: "Aliyun_AES_256",
  Origin: "Aliyun_KMS",
  MaterialExpireTime: "2022-07-06T18:22:03Z",
  AutomaticRotation: "Disabled",
  ProtectionLevel: "SOFTWARE",
  KeyUsage: "ENCRYPT/DECRYPT",
  CreationDate: "2022-03-25T10:42:40Z",
  DKMSInstanceId: "kst-bjj62d8f5e0sgtx8h****",
};

const read = (overrides: object = {}, extras = {}) =>
  toKey(REGION, keyMetadata.parse({ ...SAMPLE, ...overrides }), extras);

test("the vendor's sample is read field by field", () => {
  expect(read()).toEqual({
    region: REGION,
    keyId: SAMPLE.KeyId,
    arn: SAMPLE.Arn,
    state: "Enabled",
    spec: "AES_256",
    usage: "ENCRYPT_DECRYPT",
    origin: "KMS",
    protectionLevel: "SOFTWARE",
    dkmsInstanceId: SAMPLE.DKMSInstanceId,
    description: SAMPLE.Description,
    rotation: { enabled: false, intervalSeconds: 31_536_000 },
    rotationState: "Disabled",
    deletionProtection: undefined,
    creator: SAMPLE.Creator,
    creationDate: SAMPLE.CreationDate,
    lastRotationDate: SAMPLE.LastRotationDate,
    nextRotationDate: SAMPLE.NextRotationDate,
    primaryKeyVersion: SAMPLE.PrimaryKeyVersion,
    materialExpireTime: SAMPLE.MaterialExpireTime,
    // An enabled key has none, though the sample shows one.
    deletionDate: undefined,
  });
});

test("absent, null and empty fields are the same where a key may be without", () => {
  for (const nothing of [undefined, null, ""]) {
    const key = read({
      DKMSInstanceId: nothing,
      RotationInterval: nothing,
      PrimaryKeyVersion: nothing,
      NextRotationDate: nothing,
      MaterialExpireTime: nothing,
    });
    expect(key.dkmsInstanceId).toBeUndefined();
    expect(key.materialExpireTime || undefined).toBeUndefined();
    expect(key.nextRotationDate).toBeUndefined();
    expect(key.rotation).toEqual({ enabled: false });
  }
});

test("what a reply leaves out is absent if it is a text, and unknown if the state knows better", () => {
  for (const nothing of [undefined, null]) {
    const key = read({
      Origin: "EXTERNAL",
      Description: nothing,
      Creator: nothing,
      AutomaticRotation: nothing,
      MaterialExpireTime: nothing,
    });
    expect(key.description).toBe("");
    expect(key.creator).toBeUndefined();
    expect(key.rotation).toBeUndefined();
    expect(key.materialExpireTime).toBeUndefined();
  }
  const never = read({ Origin: "EXTERNAL", MaterialExpireTime: "" });
  expect(never.materialExpireTime).toBe("");
});

test.each([
  ["Enabled", true],
  ["Suspended", true],
  ["Disabled", false],
])("automatic rotation %s counts as on: %s", (AutomaticRotation, enabled) => {
  expect(read({ AutomaticRotation }).rotation?.enabled).toBe(enabled);
});

test("a key pending deletion has a date, and a protected one says so", () => {
  expect(read({ KeyState: "PendingDeletion" }).deletionDate).toBe(
    SAMPLE.DeleteDate,
  );
  expect(read({ DeletionProtection: "Enabled" }).deletionProtection).toBe(true);
  expect(read({ DeletionProtection: "Disabled" }).deletionProtection).toBe(
    false,
  );
});

test.each([
  ["KeyState", "Frozen"],
  ["KeyUsage", "KEY/AGREEMENT"],
  ["Origin", "EXTERNAL_KEY_STORE"],
])(
  "a new %s of an existing key, %s, is reported, and not taken for another",
  (field, value) => {
    const expected = () => read({ [field]: value });
    expect(expected).toThrow(`${field} is "${value}"`);
    expect(expected).toThrow(
      expect.objectContaining({ kind: "unsupported" }) as Error,
    );
  },
);

test("every spec of the table is read as itself, the default as its algorithm, and others by the vendor's name", () => {
  for (const [spec, { native }] of Object.entries(SPEC_RULES))
    for (const name of Object.values(native))
      expect(specOf(name)).toBe(
        spec === "SYMMETRIC_DEFAULT" ? "AES_256" : spec,
      );
  expect(specOf("HMAC_256")).toBe("native:HMAC_256");
});

test("a spec is sent by the vendor's name, and refused for what it can't do", () => {
  expect(nativeSpec("SM2", "SIGN_VERIFY")).toBe("EC_SM2");
  expect(nativeSpec("native:RSA_9000", "SIGN_VERIFY")).toBe("RSA_9000");
  expect(() => nativeSpec("AES_256", "SIGN_VERIFY")).toThrow(/AES_256/);
  expect(() => nativeSpec("EC_P384", "SIGN_VERIFY")).toThrow(/EC_P384/);
});

test("the cloud's own tags and our owner tag are not the user's", () => {
  const theirs = { "acs:rm:rgId": "rg-1", "aliyun-x": "1" };
  const tags = {
    team: "billing",
    ...theirs,
    "pulumi-cmk": "0123456789abcdef.000000000001",
  };
  expect(read({}, { tags })).toMatchObject({
    tags: { team: "billing" },
    cloudTags: theirs,
    ownerId: "0123456789abcdef",
  });
  expect(read({}).cloudTags).toBeUndefined();
  expect(read({}, { tags: {} })).toMatchObject({
    tags: {},
    cloudTags: {},
    ownerId: undefined,
  });
});

test("an owner tag is read as it was written, and nothing else is taken for one", () => {
  const owner = { ownerId: "0123456789abcdef", token: "abcdefghijkl" };
  expect(parseOwner(formatOwner(owner))).toEqual(owner);
  for (const text of ["", "x", "a.b.c", "A.B", "."])
    expect(parseOwner(text)).toBeUndefined();
});

test.each([
  [SAMPLE.Creator, undefined],
  ["151266687691", undefined],
  ["Ecs", "Ecs"],
  ["", undefined],
])("a key with the creator %j is of product %j", (Creator, product) => {
  expect(read({ Creator }).product).toBe(product);
});

test.each(["Enabled", "Suspended", "Disabled"] as const)(
  "rotation that is %s is so in rotationState",
  (AutomaticRotation) => {
    const key = read({ AutomaticRotation, RotationInterval: "604800s" });
    expect(key.rotationState).toBe(AutomaticRotation);
    expect(key.rotation?.enabled).toBe(AutomaticRotation !== "Disabled");
  },
);
