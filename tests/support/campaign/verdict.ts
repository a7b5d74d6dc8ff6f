import type { KeyView } from "../../../emulator/clouds";
import type { Props } from "../protocol";
import { differences } from "./declared";
import { FIGURES } from "./tally";
import { keyIdOf, type World } from "./world";

const PENDING = ["PendingDeletion", "PendingDelete"];

export function isLive(key: KeyView): boolean {
  return !PENDING.includes(key.keyState);
}

/** Compares cloud, state and program after a clean pass; gives what should not be. */
export async function verdict(world: World): Promise<string[]> {
  const keys = await world.emulator.keys();
  const found = [
    ...stateAgainstCloud(world, keys),
    ...cloudAgainstState(world, keys),
    ...programAgainstState(world, keys),
    ...falseAlarms(world),
  ];
  world.tally.count(FIGURES.keys, keys.length - world.foreign.size);
  return found;
}

function stateAgainstCloud(world: World, keys: KeyView[]): string[] {
  const byId = new Map(keys.map((key) => [key.keyId, key]));
  const seen = new Set<string>();
  return world.state.entries.flatMap(({ id, name }) => {
    const keyId = keyIdOf(id);
    const key = byId.get(keyId);
    const twice = seen.has(keyId);
    seen.add(keyId);
    if (twice) return [`${keyId} stands twice in the state`];
    if (key && isLive(key)) return [];
    world.tally.count(FIGURES.lost);
    return [`LOST: ${name}'s key ${keyId} is ${key?.keyState ?? "gone"}`];
  });
}

/** Every key of the cloud is in the state, or was given up, or could not be known and was told. */
function cloudAgainstState(world: World, keys: KeyView[]): string[] {
  const known = new Set(world.state.entries.map(({ id }) => keyIdOf(id)));
  return keys.flatMap((key) => {
    const { keyId, keyState, cloud, region } = key;
    if (known.has(keyId) || world.foreign.has(keyId)) return [];
    if (world.doomed.has(keyId) && keyState !== "Enabled") return [];
    if (!isLive(key) && world.toldTwice(keyId)) {
      world.tally.count("doubled by a resend, told and scheduled for deletion");
      return [];
    }
    const told = world.toldOf(keyId);
    if (told.some((urn) => world.doubts.has(urn))) {
      world.tally.count(FIGURES.doubledAndTold);
      return [];
    }
    world.tally.count(FIGURES.doubledAndUntold);
    return [
      `NOT TOLD: ${cloud} ${region} ${keyId} (${keyState}, ${key.aliases.join(" ")}) is in no state${told.length > 0 ? `; named for ${told.join(" ")}, of which nothing was in doubt` : ""}`,
    ];
  });
}

function programAgainstState(world: World, keys: KeyView[]): string[] {
  const { program, state, config } = world;
  const tags = JSON.parse((config["defaultTags"] ?? "{}") as string) as Record<
    string,
    string
  >;
  const extra = state.entries
    .filter(({ name, retired }) => retired || !program.has(name))
    .map(({ name, id }) => `${name} ${id} is still in the state`);
  const wrong = [...program].flatMap(([name, declared]) => {
    const entry = state.current(name);
    if (!entry) return [`${name} is not in the state`];
    const key = keys.find(({ keyId }) => keyId === keyIdOf(entry.id));
    if (!key) return [];
    return [
      ...differences(key, declared, tags),
      ...staleOutputs(key, entry.outputs),
    ].map((difference) => `${name} ${entry.id}: ${difference}`);
  });
  return [...extra, ...wrong];
}

/** The outputs that other programs read. */
function staleOutputs(key: KeyView, { keyId, arn, keyState }: Props): string[] {
  return [
    ...(keyId === key.keyId ? [] : ["the output keyId is another key's"]),
    ...(typeof arn === "string" && arn.includes(key.account)
      ? []
      : ["the output arn does not name the account"]),
    ...(keyState === key.keyState
      ? []
      : [`the output keyState is not ${key.keyState}`]),
  ];
}

/** What must never be said: a fault of the provider's own, a secret. */
function falseAlarms({ heard, secrets }: World): string[] {
  return heard.flatMap(({ message }) => [
    ...(/fault in the cmk provider|\n\s+at /.test(message) ? [message] : []),
    ...[...secrets]
      .filter((secret) => message.includes(secret))
      .map(() => `a secret is told: ${message}`),
  ]);
}
