import fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import {
  UNKNOWN,
  type Bag,
  type Path,
  type Value,
} from "../resource/values/properties";
import { decode } from "./decode";
import { encode, wellFormed } from "./encode";
import { SIGNATURE, TAG, UNKNOWN_MARKERS, UNKNOWN_TEXT } from "./sentinels";

const PREVIEW = { unknowns: true };

function encoded(bag: Bag, options = PREVIEW): unknown {
  return encode(bag, options).toJavaScript();
}

const secret = (value: unknown) => ({ [SIGNATURE]: TAG.secret, value });

test("secrets are wrapped at their places and unknowns get the text marker", () => {
  const bag: Bag = {
    values: { description: "d", tags: { "a.b": "s", c: "o" }, list: [UNKNOWN] },
    secrets: [["description"], ["tags", "a.b"], ["list", 0]],
  };
  expect(encoded(bag)).toEqual({
    description: secret("d"),
    tags: { "a.b": secret("s"), c: "o" },
    list: [secret(UNKNOWN_TEXT)],
  });
});

test("a bag that is secret as a whole has every property wrapped", () => {
  expect(encoded({ values: { a: 1, b: "x" }, secrets: [[]] })).toEqual({
    a: secret(1),
    b: secret("x"),
  });
});

test("a secret whose place lost its inside makes the whole value secret, rather than showing it", () => {
  const secrets: Path[] = [["tags", "a"]];
  expect(encoded({ values: { tags: UNKNOWN }, secrets })).toEqual({
    tags: secret(UNKNOWN_TEXT),
  });
  expect(encoded({ values: { tags: "text" }, secrets })).toEqual({
    tags: secret("text"),
  });
});

test("a secret path that does not exist changes nothing", () => {
  expect(
    encoded({ values: { tags: { b: "x" } }, secrets: [["tags", "a"], ["z"]] }),
  ).toEqual({ tags: { b: "x" } });
});

test("outside of previews unknowns are left out, as the engine refuses them", () => {
  const bag: Bag = {
    values: { keyId: "k", arn: UNKNOWN, tags: { a: UNKNOWN } },
    secrets: [["arn"]],
  };
  expect(encoded(bag, { unknowns: false })).toEqual({ keyId: "k", tags: {} });
});

test("text that was cut inside a character still gives a message that the engine can read", () => {
  const bytes = encode(
    { values: { a: "😀".slice(0, 1) }, secrets: [] },
    PREVIEW,
  ).serializeBinary();
  expect(() =>
    new TextDecoder("utf-8", { fatal: true }).decode(bytes),
  ).not.toThrow();
});

// google-protobuf's maps lose the name `__proto__`.
const name = fc
  .oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("constructor", "a.b"))
  .filter((text) => text !== "__proto__" && text !== SIGNATURE);

const leaf = fc.oneof(
  fc.constantFrom<Value>(null, UNKNOWN, true, false),
  fc.double({ noNaN: true }),
  fc.string({ unit: "grapheme" }).filter((text) => !UNKNOWN_MARKERS.has(text)),
);

const { tree } = fc.letrec<{ tree: Value }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, depthSize: "medium" },
    leaf,
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(name, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

function placesIn(value: Value, path: Path): Path[] {
  const inside =
    typeof value === "object" && value !== null && value !== UNKNOWN
      ? Array.isArray(value)
        ? value.flatMap((item, index) => placesIn(item, [...path, index]))
        : Object.entries(value).flatMap(([key, item]) =>
            placesIn(item as Value, [...path, key]),
          )
      : [];
  return path.length === 0 ? inside : [path, ...inside];
}

const bag: fc.Arbitrary<Bag> = fc
  .dictionary(name, tree, { maxKeys: 5, noNullPrototype: true })
  .chain((values) =>
    fc.subarray(placesIn(values, [])).map((secrets) => ({ values, secrets })),
  );

const sorted = (paths: readonly Path[]) =>
  paths.map((path) => JSON.stringify(path)).sort();

test("decoding what was encoded gives the same bag", () => {
  fc.assert(
    fc.property(bag, (original) => {
      const bytes = encode(original, PREVIEW).serializeBinary();
      const { bag: back, failures } = decode(Struct.deserializeBinary(bytes));
      expect(failures).toEqual([]);
      expect(back.values).toEqual(original.values);
      expect(sorted(back.secrets)).toEqual(sorted(original.secrets));
    }),
  );
});

// Anything may accompany a signature.
const hostile = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 6 },
    fc.oneof(
      fc.constantFrom(null, true, "", ...UNKNOWN_MARKERS),
      fc.double(),
      fc.string(),
    ),
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof(
        fc.constantFrom(SIGNATURE, "value", "secret", "id", "urn", "text"),
        fc.string(),
      ),
      fc.oneof(fc.constantFrom(...Object.values(TAG)), tie("json")),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).json;

test("any struct decodes to a bag that encodes again, whatever tags it holds", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), hostile), (properties) => {
      const struct = Struct.fromJavaScript(
        properties as Parameters<typeof Struct.fromJavaScript>[0],
      );
      const { bag, failures } = decode(struct);
      for (const { reason } of failures) expect(reason).toMatch(/: .+\.$/);
      const again = decode(encode(bag, PREVIEW));
      expect(again.failures).toEqual([]);
      expect(again.bag.values).toEqual(bag.values);
    }),
    { numRuns: 500 },
  );
});

test("any bytes are either not a struct, or decode", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      let struct: Struct;
      try {
        struct = Struct.deserializeBinary(bytes);
      } catch {
        return;
      }
      expect(() => encode(decode(struct).bag, PREVIEW)).not.toThrow();
    }),
    { numRuns: 1000 },
  );
});

test("half a surrogate pair is replaced and everything else kept", () => {
  expect(wellFormed("a\ud83d")).toBe("a\uFFFD");
  expect(wellFormed("\ude00b")).toBe("\uFFFDb");
  expect(wellFormed("schlüssel 😀 密钥")).toBe("schlüssel 😀 密钥");
});
