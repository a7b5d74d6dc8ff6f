import { cmk, EngineBench } from "./testing";

const bench = new EngineBench("failed-creation");

/** What a creation sets by an action of its own, which is refused. */
const STEPS = {
  alibaba: {
    region: "cn-hangzhou",
    code: "Forbidden.NoPermission",
    actions: ["CreateAlias", "SetDeletionProtection", "DisableKey"],
    inputs: { deletionProtection: true, enabled: false },
    shown: [
      /\+ alias +: "orders"/,
      /~ deletionProtection: false => true/,
      /~ enabled +: true => false/,
    ],
  },
  tencent: {
    region: "ap-singapore",
    code: "UnauthorizedOperation",
    actions: ["UpdateAlias", "EnableKeyRotation", "DisableKey"],
    inputs: { rotation: { interval: "30d" }, enabled: false },
    shown: [
      /~ alias +: "[^"]+" => "orders"/,
      /~ rotation: \{\s+- enabled +: false\s+\+ interval: "30d"/,
      /~ enabled +: true => false/,
    ],
  },
} as const;

test.each(["alibaba", "tencent"] as const)(
  "the preview after a failed creation on %s shows each input that it has not set",
  async (cloud) => {
    const { region, code, actions, inputs, shown } = STEPS[cloud];
    await bench.start({});
    for (const action of actions)
      await bench.emulator.fault({ cloud, action, kind: "error", code });
    const orders = cmk({ cloud, region, alias: "orders", ...inputs });
    bench.write({ orders });
    await bench.stack.fails("up");
    await bench.emulator.clearFaults();
    const { stdout } = await bench.stack.preview();
    for (const text of shown) expect(stdout).toMatch(text);
    await bench.stack.up();
    await bench.stack.up("--expect-no-changes");
  },
);

test("the preview shows material that a creation has not imported, not what it is", async () => {
  await bench.start({});
  const action = "ImportKeyMaterial";
  const code = "UnauthorizedOperation";
  await bench.emulator.fault({ action, kind: "error", code });
  const keyMaterial = Buffer.alloc(32, 7).toString("base64");
  const given = { "fn::secret": keyMaterial };
  const key = { cloud: "tencent", region: "ap-singapore", origin: "EXTERNAL" };
  bench.write({ orders: cmk({ ...key, keyMaterial: given }) });
  await bench.stack.fails("up");
  await bench.emulator.clearFaults();
  const { stdout } = await bench.stack.preview();
  expect(stdout).toContain("+ keyMaterial: [secret]");
  expect(stdout).not.toContain(keyMaterial);
  await bench.stack.up();
  await bench.stack.up("--expect-no-changes");
});
