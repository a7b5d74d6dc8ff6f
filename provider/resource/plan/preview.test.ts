import { ALIBABA, TENCENT, UNKNOWN } from "../../../tests/support/resource";
import { digestOf } from "../values/inputs";
import type { Properties, Value } from "../values/properties";
import { previewOutputs, updatedOutputs } from "./preview";

/** Before all dates of the keys here, but for those in the past. */
const NOW = "2026-06-01T00:00:00Z";

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate"] });
  jest.setSystemTime(Date.parse(NOW));
});
afterEach(() => {
  jest.useRealTimers();
});

const made = (inputs: Properties) => previewOutputs(inputs, true);

/** What is promised of any new key that does not say otherwise. */
const NEW = {
  ...ALIBABA,
  origin: "KMS",
  enabled: true,
  deletionWindowInDays: 30,
  deletionPolicy: "SCHEDULE_DELETION",
};

test.each<[inputs: Properties, promised: Properties]>([
  [{}, { usage: "ENCRYPT_DECRYPT" }],
  [{ spec: "SYMMETRIC_DEFAULT" }, { usage: "ENCRYPT_DECRYPT" }],
  [{ spec: "RSA_2048" }, { spec: "RSA_2048", usage: "SIGN_VERIFY" }],
  [
    { spec: "RSA_2048", usage: "ENCRYPT_DECRYPT" },
    { spec: "RSA_2048", usage: "ENCRYPT_DECRYPT" },
  ],
  [{ spec: "native:EC_SM2" }, { usage: "SIGN_VERIFY" }],
  [{ spec: UNKNOWN }, {}],
  [{ usage: UNKNOWN }, { usage: UNKNOWN }],
  [
    { cloud: UNKNOWN, spec: "RSA_2048" },
    { cloud: UNKNOWN, spec: "RSA_2048" },
  ],
  [
    {
      origin: "EXTERNAL",
      enabled: false,
      deletionWindowInDays: 7,
      tags: { a: "b" },
    },
    {
      origin: "EXTERNAL",
      enabled: false,
      deletionWindowInDays: 7,
      tags: { a: "b" },
      usage: "ENCRYPT_DECRYPT",
    },
  ],
  [
    { dkmsInstanceId: "kst-1", policy: "{}", keyMaterial: "AA==" },
    { dkmsInstanceId: "kst-1", usage: "ENCRYPT_DECRYPT" },
  ],
  [{ rotation: UNKNOWN }, { rotation: UNKNOWN, usage: "ENCRYPT_DECRYPT" }],
])(
  "a new key of %j promises %j, and leaves to the cloud what that decides",
  (inputs, promised) => {
    expect(made({ ...ALIBABA, ...inputs })).toEqual({ ...NEW, ...promised });
  },
);

/** The outputs of a key that has everything. */
const KEY: Properties = {
  ...NEW,
  keyId: "1234",
  arn: "acs:kms:1234",
  spec: "AES_256",
  usage: "ENCRYPT_DECRYPT",
  protectionLevel: "HSM",
  keyState: "Enabled",
  alias: "orders",
  description: "old",
  tags: { a: "1" },
  policy: '{"a":1}',
  rotation: { enabled: true, interval: "7d" },
  primaryKeyVersion: "v1",
  lastRotationDate: "2026-01-01T00:00:00Z",
  nextRotationDate: "2030-01-01T00:00:00Z",
};
/** The program of that key. */
const PROGRAM: Properties = {
  ...ALIBABA,
  alias: "orders",
  description: "old",
  tags: { a: "1" },
  policy: '{"a":1}',
  rotation: { interval: "7d" },
};

const AB = Buffer.alloc(32, 1).toString("base64");
const CD = Buffer.alloc(32, 2).toString("base64");
/** Outputs of an EXTERNAL key with material. */
const IMPORTED = {
  keyMaterialDigest: digestOf(AB),
  keyMaterialExpiry: "2031-01-01T00:00:00Z",
  materialExpireTime: "2031-01-01T00:00:00Z",
};
const WITH_MATERIAL = {
  keyMaterial: AB,
  keyMaterialExpiry: "2031-01-01T00:00:00Z",
};

