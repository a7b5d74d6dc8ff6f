import type { CloudName } from "../../../emulator/clouds";
import { drift } from "./drift";
import {
  changed,
  CLOUDS,
  newResource,
  REGIONS,
  replaced,
  type Alteration,
} from "./programs";
import type { Pulumi } from "./pulumi";
import type { World } from "./world";

interface Step {
  weight: number;
  /** Whether it makes sense after a killed create that has not been repeated yet, which is what messages ask for. */
  afterKilledCreate?: boolean;
  run: (world: World, pulumi: Pulumi) => Promise<unknown>;
}

const MAX_RESOURCES = 5;

/** The steps of a user. */
const STEPS: Record<string, Step> = {
  again: { weight: 2, afterKilledCreate: true, run: up },
  refresh: {
    weight: 2,
    afterKilledCreate: true,
    run: (world, pulumi) => pulumi.refresh(world.randomScenario()),
  },
  "refresh with another account": {
    weight: 1,
    afterKilledCreate: true,
    run: refreshWithOtherAccount,
  },
  drift: { weight: 2, afterKilledCreate: true, run: drift },
  create: { weight: 4, run: create },
  change: { weight: 5, run: (...run) => alter(...run, changed) },
  replace: { weight: 3, run: (...run) => alter(...run, replaced) },
  force: { weight: 2, run: force },
  remove: { weight: 2, run: remove },
  import: { weight: 1, run: importForeign },
};

export function randomStep(world: World, pulumi: Pulumi): Promise<unknown> {
  const open = Object.entries(STEPS).filter(
    ([, { afterKilledCreate }]) =>
      afterKilledCreate ?? world.unrepeatedCreates.size === 0,
  );
  const weights = Object.fromEntries(
    open.map(([name, { weight }]) => [name, weight]),
  );
  const name = world.random.weighted(weights);
  world.note(`${name}:`);
  return STEPS[name]?.run(world, pulumi) ?? Promise.resolve();
}

function up(world: World, pulumi: Pulumi): Promise<unknown> {
  return pulumi.up(world.randomScenario());
}

/** Credentials of another account prove nothing about the keys. */
async function refreshWithOtherAccount(
  world: World,
  pulumi: Pulumi,
): Promise<void> {
  const ids = () => world.state.entries.map(({ id }) => id).join();
  const before = ids();
  await pulumi.refreshWithOtherAccount?.(world.randomScenario());
  if (ids() !== before)
    throw new Error("a refresh with another account's credentials lost keys");
}

/** Adds one or two resources to the program, and runs `up`. */
export async function create(world: World, pulumi: Pulumi): Promise<void> {
  const { program, random } = world;
  for (let made = random.integer(1, 2); made > 0; made--) {
    const name = `key${String(random.integer(1, MAX_RESOURCES))}`;
    if (!program.has(name)) world.declare(name, newResource(random, name));
  }
  await up(world, pulumi);
}

function anyName({ random, program }: World): string | undefined {
  return random.pick([...program.keys()]);
}

/** Changes one resource of the program, and runs `up`. */
async function alter(
  world: World,
  pulumi: Pulumi,
  alteration: Alteration,
): Promise<void> {
  const name = anyName(world);
  const declared = name && world.program.get(name);
  if (!name || !declared) return;
  world.declare(name, alteration(world.random, name, declared));
  await up(world, pulumi);
}

async function force(world: World, pulumi: Pulumi): Promise<void> {
  const name = anyName(world);
  if (!name || !world.state.current(name)) return;
  world.forced.add(name);
  await up(world, pulumi);
}

async function remove(world: World, pulumi: Pulumi): Promise<void> {
  const name = anyName(world);
  if (!name) return;
  world.program.delete(name);
  world.forced.delete(name);
  world.note(`  without ${name}`);
  await up(world, pulumi);
}

/** Imports a key that was created outside Pulumi. */
async function importForeign(world: World, pulumi: Pulumi): Promise<void> {
  const { random, state, program, foreign } = world;
  const name = `imported${String(random.integer(0, 999))}`;
  if (program.has(name) || state.current(name)) return;
  const cloud = random.pick(CLOUDS);
  const region = random.pick(REGIONS[cloud]);
  const keyId = await makeByHand(world, cloud, region, name);
  foreign.add(keyId);
  const { faults, timeout } = world.randomScenario();
  const id = `${cloud}/${region}/${keyId}`;
  const inputs = await pulumi.import(name, id, { faults, timeout });
  if (!inputs) return;
  world.declare(name, { inputs, deleteBeforeReplace: false });
  foreign.delete(keyId);
}

async function makeByHand(
  world: World,
  cloud: CloudName,
  region: string,
  name: string,
): Promise<string> {
  const parameters =
    cloud === "alibaba"
      ? { Description: "made by hand" }
      : { Alias: name, KeyUsage: "ENCRYPT_DECRYPT" };
  const { outsider } = world.lane;
  const reply = await outsider.call(cloud, region, "CreateKey", parameters);
  const made = (reply["KeyMetadata"] ?? reply) as { KeyId: string };
  return made.KeyId;
}
