import fc, { type Arbitrary } from "fast-check";
import type { ErrorKind } from "../../provider/clouds/errors";
import { HARDWARE_INSTANCE } from "../support/instances";
import {
  dependenciesOf,
  ELSEWHERE,
  type Declaration,
  type Program,
} from "./program";
import type { Fault } from "./run";
import type { Happening, Story } from "./story";

/** Stories that are drawn: few names and few values, so that they meet, and rare events more often than life has them. */

/** None is in a file: a story is plain data. Check makes a digest of a file, and from there on both go one way. */
const MATERIAL = { $secret: Buffer.alloc(32, 1).toString("base64") };
const OTHER_MATERIAL = { $secret: Buffer.alloc(32, 2).toString("base64") };
const NAMES = ["a", "b", "c"];
const ALIASES = ["orders", "bills"];

/** Each value, and its absence, which is the most frequent. */
function maybe<Value>(...values: Value[]): Arbitrary<Value | undefined> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.constantFrom(...values) },
  );
}

/** As above for what is rare. */
function rarely<Value>(
  arbitrary: Arbitrary<Value>,
): Arbitrary<Value | undefined> {
  return fc.oneof(
    { weight: 9, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary },
  );
}

/** Between the two. */
function sometimes<Value>(
  arbitrary: Arbitrary<Value>,
): Arbitrary<Value | undefined> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary },
  );
}

function present<Values extends object>(values: Values): Partial<Values> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Partial<Values>;
}

const description = fc.oneof(
  { weight: 5, arbitrary: fc.constant(undefined) },
  { weight: 4, arbitrary: fc.constantFrom("one", "two") },
  { weight: 1, arbitrary: fc.constant({ $secret: "s3cret-text" }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      { $output: ["a", "keyId"] as [string, string] },
      { $output: ["b", "alias"] as [string, string] },
    ),
  },
);

/** Inputs that Check refuses whatever is beside them, or mostly; a secret in the failure's text would be one that is shown. */
const WRONG: readonly Declaration["inputs"][] = [
  { alias: { $secret: "s3cret alias" } },
  { origin: "EXTERNAL", keyMaterial: { $secret: "czNjcmV0" } },
  { region: "cn-nowhere" },
  { region: { $secret: "ap-s3cret" } },
  { usage: "SIGN_VERIFY" },
  { origin: "EXTERNAL", spec: "RSA_2048" },
  { origin: "EXTERNAL", enabled: false },
  {
    cloud: "tencent",
    spec: { $secret: "native:ASYMMETRIC_DECRYPT_RSA_2048" },
    rotation: { interval: "30d" },
  },
  {
    origin: "EXTERNAL",
    keyMaterial: MATERIAL,
    keyMaterialExpiry: "2025-12-01T00:00:00Z",
  },
];

const inputs = fc
  .record({
    cloud: fc.constantFrom("tencent", "alibaba"),
    alias: maybe(...ALIASES),
    additionalAliases: sometimes(
      fc.constantFrom(["bills"], ["orders"], ["orders", "bills"], ["more"], []),
    ),
    description,
    enabled: maybe(true, false),
    spec: maybe("RSA_2048", "SYMMETRIC_DEFAULT"),
    usage: maybe("SIGN_VERIFY", "ENCRYPT_DECRYPT"),
    deletionWindowInDays: maybe(7, 20),
    deletionPolicy: maybe("DISABLE", "SCHEDULE_DELETION", "PREVENT"),
    rotation: maybe(
      { interval: "30d" },
      { enabled: false },
      { interval: "90d", enabled: true },
    ),
    rotationTrigger: maybe<string | { $secret: string }>("1", "2", {
      $secret: "s3cret trigger",
    }),
    tags: maybe({ team: "x" }, { team: "y", cost: "1" }),
    deletionProtection: maybe(true, true, false),
    keyStorageMechanism: rarely(
      fc.constantFrom("HsmInternal", "HsmEncryptedDatabase"),
    ),
    origin: rarely(fc.constant("EXTERNAL")),
    keyMaterial: rarely(fc.constantFrom(MATERIAL, OTHER_MATERIAL)),
    keyMaterialExpiry: rarely(fc.constant("2026-01-20T00:00:00Z")),
    deleteKeyMaterial: rarely(fc.constantFrom(true, false)),
  })
  .chain((values) =>
    fc.oneof(
      { weight: 24, arbitrary: fc.constant(possible(present(values))) },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom(...WRONG)
          .map((wrong) => wrongly(possible(present(values)), wrong)),
      },
    ),
  );

