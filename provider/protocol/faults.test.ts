import { stackFrames } from "./faults";

test("a message that looks like a stack trace is not taken for one", () => {
  const error = new Error("canary\n    at canary (canary.ts:1:2)");
  expect(stackFrames(error).join()).not.toContain("canary");
  expect(stackFrames(error).length).toBeGreaterThan(0);
});

test("what is no error has no places", () => {
  expect(stackFrames("text")).toEqual([]);
});
