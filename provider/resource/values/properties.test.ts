import fc from "fast-check";
import {
  applyIgnoreChanges,
  formatPath,
  holdsUnknown,
  outsideOfSecrets,
  parsePath,
  touchesSecret,
  UNKNOWN,
  withSecretsOf,
  type Path,
  type Properties,
  type Value,
} from "./properties";

test.each([
  [["rotation", "interval"], "rotation.interval"],
  [["tags", "cost centre"], 'tags["cost centre"]'],
  [["tags", "a.b"], 'tags["a.b"]'],
  [["specs", 0], "specs[0]"],
  [["tags", 'q"q'], 'tags["q\\"q"]'],
  [["tags", "a\\b"], 'tags["a\\b"]'],
  [["tags", 'a\\"b'], 'tags["a\\\\"b"]'],
  [["tags", "a\\"], "tags.a\\"],
])("%j is written %s", (path, text) => {
  expect(formatPath(path)).toBe(text);
});

test("a name that the engine's grammar has no form for is left out", () => {
  expect(formatPath(["tags", "a.b\\"])).toBe("tags");
});

/** The engine's own examples, and what it also tolerates. */
test.each([
  ["root.double.nest", ["root", "double", "nest"]],
  ['root["double"]["nest"]', ["root", "double", "nest"]],
  ["root.array[0][1].nested", ["root", "array", 0, 1, "nested"]],
  [
    'root["key with \\"escaped\\" quotes"]',
    ["root", 'key with "escaped" quotes'],
  ],
  ['["root key with a ."][100]', ["root key with a .", 100]],
  ["root.array[*].field", ["root", "array", "*", "field"]],
  ['tags["a\\\\b"]', ["tags", "a\\\\b"]],
  ["tags.cost-centre", ["tags", "cost-centre"]],
  ["tags.[0]", ["tags", 0]],
])("%s is read as the engine reads it", (text, path) => {
  expect(parsePath(text)).toEqual(path);
});

const name = fc.oneof(
  fc.string({ minLength: 1, unit: "binary" }),
  fc.string({
    minLength: 1,
    unit: fc.constantFrom("\\", '"', ".", "[", "]", "a"),
  }),
);
const segment = fc.oneof(
  fc.nat(99),
  name.filter((text) => !/[.[].*\\$/s.test(text)),
);

test("every path that has a text is read back from it", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }).filter((text) => !text.endsWith("\\")),
      fc.array(segment),
      (head, rest) => {
        const path = [head, ...rest];
        expect(parsePath(formatPath(path))).toEqual(path);
      },
    ),
  );
});

test.each(["a[", 'a["', 'a["b\\"]', "[x]", "..", "a."])(
  "%j is not a path",
  (text) => {
    expect(parsePath(text)).toBeUndefined();
  },
);

const OLDS = { description: "old", tags: { a: "1", b: "2" } };

test("an ignored property keeps its old value, a nested one too", () => {
  const news = { description: "new", tags: { a: "9", c: "3" } };
  expect(applyIgnoreChanges(news, OLDS, ["description", "tags.a"])).toEqual({
    description: "old",
    tags: { a: "1", c: "3" },
  });
});

test("an ignored property that is new is left out", () => {
  const news = { alias: "x", tags: { c: "3" } };
  expect(applyIgnoreChanges(news, OLDS, ["alias", "tags.c"])).toEqual({
    tags: {},
  });
});

test.each<[path: string, news: Properties, olds: Properties, kept: Properties]>(
  [
    ["tags.a", {}, OLDS, { tags: { a: "1" } }],
    ["tags.z", {}, OLDS, {}],
    ["tags.a", { tags: { a: "9" } }, {}, { tags: {} }],
    ["tags.a", { tags: "no map" }, {}, { tags: "no map" }],
    ["tags.toString", { tags: {} }, OLDS, { tags: {} }],
    ["tags", { tags: { a: "9" } }, {}, {}],
    ["", { alias: "x" }, OLDS, { alias: "x" }],
  ],
)("with ignoreChanges of %j, %j after %j is %j", (path, news, olds, kept) => {
  expect(applyIgnoreChanges(news, olds, [path])).toEqual(kept);
});

test.each<[value: Value, unknown: boolean]>([
  [UNKNOWN, true],
  [{ tags: { a: UNKNOWN } }, true],
  [["a", UNKNOWN], true],
  [["a", "b"], false],
  [{ tags: { a: "1" } }, false],
  [null, false],
])("%j holds what is not known yet: %s", (value, unknown) => {
  expect(holdsUnknown(value)).toBe(unknown);
});

const SECRETS: Path[] = [
  ["tags", "a"],
  ["rotation"],
  ["keys", "a", "b"],
  ["keys", "a"],
];

test.each<[path: Path, touches: boolean, shown: Path]>([
  [["tags", "a"], true, ["tags", "a"]],
  [["tags", "b"], false, ["tags", "b"]],
  [["tags"], true, ["tags"]],
  [["rotation", "interval"], true, ["rotation"]],
  [["keys", "a", "b", "c"], true, ["keys", "a"]],
  [["alias"], false, ["alias"]],
])("%j touches a secret: %s, and is shown as %j", (path, touches, shown) => {
  expect(touchesSecret(SECRETS, path)).toBe(touches);
  expect(outsideOfSecrets(SECRETS, path)).toEqual(shown);
});

test.each<[values: Properties, secret: Path, kept: Path[]]>([
  [{ tags: { a: "1" } }, ["tags", "a"], [["tags", "a"]]],
  [{ tags: { b: "1" } }, ["tags", "a"], [["tags"]]],
  [{ alias: "x" }, ["tags", "a"], []],
  [{ tags: "x" }, ["tags", "a"], [["tags"]]],
  // An item may move.
  [{ names: ["x", "y"] }, ["names", 1], [["names"]]],
  [{ alias: "x" }, [], [[]]],
  [
    { keyMaterialExpiry: "2030", materialExpireTime: "2030" },
    ["keyMaterialExpiry"],
    [["keyMaterialExpiry"], ["materialExpireTime"]],
  ],
])("of %j, %j stays secret as %j", (values, secret, kept) => {
  const { secrets } = withSecretsOf(values, { values: {}, secrets: [secret] });
  expect(secrets).toEqual(kept);
});

test("a star ignores every member", () => {
  expect(applyIgnoreChanges({ tags: { c: "3" } }, OLDS, ["tags[*]"])).toEqual({
    tags: { a: "1", b: "2" },
  });
});

test("what can't be read as a path is left alone", () => {
  expect(applyIgnoreChanges({ alias: "x" }, OLDS, ["a["])).toEqual({
    alias: "x",
  });
});
