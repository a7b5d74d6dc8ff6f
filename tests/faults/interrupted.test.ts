import { waitForCall } from "../support/campaign/wait-for-call";
import { TEST_CLOUDS } from "../engine/clouds";
import { childrenOf, gone } from "../support/descendants";
import { Emulator } from "../support/emulator";
import { Stack, type EngineRun } from "../support/engine";
import { until } from "../support/until";

/** The delay of CreateKey, or of the step behind it. */
const HELD_MS = 700;
const PLUGIN = "pulumi-resource-cmk";
const UP = ["up", "--yes", "--skip-preview"];
const ORPHANS_END_MS = 20_000;

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

const PROGRAM = `resources:
${TEST_CLOUDS.map(({ name }) => `  ${name}: { type: cmk:Cmk, properties: { cloud: ${name}, enabled: false } }`).join("\n")}`;

function start(): Promise<Stack> {
  const connection = emulator.connection();
  return Stack.create({ program: PROGRAM, connection, project: "interrupted" });
}

/** Runs `up`, and kills its engine or its plugin while both clouds delay an action. */
async function upInterrupted(
  action: string,
  strike: (engine: number, plugin: number) => unknown,
): Promise<EngineRun> {
  for (const { name: cloud } of TEST_CLOUDS)
    await emulator.fault({
      cloud,
      action,
      kind: "delay",
      ms: HELD_MS,
      count: 1,
    });
  let engine = 0;
  const running = stack.attempt(UP, { started: (pid) => (engine = pid) });
  for (const { name: cloud } of TEST_CLOUDS)
    expect(await waitForCall(emulator, { cloud, action }, running)).toBe(true);
  const plugins = childrenOf(engine, PLUGIN);
  await strike(engine, plugins[0] ?? 0);
  const done = await running;
  for (const pid of plugins) await gone(pid, ORPHANS_END_MS);
  return done;
}

async function idsInTheClouds(): Promise<string[]> {
  const keys = await emulator.keys();
  return keys
    .map(({ cloud, region, keyId }) => `${cloud}/${region}/${keyId}`)
    .sort();
}

async function idsInTheState(): Promise<string[]> {
  const resources = await stack.resources();
  return resources
    .filter(({ type }) => type === "cmk:index:Cmk")
    .map(({ id = "" }) => id)
    .sort();
}

async function expectFinishedByUp(): Promise<void> {
  expect(await idsInTheState()).toEqual(await idsInTheClouds());
  await stack.up();
  const keys = await emulator.keys();
  expect(keys.map(({ keyState }) => keyState)).toEqual([
    "Disabled",
    "Disabled",
  ]);
  await stack.up("--expect-no-changes");
}

test.each(["CreateKey", "DisableKey"])(
  "Ctrl-C during %s leaves the keys' ids in the state, and the next up finishes them",
  async (action) => {
    stack = await start();
    const done = await upInterrupted(action, (engine) =>
      process.kill(engine, "SIGINT"),
    );
    expect(done.code).not.toBe(0);
    await expectFinishedByUp();
  },
  60_000,
);

test("a SIGINT to the plugin itself leaves the keys' ids in the state", async () => {
  stack = await start();
  await upInterrupted("CreateKey", (_, plugin) =>
    process.kill(plugin, "SIGINT"),
  );
  await expectFinishedByUp();
}, 60_000);

test("`pulumi cancel` during CreateKey leaves the keys' ids in the state", async () => {
  stack = await start();
  await upInterrupted("CreateKey", () => stack.run("cancel", "--yes"));
  expect(await idsInTheState()).toEqual(await idsInTheClouds());
}, 60_000);

test.each(["plugin", "engine"])(
  "a killed %s leaves one key per create at most, which the next up names with the command that imports it",
  async (victim) => {
    stack = await start();
    await upInterrupted("CreateKey", (engine, plugin) =>
      process.kill(victim === "plugin" ? plugin : engine, "SIGKILL"),
    );
    if (victim === "engine") await stack.run("cancel", "--yes");
    // The clouds finish the delayed requests although their client is dead.
    const orphans = await until(async () => {
      const ids = await idsInTheClouds();
      return ids.length === TEST_CLOUDS.length ? ids : undefined;
    });
    const { stdout } = await stack.up();
    expect(await idsInTheClouds()).toHaveLength(2 * TEST_CLOUDS.length);

    // The command in the message works, with names of the user's choice.
    for (const [index, orphan] of orphans.entries()) {
      expect(stdout).toContain(`pulumi import cmk:index:Cmk NAME ${orphan}.`);
      await stack.import(`found${index}`, orphan, "--protect=false");
    }
    expect(await idsInTheState()).toEqual(await idsInTheClouds());
  },
  60_000,
);

test.each(["plugin", "engine"])(
  "a killed %s leaves keys in the state whose deletion has begun, which `up --refresh` cancels",
  async (victim) => {
    const program = `resources:
${TEST_CLOUDS.map(({ name }) => `  ${name}: { type: cmk:Cmk, properties: { cloud: ${name}, alias: ledger } }`).join("\n")}`;
    const connection = emulator.connection();
    stack = await Stack.create({ program, connection, project: "deletions" });
    await stack.up();
    const made = await emulator.keys();
    stack.write("resources: {}");
    await upInterrupted("ScheduleKeyDeletion", (engine, plugin) =>
      process.kill(victim === "plugin" ? plugin : engine, "SIGKILL"),
    );
    if (victim === "engine") await stack.run("cancel", "--yes");
    const pending = TEST_CLOUDS.map(({ pending }) => pending);
    await until(async () =>
      (await emulator.keys()).every(({ keyState }) =>
        pending.includes(keyState),
      ),
    );

    stack.write(program);
    await stack.up("--refresh");
    const withNames = (keys: typeof made) =>
      keys.map(({ keyId, keyState, aliases }) => [keyId, keyState, aliases]);
    expect(withNames(await emulator.keys())).toEqual(withNames(made));
    await stack.up("--expect-no-changes");
  },
  60_000,
);

test("with the same project and stack name in one account, two states never name or change each other's keys", async () => {
  const project = "twins";
  const program = `resources:
${TEST_CLOUDS.map(({ name }) => `  ${name}: { type: cmk:Cmk, properties: { cloud: ${name} } }`).join("\n")}`;
  const connection = emulator.connection();
  stack = await Stack.create({ program, connection, project });
  const twin = await Stack.create({ program, connection, project });
  await stack.up();
  const first = await emulator.keys();
  const { stdout } = await twin.up();
  for (const { keyId } of first) expect(stdout).not.toContain(keyId);
  expect(stdout).not.toContain("pulumi import");
  await twin.destroy();
  twin.remove();
  const after = await emulator.keys();
  for (const key of first) expect(after).toContainEqual(key);
  await stack.up("--expect-no-changes");
}, 60_000);
