import { alibaba } from "../../clouds/alibaba";
import type { Cloud, Key } from "../../clouds/cloud";
import { unreportedParameters } from "../../clouds/parameters";
import { CLOUDS } from "../../clouds/registry";
import { tencent } from "../../clouds/tencent";
import type { CloudName } from "../../model/types";
import type { CmkInputs } from "../../model/inputs";
import { replacedBy } from "../plan/compare";
import type { Properties } from "../values/properties";
import { inputsOf, outputsOf, withUnreported } from "./key-properties";

const KEY: Key = {
  region: "cn-hangzhou",
  keyId: "k",
  arn: "arn",
  state: "Enabled",
  spec: "AES_256",
  usage: "ENCRYPT_DECRYPT",
  origin: "KMS",
  aliases: [],
  description: "",
  tags: {},
};

/** Lasting facts, and the cloud that has them. */
const LASTING: [cloud: Cloud, fact: Properties][] = [
  [alibaba, { protectionLevel: "HSM" }],
  [alibaba, { dkmsInstanceId: "kst-1" }],
  [alibaba, { deletionProtection: true }],
  [alibaba, { primaryKeyVersion: "v1" }],
  [alibaba, { creator: "1" }],
  [alibaba, { creationDate: "2026-01-01T00:00:00Z" }],
  [tencent, { hsmClusterId: "cls-hsm-1" }],
  [tencent, { lastRotationDate: "2026-01-01T00:00:00Z" }],
  [alibaba, { rotation: { enabled: true, interval: "30d" } }],
  [alibaba, { materialExpireTime: "2036-01-01T00:00:00Z" }],
  [tencent, { materialExpireTime: "2036-01-01T00:00:00Z" }],
  [tencent, { alias: "orders" }],
];

const INPUTS = [
  "protectionLevel",
  "dkmsInstanceId",
  "deletionProtection",
  "hsmClusterId",
  "rotation",
  "alias",
];

describe.each(LASTING)("on %s, %j", (cloud, fact) => {
  const [name = ""] = Object.keys(fact);
  const inputs = {
    cloud: cloud.name,
    region: KEY.region,
    ...(INPUTS.includes(name) ? fact : {}),
  };

  test("stays where one reply leaves it out, and makes no difference", () => {
    const known = withUnreported(KEY, fact, inputs);
    expect(outputsOf(cloud, known, inputs)).toMatchObject(fact);
    expect(inputsOf(cloud, known, inputs)).toEqual(inputs);
    const outputs = outputsOf(cloud, known, inputs);
    expect(replacedBy(inputs, outputs, inputs)).toEqual([]);
  });

  test("is the cloud's value, if it reports one", () => {
    const messages = { ...KEY, ...fact };
    const other = Object.fromEntries(
      Object.keys(fact).map((it) => [it, "other"]),
    );
    expect(withUnreported(messages, other)).toEqual(
      expect.objectContaining(fact),
    );
  });
});

const EXPIRES = { materialExpireTime: "2036-01-01T00:00:00Z" };

test("material that the cloud says never expires has no expiry, whatever the state has", () => {
  const expected = withUnreported({ ...KEY, materialExpireTime: "" }, EXPIRES);
  const outputs = outputsOf(alibaba, expected, {});
  expect(outputs).not.toHaveProperty("materialExpireTime");
  expect(outputs).not.toHaveProperty("keyMaterialExpiry");
});

test("material that is gone has no expiry", () => {
  const waits = withUnreported({ ...KEY, state: "PendingImport" }, EXPIRES);
  expect(waits.materialExpireTime).toBeUndefined();
});

test("what the state has in a form that is none is not taken over", () => {
  const damaged = { protectionLevel: 7, creator: null, deletionProtection: "" };
  expect(withUnreported(KEY, damaged)).toMatchObject({
    protectionLevel: undefined,
    creator: undefined,
    deletionProtection: undefined,
  });
});

const DAY = 86_400;
const AT = { cloud: "alibaba", region: KEY.region } as const;

/** A key's facts, and what an import writes into the program for them. */
test.each<[fact: Partial<Key>, inputs: CmkInputs]>([
  [{}, {}],
  [{ spec: "RSA_2048", usage: "SIGN_VERIFY" }, { spec: "RSA_2048" }],
  [
    { spec: "RSA_2048", usage: "ENCRYPT_DECRYPT" },
    { spec: "RSA_2048", usage: "ENCRYPT_DECRYPT" },
  ],
  [{ origin: "EXTERNAL" }, { origin: "EXTERNAL" }],
  [{ protectionLevel: "HSM" }, { protectionLevel: "HSM" }],
  [{ protectionLevel: "SOFTWARE" }, {}],
  [{ policy: '{"a":1}' }, { policy: '{"a":1}' }],
  [{ deletionProtection: true }, { deletionProtection: true }],
  [{ deletionProtection: false }, {}],
  [{ state: "Disabled" }, { enabled: false }],
  [{ description: "x" }, { description: "x" }],
  [{ aliases: ["one"] }, { alias: "one" }],
  [{ aliases: ["one", "two"] }, { alias: "one", additionalAliases: ["two"] }],
  [{ aliases: undefined }, {}],
  [{ tags: { a: "1" } }, { tags: { a: "1" } }],
  [{ rotation: { enabled: false } }, {}],
  [
    { rotation: { enabled: true, intervalSeconds: 7 * DAY } },
    { rotation: { interval: "7d" } },
  ],
])("a key with %j is imported as %j", (fact, inputs) => {
  expect(inputsOf(alibaba, { ...KEY, ...fact }, {})).toEqual({
    ...AT,
    ...inputs,
  });
});