/** Not in an instance, whose keys may be what no other key is: only the cloud can tell. */
function wrongly(
  values: Declaration["inputs"],
  wrong: Declaration["inputs"],
): Declaration["inputs"] {
  const left = { ...values, ...wrong };
  delete left["dkmsInstanceId"];
  return left;
}

/** Most of what Check refuses is left out: it would end the story. */
function possible(
  values: Partial<Record<string, unknown>>,
): Declaration["inputs"] {
  const left = { ...values };
  // It follows from the others.
  delete left["dkmsInstanceId"];
  if (left["cloud"] === "tencent")
    for (const name of ["deletionProtection", "additionalAliases"])
      delete left[name];
  const others = left["additionalAliases"];
  if (Array.isArray(others))
    left["additionalAliases"] = others.filter((name) => name !== left["alias"]);
  if (left["origin"] !== "EXTERNAL")
    for (const name of [
      "keyMaterial",
      "keyMaterialExpiry",
      "deleteKeyMaterial",
    ])
      delete left[name];
  if (left["keyMaterial"] === undefined) delete left["keyMaterialExpiry"];
  if (left["origin"] === "EXTERNAL" || left["spec"] === "RSA_2048")
    for (const name of ["rotation", "rotationTrigger"]) delete left[name];
  // On demand keys of instances rotate on one cloud, and keys that rotate by themselves on the other.
  if (left["rotationTrigger"] !== undefined)
    if (left["cloud"] === "alibaba") left["dkmsInstanceId"] = "kst-1";
    else left["rotation"] = { interval: "30d" };
  // Only hardware instances have one, and it decides on rotation.
  if (left["cloud"] === "tencent") delete left["keyStorageMechanism"];
  if (left["keyStorageMechanism"] !== undefined) {
    left["dkmsInstanceId"] = HARDWARE_INSTANCE;
    delete left["rotationTrigger"];
    if (left["keyStorageMechanism"] === "HsmInternal") delete left["rotation"];
  }
  if (left["origin"] === "EXTERNAL") delete left["spec"];
  if (left["spec"] !== "RSA_2048" || left["usage"] === undefined)
    delete left["usage"];
  return left as Declaration["inputs"];
}

const options = fc
  .record({
    protect: rarely(fc.constant(true)),
    retainOnDelete: rarely(fc.constant(true)),
    deleteBeforeReplace: rarely(fc.constant(true)),
    ignoreChanges: sometimes(
      fc.constantFrom(
        ["description"],
        ["description"],
        ["alias"],
        ["additionalAliases"],
        ["enabled"],
        ["rotation"],
        ["rotationTrigger"],
        ["*"],
        ["spec"],
      ),
    ),
    replaceOnChanges: sometimes(fc.constantFrom(["description"], ["*"])),
    aliases: rarely(fc.constantFrom(["a"], ["b"])),
    dependsOn: rarely(fc.constantFrom(["a"], ["b"])),
    deletedWith: rarely(fc.constantFrom("a", "b")),
    import: rarely(
      fc
        .tuple(fc.constantFrom("key", "key", "arn"), fc.nat(3))
        .map(([form, number]) => `${form}:${String(number)}`),
    ),
  })
  .map(present);

function declaration(name: string): Arbitrary<Declaration> {
  return fc
    .record({
      name: fc.constant(name),
      inputs,
      options,
      get: rarely(rarely(fc.nat(3).map((number) => `key:${String(number)}`))),
    })
    .map((drawn) => {
      const found = present(drawn) as Declaration;
      return Object.keys(found.options ?? {}).length === 0
        ? {
            name,
            inputs: found.inputs,
            ...(found.get ? { get: found.get } : {}),
          }
        : found;
    });
}

/** A program refers to what stands before it only. */
function sound(program: Program): Program {
  const seen = new Set<string>();
  return program.flatMap((drawn) => {
    const isSound = dependenciesOf(drawn).every((name) => seen.has(name));
    seen.add(drawn.name);
    return isSound
      ? [drawn]
      : [{ name: drawn.name, inputs: withoutReferences(drawn.inputs) }];
  });
}

function withoutReferences(
  values: Declaration["inputs"],
): Declaration["inputs"] {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) =>
        !(typeof value === "object" && value !== null && "$output" in value),
    ),
  );
}

