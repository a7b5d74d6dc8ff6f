import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { UNKNOWN } from "../resource/values/properties";
import { decode, decodeOrThrow, MAX_DEPTH } from "./decode";
import { SIGNATURE, TAG, UNKNOWN_MARKERS } from "./sentinels";

type Json = Parameters<typeof Struct.fromJavaScript>[0];

function decoded(properties: Json) {
  return decode(Struct.fromJavaScript(properties));
}

const tagged = (tag: string, fields: Json) => ({ [SIGNATURE]: tag, ...fields });

test("plain values keep their types, null included", () => {
  const values = {
    text: "a",
    number: 1.5,
    flag: false,
    nothing: null,
    list: [1, "b", { c: [] }],
    map: { "cost centre": "x", "": "empty name" },
  };
  expect(decoded(values)).toEqual({
    bag: { values, secrets: [] },
    failures: [],
  });
});

test("absent properties are an empty bag", () => {
  expect(decode(undefined).bag).toEqual({ values: {}, secrets: [] });
});

test.each([...UNKNOWN_MARKERS])(
  "marker %s is unknown wherever it stands",
  (marker) => {
    const { values } = decoded({ a: marker, b: [{ c: marker }] }).bag;
    expect(values).toEqual({ a: UNKNOWN, b: [{ c: UNKNOWN }] });
  },
);

test("secrets are unwrapped and their places noted, one inside another too", () => {
  const inner = tagged(TAG.secret, { value: "s" });
  const { bag } = decoded({
    description: tagged(TAG.secret, { value: "text" }),
    tags: { "cost.centre": inner },
    list: ["open", inner],
    both: tagged(TAG.secret, { value: { deep: inner } }),
  });
  expect(bag.values).toEqual({
    description: "text",
    tags: { "cost.centre": "s" },
    list: ["open", "s"],
    both: { deep: "s" },
  });
  expect(new Set(bag.secrets.map((path) => path.join("/")))).toEqual(
    new Set(["description", "tags/cost.centre", "list/1", "both", "both/deep"]),
  );
});

test("a secret may wrap what is unknown, and be wrapped twice", () => {
  const [marker] = UNKNOWN_MARKERS;
  const secret = tagged(TAG.secret, { value: marker ?? "" });
  const { bag } = decoded({ a: tagged(TAG.secret, { value: secret }) });
  expect(bag).toEqual({ values: { a: UNKNOWN }, secrets: [["a"]] });
});

test("output values give their value, their secrecy, and unknown where they have none", () => {
  const { bag, failures } = decoded({
    known: tagged(TAG.output, { value: "v", dependencies: ["urn"] }),
    hidden: tagged(TAG.output, { value: "h", secret: true }),
    open: tagged(TAG.output, {}),
    openSecret: tagged(TAG.output, { secret: true }),
  });
  expect(failures).toEqual([]);
  expect(bag).toEqual({
    values: { known: "v", hidden: "h", open: UNKNOWN, openSecret: UNKNOWN },
    secrets: [["hidden"], ["openSecret"]],
  });
});

test("a resource stands for its id, a component for its URN", () => {
  const { bag } = decoded({
    made: tagged(TAG.resource, { urn: "urn:x", id: "id-1" }),
    notYet: tagged(TAG.resource, { urn: "urn:x", id: "" }),
    component: tagged(TAG.resource, { urn: "urn:y" }),
  });
  expect(bag.values).toEqual({
    made: "id-1",
    notYet: UNKNOWN,
    component: "urn:y",
  });
});

test("bytes that are a text are that text", () => {
  const value = Buffer.from("schlüssel").toString("base64");
  expect(decoded({ a: tagged(TAG.byteString, { value }) }).bag.values).toEqual({
    a: "schlüssel",
  });
});

test.each([
  ["an asset", tagged(TAG.asset, { text: "x" }), "is an asset"],
  ["an archive", tagged(TAG.archive, { assets: {} }), "is an archive"],
  [
    "bytes",
    tagged(TAG.byteString, { value: "/w==" }),
    "bytes that are not text",
  ],
  ["an unknown tag", tagged("0000", {}), "of an unknown kind"],
  ["a tag that is not text", { [SIGNATURE]: { a: 1 } }, "of an unknown kind"],
  ["an empty secret", tagged(TAG.secret, {}), "a secret without a value"],
  ["an empty reference", tagged(TAG.resource, {}), "without id and URN"],
])(
  "%s is refused with its path, and the rest can be checked",
  (_, bad, why) => {
    const { bag, failures } = decoded({ spec: "SM4", tags: { "a b": bad } });
    expect(bag.values).toEqual({ spec: "SM4", tags: { "a b": UNKNOWN } });
    expect(failures).toEqual([
      {
        property: 'tags["a b"]',
        reason: expect.stringContaining(why) as string,
      },
    ]);
  },
);

test("a value of no kind is refused with its path", () => {
  const struct = Struct.fromJavaScript({ list: [1, 2] });
  struct
    .getFieldsMap()
    .get("list")
    ?.getListValue()
    ?.getValuesList()[1]
    ?.clearNumberValue();
  expect(decode(struct).failures).toMatchObject([{ property: "list[1]" }]);
});

test("a failure inside a secret does not show the names in it", () => {
  const asset = tagged(TAG.asset, { text: "hidden-text" });
  const { failures } = decoded({
    tags: tagged(TAG.secret, { value: { a: asset } }),
  });
  expect(failures).toEqual([
    {
      property: "tags",
      reason:
        "tags (a secret, not shown): is an asset, which no property accepts.",
    },
  ]);
});

test("a value that is nested too deeply is refused with the beginning of its path", () => {
  const nested = (depth: number) => {
    let value: Json[string] = "bottom";
    for (let level = 0; level < depth; level += 1) value = { a: value };
    return decoded({ a: value });
  };
  expect(nested(MAX_DEPTH - 1).failures).toEqual([]);
  const [failure] = nested(3 * MAX_DEPTH).failures;
  expect(failure?.property).toMatch(/^a\.a\.a/);
  expect(failure?.reason.length).toBeLessThan(400);
});

test("secrets wrapped in secrets without end are refused too", () => {
  let value: Json[string] = "bottom";
  for (let level = 0; level < 2 * MAX_DEPTH; level += 1)
    value = tagged(TAG.secret, { value });
  expect(decoded({ a: value }).failures).toHaveLength(1);
});

test("a request that can't answer with failures is refused with all paths at once", () => {
  const asset = tagged(TAG.asset, { text: "x" });
  const struct = Struct.fromJavaScript({ a: asset, b: [asset] });
  expect(() => decodeOrThrow(struct)).toThrow(
    "a: is an asset, which no property accepts. b[0]: is an asset",
  );
});

test("names that JavaScript objects have of themselves are properties like others", () => {
  const { values } = decoded({
    constructor: "a",
    toString: { valueOf: "b" },
  }).bag;
  expect(Object.entries(values)).toEqual([
    ["constructor", "a"],
    ["toString", { valueOf: "b" }],
  ]);
  expect(Object.hasOwn({}, "a")).toBe(false);
});

test.each(["constructor", "toString", "hasOwnProperty", "valueOf"])(
  "a tag named %s is a tag",
  (name) => {
    const { bag, failures } = decoded({ tags: { [name]: "x" } });
    expect(failures).toEqual([]);
    expect(bag.values).toEqual({ tags: { [name]: "x" } });
  },
);
