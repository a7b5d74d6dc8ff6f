import {
  ALIBABA,
  checked,
  manyTags,
  sessionWith,
  TENCENT,
  UNKNOWN,
  URN,
} from "../../../tests/support/resource";
import { INPUT_NAMES, type InputName } from "../../model/inputs";
import { CLOUD_NAMES, type CloudName } from "../../model/types";
import type { Path, Properties } from "../values/properties";

/** What a program alone shows of an input: its type, its cloud's tables, the other inputs. */
type Kind = "shape" | "table" | "inputs";

/** Wrong values on both clouds, or on one; if a kind has none, the reason. */
type Wrong =
  | Properties[]
  | { readonly [name in CloudName]: Properties[] | string }
  | string;

const PLACES = { alibaba: ALIBABA, tencent: TENCENT };
const EXTERNAL = { origin: "EXTERNAL" };
const material = (size: number) => Buffer.alloc(size, 1).toString("base64");
const ALONE = "goes with every other input";
const ANY_TEXT = "only the cloud knows which there are";
const REFUSED_WHOLE = "the cloud has no such thing: see table";

const WRONG: Readonly<Record<InputName, Readonly<Record<Kind, Wrong>>>> = {
  cloud: { shape: [{ cloud: 5 }], table: [{ cloud: "aws" }], inputs: ALONE },
  region: {
    shape: [{ region: 5 }, { region: "Hang Zhou" }, { region: "x/y" }],
    table: {
      alibaba: [
        { region: "cn-atlantis" },
        { region: "ap-southeast-2" },
        { region: "cn-hangzou" },
      ],
      tencent: [{ region: "ap-atlantis" }, { region: "ap-singapor" }],
    },
    inputs: {
      alibaba: [{ region: TENCENT.region }, { region: "eu-frankfurt" }],
      tencent: [{ region: ALIBABA.region }, { region: "eu-central-1" }],
    },
  },
  spec: {
    shape: [{ spec: 5 }, { spec: "native:" }],
    table: {
      alibaba: [{ spec: "RSA_9999" }, { spec: "EC_P384" }],
      tencent: [{ spec: "RSA_9999" }, { spec: "RSA_4096" }],
    },
    inputs: {
      alibaba: [
        { spec: "AES_128" },
        { spec: "RSA_4096" },
        { spec: "SM2", region: "eu-central-1" },
      ],
      tencent: "needs no other input",
    },
  },
  usage: {
    shape: [{ usage: 5 }],
    table: [{ usage: "SIGN" }],
    inputs: [
      { usage: "SIGN_VERIFY" },
      { usage: "SIGN_VERIFY", spec: "AES_256" },
      { usage: "ENCRYPT_DECRYPT", spec: "EC_P256" },
    ],
  },
  origin: {
    shape: [{ origin: 5 }],
    table: [{ origin: "HSM" }],
    inputs: [{ ...EXTERNAL, spec: "RSA_2048" }],
  },
  protectionLevel: {
    shape: [{ protectionLevel: 5 }],
    table: {
      alibaba: [{ protectionLevel: "NONE" }],
      tencent: [{ protectionLevel: "HSM" }],
    },
    inputs: ALONE,
  },
  dkmsInstanceId: {
    shape: [{ dkmsInstanceId: 5 }],
    table: { alibaba: ANY_TEXT, tencent: [{ dkmsInstanceId: "kst-1" }] },
    inputs: ALONE,
  },
  keyStorageMechanism: {
    shape: [{ keyStorageMechanism: 5 }],
    table: {
      alibaba: [{ keyStorageMechanism: "HSM", dkmsInstanceId: "kst-1" }],
      tencent: [{ keyStorageMechanism: "HsmInternal" }],
    },
    inputs: {
      alibaba: [{ keyStorageMechanism: "HsmInternal" }],
      tencent: REFUSED_WHOLE,
    },
  },
  hsmClusterId: {
    shape: [{ hsmClusterId: 5 }],
    table: { alibaba: [{ hsmClusterId: "cls-hsm-1" }], tencent: ANY_TEXT },
    inputs: ALONE,
  },
  alias: {
    shape: [{ alias: 5 }, { alias: "" }],
    table: {
      alibaba: [
        { alias: "a b" },
        { alias: "alias/a" },
        { alias: "acs/a" },
        { alias: "x".repeat(250) },
      ],
      tencent: [
        { alias: "a/b" },
        { alias: "alias/a" },
        { alias: "kms-a" },
        { alias: "x".repeat(61) },
      ],
    },
    inputs: ALONE,
  },
  additionalAliases: {
    shape: [
      { additionalAliases: "orders" },
      { additionalAliases: [5] },
      { additionalAliases: [""] },
    ],
    table: {
      alibaba: [
        { additionalAliases: ["orders", "a b"] },
        { additionalAliases: ["alias/a"] },
        { additionalAliases: ["acs/a"] },
        { additionalAliases: ["x".repeat(250)] },
      ],
      tencent: [{ additionalAliases: ["orders"] }],
    },
    inputs: {
      alibaba: [
        { additionalAliases: ["orders", "orders"] },
        { alias: "orders", additionalAliases: ["orders"] },
      ],
      tencent: REFUSED_WHOLE,
    },
  },
  description: {
    shape: [{ description: 5 }],
    table: [{ description: "x".repeat(8193) }],
    inputs: ALONE,
  },
  rotation: {
    shape: [
      { rotation: 5 },
      { rotation: { interval: "1y" } },
      { rotation: { interval: "30d", every: "x" } },
    ],
    table: [
      { rotation: { interval: "6d" } },
      { rotation: { interval: "999d" } },
    ],
    inputs: [
      { rotation: {} },
      { rotation: { interval: "30d" }, ...EXTERNAL },
      { rotation: { interval: "30d" }, spec: "RSA_2048" },
    ],
  },
  rotationTrigger: {
    shape: [{ rotationTrigger: 5 }],
    table: {
      alibaba: [{ rotationTrigger: "1" }],
      tencent: [{ rotationTrigger: "1" }],
    },
    inputs: {
      alibaba: [
        { rotationTrigger: "1", dkmsInstanceId: "kst-1", spec: "RSA_2048" },
        { rotationTrigger: "1", dkmsInstanceId: "kst-1", ...EXTERNAL },
        {
          rotationTrigger: "1",
          dkmsInstanceId: "kst-1",
          protectionLevel: "HSM",
        },
        {
          rotationTrigger: "1",
          dkmsInstanceId: "kst-1",
          keyStorageMechanism: "HsmEncryptedDatabase",
        },
      ],
      tencent: [
        {
          rotationTrigger: "1",
          rotation: { enabled: false, interval: "30d" },
        },
        { rotationTrigger: "1", spec: "RSA_2048" },
        { rotationTrigger: "1", ...EXTERNAL },
      ],
    },
  },
  enabled: {
    shape: [{ enabled: "yes" }],
    table: ALONE,
    inputs: [{ enabled: false, ...EXTERNAL }],
  },
  tags: {
    shape: [{ tags: 5 }, { tags: { a: 1 } }],
    table: [
      { tags: manyTags(51) },
      { tags: { "a|b": "x" } },
      { tags: { a: "x".repeat(256) } },
    ],
    inputs: ALONE,
  },
  policy: {
    shape: [{ policy: 5 }],
    table: {
      alibaba: [
        { policy: "[]", dkmsInstanceId: "kst-1" },
        { policy: `{"a":"${"x".repeat(32768)}"}`, dkmsInstanceId: "kst-1" },
      ],
      tencent: [{ policy: "{}" }],
    },
    inputs: { alibaba: [{ policy: "{}" }], tencent: REFUSED_WHOLE },
  },
  deletionProtection: {
    shape: [{ deletionProtection: "yes" }],
    table: {
      alibaba: "both values are the cloud's",
      tencent: [{ deletionProtection: true }],
    },
    inputs: ALONE,
  },
  deletionWindowInDays: {
    shape: [{ deletionWindowInDays: "7" }, { deletionWindowInDays: 7.5 }],
    table: [{ deletionWindowInDays: 6 }, { deletionWindowInDays: 367 }],
    inputs: ALONE,
  },
  deletionPolicy: {
    shape: [{ deletionPolicy: 5 }],
    table: [{ deletionPolicy: "KEEP" }],
    inputs: [{ deletionPolicy: "DISABLE", ...EXTERNAL }],
  },
  keyMaterial: {
    shape: [
      { keyMaterial: 5, ...EXTERNAL },
      { keyMaterial: "!", ...EXTERNAL },
    ],
    table: [{ keyMaterial: material(31), ...EXTERNAL }],
    inputs: [
      { keyMaterial: material(32) },
      { keyMaterial: material(32), ...EXTERNAL, spec: "SM4" },
    ],
  },
  keyMaterialFile: {
    shape: [
      { keyMaterialFile: 5, ...EXTERNAL },
      { keyMaterialFile: "", ...EXTERNAL },
    ],
    table: [{ keyMaterialFile: __filename, ...EXTERNAL }],
    inputs: [
      { keyMaterialFile: "/nowhere" },
      { keyMaterialFile: "/nowhere", ...EXTERNAL },
      { keyMaterialFile: "/nowhere", keyMaterial: material(32), ...EXTERNAL },
    ],
  },
  keyMaterialDigest: {
    shape: [
      { keyMaterialDigest: 5, keyMaterial: material(32), ...EXTERNAL },
      { keyMaterialDigest: "abc", keyMaterial: material(32), ...EXTERNAL },
    ],
    table: "no cloud has a rule for it",
    inputs: [
      { keyMaterialDigest: "0".repeat(64) },
      { keyMaterialDigest: "0".repeat(64), ...EXTERNAL },
      {
        keyMaterialDigest: "0".repeat(64),
        keyMaterial: material(32),
        ...EXTERNAL,
      },
    ],
  },
  keyMaterialExpiry: {
    shape: [
      {
        keyMaterialExpiry: "tomorrow",
        keyMaterial: material(32),
        ...EXTERNAL,
      },
    ],
    table: {
      alibaba: [
        {
          keyMaterialExpiry: "2020-01-01T00:00:00Z",
          keyMaterial: material(32),
          ...EXTERNAL,
        },
      ],
      tencent: [
        {
          keyMaterialExpiry: "2039-01-01T00:00:00Z",
          keyMaterial: material(32),
          ...EXTERNAL,
        },
      ],
    },
    inputs: [
      { keyMaterialExpiry: "2030-01-01T00:00:00Z", ...EXTERNAL },
      { keyMaterialExpiry: "2030-01-01T00:00:00Z" },
    ],
  },
  deleteKeyMaterial: {
    shape: [{ deleteKeyMaterial: "yes" }],
    table: "both values are open on both clouds",
    inputs: [
      { deleteKeyMaterial: true },
      { deleteKeyMaterial: true, ...EXTERNAL },
      { deleteKeyMaterial: true, keyMaterial: material(32), ...EXTERNAL },
    ],
  },
};

