import {
  ALIBABA,
  bag,
  TENCENT,
  UNKNOWN,
  URN,
} from "../../../tests/support/resource";
import type { Properties } from "../values/properties";
import type { PropertyDiff } from "../values/requests";
import { diff } from "./diff";

const ID = "alibaba/cn-hangzhou/1234abcd-12ab-34cd-56ef-1234567890ab";

function compared(
  olds: Properties,
  news: Properties,
  {
    outputs = olds,
    ignoreChanges = [],
    id = ID,
  }: { outputs?: Properties; ignoreChanges?: string[]; id?: string } = {},
): Record<string, PropertyDiff> {
  return diff({
    id,
    urn: URN,
    oldInputs: bag(olds),
    oldOutputs: bag(outputs),
    news: bag(news),
    ignoreChanges,
  }).detailed;
}

function kinds(detailed: Record<string, PropertyDiff>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(detailed).map(([path, { kind, replace }]) => [
      path,
      replace ? `${kind}-replace` : kind,
    ]),
  );
}

const SAME_MEANING: [
  olds: Properties,
  news: Properties,
  outputs?: Properties,
][] = [
  [{ description: "" }, {}],
  [{}, { description: "" }],
  [{}, { enabled: true, deletionWindowInDays: 30, spec: "SYMMETRIC_DEFAULT" }],
  [{}, { deletionProtection: false, deletionPolicy: "SCHEDULE_DELETION" }],
  [{ rotation: { interval: "365d" } }, { rotation: { interval: "31536000s" } }],
  [
    { rotation: { interval: "365d" } },
    { rotation: { enabled: true, interval: "8760h" } },
  ],
  [{}, { rotation: { enabled: false } }],
  [
    { rotation: { enabled: false, interval: "7d" } },
    { rotation: { enabled: false, interval: "9d" } },
  ],
  [{ policy: '{"a":1,"b":[2]}' }, { policy: '{ "b": [2], "a": 1 }' }],
  [{ policy: '{"a":1}' }, {}],
  [{ protectionLevel: "HSM" }, {}],
  [{ dkmsInstanceId: "kst-1" }, {}],
  [{ spec: "AES_256" }, { spec: "SYMMETRIC_DEFAULT" }],
  [{ spec: "SYMMETRIC_DEFAULT" }, { spec: "AES_256" }, { spec: "AES_256" }],
  [{ spec: "RSA_2048" }, { spec: "native:RSA_2048" }],
  [{ spec: "RSA_2048" }, { spec: "RSA_2048", usage: "SIGN_VERIFY" }],
  [{}, { usage: "ENCRYPT_DECRYPT" }],
  [{}, { keyStorageMechanism: "HsmEncryptedDatabase" }],
  [{ keyStorageMechanism: "HsmEncryptedDatabase" }, {}],
  [{}, { protectionLevel: "SOFTWARE" }, { protectionLevel: "SOFTWARE" }],
  [
    { keyMaterialExpiry: "2030-01-01T00:00:00Z" },
    { keyMaterialExpiry: "2030-01-01T08:00:00+08:00" },
  ],
  [{ tags: {} }, {}],
  [{ additionalAliases: [] }, {}],
  [{}, { additionalAliases: [] }],
  [{ additionalAliases: ["a", "b"] }, { additionalAliases: ["b", "a"] }],
];

test.each(SAME_MEANING)("%j and %j mean the same", (...row) => {
  const [olds, news, outputs] = row;
  expect(
    compared(
      { ...ALIBABA, ...olds },
      { ...ALIBABA, ...news },
      {
        outputs: { ...ALIBABA, ...olds, ...outputs },
      },
    ),
  ).toEqual({});
});

