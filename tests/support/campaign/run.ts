import type { KeyView } from "../../../emulator/clouds";
import { finish } from "./finish";
import { NO_FAULTS, type ScenarioSource } from "./scenarios";
import { newResource } from "./programs";
import type { Lane } from "./pulumi";
import { Random } from "./random";
import { create, randomStep } from "./steps";
import { COUNTERS, type Counters } from "./counters";
import { checkInvariants } from "./invariants";
import { World } from "./world";

export interface RunReport {
  seed: number;
  counters: Counters;
  /** The violations; empty for a good run. */
  violations: string[];
  journal: string[];
}

export interface RunOptions {
  /** How many steps follow the first one. */
  steps: [least: number, most: number];
  /** How often the account holds the keys of another state with the same names. */
  neighbours: number;
  /** What happens during the commands; by default, anything. */
  scenarios?: ScenarioSource;
}

/** Behaviour in which accounts differ, or which the vendors' pages don't specify. */
const SWITCHES: Record<string, readonly (boolean | string)[]> = {
  "tencent.tagsMustExist": [true, false, false],
  "tencent.aliasHeldWhilePending": [true, true, false],
  "tencent.sameAliasRefused": [true, false],
  "tencent.describedAsAsked": [true, false],
  "tencent.modifyTagsAtomic": [true, false],
  "alibaba.emptyDeleteDate": [true, false],
  "alibaba.emptyNextToken": [true, false],
};

/**
 * One run of a seed: a user's random steps on a random program among faults and kills, a clean pass, and the invariant
 * checks.
 */
export async function oneRun(
  lane: Lane,
  seed: number,
  options: RunOptions,
): Promise<RunReport> {
  const owner = `state-of-${String(seed)}`;
  const world = new World(lane, new Random(seed), owner, options.scenarios);
  const { counters, journal } = world;
  const violations = await runSteps(world, options).catch((error: unknown) => [
    `the run itself failed: ${error instanceof Error ? (error.stack ?? "") : String(error)}`,
  ]);
  counters.count(COUNTERS.runs);
  counters.count("steps", journal.filter((line) => line.endsWith(":")).length);
  if (violations.length > 0) counters.count(COUNTERS.wrong, violations.length);
  return { seed, counters, violations, journal };
}

async function runSteps(world: World, options: RunOptions): Promise<string[]> {
  const { lane, random } = world;
  await lane.emulator.reset();
  for (const [name, values] of Object.entries(SWITCHES)) {
    const value = random.pick(values);
    if (value !== undefined) await lane.emulator.set({ [name]: value });
  }
  if (random.chance(0.3))
    world.config = {
      defaultTags: JSON.stringify({ managed: "pulumi", team: "platform" }),
    };
  const neighbour = random.chance(options.neighbours)
    ? await createNeighbour(world)
    : undefined;

  const pulumi = await lane.begin(world);
  try {
    world.note("create:");
    await create(world, pulumi);
    const [least, most] = options.steps;
    for (let steps = random.integer(least, most); steps > 0; steps--)
      await randomStep(world, pulumi);
    const violations = await finish(world, pulumi);
    violations.push(...(await checkInvariants(world)));
    if (neighbour) violations.push(...(await neighbour.violations()));
    return violations;
  } finally {
    pulumi.end();
  }
}

/** Creates the keys of another state with the same project, stack and resource names in the same account. */
async function createNeighbour(
  world: World,
): Promise<{ violations: () => Promise<string[]> }> {
  const { lane, random, emulator } = world;
  const other = new World(lane, random, "state-next-door");
  for (const name of ["key1", "key2"]) {
    const { inputs } = newResource(random, name);
    delete inputs["alias"];
    other.declare(name, { inputs, deleteBeforeReplace: false });
  }
  const pulumi = await lane.begin(other);
  await pulumi.up(NO_FAULTS);
  pulumi.end();
  const before = await emulator.keys();
  for (const { keyId } of before) world.foreign.add(keyId);
  return {
    violations: async () => {
      const keys = await emulator.keys();
      return before.flatMap((key) => {
        const { keyId } = key;
        const now = keys.find((each) => each.keyId === keyId);
        return [
          ...(now && snapshot(now) === snapshot(key)
            ? []
            : [`the neighbour's key ${keyId} was changed`]),
          ...world
            .resourcesNaming(keyId)
            .map((urn) => `the neighbour's key ${keyId} is named for ${urn}`),
        ];
      });
    },
  };
}

/** Everything that can be changed about a key except its versions, which change by the clock. */
function snapshot(key: KeyView): string {
  const { keyState, aliases, description, tags, rotationEnabled } = key;
  return JSON.stringify({
    keyState,
    aliases,
    description,
    tags,
    rotationEnabled,
  });
}
