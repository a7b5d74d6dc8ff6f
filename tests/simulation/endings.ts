import { ownerIdOf } from "../../provider/resource/values/owner";
import { validInputs } from "../../provider/resource/values/inputs";
import { NAMES, namesOf } from "../../provider/resource/values/names";
import type { DeploymentOptions, PlannedStep } from "./deployment";
import { changesOf, type Change } from "./invariants";
import { keyIdOf, type Ledger } from "./ledger";
import type { Run } from "./run";
import type { Outcome, Stack } from "./stack";
import type { ResourceState, Snapshot } from "./state";
import type { FakeKey } from "./world";

/** What must hold of keys whose end an update brings about, of those that a run leaves behind, and of what it says of them. */

export function wrongEnds(
  ledger: Ledger,
  stack: Stack,
  outcome: Outcome,
  options: DeploymentOptions,
): string[] {
  const { run, steps } = outcome;
  return changesOf(ledger, run).flatMap((change) => [
    ...(isScheduled(change)
      ? wrongDeletion(ledger, stack, outcome, options, change.after)
      : []),
    ...(isLeftDisabled(outcome, change)
      ? [
          `key ${change.after.keyId}, whose deletion an update cancelled, was left disabled`,
        ]
      : []),
    ...(hasLostMaterial(change) && !isMaterialGivenUp(steps, change.after)
      ? [
          `UNANNOUNCED: the material of ${change.after.keyId} was deleted, and the program did not ask for it`,
        ]
      : []),
  ]);
}

/** The keys that a state guards, by `deletionPolicy: PREVENT`. */
export function guardedIn({ resources }: Snapshot): Map<string, ResourceState> {
  const guarded = resources.filter(
    ({ external, inputs, outputs }) =>
      !external &&
      [inputs, outputs].some(
        ({ values }) => values["deletionPolicy"] === "PREVENT",
      ),
  );
  return new Map(guarded.map((state) => [keyIdOf(state.id), state]));
}

/** Guarded keys that an update has scheduled for deletion, disabled unasked, or left without one of their aliases. */
export function unguarded(
  ledger: Ledger,
  guarded: ReadonlyMap<string, ResourceState>,
  preview: Outcome,
  { run }: Outcome,
): string[] {
  return changesOf(ledger, run).flatMap((change) => {
    const { before, after } = change;
    const state = guarded.get(after.keyId);
    if (!state || !before || ledger.shared.has(after.keyId)) return [];
    const own = preview.steps.filter(({ oldId }) => oldId === state.id);
    const update = own.find(({ op }) => op === "update")?.new?.inputs.values;
    // Of a replacement by force, or by an import, no provider hears beforehand. The alias moves to the new key.
    const isForced = own.some(
      ({ op, detailed }) => detailed?.["id"] ?? op === "import-replacement",
    );
    const hasLostAlias = namesOf(validInputs(state.outputs.values, NAMES)).some(
      (alias) =>
        before.aliases.includes(alias) && !after.aliases.includes(alias),
    );
    const wrongs = {
      "scheduled for deletion": isScheduled(change),
      disabled:
        before.state === "Enabled" &&
        after.state === "Disabled" &&
        update?.["enabled"] !== false,
      // One that waits for its deletion has passed it to its successor.
      "left without an alias":
        hasLostAlias && !update && !isForced && !state.delete,
    };
    return Object.entries(wrongs)
      .filter(([, isWrong]) => isWrong)
      .map(([what]) => `GUARD: key ${after.keyId} was ${what}`);
  });
}

function isScheduled({ before, after }: Change): boolean {
  return (
    after.state === "PendingDeletion" && before?.state !== "PendingDeletion"
  );
}

function wrongDeletion(
  ledger: Ledger,
  stack: Stack,
  { run, steps, ending }: Outcome,
  options: DeploymentOptions,
  { keyId }: FakeKey,
): string[] {
  const found: string[] = [];
  const isShared = ledger.shared.has(keyId);
  const ended = steps.find(
    ({ op, oldId }) => isDeletion(op) && oldId && keyIdOf(oldId) === keyId,
  );
  const policy = ended?.old?.outputs.values["deletionPolicy"];
  if (!isShared && policy === "DISABLE")
    found.push(`key ${keyId} is to be destroyed, and its policy is DISABLE`);
  const isUndisturbed = run.struck.length === 0;
  const isTold = run.messages.some(({ text }) => text.includes(keyId));
  if (isUndisturbed && !isTold)
    found.push(
      `key ${keyId} is to be destroyed, and no message says how to keep it`,
    );
  // Each provider resource is a process of its own, and knows nothing of the other's keys.
  const keeper = keepersOf(stack, steps, options, keyId).find(
    ({ provider }) => provider === ended?.old?.provider,
  )?.urn;
  if (isUndisturbed && ending === "succeeded" && keeper !== undefined)
    found.push(
      `key ${keyId} is to be destroyed, and the program still has it as ${keeper}`,
    );
  return found;
}

