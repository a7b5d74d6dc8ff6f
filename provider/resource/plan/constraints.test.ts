import {
  ALIBABA,
  checked,
  manyTags,
  TENCENT,
  UNKNOWN,
} from "../../../tests/support/resource";
import type { Properties } from "../values/properties";

const KEY_OF_32_BYTES = Buffer.alloc(32, 1).toString("base64");

/** Inputs added to a valid key's, the property that is refused, and a word of the rule. */
const REFUSED: [
  cloud: Properties,
  wrong: Properties,
  path: string,
  rule: RegExp,
][] = [
  [ALIBABA, { cloud: "aws" }, "cloud", /one of alibaba, tencent/],
  [ALIBABA, { region: "Hangzhou!" }, "region", /region of Alibaba Cloud/],
  [ALIBABA, { spec: "AES_512" }, "spec", /one of SYMMETRIC_DEFAULT.*native:/],
  [ALIBABA, { spec: "native:" }, "spec", /native:/],
  [ALIBABA, { spec: "native: " }, "spec", /native:/],
  [ALIBABA, { spec: 5 }, "spec", /or `native:` and the vendor's own name/],
  [ALIBABA, { spec: "EC_P384" }, "spec", /has no such spec/],
  [ALIBABA, { spec: "AES_128" }, "spec", /needs dkmsInstanceId/],
  [ALIBABA, { spec: "AES_192" }, "spec", /needs dkmsInstanceId/],
  [
    ALIBABA,
    { spec: "EC_P256", usage: "ENCRYPT_DECRYPT" },
    "usage",
    /SIGN_VERIFY only/,
  ],
  [
    ALIBABA,
    { spec: "AES_256", usage: "SIGN_VERIFY" },
    "usage",
    /ENCRYPT_DECRYPT only/,
  ],
  [ALIBABA, { usage: "SIGN" }, "usage", /one of ENCRYPT_DECRYPT, SIGN_VERIFY/],
  [ALIBABA, { origin: "HSM" }, "origin", /one of KMS, EXTERNAL/],
  [
    ALIBABA,
    { keyStorageMechanism: "HsmInternal" },
    "keyStorageMechanism",
    /name the instance with dkmsInstanceId/,
  ],
  [
    { ...ALIBABA, dkmsInstanceId: "kst-1" },
    { keyStorageMechanism: "HsmInternal", rotation: { interval: "90d" } },
    "rotation",
    /HsmInternal, but one with HsmEncryptedDatabase/,
  ],
  [
    { ...ALIBABA, dkmsInstanceId: "kst-1" },
    {
      keyStorageMechanism: "HsmEncryptedDatabase",
      rotation: { interval: "366d" },
    },
    "rotation.interval",
    /at most 365d/,
  ],
  [
    TENCENT,
    { keyStorageMechanism: "HsmInternal" },
    "keyStorageMechanism",
    /not for Tencent Cloud.*leave it out/,
  ],
  [ALIBABA, { protectionLevel: "NONE" }, "protectionLevel", /SOFTWARE, HSM/],
  [
    ALIBABA,
    { hsmClusterId: "cls-hsm-1" },
    "hsmClusterId",
    /not for Alibaba Cloud/,
  ],
  [ALIBABA, { alias: "alias/x" }, "alias", /leave out alias\//],
  [ALIBABA, { alias: "acs/x" }, "alias", /Alibaba Cloud/],
  [ALIBABA, { alias: "a b" }, "alias", /Alibaba Cloud/],
  [
    ALIBABA,
    { description: "x".repeat(8193) },
    "description",
    /8192 characters, this has 8193/,
  ],
  [ALIBABA, { rotation: "7d" }, "rotation", /an object with .*interval/],
  [ALIBABA, { description: 7 }, "description", /must be a text/],
  [
    ALIBABA,
    { rotation: {} },
    "rotation.interval",
    /required while rotation is enabled/,
  ],
  [
    ALIBABA,
    { rotation: { interval: "1y" } },
    "rotation.interval",
    /whole number and a unit/,
  ],
  [
    ALIBABA,
    { rotation: { interval: "6d" } },
    "rotation.interval",
    /7d to 730d/,
  ],
  [
    ALIBABA,
    { rotation: { interval: "731d" } },
    "rotation.interval",
    /7d to 730d/,
  ],
  [
    ALIBABA,
    { rotation: { interval: "7d", every: "x" } },
    "rotation.every",
    /no such property/,
  ],
  [
    ALIBABA,
    { rotation: { interval: "7d" }, spec: "RSA_2048" },
    "rotation",
    /symmetric keys only/,
  ],
  [
    ALIBABA,
    { rotation: { interval: "7d" }, origin: "EXTERNAL" },
    "rotation",
    /EXTERNAL/,
  ],
  [ALIBABA, { enabled: "yes" }, "enabled", /true or false/],
  [
    ALIBABA,
    { enabled: false, origin: "EXTERNAL" },
    "enabled",
    /waits for its import/,
  ],
  [
    ALIBABA,
    { deletionPolicy: "DISABLE", origin: "EXTERNAL" },
    "deletionPolicy",
    /waits for its import/,
  ],
  [
    ALIBABA,
    { deleteKeyMaterial: true, origin: "EXTERNAL" },
    "deleteKeyMaterial",
    /new key has no material/,
  ],
  [
    TENCENT,
    { deleteKeyMaterial: true },
    "deleteKeyMaterial",
    /origin EXTERNAL/,
  ],
  [
    TENCENT,
    {
      deleteKeyMaterial: true,
      origin: "EXTERNAL",
      keyMaterial: KEY_OF_32_BYTES,
    },
    "deleteKeyMaterial",
    /contradicts it/,
  ],
  [ALIBABA, { tags: { "acs:x": "1" } }, 'tags["acs:x"]', /begin with acs:/],
  [ALIBABA, { tags: { aliyunx: "1" } }, "tags.aliyunx", /begin with aliyun/],
  [ALIBABA, { tags: { "a b": "1" } }, 'tags["a b"]', /the key must be/],
  [ALIBABA, { tags: { a: "x".repeat(129) } }, "tags.a", /at most 128/],
  [
    ALIBABA,
    { tags: { a: 1 } },
    "tags.a",
    /must be a text; write it in quotes\./,
  ],
  [ALIBABA, { tags: manyTags(20) }, "tags", /at most 19/],
  [ALIBABA, { tags: { "": "1" } }, 'tags[""]', /the key must be/],
  [
    ALIBABA,
    { tags: { ["a".repeat(129)]: "1" } },
    `tags.${"a".repeat(129)}`,
    /the key must be 1 to 128/,
  ],
  [ALIBABA, { tags: { a: "b c" } }, "tags.a", /the value must be/],
  [
    ALIBABA,
    { spec: "EC_P256", origin: "EXTERNAL" },
    "origin",
    /EC_P256 without dkmsInstanceId/,
  ],
  [ALIBABA, { policy: "{}" }, "policy", /dkmsInstanceId/],
  [
    ALIBABA,
    { policy: '{"Statement":[],"Statement":{}}', dkmsInstanceId: "kst-1" },
    "policy",
    /has the member "Statement" twice, and only one of them counts/,
  ],
  ...["null", "7", '"{}"', "{"].map(
    (policy): [Properties, Properties, string, RegExp] => [
      ALIBABA,
      { policy, dkmsInstanceId: "kst-1" },
      "policy",
      /JSON text of an object/,
    ],
  ),
  [
    ALIBABA,
    { policy: `{${" ".repeat(32_767)}}`, dkmsInstanceId: "kst-1" },
    "policy",
    /at most 32768 bytes/,
  ],
  [
    ALIBABA,
    { policy: "[]", dkmsInstanceId: "kst-1" },
    "policy",
    /JSON text of an object/,
  ],
  [ALIBABA, { deletionWindowInDays: 6 }, "deletionWindowInDays", /7 to 366/],
  [
    ALIBABA,
    { deletionWindowInDays: 7.5 },
    "deletionWindowInDays",
    /whole number/,
  ],
  [
    ALIBABA,
    {
      keyMaterialExpiry: "tomorrow",
      origin: "EXTERNAL",
      keyMaterial: KEY_OF_32_BYTES,
    },
    "keyMaterialExpiry",
    /RFC 3339/,
  ],
  [
    ALIBABA,
    { dkmsInstance: "kst-1" },
    "dkmsInstance",
    /there is no such property, but there is dkmsInstanceId/,
  ],
  [TENCENT, { spec: "RSA_4096" }, "spec", /has no such spec/],
  [
    TENCENT,
    { spec: "EC_P384", usage: "ENCRYPT_DECRYPT" },
    "usage",
    /SIGN_VERIFY only/,
  ],
  [
    TENCENT,
    { spec: "RSA_2048", origin: "EXTERNAL" },
    "origin",
    /not accept imported key material/,
  ],
  [
    TENCENT,
    { protectionLevel: "HSM" },
    "protectionLevel",
    /not for Tencent Cloud/,
  ],
  [
    TENCENT,
    { dkmsInstanceId: "kst-1" },
    "dkmsInstanceId",
    /not for Tencent Cloud/,
  ],
  [TENCENT, { policy: "{}" }, "policy", /not for Tencent Cloud/],
  [TENCENT, { deletionProtection: true }, "deletionProtection", /PREVENT/],
  [TENCENT, { alias: "kms-x" }, "alias", /kms-/],
  [TENCENT, { alias: "KMS-x" }, "alias", /kms-/],
  [TENCENT, { alias: "-x" }, "alias", /Tencent Cloud/],
  [TENCENT, { alias: "x".repeat(61) }, "alias", /60/],
  [
    TENCENT,
    { description: "é".repeat(513) },
    "description",
    /1024 bytes of UTF-8, this has 1026/,
  ],
  [
    TENCENT,
    { rotation: { interval: "366d" } },
    "rotation.interval",
    /7d to 365d/,
  ],
  [
    TENCENT,
    { rotation: { interval: "169h" } },
    "rotation.interval",
    /whole days/,
  ],
  [TENCENT, { deletionWindowInDays: 31 }, "deletionWindowInDays", /7 to 30/],
  [TENCENT, { tags: { qcloudx: "1" } }, "tags.qcloudx", /qcloud/],
  [TENCENT, { tags: { a: "" } }, "tags.a", /does not allow empty values/],
  [TENCENT, { tags: manyTags(50) }, "tags", /at most 49/],
];

test.each(REFUSED)("%j with %j: %s is refused", (cloud, wrong, path, rule) => {
  const { failures } = checked({ ...cloud, ...wrong });
  expect(failures.map(({ property }) => property)).toEqual([path]);
  expect(failures[0]?.reason).toMatch(rule);
});

test("all failures are reported at once, each with its value and the cloud's name", () => {
  const { failures } = checked({
    ...TENCENT,
    spec: "RSA_4096",
    alias: "-",
    description: "x".repeat(1025),
    deletionWindowInDays: 99,
    dkmsInstanceId: "kst-1",
  });
  expect(failures.map(({ property }) => property).sort()).toEqual([
    "alias",
    "deletionWindowInDays",
    "description",
    "dkmsInstanceId",
    "spec",
  ]);
  for (const { reason } of failures) expect(reason).toMatch(/Tencent Cloud/);
  expect(failures.map(({ reason }) => reason).join()).toMatch(/is 99:/);
});

const ACCEPTED: Properties[] = [
  ALIBABA,
  TENCENT,
  { ...ALIBABA, description: "é".repeat(8192), deletionWindowInDays: 366 },
  { ...ALIBABA, spec: "AES_128", dkmsInstanceId: "kst-1" },
  { ...ALIBABA, rotation: { enabled: false } },
  {
    ...ALIBABA,
    dkmsInstanceId: "kst-1",
    keyStorageMechanism: "HsmEncryptedDatabase",
    rotation: { interval: "365d" },
  },
  {
    ...ALIBABA,
    dkmsInstanceId: "kst-1",
    keyStorageMechanism: "HsmInternal",
    rotation: { enabled: false, interval: "90d" },
  },
  { ...ALIBABA, dkmsInstanceId: "kst-1", rotation: { interval: "730d" } },
  { ...ALIBABA, rotation: { interval: "63072000s" } },
  { ...ALIBABA, spec: "RSA_2048", usage: "ENCRYPT_DECRYPT" },
  {
    ...TENCENT,
    rotation: { enabled: true, interval: "24h".replace("24", "168") },
  },
  { ...TENCENT, deletionProtection: false },
  { ...TENCENT, origin: "EXTERNAL", keyMaterial: KEY_OF_32_BYTES },
  { ...TENCENT, tags: { "cost centre": "a" } },
  // The longest, the most, the least.
  { ...TENCENT, alias: "x".repeat(60), deletionWindowInDays: 7 },
  { ...TENCENT, tags: manyTags(49) },
  { ...ALIBABA, tags: { ["a".repeat(128)]: "b".repeat(128), c: "" } },
  {
    ...ALIBABA,
    policy: `{${" ".repeat(32_766)}}`,
    dkmsInstanceId: "kst-1",
  },
  // What is unknown may fit.
  { ...ALIBABA, origin: UNKNOWN, keyMaterial: KEY_OF_32_BYTES },
  { ...ALIBABA, rotation: { enabled: UNKNOWN } },
  { ...ALIBABA, spec: "EC_P256", rotation: { enabled: UNKNOWN } },
];

test.each(ACCEPTED)("%j is accepted as it is", (inputs) => {
  const { failures, inputs: reply } = checked(inputs);
  expect(failures).toEqual([]);
  expect(reply.values).toEqual(inputs);
});
test.each([
  [ALIBABA, "SYMMETRIC_DEFAULT", [32]],
  [ALIBABA, "SM4", [16]],
  [{ ...ALIBABA, dkmsInstanceId: "kst-1" }, "AES_192", [24]],
  [ALIBABA, "native:Aliyun_AES_256", [32]],
  [ALIBABA, "native:Aliyun_New", [16, 24, 32]],
  [TENCENT, "SYMMETRIC_DEFAULT", [16, 32]],
  [TENCENT, "AES_256", [32]],
  [TENCENT, "SM4", [16]],
])(
  "on %j, key material for %s may have %j bytes, of 16, 24 and 32",
  (place, spec, sizes) => {
    const accepted = [16, 24, 32].filter((size) => {
      const keyMaterial = Buffer.alloc(size, 1).toString("base64");
      const inputs = { ...place, spec, origin: "EXTERNAL", keyMaterial };
      return checked(inputs).failures.length === 0;
    });
    expect(accepted).toEqual(sizes);
  },
);

test("material expires on Tencent Cloud before its last second", () => {
  const expiring = (place: Properties, keyMaterialExpiry: string) =>
    checked({
      ...place,
      origin: "EXTERNAL",
      keyMaterial: KEY_OF_32_BYTES,
      keyMaterialExpiry,
    }).failures.map(({ property }) => property);
  expect(expiring(TENCENT, "2038-01-18T16:00:00Z")).toEqual([]);
  expect(expiring(TENCENT, "2038-01-18T16:00:01Z")).toEqual([
    "keyMaterialExpiry",
  ]);
  expect(expiring(ALIBABA, "2038-01-18T16:00:01Z")).toEqual([]);
});

test("key material of a wrong length is refused without being shown", () => {
  const keyMaterial = Buffer.alloc(31, 1).toString("base64");
  const { failures } = checked({ ...ALIBABA, origin: "EXTERNAL", keyMaterial });
  expect(failures).toHaveLength(1);
  expect(failures[0]?.reason).toMatch(
    /must be base64 of 32 bytes .*, and is base64 of /,
  );
  expect(JSON.stringify(failures)).not.toContain(keyMaterial);
});

test.each([
  [ALIBABA, "Aliyun_AES_265", /did you mean native:Aliyun_AES_256\?/],
  [ALIBABA, "aliyun_aes_256", /did you mean native:Aliyun_AES_256\?/],
  [ALIBABA, "SM2", /did you mean native:EC_SM2\?/],
  [
    TENCENT,
    "ASYMETRIC_SIGN_VERIFY_ECC",
    /did you mean native:ASYMMETRIC_SIGN_VERIFY_ECC\?/,
  ],
  [TENCENT, "ASYMMETRIC_SIGN_VERIFY_FALCON", /^((?!did you mean).)*$/],
  [ALIBABA, "Aliyun_AES_256", /^((?!did you mean).)*$/],
])("on %j, native:%s is warned of with %s", (inputs, name, warning) => {
  const { failures, logged } = checked({ ...inputs, spec: `native:${name}` });
  expect(failures).toEqual([]);
  expect(logged).toEqual([expect.stringMatching(warning)]);
});

test("a native spec is passed on with a warning", () => {
  const { failures, logged } = checked({ ...ALIBABA, spec: "native:HMAC_X" });
  expect(failures).toEqual([]);
  expect(logged).toEqual([expect.stringMatching(/^warning: .*unchecked/)]);
});

test("a wrong usage names the usages of the spec, and the specs of the usage", () => {
  const reasonOf = (inputs: Properties) =>
    checked({ ...ALIBABA, ...inputs }).failures.map(({ reason }) => reason)[0];
  const signing = reasonOf({ spec: "AES_256", usage: "SIGN_VERIFY" });
  expect(signing).toMatch(
    /can be used for ENCRYPT_DECRYPT only; specs for SIGN_VERIFY are .*EC_P256/,
  );
  expect(signing).not.toMatch(/ are .*AES_256/);
  expect(
    reasonOf({ spec: "native:EC_P256", usage: "ENCRYPT_DECRYPT" }),
  ).toMatch(/can be used for SIGN_VERIFY only; .* are .*AES_256/);
});

test("an asymmetric key of own material is left to the instance, with a warning", () => {
  const inputs = { ...ALIBABA, spec: "EC_P256", origin: "EXTERNAL" };
  const { failures, logged } = checked({ ...inputs, dkmsInstanceId: "kst-1" });
  expect(failures).toEqual([]);
  expect(logged).toEqual([expect.stringMatching(/EC_P256 may have origin/)]);
  const ordinary = { ...ALIBABA, origin: "EXTERNAL" };
  expect(checked(ordinary).logged).toEqual([]);
});