test("what the cloud decided of a key is no drift, where the program leaves it out", () => {
  const decided: Partial<Key> = {
    spec: "RSA_2048",
    usage: "ENCRYPT_DECRYPT",
    origin: "EXTERNAL",
    protectionLevel: "HSM",
    policy: "{}",
    aliases: ["theirs"],
  };
  expect(inputsOf(alibaba, { ...KEY, ...decided }, AT)).toEqual(AT);
});

test.each<
  [
    program: CmkInputs["rotation"],
    actual: Key["rotation"],
    inputs: CmkInputs["rotation"],
    outputs: CmkInputs["rotation"],
  ]
>([
  [undefined, undefined, undefined, undefined],
  [undefined, { enabled: false }, undefined, undefined],
  [
    { interval: "7d" },
    { enabled: false },
    { interval: "7d", enabled: false },
    { enabled: false },
  ],
  [
    { enabled: false, interval: "7d" },
    { enabled: false },
    { enabled: false, interval: "7d" },
    { enabled: false },
  ],
  [
    { enabled: false, interval: "7d" },
    { enabled: true, intervalSeconds: 7 * DAY },
    { enabled: true, interval: "7d" },
    { enabled: true, interval: "7d" },
  ],
  [
    { interval: "168h" },
    { enabled: true, intervalSeconds: 7 * DAY },
    { interval: "168h" },
    { enabled: true, interval: "168h" },
  ],
  [
    { interval: "7d" },
    { enabled: true, intervalSeconds: 8 * DAY },
    { interval: "8d" },
    { enabled: true, interval: "8d" },
  ],
  [
    { interval: "7d" },
    { enabled: true },
    { interval: "7d" },
    { enabled: true },
  ],
])(
  "rotation %j of a key that has %j is read as %j, and shown as %j",
  (program, rotation, inputs, outputs) => {
    const stored = { ...AT, ...(program && { rotation: program }) };
    const key = { ...KEY, rotation };
    expect(inputsOf(alibaba, key, stored).rotation).toEqual(inputs);
    expect(outputsOf(alibaba, key, stored)["rotation"]).toEqual(outputs);
  },
);

test.each<
  [tags: Key["tags"], program: CmkInputs["tags"], shown: CmkInputs["tags"]]
>([
  [{}, undefined, undefined],
  [{}, {}, {}],
  [{ a: "1" }, undefined, { a: "1" }],
  [undefined, { a: "1" }, { a: "1" }],
  [undefined, undefined, undefined],
])("tags %j of a program with %j are shown as %j", (tags, program, shown) => {
  const inputs = { ...AT, ...(program && { tags: program }) };
  expect(outputsOf(alibaba, { ...KEY, tags }, inputs)["tags"]).toEqual(shown);
});

describe("a parameter that the cloud accepts and never reports", () => {
  const OLD = { cloud: "alibaba", region: KEY.region } satisfies Properties;
  const INTERNAL = {
    ...OLD,
    keyStorageMechanism: "HsmInternal",
  } satisfies Properties;

  test("has the value of the request on a new key", () => {
    const { parameters } = alibaba.rules;
    const requested = {
      protectionLevel: "HSM",
      keyStorageMechanism: "HsmInternal",
    } as const;
    expect(unreportedParameters(parameters, requested)).toEqual({
      keyStorageMechanism: "HsmInternal",
    });
  });

  test("stays through a refresh", () => {
    const known = withUnreported(KEY, INTERNAL, INTERNAL);
    const inputs = { ...INTERNAL, cloud: "alibaba" } as const;
    expect(
      inputsOf(alibaba, known, {
        ...inputs,
        keyStorageMechanism: "HsmInternal",
      }),
    ).toEqual(inputs);
    expect(outputsOf(alibaba, known, {})).toMatchObject(INTERNAL);
  });

  test("is absent after an import, and then replaces nothing", () => {
    const imported = inputsOf(alibaba, withUnreported(KEY, {}, {}), {});
    expect(imported).not.toHaveProperty("keyStorageMechanism");
    expect(replacedBy(OLD, OLD, INTERNAL)).toEqual([]);
  });

  test("replaces the key when it changes", () => {
    const other = { ...OLD, keyStorageMechanism: "HsmEncryptedDatabase" };
    expect(replacedBy(INTERNAL, INTERNAL, other)).toEqual([
      "keyStorageMechanism",
    ]);
    expect(replacedBy(INTERNAL, INTERNAL, OLD)).toEqual([]);
  });
});

test.each<[CloudName, Partial<Key>, string | undefined]>([
  ["alibaba", {}, undefined],
  ["alibaba", { rotation: { enabled: false } }, "Disabled"],
  ["alibaba", { rotation: { enabled: true } }, "Enabled"],
  ["alibaba", { rotation: { enabled: true }, state: "Disabled" }, "Suspended"],
  ["tencent", { rotation: { enabled: true }, state: "Disabled" }, "Enabled"],
  [
    "tencent",
    { rotation: { enabled: true }, rotationState: "Suspended" },
    "Suspended",
  ],
])("on %s, %j has the rotation state %s", (cloud, facts, expected) => {
  const key = { ...KEY, ...facts };
  expect(outputsOf(CLOUDS[cloud], key, {})["rotationState"]).toBe(expected);
});
