import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";

/** Every error code on the vendors' CreateKey pages (seeds), but for those that are retried for as long as there is time. */
const REFUSALS = {
  alibaba: ["InvalidParameter", "InvalidAccessKeyId.NotFound"],
  tencent: [
    "FailedOperation.TaggingError",
    "InvalidParameter",
    "InvalidParameterValue.InvalidAlias",
    "InvalidParameterValue.InvalidHsmClusterId",
    "InvalidParameterValue.InvalidKeyUsage",
    "InvalidParameterValue.InvalidType",
    "InvalidParameterValue.TagKeysDuplicated",
    "LimitExceeded.CmkLimitExceeded",
    "UnauthorizedOperation",
    "UnsupportedOperation.UnsupportedKeyUsageInCurrentRegion",
  ],
} as const;

/** Codes that may pass: the provider tries again, and tells the code when its time is over. */
const PASSING = [
  "InternalError",
  "UnsupportedOperation.ServiceTemporaryUnavailable",
];

let emulator: Emulator;
beforeAll(async () => {
  emulator = await Emulator.start();
});
afterEach(() => emulator.reset());
afterAll(() => emulator.stop());

async function upWith(
  cloud: "alibaba" | "tencent",
  code: string,
  count?: number,
): Promise<{ told: string; code: number | undefined }> {
  const stack = await Stack.create({
    program: `resources: { key: { type: cmk:Cmk, properties: { cloud: ${cloud}, tags: { team: orders } }, options: { customTimeouts: { create: 10s } } } }`,
    connection: emulator.connection(),
    project: "errors",
  });
  await emulator.fault({
    cloud,
    action: "CreateKey",
    kind: "error",
    code,
    count,
  });
  const done = await stack.attempt(["up", "--yes", "--skip-preview"]);
  await emulator.clearFaults();
  if (done.code === 0) await stack.destroy();
  stack.remove();
  return { told: done.stdout + done.stderr, code: done.code };
}

describe.each(["alibaba", "tencent"] as const)("on %s", (cloud) => {
  test.each(REFUSALS[cloud])(
    "%s reaches the user as one message with code and RequestId",
    async (code) => {
      const { told } = await upWith(cloud, code);
      const escaped = code.replaceAll(".", "\\.");
      expect(told).toMatch(
        new RegExp(
          `${cloud} CreateKey .*\\[code ${escaped}, RequestId [\\w-]+\\]`,
        ),
      );
      expect(told).not.toMatch(/ at .*\.[jt]s:\d+/);
      expect(await emulator.keys()).toEqual([]);
    },
  );
});

test.each(PASSING)(
  "%s on tencent passes when the cloud recovers",
  async (code) => {
    expect(await upWith("tencent", code, 2)).toMatchObject({ code: 0 });
  },
);

test("tags that the account does not know yet are made with the key", async () => {
  const code = "InvalidParameterValue.TagsNotExisted";
  expect(await upWith("tencent", code, 1)).toMatchObject({ code: 0 });
});

test.each(["1", "2"])(
  "TagCode %s ends with the tags attached",
  async (code) => {
    const stack = await Stack.create({
      program:
        "resources: { key: { type: cmk:Cmk, properties: { cloud: tencent, tags: { team: orders } } } }",
      connection: emulator.connection(),
      project: "tagcode",
    });
    await emulator.fault({
      cloud: "tencent",
      action: "CreateKey",
      kind: "tag-failure",
      code,
      count: 1,
    });
    await stack.up();
    expect(await emulator.keys()).toMatchObject([{ tags: { team: "orders" } }]);
    await stack.refresh("--expect-no-changes");
    stack.remove();
  },
);