const KINDS: ErrorKind[] = [
  "unavailable",
  "throttled",
  "denied",
  "quota",
  "state",
  "notFound",
  "deadline",
];

const fault: Arbitrary<Fault> = fc.oneof(
  fc.record({
    call: fc.nat(14),
    fails: fc.constantFrom(...KINDS),
    // Few calls have parts between which they can fail.
    when: fc.oneof(
      { weight: 4, arbitrary: fc.constant("before" as const) },
      { weight: 1, arbitrary: fc.constant("during" as const) },
    ),
  }),
  fc.record({
    call: fc.nat(14),
    fails: fc.constant("unknownOutcome" as const),
    when: fc.constant("after" as const),
  }),
  fc.record({
    await: fc.nat(30),
    hits: fc.constantFrom(
      "engine" as const,
      "plugin" as const,
      "machine" as const,
      "cancel" as const,
    ),
  }),
);

const faults = fc.oneof(
  { weight: 5, arbitrary: fc.constant(undefined) },
  { weight: 4, arbitrary: fc.tuple(fault) },
  { weight: 1, arbitrary: fc.tuple(fault, fault) },
);

/** Rarely the other stack of the same account. */
const stack = fc.oneof(
  { weight: 7, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant(1) },
);

const names = rarely(fc.subarray(NAMES, { minLength: 1 }));

const KIND = ["cloud", "spec", "usage", "origin"] as const;

/** Two forms of one resource, mostly of the same kind of key, so that the key is updated. */
function twoForms(name: string): Arbitrary<Declaration[]> {
  return fc
    .tuple(
      declaration(name),
      declaration(name),
      fc.constantFrom(true, true, false),
    )
    .map(([one, other, isOfOneKind]) => {
      if (!isOfOneKind) return [one, other];
      const values: Partial<Record<string, unknown>> = { ...other.inputs };
      for (const each of KIND) values[each] = one.inputs[each];
      return [one, { ...other, inputs: possible(present(values)) }];
    });
}

/** Each name in two forms, of which each program takes one or none: so programs of one story have much in common. */
const forms = fc.tuple(...NAMES.map(twoForms));

function up(drawn: Declaration[][], resources: number): Arbitrary<Happening> {
  const choice = fc.tuple(
    ...NAMES.map((_, index) =>
      index === 0
        ? fc.constantFrom(0, 1, 0, 1, undefined)
        : index < resources
          ? fc.constantFrom(undefined, 0, 1)
          : fc.constant(undefined),
    ),
  );
  return fc
    .record({
      do: fc.constant("up" as const),
      stack,
      program: choice.map((chosen) =>
        sound(
          chosen.flatMap((form, index) => {
            const found = form === undefined ? undefined : drawn[index]?.[form];
            return found ? [found] : [];
          }),
        ),
      ),
      refresh: rarely(fc.constant(true)),
      targets: names,
      replace: names,
      faults,
    })
    .map((happening) => present(happening) as Happening);
}

const outsider: Arbitrary<Happening> = fc.oneof(
  fc.record({
    do: fc.constant("outsider" as const),
    key: fc.nat(4),
    does: fc.constantFrom(
      "disable" as const,
      "enable" as const,
      "destroy" as const,
      "restore" as const,
      "lose" as const,
      "freeAlias" as const,
      "tag" as const,
      "tag" as const,
      "bill" as const,
      "use" as const,
      "disuse" as const,
      "rotate" as const,
      "protect" as const,
    ),
  }),
  fc.record({
    do: fc.constant("outsider" as const),
    key: fc.nat(4),
    does: fc.constant("describe" as const),
    text: fc.constantFrom("theirs", "one", ""),
  }),
  fc.record({
    do: fc.constant("outsider" as const),
    key: fc.nat(4),
    does: fc.constant("takeAlias" as const),
    alias: fc.constantFrom(...ALIASES, "others"),
  }),
  fc.record({
    do: fc.constant("foreignKey" as const),
    cloud: fc.constantFrom("tencent" as const, "alibaba" as const),
    alias: fc.constantFrom(...ALIASES, "others"),
  }),
);

