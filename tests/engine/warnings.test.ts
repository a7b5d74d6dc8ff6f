import { Emulator } from "../support/emulator";
import { Stack, type EngineRun } from "../support/engine";
import { Outsider } from "../support/outsider";
import { TEST_CLOUDS } from "./clouds";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await Emulator.start();
});
afterEach(async () => {
  await emulator.reset();
});
afterAll(() => emulator.stop());

/** Warnings of the engine's own record, as every front end of Pulumi gets them. */
function warningsOf({ events }: EngineRun): string[] {
  return events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "warning"
      ? [diagnosticEvent.message.trim()]
      : [],
  );
}

describe.each(TEST_CLOUDS)("on $name", (cloud) => {
  let stack: Stack;
  const program = (properties: object, options: object = {}) => ({
    resources: {
      key: {
        type: "cmk:Cmk",
        properties: { cloud: cloud.name, ...properties },
        options,
      },
    },
  });
  const start = async (properties: object) => {
    stack = await Stack.create({
      program: program(properties),
      connection: emulator.connection(),
      project: `warnings-${cloud.name}`,
    });
    await stack.up();
  };
  afterEach(() => {
    stack.remove();
  });

  test("the preview of a replacement names the old key, what is lost, when, and how to cancel it", async () => {
    await start({ deletionWindowInDays: 7 });
    const [old] = await emulator.keys();
    const date = new Date(Date.now() + 7 * 86_400_000)
      .toISOString()
      .slice(0, 10);
    stack.write(program({ deletionWindowInDays: 7, spec: "RSA_2048" }));
    const [warning, ...others] = warningsOf(await stack.preview());
    expect(others).toEqual([]);
    expect(warning).toContain(`replaces key ${old?.keyId ?? ""}`);
    expect(warning).toContain(
      "If the option retainOnDelete was deployed before",
    );
    expect(warning).toContain(date);
    expect(warning).toContain("CancelKeyDeletion");
  });

  test("a changed state makes no warning where nothing is destroyed: not in refresh, not in other updates", async () => {
    await start({ description: "a" });
    expect(warningsOf(await stack.refresh())).toEqual([]);
    stack.write(program({ description: "b", enabled: false }));
    expect(warningsOf(await stack.preview())).toEqual([]);
    expect(warningsOf(await stack.up())).toEqual([]);
    expect(warningsOf(await stack.refresh())).toEqual([]);
  });

  test("an update that arms destruction is warned of in its preview", async () => {
    await start({ deletionPolicy: "DISABLE", deletionWindowInDays: 30 });
    stack.write(program({ deletionWindowInDays: 7 }));
    const warnings = warningsOf(await stack.preview());
    expect(warnings.join("\n")).toMatch(/deletionPolicy is no longer DISABLE/);
    expect(warnings.join("\n")).toMatch(/7 days to cancel it instead of 30/);
    await stack.up();
    expect(warningsOf(await stack.preview())).toEqual([]);
  });

  test("an update that enables a disabled key for a moment is warned of in its preview", async () => {
    await start({ enabled: false, rotation: { interval: "7d" } });
    stack.write(program({ enabled: false, rotation: { interval: "8d" } }));
    const warnings = warningsOf(await stack.preview());
    await emulator.forgetCalls();
    await stack.up();
    const { EnableKey = 0 } = (await emulator.calls())[cloud.name] ?? {};
    expect(warnings).toEqual(
      EnableKey === 0
        ? []
        : [
            "In this update the disabled key is enabled for a moment, to change its rotation.",
          ],
    );
    expect(await emulator.keys()).toMatchObject([{ keyState: "Disabled" }]);
    stack.write(program({ enabled: false, rotation: { interval: "192h" } }));
    expect(warningsOf(await stack.preview())).toEqual([]);
  });

  test("an update that cancels a deletion, and enables a disabled key for that, is warned of in its preview", async () => {
    await start({ enabled: false });
    const [{ keyId: KeyId = "" } = {}] = await emulator.keys();
    const outsider = new Outsider(emulator);
    const more = { KeyId, PendingWindowInDays: 7 };
    await outsider.call(cloud.name, cloud.region, "ScheduleKeyDeletion", more);
    await stack.refresh();
    expect(warningsOf(await stack.preview())).toEqual(
      cloud.name === "alibaba"
        ? [
            "In this update the key is enabled for a moment, to cancel its deletion.",
          ]
        : [],
    );
    await emulator.forgetCalls();
    await stack.up();
    // What enables it is the cancellation.
    const { EnableKey = 0, DisableKey = 0 } =
      (await emulator.calls())[cloud.name] ?? {};
    expect([EnableKey, DisableKey]).toEqual(
      cloud.name === "alibaba" ? [0, 1] : [0, 0],
    );
    expect(await emulator.keys()).toMatchObject([{ keyState: "Disabled" }]);
  });

  test("a preview's plan for a reviewer carries the warning as data", async () => {
    await start({});
    stack.write(program({ spec: "RSA_2048" }));
    const { diagnostics } = await stack.plan();
    expect(diagnostics).toMatchObject([
      {
        severity: "warning",
        urn: expect.stringContaining("::key") as string,
        message: expect.stringContaining("This replaces key") as string,
      },
    ]);
  });
});

test("an update that takes a key out of the archive is warned of in its preview, once the archive was read", async () => {
  const program = (description: string) =>
    `resources: { key: { type: cmk:Cmk, properties: { cloud: tencent, region: ap-singapore, description: ${description} } } }`;
  const stack = await Stack.create({
    program: program("a"),
    connection: emulator.connection(),
    project: "archived",
  });
  try {
    await stack.up();
    const [{ keyId = "" } = {}] = await emulator.keys();
    const outsider = new Outsider(emulator);
    await outsider.tencent("ap-singapore", "ArchiveKey", { KeyId: keyId });
    await stack.refresh();
    const warning = "In this update the key is taken out of the archive.";
    expect(warningsOf(await stack.preview())).toEqual([warning]);
    stack.write(program("b"));
    expect(warningsOf(await stack.preview())).toEqual([warning]);
    expect(warningsOf(await stack.up())).toEqual([]);
    expect(await emulator.keys()).toMatchObject([{ keyState: "Enabled" }]);
  } finally {
    stack.remove();
  }
});

test("a destroy without a terminal ends with one line per key, which names it", async () => {
  const names = TEST_CLOUDS.flatMap(({ name }) => [
    [`${name}-1`, name] as const,
    [`${name}-2`, name] as const,
  ]);
  const stack = await Stack.create({
    program: {
      resources: Object.fromEntries(
        names.map(([key, cloud]): [string, object] => [
          key,
          { type: "cmk:Cmk", properties: { cloud } },
        ]),
      ),
    },
    connection: emulator.connection(),
    project: "destroyed",
  });
  try {
    await stack.up();
    const { stdout } = await stack.destroy();
    const [, diagnostics = ""] = stdout.split("Diagnostics:\n");
    const [heading, ...lines] = (diagnostics.split("\n\n")[0] ?? "").split(
      "\n",
    );
    expect(heading).toMatch(/Stack \(destroyed-dev\):$/);
    const expected = lines.map(
      (line) => /^ +Key \S+ \((.+?)\) in /.exec(line)?.[1],
    );
    expect(expected.sort()).toEqual(names.map(([key]) => key));
  } finally {
    stack.remove();
  }
});