/**
 * The resources that the program keeps on a key. A key that is deleted before its replacement may be one whose other
 * resource has not been compared yet.
 */
function keepersOf(
  { snapshot }: Stack,
  steps: readonly PlannedStep[],
  { program, targets, replace }: DeploymentOptions,
  keyId: string,
): ResourceState[] {
  const isDeletedFirst = program.some(
    ({ options }) => options?.deleteBeforeReplace,
  );
  if (targets || replace || isDeletedFirst) return [];
  return snapshot.resources.filter(
    (state) =>
      keyIdOf(state.id) === keyId &&
      !state.delete &&
      !state.external &&
      steps.some(
        ({ op, urn, oldId }) =>
          (op === "same" || op === "update") &&
          urn === state.urn &&
          oldId === state.id,
      ),
  );
}

/** What a pending deletion did to a key is nobody's wish, also where the program leaves `enabled` to others. */
function isLeftDisabled(
  { run, steps, ending }: Outcome,
  { before, after }: Change,
): boolean {
  if (run.struck.length > 0 || ending !== "succeeded") return false;
  if (before?.state !== "PendingDeletion" || after.state !== "Disabled")
    return false;
  return steps.some(
    ({ op, oldId, old, new: state }) =>
      op === "update" &&
      oldId !== undefined &&
      keyIdOf(oldId) === after.keyId &&
      [old, state].every((each) => each?.inputs.values["enabled"] !== false),
  );
}

/** Time takes material, too. */
function hasLostMaterial({ before, after }: Change): boolean {
  return (
    before?.hidden.material !== undefined &&
    before.materialExpireTime === undefined &&
    after.hidden.material === undefined
  );
}

function isMaterialGivenUp(
  steps: readonly PlannedStep[],
  { keyId }: FakeKey,
): boolean {
  return steps.some(
    ({ oldId, new: state }) =>
      oldId !== undefined &&
      keyIdOf(oldId) === keyId &&
      state?.inputs.values["deleteKeyMaterial"] === true,
  );
}

function isDeletion(op: PlannedStep["op"]): boolean {
  return op === "delete" || op === "delete-replaced";
}

const ORPHAN =
  /A key was created for this resource that this run does not know: (\S+) in/;

/** Keys that a warning calls left behind, and that end already. */
export function falseOrphans({ world }: Ledger, run: Run): string[] {
  // One that can't be read is named all the same.
  if (run.struck.length > 0) return [];
  return run.messages.flatMap(({ text }) => {
    const [, keyId] = ORPHAN.exec(text) ?? [];
    if (keyId === undefined) return [];
    const first = world.effects.find(
      (effect) => effect.run === run && effect.keyId === keyId,
    );
    const key = first ? first.before : world.find(keyId);
    return key?.state === "PendingDeletion"
      ? [
          `FALSE ALARM: key ${keyId} is to be destroyed, and is called left behind`,
        ]
      : [];
  });
}

/** What a plugin began to do to the key that it was making, after its engine had died: the request that it is in ends. */
export function begunAfterEnd({ world }: Ledger, run: Run): string[] {
  if (!run.engineKilled) return [];
  const own = world.effects.filter((effect) => effect.run === run);
  const made = own.filter(({ before }) => before === undefined);
  return made.flatMap(({ keyId }) => {
    const late = own
      .filter((effect) => effect.keyId === keyId && effect.isAfterEnd)
      .map(({ method }) => method);
    // One call may have parts.
    return new Set(late).size > 1
      ? [`key ${keyId} was changed after the engine's end: ${late.join(", ")}`]
      : [];
  });
}

/** After the faults, updates that fail for ever: a key of the same resource holds the alias that it asks for. */
export function stuck(
  ledger: Ledger,
  stack: Stack,
  outcomes: readonly (Outcome | undefined)[],
): string[] {
  const last = outcomes.at(-1);
  // Where reads don't see a key, its owner isn't seen.
  if (last?.ending !== "failed" || ledger.outsiders.hasHidden) return [];
  return last.run.messages.flatMap(({ urn, text }) => {
    const [, keyId = ""] =
      /is held by another key of [^:]+: (\S+) in/.exec(text) ?? [];
    const owner = ledger.world.find(keyId)?.ownerId;
    const isOwn = [...stack.providerIds].some(
      (id) => ownerIdOf(id, urn) === owner,
    );
    const isOther = stack.snapshot.resources.some(
      (state) => state.urn !== urn && keyIdOf(state.id) === keyId,
    );
    return isOwn && !isOther ? [`STUCK: ${urn}: ${text}`] : [];
  });
}
