import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Emulator } from "../support/emulator";
import { Stack, type ResourceState } from "../support/engine";
import { Plugin } from "../support/plugin";

const KEYS = 1000;
const INPUTS = { cloud: "tencent", tags: { team: "red" } };

let emulator: Emulator;
let stack: Stack;

beforeAll(async () => {
  emulator = await Emulator.start();
  await emulator.set({ "tencent.keyQuota": KEYS });
  stack = await Stack.create({
    program: { resources: { key: { type: "cmk:Cmk", properties: INPUTS } } },
    connection: emulator.connection(),
  });
  await stack.up();
  await multiply();
});
afterAll(async () => {
  stack.remove();
  await emulator.stop();
});

/** Gives the state as many keys as the test wants. Made past the engine, which would write its state for each of them. */
async function multiply(): Promise<void> {
  const { stdout } = await stack.run("stack", "export");
  const state = JSON.parse(stdout) as {
    deployment: { resources: ResourceState[] };
  };
  const { resources } = state.deployment;
  const model = resources.at(-1);
  if (!model) throw new Error("the stack has no key");
  const connection = emulator.connection();
  const { plugin, client } = await Plugin.configured(connection);
  const make = async (number: number) => {
    const urn = `${model.urn}-${String(number)}`;
    const { inputs } = await client.check(INPUTS, { urn });
    const { id, properties } = await client.create(inputs, { urn });
    resources.push({ ...model, urn, id, inputs, outputs: properties });
  };
  try {
    await Promise.all(Array.from({ length: KEYS - 1 }, (_, n) => make(n)));
  } finally {
    await plugin.stop();
  }
  const file = join(stack.folder, "state.json");
  writeFileSync(file, JSON.stringify(state));
  await stack.run("stack", "import", "--file", file);
}

/** How many calls of each action a refresh makes. */
async function callsOfRefresh(...flags: string[]): Promise<number[]> {
  await emulator.forgetCalls();
  await stack.refresh("--expect-no-changes", ...flags);
  const { tencent } = await emulator.calls();
  return Object.values(tencent);
}

/**
 * How many reads fall into one call depends on how closely the engine asks for them, so on the machine. The unit tests of
 * the batch have the numbers; whatever the timing, some reads are joined, and none takes a call more than it needs alone.
 */
test.each([[[]], [["--parallel", "100"]]])(
  "a refresh of 1,000 unchanged keys %j joins reads",
  async (flags) => {
    for (const calls of await callsOfRefresh(...flags))
      expect(calls).toBeLessThan(KEYS);
  },
);
