import { DAY, TEST_CLOUDS } from "./clouds";
import { cmk, EngineBench } from "./testing";

const bench = new EngineBench("rotation");

/** What a key must have to be rotated on demand, and the action that does it. */
const ON_DEMAND = {
  alibaba: {
    inputs: { dkmsInstanceId: "kst-1" },
    action: "CreateKeyVersion",
    // Only the emulator's clock is a week ahead. The provider's own says that it is too early.
    announced:
      "warning: rotationTrigger: this update is to rotate the key, and Alibaba Cloud documents that a key takes a version at the earliest 7 days after its last one",
  },
  tencent: {
    inputs: { rotation: { interval: "365d" } },
    action: "RotateKey",
    announced: "rotationTrigger: this update rotates the key now",
  },
} as const;

test.each(TEST_CLOUDS)(
  "a changed rotationTrigger rotates a key on $name once, as the preview says, also where the answer is lost",
  async ({ name: cloud }) => {
    const { inputs, action, announced } = ON_DEMAND[cloud];
    const withTrigger = (rotationTrigger: string) => ({
      key: cmk({ cloud, ...inputs, rotationTrigger }),
    });
    const rotations = async () =>
      (await bench.emulator.calls())[cloud]?.[action] ?? 0;

    await bench.start(withTrigger("2026-01"));
    // Alibaba Cloud makes versions a week apart.
    await bench.emulator.advance(8 * DAY);
    bench.write(withTrigger("2026-02"));
    const { stdout, stderr } = await bench.stack.preview();
    expect(stdout + stderr).toContain(announced);
    expect(await rotations()).toBe(0);

    const before = (await bench.stack.resource("key")).outputs;
    await bench.emulator.fault({ action, kind: "drop-after", count: 1 });
    await bench.stack.up();
    const { outputs } = await bench.stack.resource("key");
    expect(outputs?.["rotationTrigger"]).toBe("2026-02");
    expect(outputs?.["lastRotationDate"]).not.toBe(
      before?.["lastRotationDate"],
    );
    expect(await rotations()).toBe(1);
    await bench.stack.up("--refresh", "--expect-no-changes");
    expect(await rotations()).toBe(1);
  },
);

test("getKeyVersions lists a key's versions, and which one encrypts", async () => {
  const [{ name: cloud } = { name: "alibaba" }] = TEST_CLOUDS;
  await bench.start({ key: cmk({ cloud, rotation: { interval: "7d" } }) });
  await bench.emulator.advance(8 * DAY);
  const { id } = await bench.stack.resource("key");
  bench.stack.write({
    resources: { key: cmk({ cloud, rotation: { interval: "7d" } }) },
    variables: {
      found: {
        "fn::invoke": { function: "cmk:getKeyVersions", arguments: { id } },
      },
    },
    outputs: { versions: "${found.versions}" },
  });
  await bench.stack.up();
  const date = expect.stringMatching(/^\d{4}-/) as string;
  const version = { id: expect.any(String) as string, creationDate: date };
  expect((await bench.stack.outputs())["versions"]).toEqual([
    { ...version, primary: false },
    { ...version, primary: true },
  ]);
});
