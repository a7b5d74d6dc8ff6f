import type { CloudName, FaultRule } from "../../../emulator/clouds";
import type { Random } from "./random";

/** Calls that change something, or on which a change depends. A run is interrupted during any of them. */
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

/** Error codes, in addition to each cloud's internal error, which is the default. */
const CODES: Record<CloudName, readonly string[]> = {
  alibaba: ["ServiceUnavailableTemporary", "Forbidden.NoPermission"],
  tencent: [
    "FailedOperation",
    "ResourceUnavailable",
    "UnauthorizedOperation",
    "UnsupportedOperation.ServiceTemporaryUnavailable",
  ],
};

/** The longest delay of a request, except for those that outlast an attempt. */
export const LONGEST_DELAY_MS = 250;
/** Longer than the shortest time-out that the provider gives an attempt. */
const OUTLASTS_AN_ATTEMPT_MS = 5_600;
/** How much longer such a request takes than the attempt that timed out. */
export const COMPLETES_AFTER_ATTEMPT_MS = 700;
const SHORT_TIMEOUT_S = 1;

export type Interruption =
  /** kill -9 of the plugin. */
  | "plugin killed"
  /** kill -9 of the engine: the plugin finishes its calls, but nobody receives the replies. */
  | "engine killed"
  /** Ctrl-C: the engine calls Cancel. */
  | "cancelled"
  /** SIGINT to the plugin itself. */
  | "interrupted";

/** What happens to one command. */
export interface Scenario {
  faults: FaultRule[];
  /** Interrupts when this action is called; `held` delays the call so that it is certainly running then. */
  interruption?: Call & { kind: Interruption; held: boolean };
  /** The resources' customTimeouts in seconds; 0 for none. */
  timeout: number;
}

export const NO_FAULTS: Scenario = { faults: [], timeout: 0 };

/** Chooses a scenario. `clouds` are those of the program's keys, one entry per key. */
export type ScenarioSource = (
  random: Random,
  clouds: readonly CloudName[],
) => Scenario;

/** Any fault and interruption, or none. */
export const randomScenario: ScenarioSource = (random, clouds) =>
  scenario(random, clouds, 0.4);

/** The same with more interruptions, for runs of few commands. */
export const mostlyInterrupted: ScenarioSource = (random, clouds) =>
  scenario(random, clouds, 0.8);

function scenario(
  random: Random,
  clouds: readonly CloudName[],
  interruptions: number,
): Scenario {
  const randomCall = () =>
    randomAction(random, random.pick(clouds) ?? "alibaba");
  if (random.chance(0.02)) return slowCloud(randomCall());
  if (random.chance(0.03)) return brokenAction(random, randomCall());
  const faults = random.chance(0.55)
    ? Array.from({ length: random.integer(1, 3) }, () =>
        randomFault(random, randomCall()),
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
  const interruption = { kind, ...randomCall(), held };
  return { faults, interruption, timeout: 0 };
}

/** Every CreateKey succeeds, and its answer is lost. */
export const lostAnswers: ScenarioSource = () => ({
  faults: CLOUD_NAMES.map((cloud) => ({
    cloud,
    action: "CreateKey",
    kind: "drop-after",
    count: 1,
  })),
  timeout: 0,
});

/** A request that a fault or an interruption applies to. */
export interface Call {
  cloud: CloudName;
  action: string;
}

/** CreateKey most often, because it can't be repeated. */
function randomAction(random: Random, cloud: CloudName): Call {
  const action = random.chance(0.4) ? "CreateKey" : random.pick(ACTIONS[cloud]);
  return { cloud, action };
}

function randomFault(random: Random, { cloud, action }: Call): FaultRule {
  const kind = random.weighted(KINDS);
  const seed = random.integer(0, 2 ** 20);
  if (kind === "tag-failure")
    return { cloud: "tencent", action: "CreateKey", kind, count: 1 };
  const rule: FaultRule = { kind, cloud, action, seed };
  if (random.chance(0.15)) delete rule.action;
  rule.count = random.integer(1, kind === "drop-before" ? 2 : 3);
  if (random.chance(0.3)) rule.probability = 0.5;
  // Outlasts the retries of a call.
  if (kind === "error" && random.chance(0.1)) rule.count = 8;
  if (kind === "error" && random.chance(0.4))
    rule.code = random.pick(CODES[cloud]);
  if (kind === "delay") rule.ms = random.integer(20, LONGEST_DELAY_MS);
  return rule;
}

/** The cloud answers after the provider's attempt has timed out. */
function slowCloud(randomCall: Call): Scenario {
  const ms = OUTLASTS_AN_ATTEMPT_MS;
  return {
    faults: [{ ...randomCall, kind: "delay", count: 1, ms }],
    timeout: SHORT_TIMEOUT_S,
  };
}

/** An action that fails during the whole command. */
function brokenAction(random: Random, randomCall: Call): Scenario {
  const kind = random.pick(["error", "throttle", "html-503"] as const);
  return { faults: [{ ...randomCall, kind }], timeout: 2 * SHORT_TIMEOUT_S };
}
