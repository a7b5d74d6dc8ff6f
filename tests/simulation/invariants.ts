import { isDeepStrictEqual } from "node:util";
import { CLOUDS } from "../../provider/clouds/registry";
import type { CloudName } from "../../provider/model/types";
import { outputsOf } from "../../provider/resource/apply/key-properties";
import { rotationOf } from "../../provider/resource/values/rotation";
import {
  holdsUnknown,
  isObject,
  type Properties,
  type Value,
} from "../../provider/resource/values/properties";
import { validInputs } from "../../provider/resource/values/inputs";
import { NAMES, namesOf } from "../../provider/resource/values/names";
import type { DeploymentOptions, PlannedStep } from "./deployment";
import { keyIdOf, type Ledger } from "./ledger";
import { IGNORED_TAG, USE_TAG } from "./outsiders";
import type { Declaration } from "./program";
import type { Run } from "./run";
import type { Outcome, Stack } from "./stack";
import { EngineError } from "./steps";
import type { ResourceState } from "./state";
import type { FakeKey } from "./world";

/** Errors that no layer has made readable. */
export function untyped({ untyped: errors }: Run): string[] {
  return errors.map(
    (error) =>
      `an error of no type: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
}

/**
 * Keys that were rotated twice for one trigger, or without one. What a killed run has rotated leaves no trace but on the
 * key, which counts for a day.
 */
export function rotatedTwice(
  ledger: Ledger,
  stack: Stack,
  { run, ending }: Outcome,
): string[] {
  const { world, shared, rotatedFor } = ledger;
  return world.effects
    .filter((effect) => effect.run === run && effect.method === "rotate")
    .filter(({ keyId }) => !shared.has(keyId))
    .flatMap(({ keyId, after }) => {
      const at = Date.parse(after.lastRotationDate ?? "");
      const isCut = ending === "killed" || run.pluginKilled;
      const last = rotatedFor.get(keyId);
      const declared = declarationOf(ledger, stack, keyId);
      const trigger = JSON.stringify(declared?.inputs["rotationTrigger"]);
      rotatedFor.set(keyId, { trigger, at, isCut });
      if (isCut || !declared || declared.options?.ignoreChanges) return [];
      if (trigger === undefined)
        return [`ROTATED: key ${keyId} was rotated, and nothing asked for it`];
      const isForgotten = last?.isCut && at - last.at > DAY_MS;
      return last?.trigger === trigger && !isForgotten
        ? [`ROTATED: key ${keyId} was rotated twice for ${trigger}`]
        : [];
    });
}

function declarationOf(
  ledger: Ledger,
  stack: Stack,
  keyId: string,
): Declaration | undefined {
  const { resources } = stack.snapshot;
  const state = resources.find(({ id }) => keyIdOf(id) === keyId);
  return ledger
    .programOf(stack)
    ?.find(({ name }) => state?.urn.endsWith(`::${name}`));
}

const DAY_MS = 86_400_000;

/** Secrets in messages. */
export function leaked(
  { messages }: Run,
  secrets: ReadonlySet<string>,
): string[] {
  return messages.flatMap(({ text }) =>
    [...secrets]
      .filter((secret) => text.includes(secret))
      .map(() => `a secret is shown: ${text}`),
  );
}

/**
 * Live keys of ours that are in no state, and that no message has named. What a killed process has made is named by the
 * next creation of the same resource.
 */
export function lost(
  ledger: Ledger,
  { run, ending }: Outcome,
  created: readonly FakeKey[],
): string[] {
  const { world, ended, limbo } = ledger;
  const made = new Set(created.map(({ keyId }) => keyId));
  const places = new Set(created.map(placeOf));
  const isSound = ending !== "killed" && run.struck.length === 0;
  return world.keys().flatMap(({ cloud, key }) => {
    const { keyId, ownerId, state } = key;
    // A resource that only reads the key doesn't keep it.
    if (limbo.has(keyId) && ledger.isOnlyRead(key)) return [];
    const isKnown =
      ownerId === undefined ||
      state === "PendingDeletion" ||
      ended.has(keyId) ||
      ledger.isInState(key) ||
      ledger.isReleased(key) ||
      ledger.heard.includes(keyId);
    if (isKnown) {
      limbo.delete(keyId);
      return [];
    }
    const isCut = run.engineKilled || run.pluginKilled;
    const isDoubtful = run.messages.some(({ text }) =>
      text.includes("uncertain"),
    );
    if (made.has(keyId) && (isCut || isDoubtful)) {
      limbo.add(keyId);
      return [];
    }
    const isOwed = isSound && places.has(placeOf(key)) && !made.has(keyId);
    // Two reads that don't see a key count as its end.
    if (limbo.has(keyId) && (!isOwed || ledger.outsiders.hasHidden)) return [];
    return [
      `LOST: ${cloud} key ${keyId} (${state}, ${key.aliases.join(" ")}) is in no state, and no message names it`,
    ];
  });
}

/** Where the next creation of the same resource looks: nobody sees the keys of another account. */
function placeOf({ region, creator, ownerId }: FakeKey): string {
  return [region, creator, ownerId].join(" ");
}

/** Keys that were in a state, and have left it although they live on. */
export function dropped(ledger: Ledger, former: Iterable<string>): string[] {
  return [...former].flatMap((keyId) => {
    const key = ledger.world.find(keyId);
    const hasEnded =
      !key || key.state === "PendingDeletion" || ledger.ended.has(keyId);
    return hasEnded ||
      ledger.isInState(key) ||
      ledger.isReleased(key) ||
      ledger.shared.has(keyId)
      ? []
      : [`DROPPED: key ${keyId} has left the state, and lives on`];
  });
}

/** Tags of others that the settings keep out of every state. */
export function ignoredTags({ snapshot }: Stack): string[] {
  return snapshot.resources
    .filter(({ inputs, outputs }) =>
      [inputs, outputs].some(({ values }) =>
        holdsTag(values["tags"], IGNORED_TAG),
      ),
    )
    .map(({ id }) => `key ${keyIdOf(id)} has an ignored tag in the state`);
}

/** Tags of the cloud's own, which are an output of their own alone. */
export function cloudTagsElsewhere({ snapshot }: Stack): string[] {
  return snapshot.resources
    .filter(
      ({ inputs, outputs }) =>
        "cloudTags" in inputs.values ||
        [inputs, outputs].some(({ values }) =>
          holdsTag(values["tags"], USE_TAG),
        ),
    )
    .map(({ id }) => `key ${keyIdOf(id)} has a tag of the cloud's as its own`);
}

function holdsTag(tags: Value | undefined, name: string): boolean {
  return isObject(tags) && Object.hasOwn(tags, name);
}

/** What becomes of one key in one command. */
export interface Change {
  keyId: string;
  before?: FakeKey;
  after: FakeKey;
}

export function changesOf({ world }: Ledger, run: Run): Change[] {
  const changes = new Map<string, Change>();
  for (const effect of world.effects) {
    if (effect.run !== run) continue;
    const { keyId, before, after } = effect;
    const first = changes.get(keyId);
    if (first) first.after = after;
    else changes.set(keyId, { keyId, before, after });
  }
  return [...changes.values()];
}

const ENDS: readonly string[] = ["delete", "delete-replaced", "replace"];
const MAKES: readonly string[] = ["create", "create-replacement"];

/** What an update made, destroyed, disabled or renamed although its preview did not name it. */
export function unannounced(
  ledger: Ledger,
  stack: Stack,
  preview: Outcome,
  { run }: Outcome,
): string[] {
  const texts = preview.run.messages.map(({ text }) => text).join("\n");
  const warnings = run.messages.map(({ text }) => text).join("\n");
  return changesOf(ledger, run).flatMap(({ keyId, before, after }) => {
    if (ledger.shared.has(keyId)) return [];
    const planned = preview.steps.filter(
      ({ oldId }) => oldId !== undefined && keyIdOf(oldId) === keyId,
    );
    const isEnded = planned.some(({ op }) => ENDS.includes(op));
    const update = planned.find(({ op }) => op === "update");
    const say = (what: string) => [
      `UNANNOUNCED: key ${keyId} was ${what}, and the preview did not say so`,
    ];
    if (!before) {
      const isTold =
        preview.steps.some(({ op }) => MAKES.includes(op)) ||
        warnings.includes(keyId);
      return isTold ? [] : say("made");
    }
    if (update && !isEnded) {
      const taken = takenFromOthers(update, before, after);
      if (taken.length > 0) return taken;
      const isOurs = !ledger.outsiders.touched.has(keyId);
      const unshown = isOurs ? notInDiff(update, before, after, texts) : [];
      if (unshown.length > 0) return unshown;
    }
    const isPendingDeletion = after.state === "PendingDeletion";
    if (before.state === "PendingDeletion" && isPendingDeletion)
      return (after.deletionDate ?? "") < (before.deletionDate ?? "")
        ? [
            `key ${keyId} is to be destroyed on ${String(after.deletionDate)}, earlier than ${String(before.deletionDate)}`,
          ]
        : [];
    if (isPendingDeletion)
      return isEnded
        ? wrongDate(after, planned, texts)
        : say("scheduled for destruction");
    // An alias can only be taken from such a key while its deletion is cancelled. A killed run says nothing.
    const isKilled = run.engineKilled || run.pluginKilled;
    const isRestored = before.state === "PendingDeletion" && !update;
    const isTold = run.messages.some(
      ({ text }) =>
        text.includes(keyId) && text.includes("could not be scheduled again"),
    );
    if (isRestored && !isEnded && !isKilled && !isTold)
      return say("taken out of its deletion");
    if (before.state === "Enabled" && after.state === "Disabled") {
      const isAsked = update?.new?.inputs.values["enabled"] === false;
      return isEnded || isAsked ? [] : say("disabled");
    }
    const isRenamed = !isDeepStrictEqual(before.aliases, after.aliases);
    const isCut = isKilled || run.isCancelled;
    const gone = before.aliases.filter(
      (alias) =>
        !ledger.world.keys().some(({ key }) => key.aliases.includes(alias)),
    );
    const isSilent = !update && !isCut && !warnings.includes(keyId);
    if (isEnded && gone.length > 0 && isSilent)
      return [
        `key ${keyId} was not deleted, and has lost its name ${gone.join(" ")}, and no message says so`,
      ];
    // What a killed run has done to an orphan, nobody hears of; the next creation of the resource names the orphan.
    const isOrphan =
      !stack.snapshot.resources.some(
        ({ id, external }) => !external && keyIdOf(id) === keyId,
      ) &&
      (warnings.includes(keyId) || isKilled);
    if (isRenamed && !isEnded && !update && !isOrphan)
      return say(
        `renamed from ${before.aliases.join(" ")} to ${after.aliases.join(" ")}`,
      );
    return [];
  });
}

/**
 * What an update changed although no diff has shown it: an update before, or the creation, has left it undone. What the
 * state doesn't know of the key, no diff can show: a run that was killed, or a deletion that failed, has changed it.
 */
function notInDiff(
  { detailed = {}, old }: PlannedStep,
  before: FakeKey,
  after: FakeKey,
  texts: string,
): string[] {
  // The outputs of a key that has not been read since it was made are those of the request.
  if (old?.outputs.values["arn"] === undefined) return [];
  if (before.state === "PendingDeletion") return [];
  const shown = Object.keys(detailed).map((path) => /^\w+/.exec(path)?.[0]);
  const { values } = old.outputs;
  const read: Properties = outputsOf(
    CLOUDS[values["cloud"] as CloudName],
    before,
    validInputs(old.inputs.values),
  );
  return (["description", "rotation", "state", "aliases", "tags"] as const)
    .filter((name) => !isDeepStrictEqual(before[name], after[name]))
    .filter((name) =>
      (SEEN_IN[name] ?? [name]).every((output) =>
        isDeepStrictEqual(read[output], values[output]),
      ),
    )
    .filter((name) => {
      const inputs = [...(INPUTS_OF[name] ?? [name])];
      // It takes a key into use, or out of it.
      if (name === "state") inputs.push("keyMaterial", "deleteKeyMaterial");
      return !shown.some((each) => each && inputs.includes(each));
    })
    .filter((name) => name !== "state" || !texts.includes(FOR_A_MOMENT))
    .map(
      (name) =>
        `UNANNOUNCED: an update changed ${name} of ${before.keyId}, and its diff shows ${shown.join(", ") || "nothing"}`,
    );
}

/** Of a key that a fault in that moment has left enabled. */
const FOR_A_MOMENT = "the disabled key is enabled for a moment";

const SEEN_IN: Readonly<Record<string, readonly string[]>> = {
  state: ["keyState"],
  aliases: ["alias", "additionalAliases"],
};

/** What an update changed that the program leaves to others, or that they have put there since the key was last read. */
function takenFromOthers(
  { old, new: state }: PlannedStep,
  before: FakeKey,
  after: FakeKey,
): string[] {
  if (!old || !state || old.initErrors.length > 0) return [];
  if (before.state === "PendingDeletion" || before.state === "PendingImport")
    return [];
  const known = [old.inputs, old.outputs].flatMap(({ values }) =>
    Object.keys(values["tags"] ?? {}),
  );
  const lost = Object.keys(before.tags)
    .filter((name) => !Object.hasOwn(after.tags, name) && !known.includes(name))
    .map((name) => `tag ${name}`);
  const ignored = ["description", "rotation", "state", "aliases"] as const;
  const changed = ignored.filter((name) => {
    const isSet = (input: string) =>
      [old, state].some(({ inputs }) => inputs.values[input] !== undefined);
    const [first = name, ...more] = INPUTS_OF[name] ?? [];
    const inputs = [first, ...more.filter(isSet)];
    const isIgnored = inputs.every((input) =>
      state.ignoreChanges.some((path) => path === "*" || path === input),
    );
    return isIgnored && !isDeepStrictEqual(before[name], after[name]);
  });
  return [...lost, ...changed].map(
    (what) =>
      `UNANNOUNCED: an update took ${what} of ${before.keyId} from others`,
  );
}

const INPUTS_OF: Readonly<Record<string, readonly string[]>> = {
  state: ["enabled"],
  aliases: ["alias", "additionalAliases"],
};

/** A replacement's preview names the day from which on the old key is destroyed, and who uses it as far as the state tells. */
function wrongDate(
  { keyId, deletionDate = "" }: FakeKey,
  planned: readonly PlannedStep[],
  texts: string,
): string[] {
  const isDiffed = planned.some(isDiffedReplace);
  const day = deletionDate.slice(0, 10);
  const isUsed = planned.some(({ old }) =>
    holdsTag(old?.outputs.values["cloudTags"], USE_TAG),
  );
  const isTold =
    texts.includes(keyId) &&
    texts.includes(day) &&
    (!isUsed || texts.includes("rds (instance-encryption)"));
  return !isDiffed || isTold
    ? []
    : [`UNANNOUNCED: key ${keyId} is destroyed on ${day}: ${texts}`];
}

/** Of a replacement that is forced, or follows from an import, a provider hears no Diff. */
function isDiffedReplace({
  op,
  detailed,
}: Pick<PlannedStep, "op" | "detailed">): boolean {
  return op === "replace" && detailed !== undefined && !detailed["id"];
}

/** Refusals that only a cloud can know of, before anything is made. */
const REFUSALS = [
  /is held by another key/,
  /protected/,
  /guarded by deletionPolicy: PREVENT/,
  /has no key .* any longer/,
  /canceled/,
  /can't move to another key/,
  /does not say which account created it/,
  /reports that it has no key .* but lists it/,
  /the fake says accountMismatch/,
  // A symmetric algorithm that is not the region's.
  /the fake says unsupported/,
];

/** Where no fault came between: what the preview promised, and the update did not keep. */
export function broken(
  ledger: Ledger,
  preview: Outcome,
  outcome: Outcome,
  options: DeploymentOptions,
): string[] {
  if (outcome.run.struck.length > 0 || ledger.outsiders.hasHidden) return [];
  if (outcome.ending !== "succeeded")
    return badFailures(ledger, preview, outcome);
  return [
    ...otherSteps(preview, outcome, options),
    ...otherOutputs(ledger, preview, outcome),
  ];
}

function badFailures(
  ledger: Ledger,
  preview: Outcome,
  { errors, run, steps }: Outcome,
): string[] {
  const failed = new Set(
    run.messages
      .filter(({ severity }) => severity === "error")
      .map(({ urn }) => urn),
  );
  const unknown = errors
    .filter((error) => !(error instanceof EngineError))
    .map(String)
    .filter(
      (text) =>
        !REFUSALS.some((refusal) => refusal.test(text)) ||
        isHandedOn(text, preview, failed),
    )
    .filter((text) => ![...ledger.shared].some((keyId) => text.includes(keyId)))
    .map((text) => `an update failed that its preview allowed: ${text}`);
  const calls = run.calls.filter(
    ({ method, urn }) => method === "create" && failed.has(urn),
  );
  if (calls.length === 0) return unknown;
  const failing = new Set(
    ledger.stacks
      .flatMap(({ snapshot }) => snapshot.resources)
      .filter(({ urn, delete: isOld }) => failed.has(urn) && !isOld)
      .map(({ id }) => keyIdOf(id)),
  );
  // What others have done to a key shows when it is deleted; of a forced replacement's old key no provider hears before,
  // nor of one that an earlier run has left to be deleted.
  // Nor does a provider know of the resources that another one has.
  const isForced =
    steps.some(
      ({ urn, oldId, detailed }) =>
        detailed?.["id"] ??
        (failed.has(urn) && oldId && ledger.shared.has(keyIdOf(oldId))),
    ) || hasOlderDeletes(preview);
  const isOurs = ledger.outsiders.touched.size === 0 && !isForced;
  const made = changesOf(ledger, run)
    .filter(({ before }) => before === undefined)
    .filter(
      ({ after }) =>
        !ledger.isInState(after) || (isOurs && failing.has(after.keyId)),
    )
    .map(({ keyId }) => `a failed update has made key ${keyId}`);
  return [...unknown, ...made];
}

/**
 * Whether it is an alias that its holder, by the preview, gives up, and the preview did not say that it does so too late. Of
 * a holder that is replaced by force or by an import, no preview can say it.
 */
function isHandedOn(
  text: string,
  { steps, run }: Outcome,
  failed: ReadonlySet<string>,
): boolean {
  const [, alias = "", holder] =
    /alias "(.+?)" is held by another key of .+?: (\S+) in /.exec(text) ?? [];
  return steps.some(
    ({ op, urn, oldId, old, detailed }) =>
      (op === "update" || isDiffedReplace({ op, detailed })) &&
      oldId !== undefined &&
      keyIdOf(oldId) === holder &&
      // A holder that can't have its own new alias keeps the old one.
      !failed.has(urn) &&
      namesOf(validInputs(old?.inputs.values ?? {}, NAMES)).includes(alias) &&
      !run.messages.some(
        (message) =>
          message.urn === urn &&
          message.text.includes("requests the alias that this key gives up"),
      ),
  );
}

/** Whether keys are to be deleted that an earlier run has replaced. */
function hasOlderDeletes({ steps }: Outcome): boolean {
  const count = (op: PlannedStep["op"], { urn, oldId }: PlannedStep) =>
    steps.filter(
      (step) => step.op === op && step.urn === urn && step.oldId === oldId,
    ).length;
  return steps.some(
    (step) => count("delete-replaced", step) > count("replace", step),
  );
}

/** By URN: the operations, but for those that only tell. */
function operations(steps: readonly PlannedStep[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { op, urn } of steps) {
    if (op === "refresh") continue;
    found.set(urn, (found.get(urn) ?? new Set()).add(op));
  }
  return found;
}

function otherSteps(
  preview: Outcome,
  outcome: Outcome,
  { targets }: DeploymentOptions,
): string[] {
  if (targets) return [];
  const planned = operations(preview.steps);
  const actual = operations(outcome.steps);
  return [...new Set([...planned.keys(), ...actual.keys()])].flatMap((urn) => {
    const said = [...(planned.get(urn) ?? [])].sort();
    const done = [...(actual.get(urn) ?? [])].sort();
    if (isDeepStrictEqual(said, done)) return [];
    const wasOpen = preview.steps.some(
      (step) =>
        step.urn === urn &&
        Object.values(step.new?.inputs.values ?? {}).some(holdsUnknown),
    );
    const isLess = wasOpen && isPartOf(done, said);
    const isWarned = preview.run.messages.some(
      (message) => message.urn === urn && message.text.includes("REPLACED"),
    );
    if (isLess || isWarned) return [];
    return [
      `BROKEN PROMISE: the preview said ${said.join(", ") || "nothing"} for ${urn}, and the update did ${done.join(", ") || "nothing"}`,
    ];
  });
}

/** An unknown value may turn out to be the one that the key has: then less is to be done, or nothing. */
function isPartOf(done: readonly string[], said: readonly string[]): boolean {
  const less = said.includes("replace") ? ["same", "update"] : ["same"];
  return done.every((op) => said.includes(op) || less.includes(op));
}

function otherOutputs(
  { shared, outsiders, world }: Ledger,
  preview: Outcome,
  outcome: Outcome,
): string[] {
  return preview.steps.flatMap((said) => {
    const done = outcome.steps.find(
      ({ op, urn, oldId }) =>
        op === said.op && urn === said.urn && oldId === said.oldId,
    );
    if (!said.new || !done?.new || said.op === "refresh") return [];
    const keyId = keyIdOf(done.new.id);
    if (shared.has(keyId)) return [];
    // The same update changes the key that it reads.
    const isChanged = world.effects.some(
      (effect) => effect.run === outcome.run && effect.keyId === keyId,
    );
    if (/^(read|import.*|replace)$/.test(said.op) && isChanged) return [];
    const actual = done.new.outputs.values;
    // What others have made since the last read of an input that is ignored, or theirs, stays, and no preview reads it.
    const { ignoreChanges, inputs } = said.new;
    const isLeft = (name: string) =>
      outsiders.touched.has(keyId) &&
      (ignoreChanges.some((path) => path === "*" || goesWith(path, name)) ||
        (UNMANAGED.includes(name) && inputs.values[name] === undefined));
    return Object.entries(said.new.outputs.values)
      .filter(([name]) => !isLeft(name))
      .filter(([, value]) => !holdsUnknown(value))
      .filter(([name, value]) => !isDeepStrictEqual(value, actual[name]))
      .map(
        ([name, value]) =>
          `BROKEN PROMISE: the preview of ${said.op} ${said.urn} said ${name} = ${JSON.stringify(value)}, and it is ${JSON.stringify(actual[name])}`,
      );
  });
}

/** A program that does not set these, or can't, leaves them to others. */
const UNMANAGED = [
  "deletionProtection",
  "cloudTags",
  // A rotation that they have turned off begins anew.
  "nextRotationDate",
];

function goesWith(input: string, output: string): boolean {
  return input === output || (OUTPUTS_OF[input] ?? []).includes(output);
}

const OUTPUTS_OF: Readonly<Record<string, readonly string[]>> = {
  enabled: ["keyState", "nextRotationDate", "rotationState"],
  rotation: [
    "lastRotationDate",
    "nextRotationDate",
    "rotationState",
    "primaryKeyVersion",
  ],
  rotationTrigger: [
    "lastRotationDate",
    "nextRotationDate",
    "primaryKeyVersion",
  ],
};

/** After the faults: what keeps the second update from having nothing to do. */
export function unfinished(
  ledger: Ledger,
  stack: Stack,
  outcomes: readonly (Outcome | undefined)[],
  last: Outcome,
): string[] {
  if (outcomes.some((outcome) => outcome?.ending !== "succeeded")) return [];
  if (last.ending !== "succeeded")
    return [`two updates went well, and then a preview failed`];
  const left = last.steps.filter(({ op }) => op !== "same" && op !== "read");
  const differences = stack.snapshot.resources.flatMap((state) =>
    differencesOf(ledger, state),
  );
  return [
    ...left.map(
      ({ op, urn, detailed }) =>
        `NOT DONE: after two updates ${urn} still is to ${op}: ${JSON.stringify(detailed)}`,
    ),
    ...differences,
  ];
}

/** What a key lacks of its resource's inputs. Two resources that stand for one key can't both be right. */
function differencesOf(
  ledger: Ledger,
  { id, urn, external, inputs, outputs }: ResourceState,
): string[] {
  const key = ledger.world.find(keyIdOf(id));
  if (!key || external || ledger.shared.has(key.keyId)) return [];
  const {
    description = "",
    enabled = true,
    tags = {},
    rotation,
  } = inputs.values;
  const aliases = namesOf(validInputs(inputs.values, NAMES));
  const isOwn = !ledger.outsiders.touched.has(key.keyId) && key.ownerId;
  // An alias that a killed run has set, and that the program has given up before any state showed it, is everybody's.
  const isCut = ledger.world.effects.some(
    ({ keyId, run }) =>
      keyId === key.keyId && (run.pluginKilled || run.engineKilled),
  );
  const wrong = {
    description: key.description !== description,
    aliases: aliases.some((name) => !key.aliases.includes(name)),
    "another alias":
      isOwn && !isCut && key.aliases.some((name) => !aliases.includes(name)),
    enabled:
      key.state !== "PendingImport" && (key.state === "Enabled") !== enabled,
    "its end": key.state === "PendingDeletion",
    rotationTrigger:
      inputs.values["rotationTrigger"] !== outputs.values["rotationTrigger"],
    tags: isOwn && !isDeepStrictEqual(key.tags, tags),
    rotation:
      key.state === "Enabled" &&
      key.rotation.enabled !== (rotationOf(rotation).enabled === true),
  };
  return Object.entries(wrong)
    .filter(([, isWrong]) => isWrong)
    .map(
      ([name]) => `NOT DONE: ${urn} differs in ${name}: ${JSON.stringify(key)}`,
    );
}
