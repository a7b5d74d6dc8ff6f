import type { CloudName, FaultRule } from "../../../emulator/clouds";
import type { Random } from "./random";

/** Calls that change something, or that a change depends on. Each of them is under way when a run is hit. */
const ACTIONS: Record<CloudName, readonly [string, ...string[]]> = {
  alibaba: [
    "CreateKey",
    "DescribeKey",
    "ListTagResources",
    "ListAliases",
    "ListAliasesByKeyId",
    "CreateAlias",
    "UpdateAlias",
    "DeleteAlias",
    "UpdateKeyDescription",
    "UpdateRotationPolicy",
    "EnableKey",
    "DisableKey",
    "TagResources",
    "UntagResources",
    "SetKeyPolicy",
    "SetDeletionProtection",
    "ScheduleKeyDeletion",
    "CancelKeyDeletion",
    "GetParametersForImport",
    "ImportKeyMaterial",
    "DeleteKeyMaterial",
  ],
  tencent: [
    "CreateKey",
    "DescribeKeys",
    "ListKeyDetail",
    "ListAlgorithms",
    "GetCallerIdentity",
    "UpdateAlias",
    "UpdateKeyDescription",
    "EnableKeyRotation",
    "DisableKeyRotation",
    "EnableKey",
    "DisableKey",
    "DescribeResourceTagsByResourceIds",
    "ModifyResourceTags",
    "ScheduleKeyDeletion",
    "CancelKeyDeletion",
    "GetParametersForImport",
    "ImportKeyMaterial",
    "DeleteImportedKeyMaterial",
  ],
};

const CLOUD_NAMES = Object.keys(ACTIONS) as CloudName[];

const KINDS: Record<FaultRule["kind"], number> = {
  throttle: 3,
  error: 3,
  "drop-before": 3,
  "drop-after": 4,
  delay: 2,
  "html-503": 2,
  "tag-failure": 1,
};

/** Codes beside each cloud's internal error, which is the default. */
const CODES: Record<CloudName, readonly string[]> = {
  alibaba: ["ServiceUnavailableTemporary", "Forbidden.NoPermission"],
  tencent: [
    "FailedOperation",
    "ResourceUnavailable",
    "UnauthorizedOperation",
    "UnsupportedOperation.ServiceTemporaryUnavailable",
  ],
};

/** The longest that a request is held back, but for those that outlast a try. */
export const LONGEST_DELAY_MS = 250;
/** Longer than the shortest time that the provider gives a try. */
const OUTLASTS_A_TRY_MS = 5_600;
/** How much longer such a request takes than the try that gave it up. */
export const SETTLES_AFTER_A_TRY_MS = 700;
const SHORT_TIMEOUT_S = 1;

export type Interruption =
  /** kill -9 of the plugin. */
  | "plugin killed"
  /** kill -9 of the engine: the plugin ends what it does, and nobody hears of it. */
  | "engine killed"
  /** Ctrl-C: the engine calls Cancel. */
  | "cancelled"
  /** SIGINT to the plugin itself. */
  | "interrupted";

/** What happens to one command. */
export interface Hazard {
  faults: FaultRule[];
  /** When this action is called, perhaps held back so that it is under way for sure. */
  interruption?: Aim & { kind: Interruption; held: boolean };
  /** The resources' customTimeouts, in seconds; 0: none. */
  timeout: number;
}

export const CALM: Hazard = { faults: [], timeout: 0 };

/** What may happen to a command. `clouds`: those that the program has keys on, more often where it has more. */
export type Hazards = (random: Random, clouds: readonly CloudName[]) => Hazard;

/** Anything, or nothing. */
export const randomHazard: Hazards = (random, clouds) =>
  hazard(random, clouds, 0.4);

/** As above, with more interruptions, for runs of few commands. */
export const mostlyInterrupted: Hazards = (random, clouds) =>
  hazard(random, clouds, 0.8);

function hazard(
  random: Random,
  clouds: readonly CloudName[],
  interruptions: number,
): Hazard {
  const aim = () => randomAction(random, random.pick(clouds) ?? "alibaba");
  if (random.chance(0.02)) return slowCloud(aim());
  if (random.chance(0.03)) return brokenAction(random, aim());
  const faults = random.chance(0.55)
    ? Array.from({ length: random.integer(1, 3) }, () =>
        randomFault(random, aim()),
      )
    : [];
  if (!random.chance(interruptions)) return { faults, timeout: 0 };
  const kind = random.weighted<Interruption>({
    "plugin killed": 4,
    "engine killed": 2,
    cancelled: 3,
    interrupted: 2,
  });
  const held = random.chance(0.6);
  const interruption = { kind, ...aim(), held };
  return { faults, interruption, timeout: 0 };
}

/** Each CreateKey is carried out, and its answer lost. */
export const lostAnswers: Hazards = () => ({
  faults: CLOUD_NAMES.map((cloud) => ({
    cloud,
    action: "CreateKey",
    kind: "drop-after",
    count: 1,
  })),
  timeout: 0,
});

/** A request that something happens to. */
export interface Aim {
  cloud: CloudName;
  action: string;
}

/** CreateKey most often, as it is the one that can't be repeated. */
function randomAction(random: Random, cloud: CloudName): Aim {
  const action = random.chance(0.4) ? "CreateKey" : random.pick(ACTIONS[cloud]);
  return { cloud, action };
}

function randomFault(random: Random, { cloud, action }: Aim): FaultRule {
  const kind = random.weighted(KINDS);
  const seed = random.integer(0, 2 ** 20);
  if (kind === "tag-failure")
    return { cloud: "tencent", action: "CreateKey", kind, count: 1 };
  const rule: FaultRule = { kind, cloud, action, seed };
  if (random.chance(0.15)) delete rule.action;
  rule.count = random.integer(1, kind === "drop-before" ? 2 : 3);
  if (random.chance(0.3)) rule.probability = 0.5;
  // Outlasts the tries of a call.
  if (kind === "error" && random.chance(0.1)) rule.count = 8;
  if (kind === "error" && random.chance(0.4))
    rule.code = random.pick(CODES[cloud]);
  if (kind === "delay") rule.ms = random.integer(20, LONGEST_DELAY_MS);
  return rule;
}

/** A cloud whose answer comes when the provider has given the try up. */
function slowCloud(aim: Aim): Hazard {
  const ms = OUTLASTS_A_TRY_MS;
  return {
    faults: [{ ...aim, kind: "delay", count: 1, ms }],
    timeout: SHORT_TIMEOUT_S,
  };
}

/** An action that fails for as long as the command runs. */
function brokenAction(random: Random, aim: Aim): Hazard {
  const kind = random.pick(["error", "throttle", "html-503"] as const);
  return { faults: [{ ...aim, kind }], timeout: 2 * SHORT_TIMEOUT_S };
}
