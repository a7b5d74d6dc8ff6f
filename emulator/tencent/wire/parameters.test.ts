import * as z from "zod";
import { TencentError } from "./errors";
import {
  bytesAtMost,
  listOf,
  oneOf,
  text,
  uint,
  validated,
  within,
} from "./parameters";

const schema = z.strictObject({
  Name: text,
  Days: within(7, 30, "InvalidParameter.InvalidPendingWindowInDays"),
  Count: uint.default(3),
  Kind: oneOf(["A", "B"], "InvalidParameterValue.InvalidType").optional(),
  Note: bytesAtMost(4).optional(),
  List: listOf(z.strictObject({ Id: uint }), 2).optional(),
});

function refusalOf(body: unknown, lenient = false) {
  try {
    return validated(schema, body, lenient);
  } catch (error) {
    if (!(error instanceof TencentError)) throw error;
    return [error.code, error.message];
  }
}

const good = { Name: "n", Days: 7 };

test("a good body is given with its defaults, and null is as good as absent", () => {
  expect(refusalOf({ ...good, Kind: null, Count: null })).toEqual({
    ...good,
    Count: 3,
  });
});

test("unknown members come before missing ones, wrong types and wrong values", () => {
  const codes = [
    { Extra: 1, Count: "x", Kind: "C" },
    { Count: "x", Kind: "C" },
    { ...good, Count: "x", Kind: "C" },
    { ...good, Kind: "C" },
  ].map((body) => (refusalOf(body) as string[])[0]);
  expect(codes).toEqual([
    "UnknownParameter",
    "MissingParameter",
    "InvalidParameter",
    "InvalidParameterValue.InvalidType",
  ]);
});

test.each([
  [{ ...good, Days: 31 }, "InvalidParameter.InvalidPendingWindowInDays"],
  [{ ...good, Count: -1 }, "InvalidParameter"],
  [{ ...good, Count: 1.5 }, "InvalidParameter"],
  [{ ...good, Count: 1e300 }, "InvalidParameter"],
  [{ ...good, Name: ["n"] }, "InvalidParameter"],
  [{ ...good, Note: "密密" }, "InvalidParameter"],
  [{ ...good, List: [] }, "InvalidParameter"],
  [{ ...good, List: [{ Id: 1 }, { Id: 2 }, { Id: 3 }] }, "InvalidParameter"],
  [{ ...good, List: [null] }, "InvalidParameter"],
  [{ ...good, List: [{ Id: 1, X: 1 }] }, "UnknownParameter"],
  [{ ...good, List: [{}] }, "MissingParameter"],
  [
    JSON.parse('{"__proto__":{},"Name":"n","Days":7}') as object,
    "UnknownParameter",
  ],
])("%j is refused", (body, code) => {
  expect((refusalOf(body) as string[])[0]).toBe(code);
});

test("the message names the parameter and the rule, and never the value", () => {
  expect(refusalOf({ ...good, Kind: "secret" })).toEqual([
    "InvalidParameterValue.InvalidType",
    "Incorrect Type parameter. The parameter Kind must be one of A, B.",
  ]);
  const [, nested] = refusalOf({ ...good, List: [{ Id: "1" }] }) as string[];
  expect(nested).toMatch("List.0.Id");
});

test("lenient types take numbers as text at any depth, but not as anything else", () => {
  const body = { Name: "n", Days: "7", List: [{ Id: "12" }] };
  expect(refusalOf(body, true)).toEqual({
    Name: "n",
    Days: 7,
    Count: 3,
    List: [{ Id: 12 }],
  });
  for (const Days of ["7.5", "-7", "0x7", "", true])
    expect((refusalOf({ Name: "n", Days }, true) as string[])[0]).toBe(
      "InvalidParameter",
    );
});