interface Row {
  /** To the inputs and outputs of the key before. */
  olds?: Properties;
  outputs?: Properties;
  /** To the program; undefined for what it no longer has. */
  news: Record<string, Value | undefined>;
  /** Against the outputs before; undefined for what the cloud decides again, or the key no longer has. */
  changed: Record<string, Value | undefined>;
}

const ROTATED = {
  lastRotationDate: undefined,
  nextRotationDate: undefined,
  primaryKeyVersion: undefined,
};

test.each<[what: string, row: Row]>([
  ["nothing", { news: {}, changed: {} }],
  [
    "the description",
    { news: { description: "new" }, changed: { description: "new" } },
  ],
  [
    "the description of a key whose next rotation was due by now",
    {
      outputs: { nextRotationDate: NOW },
      news: { description: "new" },
      changed: { ...ROTATED, description: "new" },
    },
  ],
  [
    "the description of a key whose material, which it keeps, has expired by now",
    {
      outputs: {
        ...IMPORTED,
        keyMaterialExpiry: NOW,
        materialExpireTime: NOW,
      },
      news: { description: "new" },
      changed: {
        description: "new",
        keyState: undefined,
        keyMaterialExpiry: undefined,
        materialExpireTime: undefined,
      },
    },
  ],
  [
    "no description",
    { news: { description: undefined }, changed: { description: undefined } },
  ],
  ["no alias", { news: { alias: undefined }, changed: { alias: undefined } }],
  ["unknown tags", { news: { tags: UNKNOWN }, changed: { tags: UNKNOWN } }],
  [
    "a policy, which the cloud may return in another form",
    { news: { policy: '{"a":2}' }, changed: { policy: undefined } },
  ],
  [
    "no policy, which leaves the key the one it has",
    { news: { policy: undefined }, changed: {} },
  ],
  [
    "another interval",
    {
      news: { rotation: { interval: "9d" } },
      changed: { ...ROTATED, rotation: { enabled: true, interval: "9d" } },
    },
  ],
  [
    "an interval in another unit",
    { news: { rotation: { interval: "168h" } }, changed: {} },
  ],
  [
    "no rotation",
    {
      news: { rotation: undefined },
      changed: { ...ROTATED, rotation: undefined },
    },
  ],
  [
    "no rotation, of a key that did not rotate",
    {
      outputs: { rotation: { enabled: false } },
      news: { rotation: undefined },
      changed: { rotation: undefined },
    },
  ],
  [
    "a disabled key",
    {
      news: { enabled: false },
      changed: {
        enabled: false,
        keyState: undefined,
        nextRotationDate: undefined,
      },
    },
  ],
  [
    "a name for what the key has",
    { news: { spec: "AES_256", protectionLevel: "HSM" }, changed: {} },
  ],
  [
    "an end of a scheduled deletion",
    {
      outputs: {
        keyState: "PendingDeletion",
        deletionDate: "2030-01-01T00:00:00Z",
      },
      news: {},
      changed: {
        keyState: undefined,
        deletionDate: undefined,
        nextRotationDate: undefined,
      },
    },
  ],
  [
    "what the update before failed to do",
    {
      olds: { description: "new", tags: { a: "2" } },
      outputs: { deletionWindowInDays: 7 },
      news: { description: "new", tags: { a: "2" } },
      changed: {
        description: "new",
        tags: { a: "2" },
        deletionWindowInDays: 30,
      },
    },
  ],
  [
    "material",
    {
      news: WITH_MATERIAL,
      changed: {
        keyState: undefined,
        keyMaterialExpiry: WITH_MATERIAL.keyMaterialExpiry,
      },
    },
  ],
  [
    "the same material",
    {
      olds: WITH_MATERIAL,
      outputs: IMPORTED,
      news: WITH_MATERIAL,
      changed: {},
    },
  ],
  [
    "material that has expired",
    {
      olds: WITH_MATERIAL,
      outputs: { ...IMPORTED, keyState: "PendingImport" },
      news: WITH_MATERIAL,
      changed: {
        keyState: undefined,
        keyMaterialDigest: undefined,
        keyMaterialExpiry: undefined,
        materialExpireTime: undefined,
      },
    },
  ],
  [
    "other material",
    {
      olds: WITH_MATERIAL,
      outputs: IMPORTED,
      news: { ...WITH_MATERIAL, keyMaterial: CD },
      changed: {
        keyState: undefined,
        keyMaterialDigest: undefined,
        keyMaterialExpiry: undefined,
        materialExpireTime: undefined,
      },
    },
  ],
  [
    "no material any more, which the key keeps",
    { olds: WITH_MATERIAL, outputs: IMPORTED, news: {}, changed: {} },
  ],
  [
    "a deletion of the material",
    {
      olds: WITH_MATERIAL,
      outputs: IMPORTED,
      news: { deleteKeyMaterial: true },
      changed: {
        deleteKeyMaterial: true,
        keyState: undefined,
        keyMaterialDigest: undefined,
        keyMaterialExpiry: undefined,
        materialExpireTime: undefined,
      },
    },
  ],
])(
  "an update to %s promises what it can",
  (_, { olds, outputs, news, changed }) => {
    const oldOutputs = { ...KEY, ...outputs };
    const promised = updatedOutputs(
      { ...PROGRAM, ...olds },
      oldOutputs,
      defined({ ...PROGRAM, ...news }),
    );
    expect(promised).toEqual(defined({ ...oldOutputs, ...changed }));
  },
);

