import type { CloudName, KeyView } from "../../../emulator/clouds";
import { NO_FAULTS } from "./scenarios";
import type { Pulumi, Failure } from "./pulumi";
import { COUNTERS } from "./counters";
import { keyIdOf, type World } from "./world";

/** A user who follows the advice of every message needs at most this many rounds. */
const MAX_ROUNDS = 8;

interface Remedy {
  advice: RegExp;
  /** Resolves to false if the message should not have appeared in the first place. */
  follow: (where: Where, failure: Failure, match: string[]) => Promise<unknown>;
}

interface Where {
  world: World;
  pulumi: Pulumi;
}

/** What messages advise in cases where the provider may not decide by itself. */
const REMEDIES: readonly Remedy[] = [
  {
    advice:
      /alias "(.+)" is held by .+pulumi import cmk:index:Cmk \S+ (\S+?)\. /,
    follow: importOrRemoveHolder,
  },
  {
    advice: /cancel that deletion .+ --region (\S+) --KeyId (\S+)$/m,
    follow: ({ world }, _, [region = "", KeyId]) =>
      world.lane.outsider.tencent(region, "CancelKeyDeletion", { KeyId }),
  },
  {
    advice: /pulumi refresh/,
    follow: ({ pulumi }) => pulumi.refresh(NO_FAULTS),
  },
  { advice: /protected against deletion/, follow: unprotect },
];

/** The clean pass: without faults, runs `up` until it succeeds, and then once more, which must find nothing to do. */
export async function finish(world: World, pulumi: Pulumi): Promise<string[]> {
  world.note("clean pass:");
  if (world.drifted || world.random.chance(0.5)) {
    const { failures } = await pulumi.refresh(NO_FAULTS);
    if (failures.length > 0) return failures.map(describe);
  }
  let done = await pulumi.up(NO_FAULTS);
  for (let rounds = 1; done.failures.length > 0; rounds++) {
    if (rounds === MAX_ROUNDS)
      return ["the advice of the messages does not lead to a successful `up`"];
    for (const failure of done.failures)
      if (!(await remedied({ world, pulumi }, failure)))
        return [describe(failure)];
    done = await pulumi.up(NO_FAULTS);
  }
  const again = await pulumi.up(NO_FAULTS);
  return [
    ...again.failures.map(describe),
    ...(again.changes > 0 ? ["a second `up` had something to do"] : []),
  ];
}

function describe({ name, message }: Failure): string {
  return `in the clean pass, ${name}: ${message}`;
}

async function remedied(where: Where, failure: Failure): Promise<boolean> {
  for (const { advice, follow } of REMEDIES) {
    const match = advice.exec(failure.message);
    if (!match) continue;
    return (await follow(where, failure, match.slice(1))) !== false;
  }
  return false;
}

/** An interrupted create left a key with the resource's alias. It is either that resource's key or a duplicate. */
async function importOrRemoveHolder(
  { world, pulumi }: Where,
  { name, urn }: Failure,
  [alias = "", id = ""]: string[],
): Promise<boolean> {
  const keyId = keyIdOf(id);
  const { state, program, lane, uncertainCreates } = world;
  const own = state.current(name);
  const declared = program.get(name);
  if (state.entries.some((entry) => entry.name === name && entry.id === id)) {
    world.note(`  ${name} is replaced with --refresh`);
    world.mustRefresh = true;
    return true;
  }
  if (declared && world.scheduledForDeletion.has(keyId)) {
    world.note(`  ${name} gets another alias, as ${keyId} is to be destroyed`);
    declared.inputs["alias"] = `${alias}-a`;
    return true;
  }
  if (
    !uncertainCreates.has(urn) ||
    state.entries.some((entry) => entry.id === id)
  )
    return false;
  world.counters.count(COUNTERS.duplicatedAndReported);
  world.counters.count("of which named as the holder of an alias");
  if (!own) {
    await pulumi.import(name, id, NO_FAULTS);
    return true;
  }
  world.note(`  by hand: frees ${alias} and gives up ${keyId}`);
  const [cloud, region = ""] = id.split("/") as [CloudName, string];
  world.scheduledForDeletion.add(keyId);
  const keys = await world.emulator.keys();
  const key = keys.find((each) => each.keyId === keyId);
  for (const [action, parameters] of GIVE_UP[cloud](alias, key))
    await lane.outsider.call(cloud, region, action, parameters);
  return true;
}

const WINDOW = { PendingWindowInDays: 7 };

const GIVE_UP: Record<
  CloudName,
  (alias: string, key: KeyView | undefined) => [string, object][]
> = {
  alibaba: (alias, key) => [
    [
      "SetDeletionProtection",
      {
        ProtectedResourceArn: key?.["arn"],
        EnableDeletionProtection: false,
      },
    ],
    ["DeleteAlias", { AliasName: `alias/${alias}` }],
    ["ScheduleKeyDeletion", { KeyId: key?.keyId, ...WINDOW }],
  ],
  tencent: (alias, key) => [
    ["UpdateAlias", { KeyId: key?.keyId, Alias: `${alias}-not` }],
    ...(key?.keyState === "Enabled"
      ? [["DisableKey", { KeyId: key.keyId }] as [string, object]]
      : []),
    ["ScheduleKeyDeletion", { KeyId: key?.keyId, ...WINDOW }],
  ],
};

/** Only Alibaba Cloud protects keys against deletion. */
async function unprotect(
  { world, pulumi }: Where,
  { name }: Failure,
): Promise<void> {
  const { state, lane } = world;
  for (const { id, outputs, ...entry } of state.entries) {
    if (entry.name !== name || !id.startsWith("alibaba/")) continue;
    const [, region = ""] = id.split("/");
    world.note(`  by hand: takes the protection from ${id}`);
    await lane.outsider.alibaba(region, "SetDeletionProtection", {
      ProtectedResourceArn: outputs["arn"],
      EnableDeletionProtection: false,
    });
  }
  await pulumi.refresh(NO_FAULTS);
}
