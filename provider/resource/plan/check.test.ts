import {
  ALIBABA,
  bag,
  checked,
  listeningHost,
  manyTags,
  sessionWith,
  TENCENT,
  UNKNOWN,
  URN,
} from "../../../tests/support/resource";
import type { Tags } from "../../model/types";
import type { Path, Properties, Value } from "../values/properties";
import type { Config } from "../values/settings";
import { check } from "./check";

const KEY_OF_32_BYTES = Buffer.alloc(32, 1).toString("base64");

test("unknown values pass, and count as present", () => {
  const inputs = {
    ...ALIBABA,
    spec: UNKNOWN,
    description: UNKNOWN,
    rotation: { interval: UNKNOWN },
    tags: { a: UNKNOWN },
    policy: "{}",
    dkmsInstanceId: UNKNOWN,
  };
  const { failures, inputs: reply } = checked(inputs);
  expect(failures).toEqual([]);
  expect(reply.values).toEqual(inputs);
});

test("an unknown cloud leaves the cloud's rules for later", () => {
  expect(checked({ cloud: UNKNOWN, spec: "RSA_4096" }).failures).toEqual([]);
});

test("a failure about a secret does not show its value", () => {
  const { failures } = checked(
    { ...ALIBABA, description: "s3cret".repeat(2000) },
    { secrets: [["description"]] },
  );
  expect(failures).toHaveLength(1);
  expect(failures[0]?.reason).toMatch(/^description \(a secret, not shown\)/);
  expect(failures[0]?.reason).not.toContain("s3cret");
});

test("key material comes back wrapped, marked or not", () => {
  const { inputs } = checked({
    ...ALIBABA,
    origin: "EXTERNAL",
    keyMaterial: KEY_OF_32_BYTES,
  });
  expect(inputs.secrets).toEqual([["keyMaterial"]]);
});

test("cloud and region come from the key's own inputs before the provider's settings", () => {
  const config: Config = { cloud: "tencent", tencentRegion: "ap-tokyo" };
  expect(checked({}, { config, olds: ALIBABA }).inputs.values).toMatchObject(
    ALIBABA,
  );
  expect(checked({}, { config }).inputs.values).toMatchObject({
    cloud: "tencent",
    region: "ap-tokyo",
  });
});

test("a changed default region moves no key", () => {
  const config: Config = { alibabaRegion: "cn-shanghai" };
  const olds = { ...ALIBABA, region: "cn-beijing" };
  const { inputs } = checked({ cloud: "alibaba" }, { config, olds });
  expect(inputs.values["region"]).toBe("cn-beijing");
});

test("a key that moves to the other cloud takes no region and no alias along", () => {
  const olds = { ...ALIBABA, region: "ap-singapore", alias: "app/orders" };
  const config: Config = { tencentRegion: "ap-tokyo" };
  const news = { cloud: "tencent" };
  const { values } = checked(news, { config, olds }).inputs;
  expect(values["region"]).toBe("ap-tokyo");
  expect(values["alias"]).toMatch(/^orders-\w{16}-\w{12}$/);
  expect(checked(news, { olds }).failures).toMatchObject([
    { property: "region" },
  ]);
});

test("settings of both clouds leave the choice to the program", () => {
  const config = { alibabaRegion: "cn-beijing", tencentRegion: "ap-tokyo" };
  expect(checked({}, { config }).failures).toMatchObject([
    { property: "cloud" },
  ]);
});

test("the only cloud with settings is the default one", () => {
  const { inputs, failures } = checked(
    {},
    { config: { alibabaRegion: "cn-beijing" } },
  );
  expect(failures).toEqual([]);
  expect(inputs.values).toEqual({ cloud: "alibaba", region: "cn-beijing" });
});

