/** What a preview says about keys: `pulumi preview --json --show-replacement-steps --show-sames` as data for a reviewer. */

interface State {
  type: string;
  id?: string;
  protect?: boolean;
  retainOnDelete?: boolean;
  /** URNs, each of which is replaced only together with this one. */
  replaceWith?: string[] | null;
  /** A deleteBeforeReplace has deleted the key, and its replacement was not created. */
  pendingReplacement?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: {
    deletionDate?: string;
    deletionPolicy?: string;
    deletionWindowInDays?: number;
    cloudTags?: Record<string, unknown>;
  };
}

interface Step {
  op: string;
  urn: string;
  oldState?: State;
  newState?: State;
  replaceReasons?: string[] | null;
  detailedDiff?: Record<string, unknown> | null;
}

export interface Plan {
  steps?: Step[] | null;
  diagnostics?: { urn?: string; message: string; severity: string }[] | null;
  changeSummary?: Record<string, number> | null;
}

/** A preview that has ended, with or without success. */
export interface Preview {
  /** Absent if Pulumi printed none. */
  plan?: Plan;
  failed?: boolean;
  /** What Pulumi wrote to standard error. */
  errors?: string;
}

/** What happens to a key that leaves the stack. */
export type Fate =
  | { kind: "destroyed"; when: When }
  | { kind: "disabled" }
  /** By its option retainOnDelete. */
  | { kind: "kept" }
  /** It stays in the stack, and the update fails. */
  | { kind: "prevented"; by: "protect" | "deletionPolicy: PREVENT" };

export type When =
  | { date: string }
  /** A number of days from the deletion, which is in the future or in the past. */
  | { days: number; day: string; bound: "not before" | "not after" }
  | "when its deletion window ends";

export interface KeyAtRisk {
  urn: string;
  id: string;
  /** Why it leaves the stack. */
  cause: "replaced" | "removed" | "left" | "deleted";
  /** Inputs that replace it, or may replace it. */
  inputs: string[];
  /** The resource whose replacement also replaces it, by the option replaceWith. */
  along?: string;
  /** The cloud's products that mark the key as in use. A key without a mark may still be in use. */
  users: string[];
  fate: Fate;
}

export interface Change {
  op: string;
  urn: string;
  /** Absent for a key. */
  type?: string;
  paths: string[];
  unprotected: boolean;
  /** Whether an update disables the key: `maybe` if the value is secret or not known yet. */
  disables?: "yes" | "maybe";
}

export interface Message {
  urn?: string;
  text: string;
  isError: boolean;
}

export interface Review {
  /** Keys that leave the stack, with the destroyed ones first. */
  lost: KeyAtRisk[];
  /** Keys that are replaced if a value that is not known yet differs from the key's value. */
  atRisk: KeyAtRisk[];
  /** Keys that are already being destroyed, with or without this change. */
  dying: KeyAtRisk[];
  changes: Change[];
  messages: Message[];
  /** The plan may be incomplete. */
  incomplete: boolean;
  unchanged: number;
}

const KEY = "cmk:index:Cmk";
export const DELETES: ReadonlySet<string> = new Set([
  ...["delete", "replace", "delete-replaced"],
]);
/** Steps that don't delete the key. A step in neither set could do anything. */
const HARMLESS = new Set([
  ...["same", "create", "update", "import", "read", "refresh", "discard"],
  ...["create-replacement", "import-replacement", "read-replacement"],
  ...["discard-replaced", "remove-pending-replace"],
]);

/** Inputs, and the output `deletionDate`, whose change never replaces a key. */
export const NEVER_REPLACE: ReadonlySet<string> = new Set([
  ...["alias", "additionalAliases", "description", "enabled", "policy", "tags"],
  ...["rotation", "rotationTrigger"],
  ...["deletionPolicy", "deletionProtection", "deletionWindowInDays"],
  ...["keyMaterial", "keyMaterialFile", "keyMaterialDigest"],
  ...["keyMaterialExpiry", "deleteKeyMaterial", "deletionDate"],
]);

