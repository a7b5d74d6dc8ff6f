import { errorKind, stackFrames } from "./internal-errors";

test("a message that looks like a stack trace is not taken for one", () => {
  const error = new Error("canary\n    at canary (canary.ts:1:2)");
  expect(stackFrames(error).join()).not.toContain("canary");
  expect(stackFrames(error).length).toBeGreaterThan(0);
});

test("a value that is not an error has no places", () => {
  expect(stackFrames("text")).toEqual([]);
});

test("the kind of an error has Node.js's code, and nothing that could be a value", () => {
  const coded = (code: unknown) => Object.assign(new TypeError("m"), { code });
  expect(errorKind(coded("ERR_INVALID_URL"))).toBe("TypeError ERR_INVALID_URL");
  expect(errorKind(coded("ECONNRESET"))).toBe("TypeError ECONNRESET");
  expect(errorKind(coded("my secret"))).toBe("TypeError");
  expect(errorKind(coded(5))).toBe("TypeError");
  expect(errorKind(undefined)).toBe("undefined");
});