function defined(values: Record<string, Value | undefined>): Properties {
  return Object.fromEntries(
    Object.entries(values).filter((entry) => entry[1] !== undefined),
  ) as Properties;
}

test("of a key that was not read after its creation, only its id and what was asked for are certain", () => {
  const { arn, ...unread } = KEY;
  expect(arn).toBeDefined();
  const inputs = { ...TENCENT, description: "new" };
  expect(updatedOutputs(TENCENT, unread, inputs)).toEqual({
    ...made(inputs),
    keyId: "1234",
  });
});

test.each<[rotation: Properties, promised: Properties | undefined]>([
  [{ interval: "365d" }, { enabled: true, interval: "365d" }],
  [{ enabled: false, interval: "365d" }, { enabled: false }],
  [{ enabled: true }, undefined],
  [{ interval: UNKNOWN }, { enabled: true, interval: UNKNOWN }],
])(
  "rotation %j is promised in the form of the output",
  (rotation, promised) => {
    const inputs = { ...ALIBABA, rotation };
    expect(made(inputs)["rotation"]).toEqual(promised);
    const olds = { ...ALIBABA, rotation: { enabled: true, interval: "7d" } };
    expect(updatedOutputs(olds, olds, inputs)["rotation"]).toEqual(promised);
  },
);

test("a name that the provider makes is not promised, as another run makes another one", () => {
  expect(previewOutputs(TENCENT, false)).not.toHaveProperty("alias");
  expect(made(TENCENT)["alias"]).toBe("orders");
});

test("an input that the cloud does not have is not an output", () => {
  const inputs = { ...TENCENT, deletionProtection: false };
  expect(made(inputs)).not.toHaveProperty("deletionProtection");
});

test("another word for what the key has leaves the output as it is", () => {
  const outputs = { ...ALIBABA, spec: "AES_256" };
  const news = { ...ALIBABA, spec: "SYMMETRIC_DEFAULT", description: "new" };
  expect(updatedOutputs(outputs, outputs, news)).toMatchObject({
    spec: "AES_256",
    description: "new",
  });
});

test("what may turn out to be another key is not promised to be the same", () => {
  const news = { ...PROGRAM, spec: UNKNOWN };
  const promised = updatedOutputs(PROGRAM, KEY, news);
  expect(promised).toEqual(previewOutputs(news, false));
  expect(promised).not.toHaveProperty("keyId");
  expect(promised).not.toHaveProperty("alias");
});
