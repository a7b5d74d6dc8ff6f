import type { Spec, Usage } from "../../model/types";
import {
  keyOf as mapKey,
  keyUsageOf,
  specOf,
  stateOf,
  timeOf,
} from "./mapping";
import { ownerOfName } from "./owner";
import { keyMetadata } from "./replies";

/** The table of docs/clouds/tencent.md#key-usages, row by row. */
const ROWS: [string, Spec, Usage][] = [
  ["ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"],
  ["ASYMMETRIC_DECRYPT_RSA_2048", "RSA_2048", "ENCRYPT_DECRYPT"],
  ["ASYMMETRIC_DECRYPT_SM2", "SM2", "ENCRYPT_DECRYPT"],
  ["ASYMMETRIC_SIGN_VERIFY_SM2", "SM2", "SIGN_VERIFY"],
  ["ASYMMETRIC_SIGN_VERIFY_ECC", "EC_P256", "SIGN_VERIFY"],
  ["ASYMMETRIC_SIGN_VERIFY_RSA_2048", "RSA_2048", "SIGN_VERIFY"],
  ["ASYMMETRIC_SIGN_VERIFY_ECDSA384", "EC_P384", "SIGN_VERIFY"],
  [
    "ASYMMETRIC_SIGN_VERIFY_NEW",
    "native:ASYMMETRIC_SIGN_VERIFY_NEW",
    "SIGN_VERIFY",
  ],
  [
    "ASYMMETRIC_DECRYPT_NEW",
    "native:ASYMMETRIC_DECRYPT_NEW",
    "ENCRYPT_DECRYPT",
  ],
  [
    "ASYMMETRIC_Encrypt_Decrypt_NEW",
    "native:ASYMMETRIC_Encrypt_Decrypt_NEW",
    "ENCRYPT_DECRYPT",
  ],
  ["ASYMMETRIC_Encrypt_Decrypt_Kyber_AES", "KYBER_AES", "ENCRYPT_DECRYPT"],
  ["ASYMMETRIC_SIGN_VERIFY_DILITHIUM", "DILITHIUM", "SIGN_VERIFY"],
  ["ASYMMETRIC_SIGN_VERIFY_RSA_3072", "RSA_3072", "SIGN_VERIFY"],
];

test.each(ROWS)(
  "KeyUsage %s is a %s key for %s, both ways",
  (keyUsage, spec, usage) => {
    expect(keyUsageOf({ spec, usage })).toBe(keyUsage);
    expect(specOf({ KeyId: "k", KeyUsage: keyUsage })).toEqual({ spec, usage });
  },
);

test.each<Spec>(["AES_256", "SM4"])(
  "%s is asked for as a symmetric key, and read as the region's algorithm",
  (spec) => {
    const usage = "ENCRYPT_DECRYPT";
    expect(keyUsageOf({ spec, usage })).toBe("ENCRYPT_DECRYPT");
    const key = { KeyId: "k", KeyUsage: "ENCRYPT_DECRYPT" };
    expect(specOf(key, spec)).toEqual({ spec, usage });
  },
);

test("a pair that the cloud has no key for is refused", () => {
  const pair = { spec: "EC_P256", usage: "ENCRYPT_DECRYPT" } as const;
  expect(() => keyUsageOf(pair)).toThrow("no EC_P256 key for ENCRYPT_DECRYPT");
});

test("times are seconds, and 0 is none", () => {
  expect(timeOf(1_552_897_190)).toBe("2019-03-18T08:19:50Z");
  expect(timeOf(0)).toBeUndefined();
  expect(timeOf(undefined)).toBeUndefined();
});

test("a state that is new to the provider is reported, not guessed", () => {
  expect(stateOf({ KeyState: "PendingDelete", KeyId: "k" })).toBe(
    "PendingDeletion",
  );
  expect(() => stateOf({ KeyState: "Melting", KeyId: "k" })).toThrow("Melting");
});

test.each([
  ["web-0123456789abcdef-0123456789ab", true],
  ["0123456789abcdef-0123456789ab", false],
  ["web-0123456789abcdef-0123456789AB", false],
  ["web-0123456789abcde-0123456789ab", false],
])("whether %s carries an owner: %s", (alias, owned) => {
  expect(ownerOfName(alias) !== undefined).toBe(owned);
});

const SAMPLE = {
  KeyId: "9999aed0-4956-11e9-bc70-5254005e86b4",
  Alias: "alias-0001",
  CreateTime: 1_552_897_190,
  Description: "",
  KeyState: "Enabled",
  KeyUsage: "ENCRYPT_DECRYPT",
  KeyRotationEnabled: false,
  Type: 4,
  CreatorUin: 700_001_224_419,
  Origin: "TENCENT_KMS",
};
const AROUND = { region: "ap-guangzhou", owner: "100000000001" };