const CHANGES: [
  olds: Properties,
  news: Properties,
  expected: Record<string, string>,
][] = [
  [{ description: "a" }, { description: "b" }, { description: "update" }],
  [{}, { description: "b" }, { description: "add" }],
  [{ description: "a" }, {}, { description: "delete" }],
  [
    { additionalAliases: ["a"] },
    { additionalAliases: ["b"] },
    { additionalAliases: "update" },
  ],
  [
    { additionalAliases: ["a"] },
    { additionalAliases: ["a", UNKNOWN] },
    { additionalAliases: "update" },
  ],
  [{}, { additionalAliases: [UNKNOWN] }, { additionalAliases: "add" }],
  [{ additionalAliases: ["a"] }, {}, { additionalAliases: "delete" }],
  [{ enabled: true }, { enabled: false }, { enabled: "update" }],
  [
    { rotation: { interval: "7d" } },
    { rotation: { interval: "8d" } },
    { "rotation.interval": "update" },
  ],
  [
    { rotation: { interval: "7d" } },
    { rotation: { enabled: false, interval: "7d" } },
    { "rotation.enabled": "add" },
  ],
  [{ rotation: { interval: "7d" } }, {}, { rotation: "delete" }],
  [{}, { rotation: { interval: "7d" } }, { rotation: "add" }],
  [
    { tags: { a: "1", "b c": "2" } },
    { tags: { "b c": "3", d: "4" } },
    { "tags.a": "delete", 'tags["b c"]': "update", "tags.d": "add" },
  ],
  [
    { tags: { a: "1", toString: "1" } },
    { tags: { a: "1", constructor: "2" } },
    { "tags.toString": "delete", "tags.constructor": "add" },
  ],
  [
    { tags: { "a\\b": "1", 'c\\"': "1" } },
    { tags: { "a\\b": "2", 'c\\"': "2" } },
    { 'tags["a\\b"]': "update", 'tags["c\\\\""]': "update" },
  ],
  [{}, { tags: { a: "1" } }, { tags: "add" }],
  [{}, { tags: UNKNOWN }, { tags: "add" }],
  [{ tags: { a: "1" } }, { tags: UNKNOWN }, { tags: "update" }],
  [{ tags: { a: "1" } }, { tags: { a: UNKNOWN } }, { "tags.a": "update" }],
  [{}, { rotation: UNKNOWN }, { rotation: "add" }],
  [
    { rotation: { interval: "7d" } },
    { rotation: UNKNOWN },
    { rotation: "update" },
  ],
  [
    { rotation: { interval: "7d" } },
    { rotation: { interval: UNKNOWN } },
    { "rotation.interval": "update" },
  ],
  [
    { rotation: { enabled: false, interval: "7d" } },
    { rotation: { enabled: true, interval: "7d" } },
    { "rotation.enabled": "update" },
  ],
  [
    { rotation: { enabled: false } },
    { rotation: { interval: "7d" } },
    { "rotation.enabled": "delete", "rotation.interval": "add" },
  ],
  [{ tags: { a: "1" } }, {}, { tags: "delete" }],
  [{ policy: '{"a":1}' }, { policy: '{"a":2}' }, { policy: "update" }],
  [{ alias: "a" }, { alias: "b" }, { alias: "update" }],
  [
    { deletionWindowInDays: 30 },
    { deletionWindowInDays: 7 },
    { deletionWindowInDays: "update" },
  ],
  [{ spec: "RSA_2048" }, { spec: "RSA_3072" }, { spec: "update-replace" }],
  [{}, { spec: "RSA_2048" }, { spec: "update-replace" }],
  [{}, { origin: "EXTERNAL" }, { origin: "update-replace" }],
  [{}, { dkmsInstanceId: "kst-1" }, { dkmsInstanceId: "add-replace" }],
  [
    { keyStorageMechanism: "HsmInternal" },
    { keyStorageMechanism: "HsmEncryptedDatabase" },
    { keyStorageMechanism: "update-replace" },
  ],
  [
    { region: "cn-beijing" },
    { region: "cn-shanghai" },
    { region: "update-replace" },
  ],
];

test.each(CHANGES)("from %j to %j the diff is %j", (olds, news, expected) => {
  const outputs = {
    ...ALIBABA,
    spec: "AES_256",
    origin: "KMS",
    ...olds,
  };
  expect(
    kinds(
      compared({ ...ALIBABA, ...olds }, { ...ALIBABA, ...news }, { outputs }),
    ),
  ).toEqual(expected);
});

test.each([
  "cloud",
  "region",
  "spec",
  "usage",
  "origin",
  "protectionLevel",
  "dkmsInstanceId",
  "keyStorageMechanism",
  "hsmClusterId",
])("an unknown %s is an update, never a replacement", (name) => {
  const detailed = compared(ALIBABA, { ...ALIBABA, [name]: UNKNOWN });
  expect(Object.keys(detailed)).toEqual([name]);
  expect(detailed[name]?.replace).toBe(false);
});