const ROWS = CLOUD_NAMES.flatMap((cloud) =>
  INPUT_NAMES.flatMap((name) =>
    (["shape", "table", "inputs"] as const).flatMap((kind) => {
      const wrong = WRONG[name][kind];
      const values =
        typeof wrong === "string" || Array.isArray(wrong)
          ? wrong
          : wrong[cloud];
      return typeof values === "string"
        ? []
        : values.map((given) => ({ cloud, name, kind, given }));
    }),
  ),
);

test.each(ROWS)(
  "on $cloud Check refuses $name for its $kind: $given",
  ({ cloud, name, given }) => {
    const { failures } = checked({ ...PLACES[cloud], ...given });
    const properties = failures.map(({ property }) => property);
    expect(properties).toContainEqual(
      expect.stringMatching(new RegExp(`^${name}($|[.[])`)),
    );
    // No other input is reported because of it.
    for (const property of properties)
      expect(Object.keys(given).concat(name)).toContain(
        property.split(/[.[]/)[0],
      );
  },
);

test("every input is tried on each cloud", () => {
  for (const cloud of CLOUD_NAMES)
    for (const name of INPUT_NAMES)
      expect(ROWS.some((row) => row.cloud === cloud && row.name === name)).toBe(
        true,
      );
});

const OTHER = "urn:pulumi:prod::infra::pkg:index:Team$cmk:index:Cmk::payments";

/** The second resource's Check, after the first one's. */
function second(
  first: Properties,
  news: Properties,
  {
    olds = [{}, {}],
    secrets = [],
    urns = [OTHER, URN],
  }: {
    olds?: [Properties, Properties];
    secrets?: Path[];
    urns?: [string, string];
  } = {},
) {
  const session = sessionWith();
  const [urn, urn2] = urns;
  const before = checked(first, { session, urn, olds: olds[0] });
  expect(before.failures).toEqual([]);
  return checked(news, { session, urn: urn2, olds: olds[1], secrets }).failures;
}

describe.each(CLOUD_NAMES)("two resources on %s", (cloud) => {
  const inputs = { ...PLACES[cloud], alias: "orders" };

  test("can't have one alias, whichever input the second has besides", () => {
    expect(second(inputs, { ...inputs, description: "x" })).toEqual([
      {
        property: "alias",
        reason:
          'alias is "orders": cmk:index:Cmk "payments" of this program requests it too; give one of them another alias.',
      },
    ]);
  });

  test("with the same name are distinguished by their URNs", () => {
    const urn = URN.replace("cmk:index:Cmk", "a:b:C$cmk:index:Cmk");
    const [failure] = second(inputs, inputs, { urns: [urn, URN] });
    expect(failure?.reason).toContain(urn);
  });

  test("can't have one secret alias, which isn't shown", () => {
    const failures = second(inputs, inputs, { secrets: [["alias"]] });
    expect(failures).toHaveLength(1);
    expect(failures[0]?.reason).not.toContain('"orders"');
  });

  test("may have another alias, another region, or one that is not known yet", () => {
    const region = { alibaba: "cn-beijing", tencent: "ap-guangzhou" }[cloud];
    for (const different of [
      { alias: "other" },
      { region },
      { alias: UNKNOWN },
    ])
      expect(second(inputs, { ...inputs, ...different })).toEqual([]);
  });

  test("can't swap their aliases in one update, as each waits for the other", () => {
    const other = { ...inputs, alias: "payments" };
    const olds: [Properties, Properties] = [inputs, other];
    const failures = second(other, inputs, { olds });
    expect(failures.map(({ property }) => property)).toEqual(["alias"]);
    expect(failures[0]?.reason).toMatch(/Cmk "payments".* a third alias/);
    // One of them is a new key's, or takes a third one.
    expect(second(other, inputs, { olds: [inputs, {}] })).toEqual([]);
    const third = { ...inputs, alias: "third" };
    expect(second(other, third, { olds })).toEqual([]);
    // A replaced key gives its alias up no earlier.
    const replaced = { ...other, spec: "RSA_2048" };
    expect(second(replaced, inputs, { olds })).toHaveLength(1);
  });

  test("may both stand for one key, whose alias both have in the state", () => {
    expect(second(inputs, inputs, { olds: [inputs, inputs] })).toEqual([]);
    const [failure] = second(inputs, inputs, { olds: [{}, inputs] });
    expect(failure?.property).toBe("alias");
  });

  if (cloud === "alibaba")
    test.each<[Properties, string]>([
      [{ additionalAliases: ["bills", "orders"] }, "additionalAliases[1]"],
      [{ alias: "more", additionalAliases: ["x"] }, "alias"],
      [
        { additionalAliases: [UNKNOWN, "more", UNKNOWN] },
        "additionalAliases[1]",
      ],
    ])("can't have one of several names: %j", (names, property) => {
      const first = { ...inputs, additionalAliases: ["more"] };
      const [failure] = second(first, { ...PLACES[cloud], ...names });
      expect(failure?.property).toBe(property);
    });

  test("may hand an alias on", () => {
    const former = { ...inputs, alias: "former" };
    expect(
      second({ ...inputs, alias: "new" }, former, { olds: [former, {}] }),
    ).toEqual([]);
  });

  test("a resource may be checked twice, and frees what it no longer asks for", () => {
    const session = sessionWith();
    const check = (urn: string, news: Properties) =>
      checked(news, { session, urn }).failures;
    expect(check(URN, inputs)).toEqual([]);
    expect(check(URN, inputs)).toEqual([]);
    expect(check(URN, { ...inputs, alias: "other" })).toEqual([]);
    expect(check(OTHER, inputs)).toEqual([]);
    expect(check(URN, inputs)).toHaveLength(1);
  });
});

test("names that the engine proposes may be alike as well", () => {
  const session = sessionWith();
  const autonaming = { mode: "enforce", proposedName: "orders" } as const;
  const unnamed = { cloud: TENCENT.cloud, region: TENCENT.region };
  const check = (urn: string) =>
    checked(unnamed, { session, urn, autonaming }).failures;
  expect(check(URN)).toEqual([]);
  expect(check(OTHER).map(({ property }) => property)).toEqual(["alias"]);
});