function keyOf(key: object, around: typeof AROUND) {
  return mapKey(keyMetadata.parse(key), around);
}

test("what a reply leaves out is absent if it is a text, and unknown if the state knows better", () => {
  for (const nothing of [undefined, null]) {
    const key = keyOf(
      {
        ...SAMPLE,
        Origin: "EXTERNAL",
        Alias: nothing,
        Description: nothing,
        ValidTo: nothing,
      },
      AROUND,
    );
    expect(key).toMatchObject({ description: "", aliases: [] });
    expect(key.materialExpireTime).toBeUndefined();
  }
  const never = keyOf({ ...SAMPLE, Origin: "EXTERNAL", ValidTo: 0 }, AROUND);
  expect(never.materialExpireTime).toBe("");
});

test("the next rotation of a key that does not rotate is not believed", () => {
  const dates = { NextRotateTime: 1_584_433_190, LastRotateTime: 0 };
  const key = {
    ...SAMPLE,
    ...dates,
    KeyRotationEnabled: false,
    RotateDays: 365,
  };
  expect(keyOf(key, AROUND)).toMatchObject({ rotation: { enabled: false } });
  expect(keyOf(key, AROUND).nextRotationDate).toBeUndefined();
});

test.each([
  [undefined, undefined, undefined, {}],
  [null, null, null, {}],
  [0, "", 0, { isSyncReplica: false }],
  [
    1,
    "ap-tokyo",
    3,
    {
      isSyncReplica: true,
      sourceRegion: "ap-tokyo",
      syncStatus: "Running",
    },
  ],
  [0, "", 1, { isSyncReplica: false, syncStatus: "Succeeded" }],
  [0, "", 2, { isSyncReplica: false, syncStatus: "Failed" }],
  [0, "", 9, { isSyncReplica: false }],
])(
  "IsSyncReplica %j of %j with SyncStatus %j",
  (IsSyncReplica, SourceRegion, SyncStatus, expected) => {
    const key = { ...SAMPLE, IsSyncReplica, SourceRegion, SyncStatus };
    const { isSyncReplica, sourceRegion, syncStatus } = keyOf(key, AROUND);
    expect({ isSyncReplica, sourceRegion, syncStatus }).toEqual(expected);
  },
);

test.each([
  [true, "Enabled"],
  [false, "Disabled"],
])("a key that rotates, %j, is so in rotationState", (rotates, state) => {
  const key = { ...SAMPLE, KeyRotationEnabled: rotates };
  expect(keyOf(key, AROUND).rotationState).toBe(state);
});

test("a rotation without a period is the yearly one", () => {
  const key = { ...SAMPLE, KeyRotationEnabled: true };
  expect(keyOf(key, AROUND).rotation).toEqual({
    enabled: true,
    intervalSeconds: 31_536_000,
  });
});

test.each<[object, string]>([
  [{}, "700001224419"],
  [{ CreatorUin: null, CreatorUinString: "7" }, "7"],
  [{ CreatorUin: null, CreatorUinString: "" }, ""],
  [{ CreatorUin: 5, CreatorUinString: "5" }, "5"],
  [{ CreatorUin: null, ResourceId: `creatorUin/8/${SAMPLE.KeyId}` }, "8"],
])(
  "the name of a key with %j is made of its owner and creator %s",
  (fields, uin) => {
    const sample = { ...SAMPLE, ...fields };
    if (uin === "")
      expect(() => keyOf(sample, AROUND)).toThrow("creator is missing");
    else
      expect(keyOf(sample, AROUND)).toMatchObject({
        creator: uin,
        arn: `qcs::kms:ap-guangzhou:uin/100000000001:key/creatorUin/${uin}/${SAMPLE.KeyId}`,
      });
  },
);

test.each<[string, string]>([
  ["KeyUsage", "KEY/AGREEMENT"],
  ["Origin", "EXTERNAL_KEY_STORE"],
  ["KeyState", "Melting"],
])(
  "a new %s of an existing key, %s, is reported, and not taken for another",
  (field, value) => {
    const read = () => keyOf({ ...SAMPLE, [field]: value }, AROUND);
    expect(read).toThrow(`${field} is "${value}"`);
    expect(read).toThrow(
      expect.objectContaining({ kind: "unsupported" }) as Error,
    );
  },
);
