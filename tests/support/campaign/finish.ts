import type { CloudName, KeyView } from "../../../emulator/clouds";
import { CALM } from "./hazards";
import type { Pulumi, Trouble } from "./pulumi";
import { FIGURES } from "./tally";
import { keyIdOf, type World } from "./world";

/** A user who does what messages advise needs no more rounds than this. */
const MOST_ROUNDS = 8;

interface Remedy {
  advice: RegExp;
  /** False where the message should not have come in the first place. */
  follow: (where: Where, trouble: Trouble, told: string[]) => Promise<unknown>;
}

interface Where {
  world: World;
  pulumi: Pulumi;
}

/** What messages tell the user to do about states that the provider may not settle by itself. */
const REMEDIES: readonly Remedy[] = [
  {
    advice:
      /alias "(.+)" is held by .+pulumi import cmk:index:Cmk NAME (\S+?)\. /,
    follow: importOrRemoveHolder,
  },
  {
    advice: /cancel that deletion .+ --region (\S+) --KeyId (\S+)$/m,
    follow: ({ world }, _, [region = "", KeyId]) =>
      world.lane.outsider.tencent(region, "CancelKeyDeletion", { KeyId }),
  },
  {
    advice: /pulumi refresh/,
    follow: ({ pulumi }) => pulumi.refresh(CALM),
  },
  { advice: /protected against deletion/, follow: unprotect },
];

/** The clean pass: no faults any more, `up` until it succeeds, and once more, which must find nothing to do. */
export async function finish(world: World, pulumi: Pulumi): Promise<string[]> {
  world.note("clean pass:");
  if (world.drifted || world.random.chance(0.5)) {
    const { troubles } = await pulumi.refresh(CALM);
    if (troubles.length > 0) return troubles.map(describe);
  }
  let done = await pulumi.up(CALM);
  for (let rounds = 1; done.troubles.length > 0; rounds++) {
    if (rounds === MOST_ROUNDS)
      return ["following the advice of every message led nowhere"];
    for (const trouble of done.troubles)
      if (!(await remedied({ world, pulumi }, trouble)))
        return [describe(trouble)];
    done = await pulumi.up(CALM);
  }
  const again = await pulumi.up(CALM);
  return [
    ...again.troubles.map(describe),
    ...(again.changes > 0 ? ["a second `up` had something to do"] : []),
  ];
}

function describe({ name, message }: Trouble): string {
  return `in the clean pass, ${name}: ${message}`;
}

async function remedied(where: Where, trouble: Trouble): Promise<boolean> {
  for (const { advice, follow } of REMEDIES) {
    const told = advice.exec(trouble.message);
    if (!told) continue;
    return (await follow(where, trouble, told.slice(1))) !== false;
  }
  return false;
}

/** A key that an interrupted create left with the resource's alias: it is that resource's key, or one too many. */
async function importOrRemoveHolder(
  { world, pulumi }: Where,
  { name, urn }: Trouble,
  [alias = "", id = ""]: string[],
): Promise<boolean> {
  const keyId = keyIdOf(id);
  const { state, program, lane, doubts } = world;
  const own = state.current(name);
  const declared = program.get(name);
  if (state.entries.some((entry) => entry.name === name && entry.id === id)) {
    world.note(`  ${name} is replaced with --refresh`);
    world.advisedToRefresh = true;
    return true;
  }
  if (declared && world.doomed.has(keyId)) {
    world.note(`  ${name} gets another alias, as ${keyId} is to be destroyed`);
    declared.inputs["alias"] = `${alias}-a`;
    return true;
  }
  if (!doubts.has(urn) || state.entries.some((entry) => entry.id === id))
    return false;
  world.tally.count(FIGURES.doubledAndTold);
  world.tally.count("of them, named as the holder of an alias");
  if (!own) {
    await pulumi.import(name, id, CALM);
    return true;
  }
  world.note(`  by hand: frees ${alias} and gives up ${keyId}`);
  const [cloud, region = ""] = id.split("/") as [CloudName, string];
  world.doomed.add(keyId);
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

/** Only Alibaba's keys are protected by the cloud. */
async function unprotect(
  { world, pulumi }: Where,
  { name }: Trouble,
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
  await pulumi.refresh(CALM);
}