test("ignored paths are dropped, also those that Check merged in afterwards", () => {
  const olds = { ...ALIBABA, tags: { a: "1", team: "x" }, spec: "RSA_2048" };
  const news = { ...ALIBABA, tags: { a: "2", team: "y" }, spec: "RSA_3072" };
  expect(
    kinds(compared(olds, news, { ignoreChanges: ["tags.team", "spec"] })),
  ).toEqual({ "tags.a": "update" });
  expect(compared(olds, news, { ignoreChanges: ["tags", "spec"] })).toEqual({});
});

test("a key that is to be destroyed shows that the next update restores it", () => {
  const outputs = {
    ...ALIBABA,
    enabled: false,
    deletionDate: "2030-01-01T00:00:00Z",
  };
  const read = { ...ALIBABA, enabled: false };
  const news = { ...ALIBABA, enabled: true };
  expect(kinds(compared(read, news, { outputs }))).toEqual({
    enabled: "update",
    deletionDate: "delete",
  });
});

test("state with nothing but an id still diffs to no changes", () => {
  expect(compared({}, ALIBABA, { outputs: {} })).toEqual({});
});

const MATERIAL = {
  origin: "EXTERNAL",
  keyMaterial: Buffer.alloc(32, 1).toString("base64"),
};

/** With the outputs that a creation has left that failed before it set the input. */
test.each<[string, Properties, Properties, kind?: string]>([
  ["alias", { alias: "orders" }, {}, "add"],
  ["additionalAliases", { additionalAliases: ["a", "b"] }, {}, "add"],
  ["description", { description: "text" }, { description: "" }],
  ["enabled", { enabled: false }, { enabled: true }],
  [
    "rotation",
    { rotation: { interval: "30d" } },
    { rotation: { enabled: false } },
  ],
  ["rotation", { rotation: { interval: "30d" } }, {}, "add"],
  ["tags", { tags: { a: "1" } }, { tags: {} }],
  ["rotationTrigger", { rotationTrigger: "2" }, { rotationTrigger: "1" }],
  [
    "deletionProtection",
    { deletionProtection: true },
    { deletionProtection: false },
  ],
  ["keyMaterial", MATERIAL, { keyState: "PendingImport" }, "add"],
])(
  "%s that an earlier run has not given the key is a diff until an update does",
  (name, inputs, left, kind = "update") => {
    const program = { ...ALIBABA, ...inputs };
    const outputs = { ...ALIBABA, keyId: "key-1", ...left };
    const changes = compared(program, program, { outputs });
    expect(kinds(changes)).toEqual({ [name]: kind });
    expect(changes[name]?.replace).toBe(false);
    // Whatever the program ignores, the update completes what an earlier one has begun.
    const ignoreChanges = [name];
    expect(
      compared(program, program, { outputs, ignoreChanges }),
    ).toHaveProperty([name]);
    const done = { ...outputs, ...inputs, keyState: "Enabled" };
    expect(compared(program, program, { outputs: done })).toEqual({});
  },
);

test.each<[string, Properties, kind: string]>([
  ["description", { description: "text" }, "delete"],
  ["enabled", { enabled: false }, "update"],
  ["rotation", { rotation: { enabled: true, interval: "30d" } }, "delete"],
  ["tags", { tags: { a: "1" } }, "delete"],
])(
  "%s that an update has set before it failed is a diff for the program before it",
  (name, left, kind) => {
    const outputs = { ...ALIBABA, ...left };
    expect(kinds(compared(ALIBABA, ALIBABA, { outputs }))).toEqual({
      [name]: kind,
    });
  },
);

test.each<[Properties, Properties]>([
  [{}, { deletionProtection: true }],
  [{}, { rotationTrigger: "1" }],
  [{}, { policy: "{}" }],
  [{ rotation: { interval: "30d" } }, { rotation: { enabled: true } }],
  [{ tags: {} }, {}],
  [{ description: "" }, {}],
  [{ rotation: { enabled: false } }, {}],
  [MATERIAL, { keyState: "Enabled" }],
])("%j is no diff from the outputs %j", (inputs, outputs) => {
  const program = { ...ALIBABA, ...inputs };
  const all = { ...ALIBABA, keyId: "key-1", ...outputs };
  expect(compared(program, program, { outputs: all })).toEqual({});
});

