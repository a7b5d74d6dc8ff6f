import type { KeyView } from "../../../emulator/clouds";
import { finish } from "./finish";
import { CALM, type Hazards } from "./hazards";
import { newResource } from "./programs";
import type { Lane } from "./pulumi";
import { Random } from "./random";
import { create, randomStep } from "./steps";
import { FIGURES, type Tally } from "./tally";
import { verdict } from "./verdict";
import { World } from "./world";

export interface RunReport {
  seed: number;
  tally: Tally;
  /** What should not be; empty for a good run. */
  found: string[];
  journal: string[];
}

export interface RunOptions {
  /** How many steps follow the first. */
  steps: [least: number, most: number];
  /** How often there is another state of the same names in the account. */
  neighbours: number;
  /** What happens to the commands; anything. */
  hazards?: Hazards;
}

/** Details in which accounts differ, or which the vendors' pages leave open. */
const SWITCHES: Record<string, readonly (boolean | string)[]> = {
  "tencent.tagsMustExist": [true, false, false],
  "tencent.aliasHeldWhilePending": [true, true, false],
  "tencent.sameAliasRefused": [true, false],
  "tencent.describedAsAsked": [true, false],
  "tencent.modifyTagsAtomic": [true, false],
  "alibaba.emptyDeleteDate": [true, false],
  "alibaba.emptyNextToken": [true, false],
};

/** One run of a seed: some steps of a user with a random program among faults and kills, a clean pass, and the verdict. */
export async function oneRun(
  lane: Lane,
  seed: number,
  options: RunOptions,
): Promise<RunReport> {
  const owner = `state-of-${String(seed)}`;
  const world = new World(lane, new Random(seed), owner, options.hazards);
  const { tally, journal } = world;
  const found = await live(world, options).catch((error: unknown) => [
    `the run itself failed: ${error instanceof Error ? (error.stack ?? "") : String(error)}`,
  ]);
  tally.count(FIGURES.runs);
  tally.count("steps", journal.filter((line) => line.endsWith(":")).length);
  if (found.length > 0) tally.count(FIGURES.wrong, found.length);
  return { seed, tally, found, journal };
}

async function live(world: World, options: RunOptions): Promise<string[]> {
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
    ? await settle(world)
    : undefined;

  const pulumi = await lane.begin(world);
  try {
    world.note("create:");
    await create(world, pulumi);
    const [least, most] = options.steps;
    for (let steps = random.integer(least, most); steps > 0; steps--)
      await randomStep(world, pulumi);
    const found = await finish(world, pulumi);
    found.push(...(await verdict(world)));
    if (neighbour) found.push(...(await neighbour.complaints()));
    return found;
  } finally {
    pulumi.end();
  }
}

/** Another state of the same project and stack name in the same account, with keys of resources of the same names. */
async function settle(
  world: World,
): Promise<{ complaints: () => Promise<string[]> }> {
  const { lane, random, emulator } = world;
  const other = new World(lane, random, "state-next-door");
  for (const name of ["key1", "key2"]) {
    const { inputs } = newResource(random, name);
    delete inputs["alias"];
    other.declare(name, { inputs, deleteBeforeReplace: false });
  }
  const pulumi = await lane.begin(other);
  await pulumi.up(CALM);
  pulumi.end();
  const before = await emulator.keys();
  for (const { keyId } of before) world.foreign.add(keyId);
  return {
    complaints: async () => {
      const keys = await emulator.keys();
      return before.flatMap((key) => {
        const { keyId } = key;
        const now = keys.find((each) => each.keyId === keyId);
        return [
          ...(now && lookOf(now) === lookOf(key)
            ? []
            : [`the neighbour's key ${keyId} was touched`]),
          ...world
            .toldOf(keyId)
            .map((urn) => `the neighbour's key ${keyId} is named for ${urn}`),
        ];
      });
    },
  };
}

/** All that can be changed about a key; not its versions, as the clock rotates them. */
function lookOf(key: KeyView): string {
  const { keyState, aliases, description, tags, rotationEnabled } = key;
  return JSON.stringify({
    keyState,
    aliases,
    description,
    tags,
    rotationEnabled,
  });
}
