import fc from "fast-check";
import { applyIgnoreChanges, formatPath, parsePath } from "./properties";

test.each([
  [["rotation", "interval"], "rotation.interval"],
  [["tags", "cost centre"], 'tags["cost centre"]'],
  [["tags", "a.b"], 'tags["a.b"]'],
  [["specs", 0], "specs[0]"],
  [["tags", 'q"q'], 'tags["q\\"q"]'],
])("%j is written %s", (path, text) => {
  expect(formatPath(path)).toBe(text);
});

const segment = fc.oneof(fc.nat(99), fc.string({ minLength: 1 }));

test("every path is read back from its text", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.array(segment),
      (head, rest) => {
        const path = [head, ...rest];
        expect(parsePath(formatPath(path))).toEqual(path);
      },
    ),
  );
});

test.each(["a[", "a]", 'a["', "[x]", ".."])("%j is no path", (text) => {
  expect(parsePath(text)).toBeUndefined();
});

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
