import { TEST_CLOUDS } from "../engine/clouds";
import { Emulator } from "../support/emulator";
import { Stack, type EngineRun } from "../support/engine";

const KEYS_ON_EACH_CLOUD = 30;

/** A third of the provider's own rate for each cloud (the vendors' published limits). */
const THIRD = { alibaba: 3, tencent: 6 } as const;

let emulator: Emulator;
let stack: Stack;
beforeAll(async () => {
  emulator = await Emulator.start();
});
beforeEach(() => emulator.reset());
afterEach(() => {
  stack.remove();
});
afterAll(() => emulator.stop());

async function upOfSixtyKeys(): Promise<EngineRun> {
  const keys = TEST_CLOUDS.flatMap(({ name: cloud }) =>
    Array.from({ length: KEYS_ON_EACH_CLOUD }, (_, index) => [
      `${cloud}${index}`,
      {
        type: "cmk:Cmk",
        properties: { cloud, rotation: { interval: "90d" }, tags: { a: "b" } },
      },
    ]),
  );
  stack = await Stack.create({
    program: { resources: Object.fromEntries(keys) as object },
    connection: emulator.connection(),
    project: "throttled",
  });
  return stack.up();
}

async function expectSixtyKeys(): Promise<void> {
  const keys = await emulator.keys();
  expect(keys).toHaveLength(TEST_CLOUDS.length * KEYS_ON_EACH_CLOUD);
  await emulator.clearFaults();
  await stack.up("--expect-no-changes");
}

/** The ephemeral status in the resources' rows. */
function passing({ events }: EngineRun): string {
  return events
    .map(({ diagnosticEvent: diagnostic }) =>
      diagnostic?.ephemeral ? diagnostic.message : "",
    )
    .join("\n");
}

test("with a random half of all calls throttled, each of sixty keys is created once", async () => {
  for (const { name: cloud } of TEST_CLOUDS)
    await emulator.fault({
      cloud,
      kind: "throttle",
      probability: 0.5,
      seed: 11,
    });
  await upOfSixtyKeys();
  await expectSixtyKeys();
}, 120_000);

test("with limits at a third of the provider's rate, each of sixty keys is created once, and the status says what is waited for", async () => {
  for (const { name: cloud } of TEST_CLOUDS)
    for (const action of ["CreateKey", "EnableKeyRotation"])
      await emulator.limit({ cloud, action, perSecond: THIRD[cloud] });
  const done = await upOfSixtyKeys();
  await expectSixtyKeys();
  expect(passing(done)).toMatch(/CreateKey in .+/);
}, 120_000);