test("without cloud and region the failures say how to set them", () => {
  const { failures } = checked({});
  expect(failures).toEqual([
    {
      property: "cloud",
      reason: expect.stringMatching(
        /pulumi config set cmk:cloud CLOUD` \(an explicit provider takes its own arguments/,
      ) as string,
    },
  ]);
  expect(checked({ cloud: "alibaba" }).failures).toEqual([
    {
      property: "region",
      reason: expect.stringMatching(
        /cmk:alibabaRegion cn-hangzhou` \(an explicit provider takes its own arguments/,
      ) as string,
    },
  ]);
});

test("Tencent's alias is generated once, and kept from then on", () => {
  const news = { cloud: "tencent", region: "ap-singapore" };
  const first = checked(news).inputs.values;
  expect(first["alias"]).toMatch(/^orders-\w{16}-\w{12}$/);
  const again = checked(news, { olds: first }).inputs.values;
  expect(again["alias"]).toBe(first["alias"]);
});

test("the provider's tags are merged, the key's own win, and what is secret there stays so", () => {
  const session = sessionWith({ defaultTags: { team: "a", env: "dev" } });
  const settings = { defaultTags: { team: "a", env: "dev" } };
  session.configure("id", bag(settings, ["defaultTags"]));
  const { inputs } = check(
    {
      urn: URN,
      olds: bag({}),
      news: bag({ ...ALIBABA, tags: { env: "prod" } }),
      randomSeed: new Uint8Array(),
    },
    session,
    listeningHost(),
  );
  expect(inputs.values["tags"]).toEqual({ team: "a", env: "prod" });
  expect(inputs.secrets).toEqual([["tags", "team"]]);
});

test("without auto-naming a key on Tencent Cloud needs an alias", () => {
  const news = { cloud: "tencent", region: "ap-singapore" };
  const autonaming = { mode: "disable", proposedName: "" } as const;
  const { inputs, failures } = checked(news, { autonaming });
  expect(failures).toMatchObject([{ property: "alias" }]);
  expect(inputs.values).toEqual(news);
});

test.each<[tags: Value | undefined, defaults: Tags, merged: Value | undefined]>(
  [
    [undefined, {}, undefined],
    [undefined, { team: "a" }, { team: "a" }],
    [UNKNOWN, { team: "a" }, UNKNOWN],
  ],
)("tags %j with the provider's tags %j become %j", (tags, defaults, merged) => {
  const news = tags === undefined ? ALIBABA : { ...ALIBABA, tags };
  const config = { defaultTags: defaults };
  const { values } = checked(news, { config }).inputs;
  expect(values["tags"]).toEqual(merged);
  expect(values).toEqual(merged ? { ...ALIBABA, tags: merged } : ALIBABA);
});

test("tags that are no map are refused, and the provider's tags don't hide it", () => {
  const config = { defaultTags: { team: "a" } };
  const { failures } = checked({ ...ALIBABA, tags: ["x"] }, { config });
  expect(failures).toMatchObject([{ property: "tags" }]);
});

test("of the provider's secrets, only those in defaultTags make tags secret", () => {
  const settings = {
    alibabaSecretKey: "s3cret",
    defaultTags: { team: "a", env: "dev" },
  };
  const session = sessionWith();
  const secrets = [["alibabaSecretKey"], ["defaultTags", "env"]];
  session.configure("id", bag(settings, ...secrets));
  const { inputs } = checked(ALIBABA, { session });
  expect(inputs.secrets).toEqual([["tags", "env"]]);
});

test("an alias that a resource no longer asks for is free for another one", () => {
  const session = sessionWith();
  const asks = (name: string, alias: Value | undefined) =>
    checked(
      { ...TENCENT, ...(alias !== undefined && { alias }) },
      { session, urn: `${URN}-${name}` },
    ).failures;
  expect(asks("one", "orders")).toEqual([]);
  expect(asks("two", "orders")).toHaveLength(1);
  expect(asks("one", UNKNOWN)).toEqual([]);
  expect(asks("two", "orders")).toEqual([]);
});

test("a clash of aliases names the other resource by its own type, in whatever components it is", () => {
  const session = sessionWith();
  const type = "my:index:Outer$my:index:Inner$cmk:index:Cmk";
  const urn = `urn:pulumi:prod::infra::${type}::theirs`;
  expect(checked(TENCENT, { session, urn }).failures).toEqual([]);
  const [failure] = checked(TENCENT, { session }).failures;
  expect(failure?.reason).toContain('cmk:index:Cmk "theirs" of this program');
  expect(failure?.reason).not.toContain("my:index");
});

test("whether an existing EXTERNAL key has material is left to the update, unless the material is to be deleted", () => {
  const olds = { ...ALIBABA, origin: "EXTERNAL" };
  const news = { ...olds, enabled: false, deletionPolicy: "DISABLE" };
  expect(checked(news, { olds }).failures).toEqual([]);
  const { failures } = checked({ ...news, deleteKeyMaterial: true }, { olds });
  expect(failures.map(({ property }) => property)).toEqual([
    "enabled",
    "deletionPolicy",
  ]);
});

test("what the program leaves out stays as the key has it, and all else must go with that", () => {
  const olds = { ...ALIBABA, spec: "RSA_3072", usage: "SIGN_VERIFY" };
  const news = { ...ALIBABA, rotation: { interval: "90d" } };
  expect(checked(news, { olds }).failures).toMatchObject([
    {
      property: "rotation",
      reason: expect.stringMatching(/RSA_3072/) as string,
    },
  ]);
  const kept = checked(ALIBABA, { olds });
  expect(kept.failures).toEqual([]);
  expect(kept.inputs.values).toMatchObject({
    spec: "RSA_3072",
    usage: "SIGN_VERIFY",
  });
});

test("a key that is replaced for its spec leaves its usage to the new one", () => {
  const olds = { ...ALIBABA, spec: "RSA_2048", usage: "ENCRYPT_DECRYPT" };
  const { inputs, failures } = checked(
    { ...ALIBABA, spec: "EC_P256" },
    { olds },
  );
  expect(failures).toEqual([]);
  expect(inputs.values).not.toHaveProperty("usage");
});

test("a value that may equal the key's replaces nothing for certain", () => {
  const olds = { ...ALIBABA, spec: "RSA_3072", deletionProtection: true };
  const news = { ...ALIBABA, protectionLevel: "SOFTWARE" };
  const { inputs, failures } = checked(
    { ...news, deletionProtection: true },
    { olds },
  );
  expect(failures).toEqual([]);
  expect(inputs.values["spec"]).toBe("RSA_3072");
});

test("an old input of a version that knows more is left out rather than refused", () => {
  const olds = { ...ALIBABA, spec: "EC_P999", protectionLevel: null };
  const { inputs, failures } = checked(ALIBABA, { olds });
  expect(failures).toEqual([]);
  expect(inputs.values).toEqual(ALIBABA);
});

test("an old input that was secret stays secret where the program leaves it out", () => {
  const { inputs } = check(
    {
      urn: URN,
      olds: bag({ ...TENCENT, spec: "SM4" }, ["alias"], ["spec"]),
      news: bag({}),
      randomSeed: new Uint8Array(),
    },
    sessionWith(),
    listeningHost(),
  );
  expect(inputs.values).toEqual({ ...TENCENT, spec: "SM4" });
  expect(inputs.secrets).toEqual([["spec"], ["alias"]]);
});

test("the second Check of a replacement, which has no old inputs, takes what the first one took", () => {
  const olds = bag({ ...ALIBABA, spec: "RSA_3072" });
  const session = sessionWith();
  session.history.noteDiff(URN, {
    id: "alibaba/cn-hangzhou/1234",
    inputs: olds,
  });
  const second = (news: Properties) =>
    check(
      {
        urn: URN,
        olds: bag({}),
        news: bag(news),
        randomSeed: new Uint8Array(),
      },
      session,
      listeningHost(),
    ).inputs.values;
  expect(second({ description: "new" })).toMatchObject(olds.values);
  expect(second({ region: "cn-beijing" })).not.toHaveProperty("spec");
});

test("a removed input means its default", () => {
  const olds = { ...ALIBABA, enabled: false, deletionWindowInDays: 7 };
  expect(checked(ALIBABA, { olds }).inputs.values).toMatchObject({
    enabled: true,
    deletionWindowInDays: 30,
  });
});

test.each([
  [
    { deletionProtection: true },
    { deletionProtection: false },
    "is protected against deletion; first run `pulumi up` with deletionProtection: false",
  ],
  [
    { deletionPolicy: "PREVENT" },
    { deletionPolicy: "SCHEDULE_DELETION" },
    "is guarded by deletionPolicy: PREVENT; first run `pulumi up` with deletionPolicy: SCHEDULE_DELETION",
  ],
])("a key with %j is not replaced, even with %j", (old, given, reason) => {
  const olds = { ...ALIBABA, ...old };
  const news = { ...ALIBABA, spec: "RSA_2048", ...given };
  const { failures } = checked(news, { olds });
  expect(failures.map(({ property }) => property)).toEqual(["spec"]);
  expect(failures[0]?.reason).toContain(reason);
});

test.each<[secrets: Path[], reason: string]>([
  [[], 'has another value, "AES_256", which can\'t be changed'],
  [[["spec"]], "has another value, which can't be changed"],
])(
  "of a guarded key that this run imports, the program's value is corrected; secrets: %j",
  (secrets, reason) => {
    const session = sessionWith();
    session.history.noteImported(URN, "id", "id");
    const olds = { ...ALIBABA, spec: "AES_256", deletionProtection: true };
    const news = bag({ ...ALIBABA, spec: "RSA_2048" }, ...secrets);
    const request = { urn: URN, olds: bag(olds), news };
    const { failures } = check(
      { ...request, autonaming: undefined, randomSeed: Buffer.alloc(0) },
      session,
      listeningHost(),
    );
    expect(failures).toEqual([
      {
        property: "spec",
        reason: expect.stringContaining(reason) as string,
      },
    ]);
  },
);

test("what a key has already is accepted, though the tables would refuse it for a new key", () => {
  const read = {
    ...ALIBABA,
    origin: "EXTERNAL",
    enabled: false,
    tags: manyTags(20),
  };
  expect(checked(read, { olds: read }).failures).toEqual([]);
  const changed = { ...read, tags: manyTags(21) };
  expect(checked(changed, { olds: read }).failures).toMatchObject([
    { property: "tags" },
  ]);
  const replaced = { ...read, spec: "SM4" };
  expect(
    checked(replaced, { olds: read }).failures.map(({ property }) => property),
  ).toEqual(["enabled", "tags"]);
});

describe("an existing key's input that stays as it is", () => {
  const external = { ...ALIBABA, origin: "EXTERNAL" };

  test.each<[olds: Properties, news: Properties, refused: string]>([
    [
      { ...external, deleteKeyMaterial: true },
      { keyMaterial: KEY_OF_32_BYTES },
      "deleteKeyMaterial",
    ],
    [
      { ...external, keyMaterialFile: "/material" },
      { keyMaterial: KEY_OF_32_BYTES },
      "keyMaterialFile",
    ],
    [{ ...external, enabled: false }, { deleteKeyMaterial: true }, "enabled"],
    [
      { ...ALIBABA, additionalAliases: ["orders"] },
      { alias: "orders" },
      "additionalAliases[0]",
    ],
    [
      {
        ...external,
        keyMaterial: KEY_OF_32_BYTES,
        keyMaterialExpiry: "2001-01-01T00:00:00Z",
      },
      { keyMaterial: Buffer.alloc(32, 2).toString("base64") },
      "keyMaterialExpiry",
    ],
    [
      { ...TENCENT, rotationTrigger: "1", rotation: { enabled: false } },
      { rotationTrigger: "2" },
      "rotationTrigger",
    ],
    [
      { ...TENCENT, tags: { project: "a" } },
      { tags: { project: "a", project2: "a" } },
      "tags.project2",
    ],
    [{ ...ALIBABA, tags: { b: "a|b" } }, { tags: { b: "c|d" } }, "tags.b"],
  ])("of %j is refused beside the new %j", (olds, change, refused) => {
    const { failures } = checked({ ...olds, ...change }, { olds });
    expect(failures.map(({ property }) => property)).toContain(refused);
  });

  test.each<[olds: Properties, news: Properties]>([
    [
      { ...ALIBABA, tags: { ...manyTags(19), Project: "a" } },
      { tags: { ...manyTags(19), Project: "b" } },
    ],
    [
      { ...TENCENT, tags: { Project: "a", b: "1" } },
      { tags: { Project: "a", b: "2" } },
    ],
    [
      { ...ALIBABA, additionalAliases: ["acs/one", "two"] },
      { additionalAliases: ["two", "acs/one", "three"] },
    ],
  ])("of %j is accepted beside the new %j", (olds, change) => {
    expect(checked({ ...olds, ...change }, { olds }).failures).toEqual([]);
    expect(checked({ ...olds, ...change }).failures).not.toEqual([]);
  });
});

test("names inside a secret are secret", () => {
  const { failures } = checked(
    { ...ALIBABA, tags: { "CANARY?": 5, "acs:CANARY": "x", b: "" } },
    { secrets: [["tags"]] },
  );
  expect(failures.length).toBeGreaterThan(0);
  for (const { property, reason } of failures) {
    expect(property).toBe("tags");
    expect(reason).toMatch(/^tags \(a secret, not shown\): /);
  }
  expect(JSON.stringify(failures)).not.toContain("CANARY");
  expect(new Set(failures.map(({ reason }) => reason)).size).toBe(
    failures.length,
  );
});

/** Inputs that are wrong together, the secret one, and what a failure may not show of it. */
const QUOTED: [wrong: Properties, secret: string, canary: string][] = [
  [{ spec: "RSA_2048", rotation: { interval: "365d" } }, "spec", "RSA_2048"],
  [{ spec: "EC_P256", usage: "ENCRYPT_DECRYPT" }, "spec", "EC_P256 on"],
  [{ spec: "AES_256", usage: "SIGN_VERIFY" }, "usage", "SIGN_VERIFY are"],
  [{ spec: "EC_P256", origin: "EXTERNAL" }, "spec", "EC_P256"],
  [
    { spec: "SM4", origin: "EXTERNAL", keyMaterial: KEY_OF_32_BYTES },
    "spec",
    "SM4",
  ],
];

test.each(QUOTED)(
  "a rule about another input does not show a secret: %j",
  (wrong, secret, canary) => {
    const { failures } = checked(
      { ...ALIBABA, ...wrong },
      { secrets: [[secret]] },
    );
    expect(failures.length).toBeGreaterThan(0);
    expect(JSON.stringify(failures)).not.toContain(canary);
    expect(
      JSON.stringify(checked({ ...ALIBABA, ...wrong }).failures),
    ).toContain(canary.split(" ")[0]);
  },
);

test("an expiry without material is one failure", () => {
  const keyMaterialExpiry = "2001-01-01T00:00:00Z";
  for (const origin of [undefined, "EXTERNAL"])
    expect(
      checked({ ...ALIBABA, keyMaterialExpiry, ...(origin && { origin }) })
        .failures,
    ).toHaveLength(1);
});

test.each([
  [ALIBABA, "pulumi-cmk", /are reserved for this provider/],
  [TENCENT, "pulumi-cmk-1", /are reserved for this provider/],
  [ALIBABA, "acs:x", /are reserved for Alibaba Cloud/],
])(
  "on %j the failure about the tag %s says who reserves it",
  (place, key, owner) => {
    const { failures } = checked({ ...place, tags: { [key]: "x" } });
    expect(failures).toHaveLength(1);
    expect(failures[0]?.reason).toMatch(owner);
  },
);

describe("a parameter that the cloud never reports", () => {
  const INSTANCE = { ...ALIBABA, dkmsInstanceId: "kst-1" };
  const MECHANISM = { ...INSTANCE, keyStorageMechanism: "HsmInternal" };

  test("is announced as recorded only, where an existing key gets it", () => {
    expect(checked(MECHANISM, { olds: INSTANCE }).logged).toEqual([
      expect.stringMatching(
        /^warning: keyStorageMechanism is written into the state and changes nothing/,
      ),
    ]);
  });

  test.each([
    ["a new key", MECHANISM, {}],
    ["a key that has it", MECHANISM, MECHANISM],
    ["a key that is replaced", { ...MECHANISM, spec: "AES_128" }, INSTANCE],
    ["a program without it", INSTANCE, INSTANCE],
  ])("is not announced for %s", (_, news, olds) => {
    expect(checked(news, { olds }).logged).toEqual([]);
  });

  test("is kept when the program leaves it out", () => {
    const { inputs } = checked(INSTANCE, { olds: MECHANISM });
    expect(inputs.values).toEqual(MECHANISM);
  });
});

test("an interval that only some instances take is announced when it is new", () => {
  const olds = {
    ...ALIBABA,
    dkmsInstanceId: "kst-1",
    rotation: { interval: "400d" },
  };
  expect(checked(olds).logged).toEqual([
    expect.stringMatching(/rotation\.interval: .* at most 365d, unless/),
  ]);
  expect(checked(olds, { olds }).logged).toEqual([]);
});
