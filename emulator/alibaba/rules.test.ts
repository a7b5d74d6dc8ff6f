import { ApiError } from "./errors";
import { validate, type Rules } from "./rules";

function read(rules: Rules, raw: Record<string, string>) {
  return validate(rules, new Map(Object.entries(raw)), (name) =>
    ApiError.of("MissingParameter", name),
  );
}

test("everything that is required is looked for before anything is checked", () => {
  const rules = {
    Days: { type: "integer", min: 7, max: 30, required: true },
    Name: { type: "text", required: true },
  } as const;
  expect(() => read(rules, { Days: "1" })).toThrow('"Name" is needed');
  expect(() => read(rules, { Days: "1", Name: "a" })).toThrow(
    '"Days" is not valid',
  );
});

test("an empty value counts as absent, unless it may be empty", () => {
  const rules = {
    Days: { type: "integer", min: 1, max: 9, default: 3 },
    On: { type: "boolean" },
    Text: { type: "text" },
    Empty: { type: "text", mayBeEmpty: true },
  } as const;
  expect(read(rules, { Days: "", On: "", Text: "", Empty: "" })).toEqual({
    Days: 3,
    On: undefined,
    Text: undefined,
    Empty: "",
  });
});

test("booleans come in any case", () => {
  const rules = { On: { type: "boolean" } } as const;
  for (const text of ["true", "True", "TRUE"])
    expect(read(rules, { On: text })).toEqual({ On: true });
  expect(() => read(rules, { On: "1" })).toThrow('"On" is not valid');
});

test("numbered parameters end at the first gap", () => {
  const rules = {
    Id: { type: "list", max: 3 },
    Tag: { type: "tags", max: 2 },
  } as const;
  const raw = {
    "Id.1": "a",
    "Id.2": "b",
    "Id.4": "d",
    "Tag.1.Key": "k",
    "Tag.2.Key": "l",
    "Tag.2.Value": "v",
  };
  expect(read(rules, raw)).toEqual({
    Id: ["a", "b"],
    Tag: [
      { Key: "k", Value: undefined },
      { Key: "l", Value: "v" },
    ],
  });
  expect(() => read(rules, { ...raw, "Id.3": "c" })).toThrow("Id");
  expect(() => read(rules, { ...raw, "Tag.3.Key": "m" })).toThrow("Tag");
});
