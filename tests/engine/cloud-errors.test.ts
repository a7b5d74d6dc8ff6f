import { cmk, EngineBench } from "./testing";

/**
 * Error codes on the vendors' CreateKey pages that are never tried again: nothing else may be taken from the queue of faults.
 * `create.test.ts` of each cloud has all codes.
 */
const REFUSALS = {
  alibaba: ["InvalidParameter", "InvalidAccessKeyId.NotFound"],
  tencent: [
    "InvalidParameter",
    "InvalidParameterValue.InvalidAlias",
    "InvalidParameterValue.InvalidHsmClusterId",
    "InvalidParameterValue.InvalidKeyUsage",
    "InvalidParameterValue.InvalidType",
    "LimitExceeded.CmkLimitExceeded",
    "UnsupportedOperation.UnsupportedKeyUsageInCurrentRegion",
  ],
} as const;

/** Codes of errors that end by themselves: the provider tries again. */
const PASSING = [
  "InternalError",
  "UnsupportedOperation.ServiceTemporaryUnavailable",
  // The account does not know the tags yet.
  "InvalidParameterValue.TagsNotExisted",
];

const bench = new EngineBench("errors");

/** A program with a key for each of these codes: the engine makes them at the same time, and each meets one. */
function keyForEach(cloud: "alibaba" | "tencent", codes: readonly string[]) {
  const key = cmk({ cloud, tags: { team: "orders" } });
  return Object.fromEntries(codes.map((_, i) => [`key-${String(i)}`, key]));
}

test.each(["alibaba", "tencent"] as const)(
  "each refusal of %s reaches the user as one message with code and RequestId",
  async (cloud) => {
    const codes = REFUSALS[cloud];
    await bench.start({});
    for (const code of codes)
      await bench.emulator.fault({
        cloud,
        action: "CreateKey",
        kind: "error",
        code,
        count: 1,
      });
    bench.write(keyForEach(cloud, codes));
    const { stdout, stderr } = await bench.stack.fails(
      "up",
      "--continue-on-error",
    );
    const printed = stdout + stderr;
    for (const code of codes) {
      const escaped = code.replaceAll(".", "\\.");
      expect(printed).toMatch(
        new RegExp(
          `${cloud} CreateKey .*\\[code ${escaped}, RequestId [\\w-]+\\]`,
        ),
      );
    }
    expect(printed).not.toMatch(/ at .*\.[jt]s:\d+/);
    expect(await bench.emulator.keys()).toEqual([]);
  },
);

test("an error that ends by itself passes, and the key is made whole", async () => {
  for (const code of PASSING)
    await bench.emulator.fault({
      cloud: "tencent",
      action: "CreateKey",
      kind: "error",
      code,
      count: 1,
    });
  await bench.start(keyForEach("tencent", PASSING));
  const tags = { team: "orders" };
  expect(await bench.emulator.keys()).toMatchObject(
    PASSING.map(() => ({ tags })),
  );
});

test("a key whose tags the cloud could not attach, by its TagCode, gets them", async () => {
  const codes = ["1", "2"];
  for (const code of codes)
    await bench.emulator.fault({
      cloud: "tencent",
      action: "CreateKey",
      kind: "tag-failure",
      code,
      count: 1,
    });
  await bench.start(keyForEach("tencent", codes));
  const tags = { team: "orders" };
  expect(await bench.emulator.keys()).toMatchObject([{ tags }, { tags }]);
  await bench.stack.refresh("--expect-no-changes");
});
