import * as z from "zod";
import { CheckFailures } from "./failures";
import type { Properties } from "./properties";

function reasonFor(value: Properties[string], path = ["a"]): string {
  const failures = new CheckFailures({ a: value }, []);
  failures.add(path, "no");
  return failures.all[0]?.reason ?? "";
}

test.each([
  ["cn-hangzhou\u200b", '"cn-hangzhou\\u200b"'],
  ["\u202eabc", '"\\u202eabc"'],
  ["a\u00a0b\u0085\u009b\u007f", '"a\\u00a0b\\u0085\\u009b\\u007f"'],
  ["\ufeff{}", '"\\ufeff{}"'],
  ["\u{e0041}", '"\\udb40\\udc41"'],
  ["\ud800", '"\\ud800"'],
  ["a b é 密 👍", '"a b é 密 👍"'],
])("a value shows what can't be seen: %j", (value, shown) => {
  expect(reasonFor(value)).toBe(`a is ${shown}: no.`);
});

test("so does the name of a property", () => {
  const failures = new CheckFailures({ tags: { "a\u200b": "x" } }, []);
  failures.add(["tags", "a\u200b"], "no");
  expect(failures.all).toEqual([
    { property: 'tags["a\u200b"]', reason: 'tags["a\\u200b"] is "x": no.' },
  ]);
});

test.each([
  [NaN, "NaN"],
  [-Infinity, "-Infinity"],
  [1e300, "1e+300"],
])("%p is shown as the number that it is", (value, shown) => {
  expect(reasonFor(value)).toBe(`a is ${shown}: no.`);
});

test.each([
  ["http://me:canary@127.0.0.1:4510", '"http://…@127.0.0.1:4510"'],
  ["https://me:can@ary@host", '"https://…@host"'],
  ["me:canary@host", '"…@host"'],
  ["owner@example.com", '"owner@example.com"'],
])("the password in %s is not shown", (value, shown) => {
  expect(reasonFor(value)).toBe(`a is ${shown}: no.`);
});

test("names are suggested from where the wrong one is", () => {
  const schema = z.strictObject({
    cloud: z.string(),
    rotation: z.strictObject({ interval: z.string() }).optional(),
    list: z.array(z.strictObject({ one: z.string() })).optional(),
  });
  const values = { clud: "canary", rotation: { intervall: "", cloud: "" } };
  const failures = new CheckFailures(values, []);
  failures.addIssues(schema.safeParse(values).error?.issues ?? [], schema);
  expect(failures.all.map(({ reason }) => reason)).toEqual(
    expect.arrayContaining([
      "clud: there is no such property, but there is cloud.",
      "rotation.intervall: there is no such property, but there is interval.",
      "rotation.cloud: there is no such property; the properties are: interval.",
    ]),
  );
});

test.each([1e300, -1e300])("%d is out of an integer's range", (value) => {
  const schema = z.object({ a: z.int() });
  const failures = new CheckFailures({ a: value }, []);
  const issues = schema.safeParse({ a: value }).error?.issues ?? [];
  failures.addIssues(issues, schema);
  expect(failures.all[0]?.reason).toMatch(
    /: must be a whole number from -\d+ to \d+\.$/,
  );
});
