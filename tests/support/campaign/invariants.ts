import type { KeyView } from "../../../emulator/clouds";
import type { Props } from "../protocol";
import { differences } from "./differences";
import { COUNTERS } from "./counters";
import { keyIdOf, type World } from "./world";

const PENDING = ["PendingDeletion", "PendingDelete"];

export function isLive(key: KeyView): boolean {
  return !PENDING.includes(key.keyState);
}

/** Compares cloud, state and program after a clean pass; gives each violation. */
export async function checkInvariants(world: World): Promise<string[]> {
  const keys = await world.emulator.keys();
  const violations = [
    ...stateAgainstCloud(world, keys),
    ...cloudAgainstState(world, keys),
    ...programAgainstState(world, keys),
    ...falseAlarms(world),
  ];
  world.counters.count(COUNTERS.keys, keys.length - world.foreign.size);
  return violations;
}

function stateAgainstCloud(world: World, keys: KeyView[]): string[] {
  const byId = new Map(keys.map((key) => [key.keyId, key]));
  const seen = new Set<string>();
  return world.state.entries.flatMap(({ id, name }) => {
    const keyId = keyIdOf(id);
    const key = byId.get(keyId);
    const twice = seen.has(keyId);
    seen.add(keyId);
    if (twice) return [`${keyId} is in the state twice`];
    if (key && isLive(key)) return [];
    world.counters.count(COUNTERS.lost);
    return [`LOST: ${name}'s key ${keyId} is ${key?.keyState ?? "gone"}`];
  });
}

/** Every key in the cloud is in the state, was given up, or is a possible duplicate that a message has named. */
function cloudAgainstState(world: World, keys: KeyView[]): string[] {
  const known = new Set(world.state.entries.map(({ id }) => keyIdOf(id)));
  return keys.flatMap((key) => {
    const { keyId, keyState, cloud, region } = key;
    if (known.has(keyId) || world.foreign.has(keyId)) return [];
    if (world.scheduledForDeletion.has(keyId) && keyState !== "Enabled")
      return [];
    if (!isLive(key) && world.reportedAsResent(keyId)) {
      world.counters.count(
        "duplicated by a resend, reported and scheduled for deletion",
      );
      return [];
    }
    const named = world.resourcesNaming(keyId);
    if (named.some((urn) => world.uncertainCreates.has(urn))) {
      world.counters.count(COUNTERS.duplicatedAndReported);
      return [];
    }
    world.counters.count(COUNTERS.duplicatedAndUnreported);
    return [
      `NOT REPORTED: ${cloud} ${region} ${keyId} (${keyState}, ${key.aliases.join(" ")}) is in no state${named.length > 0 ? `; named for ${named.join(" ")}, none of which is uncertain` : ""}`,
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
    .filter(({ name, pendingDelete }) => pendingDelete || !program.has(name))
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

/** Messages must contain no internal error of the provider and no secret. */
function falseAlarms({ messages, secrets }: World): string[] {
  return messages.flatMap(({ message }) => [
    ...(/internal error in the cmk provider|\n\s+at /.test(message)
      ? [message]
      : []),
    ...[...secrets]
      .filter((secret) => message.includes(secret))
      .map(() => `a message shows a secret: ${message}`),
  ]);
}
