import type { CloudName } from "../../../emulator/clouds";
import { type Random } from "./random";
import { keyIdOf, type World } from "./world";

/** The requests of one manual change to a key, in order. */
type ManualChange = (keyId: string, random: Random) => [string, object][];

const WINDOW = { PendingWindowInDays: 7 };
const BEYOND_THE_WINDOW_S = 8 * 86_400;

const MANUAL_CHANGES: Record<CloudName, Record<string, ManualChange>> = {
  alibaba: {
    disable: (KeyId) => [["DisableKey", { KeyId }]],
    enable: (KeyId) => [["EnableKey", { KeyId }]],
    describe: (KeyId) => [
      ["UpdateKeyDescription", { KeyId, Description: "by hand" }],
    ],
    tag: (KeyId) => [
      [
        "TagResource",
        {
          KeyId,
          Tags: JSON.stringify([{ TagKey: "team", TagValue: "others" }]),
        },
      ],
    ],
    untag: (KeyId) => [
      ["UntagResource", { KeyId, TagKeys: JSON.stringify(["team"]) }],
    ],
    rotate: (KeyId) => [
      [
        "UpdateRotationPolicy",
        { KeyId, EnableAutomaticRotation: true, RotationInterval: "30d" },
      ],
    ],
    "rotate no more": (KeyId) => [
      ["UpdateRotationPolicy", { KeyId, EnableAutomaticRotation: false }],
    ],
    "delete the material": (KeyId) => [["DeleteKeyMaterial", { KeyId }]],
    "schedule deletion": (KeyId) => [
      ["ScheduleKeyDeletion", { KeyId, ...WINDOW }],
    ],
    "cancel deletion": (KeyId) => [["CancelKeyDeletion", { KeyId }]],
  },
  tencent: {
    disable: (KeyId) => [["DisableKey", { KeyId }]],
    enable: (KeyId) => [["EnableKey", { KeyId }]],
    describe: (KeyId) => [
      ["UpdateKeyDescription", { KeyId, Description: "by hand" }],
    ],
    rename: (KeyId, random) => [
      [
        "UpdateAlias",
        { KeyId, Alias: `by-hand-${String(random.integer(0, 999))}` },
      ],
    ],
    rotate: (KeyId) => [["EnableKeyRotation", { KeyId, RotateDays: 30 }]],
    "rotate no more": (KeyId) => [["DisableKeyRotation", { KeyId }]],
    archive: (KeyId) => [["ArchiveKey", { KeyId }]],
    "delete the material": (KeyId) => [
      ["DeleteImportedKeyMaterial", { KeyId }],
    ],
    "schedule deletion": (KeyId) => [
      ["DisableKey", { KeyId }],
      ["ScheduleKeyDeletion", { KeyId, ...WINDOW }],
    ],
    "cancel deletion": (KeyId) => [["CancelKeyDeletion", { KeyId }]],
  },
};

/** Changes a key of the state outside Pulumi; sometimes until it is destroyed. */
export async function drift(world: World): Promise<void> {
  const { random, state, lane } = world;
  const entry = random.pick(state.entries);
  if (!entry) return;
  const [cloud, region = ""] = entry.id.split("/") as [CloudName, string];
  const keyId = keyIdOf(entry.id);
  const [what, change] =
    random.pick(Object.entries(MANUAL_CHANGES[cloud])) ?? [];
  if (!what || !change) return;
  world.drifted = true;
  world.note(`  by hand: ${what} ${keyId}`);
  for (const [action, parameters] of change(keyId, random))
    try {
      await lane.outsider.call(cloud, region, action, parameters);
    } catch {
      // The key's state does not allow it.
      world.note(`  ${action} was refused`);
      return;
    }
  if (what !== "schedule deletion") return;
  world.scheduledForDeletion.add(keyId);
  // Without an arn in the state, the provider doesn't know the key's account, so it can't tell that the key is gone.
  if (!random.chance(0.3) || entry.outputs["arn"] === undefined) return;
  world.note("  by hand: the clock goes on until the key is destroyed");
  await lane.emulator.advance(BEYOND_THE_WINDOW_S);
}
