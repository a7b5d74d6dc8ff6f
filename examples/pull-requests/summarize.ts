/**
 * Turns a preview into a comment for reviewers: what may delete a key first, then the other changes.
 *
 *     pulumi preview --json --show-replacement-steps > plan.json 2> errors.txt
 *     node summarize.ts plan.json errors.txt success|failure
 *
 * Without --show-replacement-steps the plan leaves out old keys that an earlier, failed replacement still has to delete.
 */
import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

interface State {
  type: string;
  id?: string;
  protect?: boolean;
  retainOnDelete?: boolean;
  /** A deleteBeforeReplace has deleted the key, and its replacement was not made. */
  pendingReplacement?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: {
    deletionDate?: string;
    deletionPolicy?: string;
    deletionWindowInDays?: number;
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
}

/** A preview that has ended, well or not. */
export interface Preview {
  /** Absent where Pulumi printed none. */
  plan?: Plan;
  failed?: boolean;
  /** What Pulumi wrote to standard error. */
  errors?: string;
}

const KEY = "cmk:index:Cmk";
const DELETES = new Set(["delete", "replace", "delete-replaced"]);
/** Steps on a key that leave it alone. What is in neither set may do anything. */
const HARMLESS = new Set([
  ...["same", "create", "update", "import", "read", "refresh", "discard"],
  ...["create-replacement", "import-replacement", "read-replacement"],
  ...["discard-replaced", "remove-pending-replace"],
]);

/** Inputs, and the output `deletionDate`, whose change never replaces a key. */
export const NEVER_REPLACE: ReadonlySet<string> = new Set([
  ...["alias", "description", "enabled", "policy", "tags"],
  ...["rotation", "rotationTrigger"],
  ...["deletionPolicy", "deletionProtection", "deletionWindowInDays"],
  ...["keyMaterial", "keyMaterialFile", "keyMaterialDigest"],
  ...["keyMaterialExpiry", "deleteKeyMaterial", "deletionDate"],
]);

const DAY_MS = 86_400_000;
/** GitHub takes 65,536 characters. */
const LONGEST_COMMENT = 60_000;
const LONGEST_TEXT = 4_000;

/** Characters that show as nothing or as blanks, or that turn the text around them. */
const UNSEEN = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * A text of others, which stays what it is: in a code span there are no links, mentions, headings, tables or HTML. All
 * that a comment quotes goes through here.
 */
export function code(text: string): string {
  const cut =
    text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  const visible = stripVTControlCharacters(cut).replaceAll(
    UNSEEN,
    (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`,
  );
  const runs = visible.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const pad = /^$|^[ `]|[ `]$/.test(visible) ? " " : "";
  return fence + pad + visible + pad + fence;
}

/** A text of several lines, each on one of its own in a list item. */
function codeLines(text: string): string {
  const lines = text.split(/[\n\r\v\f\u0085\u2028\u2029]/);
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => code(line.trim()))
    .join("\\\n  ");
}

/** `urn:pulumi:STACK::PROJECT::TYPE::NAME`; a name may hold colons. */
const nameOf = (urn: string) =>
  code(urn.split("::").slice(3).join("::") || urn);
const typeOf = ({ oldState, newState }: Step) =>
  (newState ?? oldState)?.type ?? "";
const isKey = (step: Step) => typeOf(step) === KEY;
const listOf = (texts: readonly string[]) => texts.map(code).join(", ");

/** What becomes of a key that the stack lets go, or has let go, and how that can be stopped. */
function fate(
  key: State,
  be: "will be" | "would be" | "is",
  now: Date,
): string {
  const { id = "", outputs, retainOnDelete } = key;
  if (retainOnDelete) return `It ${be} kept as it is: retainOnDelete.`;
  if (outputs?.deletionPolicy === "DISABLE" && !outputs.deletionDate)
    return `It ${be} disabled and kept: what is encrypted under it can't be read until it is enabled again.`;
  const command = cancelCommand(id);
  const cancel = command
    ? ` Until then this cancels it: ${code(command)}`
    : " Until then the cloud's console can cancel it.";
  const bound = be === "is" ? "not after" : "not before";
  return `It ${be} destroyed${dateOf(outputs, bound, now)}.${cancel}`;
}

/** The days count from the deletion: one that lies behind ends sooner, one that is to come ends later. */
function dateOf(
  outputs: State["outputs"],
  bound: "not before" | "not after",
  now: Date,
): string {
  const { deletionDate, deletionWindowInDays: days } = outputs ?? {};
  if (deletionDate) return ` on ${code(deletionDate)}, as is scheduled already`;
  if (!Number.isInteger(days) || days === undefined)
    return " when its deletion window ends";
  const date = new Date(now.getTime() + days * DAY_MS);
  return `, ${code(String(days))} days after the deletion: ${bound} ${date.toISOString().slice(0, 10)}`;
}

function cancelCommand(id: string): string | undefined {
  const [, cloud, region = "", keyId = ""] =
    /^(alibaba|tencent)\/([\w-]+)\/([\w-]+)$/.exec(id) ?? [];
  if (cloud === undefined) return undefined;
  const program = cloud === "alibaba" ? "aliyun" : "tccli";
  return `${program} kms CancelKeyDeletion --region ${region} --KeyId ${keyId}`;
}

/** Keys that the change deletes, each once: a replacement has up to three steps. */
function deletedKeys(steps: readonly Step[], now: Date): string[] {
  const keys = new Map<string, string>();
  for (const { op, urn, oldState, replaceReasons } of steps) {
    if (!DELETES.has(op) || oldState?.type !== KEY) continue;
    if (oldState.pendingReplacement) continue;
    const id = oldState.id ?? urn;
    const isOld = op === "delete-replaced";
    if (isOld && keys.has(id)) continue;
    const reasons = replaceReasons ?? [];
    const why = isOld
      ? "was replaced by an earlier update, which has not deleted it"
      : op === "delete"
        ? "is removed from the stack"
        : `is replaced: ${reasons.length > 0 ? listOf(reasons) : "forced"}`;
    const what = `${nameOf(urn)} (${code(id)}) ${why}.`;
    keys.set(id, `- ${what} ${fate(oldState, "will be", now)}`);
  }
  return [...keys.values()];
}

/** Keys that an interrupted deleteBeforeReplace has deleted: their time runs already, whatever becomes of this change. */
function dyingKeys(steps: readonly Step[], now: Date): string[] {
  const keys = new Map<string, string>();
  for (const { urn, oldState } of steps) {
    if (oldState?.type !== KEY || !oldState.pendingReplacement) continue;
    const id = oldState.id ?? urn;
    const what = `${nameOf(urn)} (${code(id)}) was deleted by an earlier update, which has not made its replacement.`;
    keys.set(id, `- ${what} ${fate(oldState, "is", now)}`);
  }
  return [...keys.values()];
}

/** Inputs of an update that would make it a replacement if only their values were known. */
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

function maybeReplaced(steps: readonly Step[], now: Date): string[] {
  return steps.flatMap((step) => {
    const names = unsettled(step);
    if (names.length === 0) return [];
    const key = step.oldState ?? { type: KEY };
    const what = `${nameOf(step.urn)} (${code(key.id ?? "")})`;
    return `- ${what} is replaced if the value of ${listOf(names)}, which is not known yet, differs from the key's. ${fate(key, "would be", now)}`;
  });
}

function otherChanges(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => {
    const { op, urn, oldState, newState, detailedDiff } = step;
    if (typeOf(step) === "pulumi:pulumi:Stack") return [];
    const unprotected = oldState?.protect && newState && !newState.protect;
    const guard = unprotected ? "; the option protect goes off" : "";
    const isOld = op === "delete-replaced";
    if (isKey(step) && DELETES.has(op) && !oldState?.pendingReplacement)
      return [];
    if (/^(same|refresh|create-replacement)$/.test(op) && !guard) return [];
    // Beside a `replace`.
    if (isOld && steps.some((other) => other !== step && other.urn === urn))
      return [];
    const paths = listOf(Object.keys(detailedDiff ?? {}));
    const type = isKey(step) ? "" : ` of type ${code(typeOf(step))}`;
    return `- ${code(op)} ${nameOf(urn)}${type}${paths && `: ${paths}`}${guard}`;
  });
}

const SEVERITIES = /^(warning|error|info#err)$/;

function messages({ diagnostics }: Plan, errors: string): string[] {
  const lines = (diagnostics ?? [])
    .filter(({ severity }) => SEVERITIES.test(severity))
    .map(({ urn, message }) => ({
      name: urn ? `${nameOf(urn)} ` : "",
      text: codeLines(message),
    }));
  return [...lines, { name: "", text: codeLines(errors) }]
    .filter(({ text }) => text !== "")
    .map(({ name, text }) => `- ${name}${text}`)
    .filter((line, at, all) => all.indexOf(line) === at);
}

/** Whether there may be more than the plan shows. */
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

export function summarize(preview: Preview, now = new Date()): string {
  const { plan = {}, errors = "" } = preview;
  const steps = plan.steps ?? [];
  const deleted = deletedKeys(steps, now);
  const dying = dyingKeys(steps, now);
  const maybe = maybeReplaced(steps, now);
  const others = otherChanges(steps);
  const incomplete = isIncomplete(preview);
  // A run that succeeds may still write there that Pulumi has a new version.
  const lines = messages(plan, incomplete ? errors : "");
  const parts: string[][] = [];
  if (incomplete)
    parts.push(
      ["## ⚠️ The preview is incomplete"],
      ["It failed, so this change may delete keys that are not listed here."],
    );
  if (deleted.length > 0)
    parts.push(
      [`## ⚠️ Keys that this change deletes: ${String(deleted.length)}`],
      ["What was encrypted under a key can't be read once it is destroyed."],
      deleted,
    );
  if (dying.length > 0)
    parts.push(
      [`## ⚠️ Keys that are being deleted already: ${String(dying.length)}`],
      dying,
    );
  if (maybe.length > 0)
    parts.push(
      [`## ⚠️ Keys that this change may replace: ${String(maybe.length)}`],
      maybe,
    );
  if (parts.length === 0) parts.push([calmHeading(steps, lines)]);
  if (lines.length > 0) parts.push(["### Messages"], lines);
  if (others.length > 0) parts.push(["### Other changes"], others);
  return shortened(parts.flatMap((lines) => [...lines, ""]));
}

/** Where no key is deleted: all the same, never safer than what may happen. */
function calmHeading(steps: readonly Step[], lines: readonly string[]): string {
  if (lines.length > 0)
    return "## ⚠️ No key is deleted, but there are warnings";
  const lost = steps.filter(({ op }) => DELETES.has(op)).length;
  return lost > 0
    ? `## ⚠️ No key is deleted, but other resources are`
    : "## No key is deleted";
}

/** The first lines are the worst ones. */
function shortened(lines: readonly string[]): string {
  let length = 0;
  const kept = lines.filter(
    (line) => (length += line.length + 1) < LONGEST_COMMENT,
  );
  const left = lines.length - kept.length;
  if (left > 0)
    kept.push(
      "",
      `**${String(left)} more lines are left out. \`pulumi preview\` shows everything.**`,
    );
  return kept.join("\n").trimEnd();
}

/** What was read from a file; a run that failed early has not written it. */
function textOf(path: string | undefined): string {
  try {
    return path === undefined ? "" : readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function planIn(text: string): Plan | undefined {
  try {
    const plan: unknown = JSON.parse(text);
    return typeof plan === "object" && plan !== null ? plan : undefined;
  } catch {
    return undefined;
  }
}

if (process.argv[1]?.endsWith("summarize.ts")) {
  const [plan, errors, outcome] = process.argv.slice(2);
  const preview = {
    plan: planIn(textOf(plan)),
    errors: textOf(errors),
    failed: outcome !== undefined && outcome !== "success",
  };
  console.log(summarize(preview));
}