function happening(
  drawn: Declaration[][],
  resources: number,
): Arbitrary<Happening> {
  const name = fc.constantFrom(...NAMES.slice(0, resources));
  return fc.oneof(
    { weight: 12, arbitrary: up(drawn, resources) },
    { weight: 4, arbitrary: outsider },
    {
      weight: 2,
      arbitrary: fc
        .record({ do: fc.constant("refresh" as const), stack, faults })
        .map((found) => present(found) as Happening),
    },
    {
      weight: 1,
      arbitrary: fc
        .record({ do: fc.constant("destroy" as const), stack, faults })
        .map((found) => present(found) as Happening),
    },
    {
      weight: 1,
      arbitrary: fc.oneof(
        fc.record({ do: fc.constant("forget" as const), name }),
        fc.record({ do: fc.constant("taint" as const), name }),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("import" as const),
        name,
        key: fc.nat(4),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("hide" as const),
        key: fc.nat(4),
        reads: fc.constantFrom(1, 2, 6),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("account" as const),
        number: fc.constantFrom(0, 0, 1),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("wait" as const),
        days: fc.constantFrom(1, 15),
      }),
    },
  );
}

/** Others change a key between two updates of it, and no refresh shows that. */
const drift: Arbitrary<Story> = fc
  .tuple(twoForms("a"), fc.array(outsider, { minLength: 1, maxLength: 2 }))
  .map(([[one, other], outsiders]) => ({
    seed: 0,
    happenings: [
      { do: "up", program: sound(one ? [one] : []) },
      ...outsiders.map((found) => ({ ...found, key: 0 })),
      { do: "up", program: sound(other ? [other] : []) },
    ],
  }));

/** A product uses a key, which then changes or ends. */
const used: Arbitrary<Story> = fc
  .tuple(twoForms("a"), fc.constantFrom("AES_256", "SM4"))
  .map(([[one, other], spec]) => {
    const up = (form: Declaration | undefined, more: object): Happening => {
      const inputs = { ...form?.inputs, cloud: "alibaba", ...more };
      const program = form ? [{ ...form, inputs: possible(inputs) }] : [];
      return { do: "up", program: sound(program) };
    };
    return {
      seed: 0,
      happenings: [
        up(one, { spec: "AES_256" }),
        { do: "outsider", key: 0, does: "use" },
        { do: "refresh" },
        up(other, { spec }),
      ],
    };
  });

/** The life of a key with material of its own. */
const material: Arbitrary<Story> = fc
  .record({
    cloud: fc.constantFrom("tencent", "alibaba"),
    forms: fc.array(
      fc.constantFrom<Declaration["inputs"]>(
        { keyMaterial: MATERIAL },
        { keyMaterial: OTHER_MATERIAL },
        { keyMaterial: MATERIAL, keyMaterialExpiry: "2026-01-20T00:00:00Z" },
        { deleteKeyMaterial: true },
        {},
      ),
      { minLength: 2, maxLength: 3 },
    ),
  })
  .map(({ cloud, forms: all }) => ({
    seed: 0,
    happenings: all.map((form) => ({
      do: "up",
      program: [{ name: "a", inputs: { cloud, origin: "EXTERNAL", ...form } }],
    })),
  }));

const various: Arbitrary<Story> = fc
  .tuple(forms, fc.constantFrom(1, 1, 2, 3))
  .chain(([drawn, resources]) =>
    fc.record({
      seed: fc.nat(1000),
      latency: fc.constant(resources > 1 ? 40 : 0),
      happenings: fc.array(happening(drawn, resources), {
        minLength: 1,
        maxLength: 6,
        size: "max",
      }),
    }),
  );

export const stories: Arbitrary<Story> = fc.oneof(
  { weight: 18, arbitrary: various },
  { weight: 2, arbitrary: drift },
  { weight: 1, arbitrary: used },
  { weight: 1, arbitrary: material },
);

/** In half of the stories the third resource is another provider's, whose keys are in other regions. */
export const searchedStories: Arbitrary<Story> = stories.map((story) =>
  story.seed % 2 === 0
    ? story
    : { ...story, happenings: story.happenings.map(withElsewhere) },
);

function withElsewhere(happening: Happening): Happening {
  if (happening.do === "import" && happening.name === "c")
    return { ...happening, name: "a" };
  if (happening.do !== "up") return happening;
  const program = happening.program.map((declaration) =>
    declaration.name === "c"
      ? {
          ...declaration,
          // Another provider's key would be replaced, or have two providers' resources ask for its alias.
          options: {
            ...declaration.options,
            aliases: undefined,
            import: undefined,
            provider: ELSEWHERE,
          },
        }
      : declaration,
  );
  return { ...happening, program };
}