const DAY_MS = 86_400_000;
const SEVERITIES = /^(warning|error|info#err)$/;
const WORST_FIRST = ["destroyed", "disabled", "prevented", "kept"];

export function review(preview: Preview, now: Date): Review {
  const { plan = {}, errors = "" } = preview;
  const steps = plan.steps ?? [];
  const incomplete = isIncomplete(preview);
  return {
    lost: lostKeys(steps, now),
    atRisk: keysAtRisk(steps, now),
    dying: dyingKeys(steps, now),
    changes: changesIn(steps),
    // A successful run can also write there, for example that Pulumi has a new version.
    messages: messagesOf(plan, incomplete ? errors : ""),
    incomplete,
    unchanged: plan.changeSummary?.["same"] ?? 0,
  };
}

/** Whether a reviewer must allow the change: it destroys or may destroy a key, or its effect is not known. */
export function isDangerous({ lost, atRisk, incomplete }: Review): boolean {
  return (
    incomplete ||
    [...lost, ...atRisk].some(({ fate }) => fate.kind === "destroyed")
  );
}

const typeOf = ({ oldState, newState }: Step) =>
  (newState ?? oldState)?.type ?? "";
const isKey = (step: Step) => typeOf(step) === KEY;

function fateOf(
  { outputs = {}, pendingReplacement, protect, retainOnDelete }: State,
  op: string,
  now: Date,
): Fate {
  const { deletionDate, deletionPolicy, deletionWindowInDays: days } = outputs;
  if (deletionDate)
    return { kind: "destroyed", when: { date: dayOf(deletionDate) } };
  // Pulumi refuses a replacement before there is a step, and deletes the old key of a replacement without asking.
  if (op === "delete" && protect && !pendingReplacement)
    return { kind: "prevented", by: "protect" };
  if (retainOnDelete) return { kind: "kept" };
  if (deletionPolicy === "PREVENT")
    return { kind: "prevented", by: "deletionPolicy: PREVENT" };
  if (deletionPolicy === "DISABLE") return { kind: "disabled" };
  if (!Number.isInteger(days) || days === undefined)
    return { kind: "destroyed", when: "when its deletion window ends" };
  const day = new Date(now.getTime() + days * DAY_MS).toISOString();
  const bound = pendingReplacement ? "not after" : "not before";
  return { kind: "destroyed", when: { days, day: dayOf(day), bound } };
}

/** The products in the tags `acs:PRODUCT:PURPOSE`, as of the last refresh. */
function usersOf({ outputs }: State): string[] {
  return Object.entries(outputs?.cloudTags ?? {}).flatMap(([name, value]) => {
    const [, product, purpose] = /^acs:([\w-]+):([\w-]+)$/i.exec(name) ?? [];
    return product && purpose && /^true$/i.test(String(value))
      ? [`${product} (${purpose})`]
      : [];
  });
}

const dayOf = (time: string) =>
  /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(time) ? time.slice(0, 10) : time;

/**
 * Keys that the change deletes, each only once: a replacement has up to three steps. If two resources have one key, what happens to
 * it is the worst that happens to either.
 */
function lostKeys(steps: readonly Step[], now: Date): KeyAtRisk[] {
  const rank = ({ fate }: KeyAtRisk) => WORST_FIRST.indexOf(fate.kind);
  const keys = new Map<string, KeyAtRisk>();
  const deleted = deletedIds(steps);
  for (const { op, urn, oldState, replaceReasons } of steps) {
    if (!DELETES.has(op) || oldState?.type !== KEY) continue;
    const id = oldState.id ?? urn;
    if (!deleted.has(id)) continue;
    const isLeft = op === "delete-replaced";
    const cause = isLeft ? "left" : op === "delete" ? "removed" : "replaced";
    const inputs = replaceReasons ?? [];
    const fate = fateOf({ ...oldState, pendingReplacement: false }, op, now);
    const users = usersOf(oldState);
    const key: KeyAtRisk = { urn, id, cause, inputs, users, fate };
    const known = keys.get(id);
    const worse = known ? rank(known) - rank(key) : 1;
    if (worse > 0 || (worse === 0 && known?.cause === "left"))
      keys.set(id, key);
  }
  return [...keys.values()].sort((one, other) => rank(one) - rank(other));
}

/** Pulumi marks a key as pendingReplacement also in the steps that follow its deletion in the same preview. */
function deletedIds(steps: readonly Step[]): Set<string> {
  const deleting = steps.filter(
    ({ op, oldState }) =>
      /^delete/.test(op) || (op === "replace" && !oldState?.pendingReplacement),
  );
  return new Set(deleting.map(({ urn, oldState }) => oldState?.id ?? urn));
}

/** Keys that an interrupted deleteBeforeReplace has deleted. */
function dyingKeys(steps: readonly Step[], now: Date): KeyAtRisk[] {
  const keys = new Map<string, KeyAtRisk>();
  const deleted = deletedIds(steps);
  for (const { op, urn, oldState } of steps) {
    if (oldState?.type !== KEY || !oldState.pendingReplacement) continue;
    const id = oldState.id ?? urn;
    if (deleted.has(id)) continue;
    const fate = fateOf(oldState, op, now);
    const users = usersOf(oldState);
    keys.set(id, { urn, id, cause: "deleted", inputs: [], users, fate });
  }
  return [...keys.values()];
}

function keysAtRisk(steps: readonly Step[], now: Date): KeyAtRisk[] {
  const along = replacedAlong(steps);
  return steps.flatMap((step) => {
    const { op, urn, oldState: key = { type: KEY } } = step;
    const inputs = unsettled(step);
    if (inputs.length === 0 && !along.has(urn)) return [];
    if (!isKey(step) || !/^(same|update)$/.test(op)) return [];
    const fate = fateOf(key, op, now);
    const users = usersOf(key);
    const id = key.id ?? urn;
    const cause = "replaced" as const;
    return [{ urn, id, cause, inputs, along: along.get(urn), users, fate }];
  });
}

/** Resources with the option replaceWith, each with the resource that may be replaced. Pulumi's preview leaves them out until that is certain. */
function replacedAlong(steps: readonly Step[]): Map<string, string> {
  const along = new Map<string, string>();
  let reached = steps
    .filter((step) => unsettled(step).length > 0)
    .map(({ urn }) => urn);
  const seen = new Set(reached);
  while (reached.length > 0) {
    const next: string[] = [];
    for (const { urn, newState } of steps) {
      const other = newState?.replaceWith?.find((of) => reached.includes(of));
      if (other === undefined || seen.has(urn)) continue;
      seen.add(urn);
      along.set(urn, other);
      next.push(urn);
    }
    reached = next;
  }
  return along;
}

/** Inputs of an update whose values are not known yet, and could make it a replacement. */
function unsettled({ op, detailedDiff, oldState, newState }: Step): string[] {
  if (op !== "update" || newState?.type !== KEY) return [];
  const [olds, news] = [oldState?.inputs ?? {}, newState.inputs ?? {}];
  const changed = Object.keys(news).filter(
    (name) => JSON.stringify(news[name]) !== JSON.stringify(olds[name]),
  );
  const paths = Object.keys(detailedDiff ?? {});
  const names =
    paths.length > 0
      ? paths.map((path) => /^\w+/.exec(path)?.[0] ?? path)
      : changed;
  return [...new Set(names)].filter((name) => !NEVER_REPLACE.has(name));
}

/** Everything that is not about the loss of a key. */
function changesIn(steps: readonly Step[]): Change[] {
  const deleted = deletedIds(steps);
  return steps.flatMap((step) => {
    const { op, urn, oldState, newState, detailedDiff } = step;
    if (typeOf(step) === "pulumi:pulumi:Stack") return [];
    const unprotected = Boolean(
      oldState?.protect && newState && !newState.protect,
    );
    const isOld = op === "delete-replaced";
    if (isKey(step) && DELETES.has(op) && deleted.has(oldState?.id ?? urn))
      return [];
    if (/^(same|refresh|create-replacement)$/.test(op) && !unprotected)
      return [];
    // Beside a `replace`.
    if (isOld && steps.some((other) => other !== step && other.urn === urn))
      return [];
    const type = isKey(step) ? undefined : typeOf(step);
    const paths = Object.keys(detailedDiff ?? {});
    return [{ op, urn, type, paths, unprotected, disables: disables(step) }];
  });
}

function disables(step: Step): Change["disables"] {
  const { op, oldState, newState } = step;
  const enabled = newState?.inputs?.["enabled"] ?? true;
  if (!isKey(step) || op !== "update" || enabled === true) return undefined;
  if (oldState?.inputs?.["enabled"] === false) return undefined;
  return enabled === false ? "yes" : "maybe";
}

function messagesOf({ diagnostics }: Plan, errors: string): Message[] {
  const messages: Message[] = (diagnostics ?? [])
    .filter(({ severity }) => SEVERITIES.test(severity))
    .map(({ urn, message, severity }) => ({
      urn,
      text: message,
      isError: severity !== "warning",
    }));
  const all = [...messages, { text: errors, isError: true }].filter(
    ({ text }) => text.trim() !== "",
  );
  const keyOf = ({ urn, text }: Message) => JSON.stringify([urn, text]);
  return [...new Map(all.map((message) => [keyOf(message), message])).values()];
}

function isIncomplete({ plan, failed }: Preview): boolean {
  const { steps, diagnostics } = plan ?? {};
  return (
    failed === true ||
    plan === undefined ||
    (diagnostics ?? []).some(({ severity }) => severity === "error") ||
    (steps ?? []).some(
      (step) => isKey(step) && !DELETES.has(step.op) && !HARMLESS.has(step.op),
    )
  );
}
