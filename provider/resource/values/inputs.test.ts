import { ALIBABA, bag, UNKNOWN } from "../../../tests/support/resource";
import { resolvedInputs } from "./inputs";
import type { Properties } from "./properties";

test.each<[inputs: Properties, status: string, reason: string]>([
  [
    { ...ALIBABA, spec: UNKNOWN, tags: { a: UNKNOWN } },
    "FAILED_PRECONDITION",
    "unknown: spec, tags.",
  ],
  [{ ...ALIBABA, spec: "EC_P999" }, "INVALID_ARGUMENT", "spec is "],
  [{ region: "cn-hangzhou" }, "INVALID_ARGUMENT", "without cloud and region"],
  [{ cloud: "alibaba" }, "INVALID_ARGUMENT", "without cloud and region"],
  [{}, "INVALID_ARGUMENT", "without cloud and region"],
])("no key is made from %j: %s", (inputs, status, reason) => {
  expect(() => resolvedInputs(bag(inputs))).toThrow(
    expect.objectContaining({
      status,
      message: expect.stringContaining(reason) as string,
    }) as Error,
  );
});