test("Tencent's symmetric default stands for the region's algorithm, whichever it is", () => {
  const id = "tencent/ap-singapore/87ff856e-973c-11ef-947b-525400d834e5";
  for (const algorithm of ["AES_256", "SM4"]) {
    const outputs = { ...TENCENT, spec: algorithm };
    expect(
      compared(TENCENT, { ...TENCENT, spec: algorithm }, { outputs, id }),
    ).toEqual({});
    expect(
      kinds(
        compared({ ...TENCENT, spec: algorithm }, TENCENT, { outputs, id }),
      ),
    ).toEqual({});
  }
  const outputs = { ...TENCENT, spec: "AES_256" };
  expect(
    kinds(compared(TENCENT, { ...TENCENT, spec: "SM4" }, { outputs, id })),
  ).toEqual({ spec: "update-replace" });
});

test("a fraction of a second in keyMaterialExpiry makes no diff, as clouds keep none", () => {
  const at = (keyMaterialExpiry: string) => ({ ...ALIBABA, keyMaterialExpiry });
  const read = at("2030-01-31T00:00:00Z");
  expect(compared(read, at("2030-01-31T00:00:00.500Z"))).toEqual({});
  expect(kinds(compared(read, at("2030-01-31T00:00:01Z")))).toEqual({
    keyMaterialExpiry: "update",
  });
});

test("a replacement names what the program leaves to the cloud for the new key", () => {
  const olds = { ...ALIBABA, spec: "RSA_2048", usage: "ENCRYPT_DECRYPT" };
  const news = { ...ALIBABA, spec: "EC_P256" };
  expect(kinds(compared(olds, news))).toEqual({
    spec: "update-replace",
    usage: "delete-replace",
  });
});

test("a vendor's name that stands for another usage replaces the key", () => {
  const decrypt = { ...TENCENT, spec: "native:ASYMMETRIC_DECRYPT_RSA_2048" };
  const sign = { ...TENCENT, spec: "native:ASYMMETRIC_SIGN_VERIFY_RSA_2048" };
  const outputs = { ...TENCENT, spec: "RSA_2048", usage: "ENCRYPT_DECRYPT" };
  expect(kinds(compared(decrypt, sign, { outputs }))).toEqual({
    spec: "update-replace",
  });
  expect(compared(outputs, decrypt, { outputs })).toEqual({});
  // A name with two usages leaves the usage to the program.
  const either = { ...ALIBABA, spec: "native:RSA_2048" };
  const alibaba = { ...ALIBABA, spec: "RSA_2048", usage: "ENCRYPT_DECRYPT" };
  expect(compared(alibaba, either, { outputs: alibaba })).toEqual({});
});

test.each<
  [name: string, olds: Properties, news: Properties, inputDiff: boolean]
>([
  ["description", { description: "a" }, { description: "b" }, true],
  ["description", {}, { description: "b" }, true],
  ["spec", { spec: "RSA_2048" }, { spec: "RSA_3072" }, true],
  // The old program left it to the cloud: only the outputs show what it was.
  ["spec", {}, { spec: "RSA_3072" }, false],
  // The program never had it.
  ["deletionDate", {}, {}, false],
])(
  "the diff of %s from %j to %j is one of inputs: %s",
  (name, olds, news, inputDiff) => {
    const outputs = {
      ...ALIBABA,
      spec: "AES_256",
      deletionDate: "2030-01-01",
      ...olds,
    };
    const detailed = compared(
      { ...ALIBABA, ...olds },
      { ...ALIBABA, ...news },
      { outputs },
    );
    expect(detailed[name]?.inputDiff).toBe(inputDiff);
  },
);

test("no output is stable while an immutable input is unknown", () => {
  const stables = (news: Properties) =>
    diff({
      id: ID,
      urn: URN,
      oldInputs: bag(ALIBABA),
      oldOutputs: bag(ALIBABA),
      news: bag({ ...ALIBABA, ...news }),
      ignoreChanges: [],
    }).stables;
  expect(stables({ spec: UNKNOWN })).toEqual([]);
  expect(stables({ spec: "RSA_2048" })).toEqual([]);
  expect(stables({ description: UNKNOWN })).toContain("keyId");
});
