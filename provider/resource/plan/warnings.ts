import type { CallContext, Cloud, Key } from "../../clouds/cloud";
import { DEFAULTS, IMMUTABLE, type CmkInputs } from "../../model/inputs";
import type { OldKey } from "../session/run-history";
import type { Session } from "../session/session";
import type { DeletionPolicy } from "../../model/types";
import { findCloud, parseId, placeOf } from "../values/id";
import { validInputs } from "../values/inputs";
import {
  applyIgnoreChanges,
  holdsUnknown,
  type Properties,
} from "../values/properties";
import type { CallHost, DiffRequest, UpdateRequest } from "../values/requests";
import { DAY_MS } from "../values/rotation";

import { same } from "./compare";
import { acceptedWindow } from "./deletion-window";
import { cloudTagsIn, evidenceOfUse } from "./usage-evidence";
import { expiredMaterial, isDeletionDue, isImportDue } from "./material";
import { isRotationDue, lastTrigger, tooEarly } from "./rotation-trigger";

/**
 * What happens to the old key of a replacement, announced in advance. A terminal shows the first line in the resource's
 * row, and the others below.
 *
 * The engine shows the replacement of a key that this very run imports, but then fails, and advises to remove the option
 * `import`: the next run would replace the key.
 */
export function warnOfReplaced(
  urn: string,
  old: OldKey,
  session: Session,
  host: CallHost,
): void {
  const { cloud, region, keyId } = parseId(old.id, session.config);
  if (session.history.isImported(urn, old.id)) {
    host.log(
      "warning",
      [
        `This run imports key ${keyId} in ${region}, doesn't replace it, and fails.`,
        "The program differs from the key in inputs that can't be changed. Correct them: this preview's diff shows which.",
        "If you only remove the option `import`, as Pulumi's message says, the next `pulumi up` replaces the key by a new one, and deletes it as its deletionPolicy says.",
      ].join("\n"),
    );
    return;
  }
  const cancel = session.commands(cloud).cancelDeletion(region, keyId);
  const replaced = `This replaces key ${keyId} in ${region}. The old key will be`;
  const evidence = evidenceOfUse(cloud, old.cloudTags);
  const lines = isDisabled(old)
    ? [
        `${replaced} disabled and kept.`,
        "What is encrypted under it can't be read until it is enabled again.",
        ...evidence,
      ]
    : [
        `${replaced} destroyed ${destruction(cloud, old)}.`,
        "What is encrypted under it becomes unreadable at once, and forever when the key is destroyed.",
        ...evidence,
        `Until then, this cancels it: ${cancel}`,
      ];
  const exception =
    "If the option retainOnDelete was deployed before, the old key is not destroyed.";
  host.log("warning", [...lines, exception].join("\n"));
}

function isDisabled({ deletionPolicy, deletionDate }: OldKey): boolean {
  return deletionPolicy === "DISABLE" && deletionDate === undefined;
}

/** The days count from the deletion, which is to come. */
function destruction(
  { rules }: Cloud,
  { deletionDate, deletionWindowInDays }: OldKey,
): string {
  if (deletionDate !== undefined)
    return `on ${deletionDate.slice(0, 10)}, as is scheduled already`;
  const days = acceptedWindow(rules, deletionWindowInDays);
  const date = new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
  return `in ${String(days)} days, not before ${date}`;
}

/** What a Delete does to a key, the harmless first. */
const HARMLESS_FIRST: readonly DeletionPolicy[] = [
  "PREVENT",
  "DISABLE",
  "SCHEDULE_DELETION",
];

/** Changes that make a loss possible that was not possible before. */
const ARMING: readonly ((
  olds: CmkInputs,
  news: CmkInputs,
  outputs: Properties,
) => string | undefined)[] = [
  (olds, news) =>
    olds.deletionProtection === true && news.deletionProtection !== true
      ? "deletionProtection is turned off: from then on a destroy or a replacement schedules the key's destruction"
      : undefined,
  (olds, news) => {
    const before = olds.deletionPolicy ?? DEFAULTS.deletionPolicy;
    const after = news.deletionPolicy ?? DEFAULTS.deletionPolicy;
    return HARMLESS_FIRST.indexOf(after) > HARMLESS_FIRST.indexOf(before)
      ? `deletionPolicy is no longer ${before}: from then on a destroy or a replacement ${after === "DISABLE" ? "disables the key" : "schedules the key's destruction"}`
      : undefined;
  },
  (olds, news) => {
    const before = olds.deletionWindowInDays ?? DEFAULTS.deletionWindowInDays;
    const after = news.deletionWindowInDays ?? DEFAULTS.deletionWindowInDays;
    return typeof after === "number" && after < before
      ? `deletionWindowInDays is reduced: after a deletion there will be ${String(after)} days to cancel it instead of ${String(before)}`
      : undefined;
  },
  (olds, news, outputs) =>
    news.deleteKeyMaterial === true &&
    isDeletionDue([olds, validInputs(outputs)]) &&
    outputs["keyState"] !== "PendingImport"
      ? "the key material is deleted from the cloud: what is encrypted under the key can't be read until the same material is imported again"
      : undefined,
  (olds, news) =>
    typeof news.keyMaterialExpiry === "string" &&
    (olds.keyMaterialExpiry === undefined ||
      Date.parse(news.keyMaterialExpiry) < Date.parse(olds.keyMaterialExpiry))
      ? `the key material expires on ${news.keyMaterialExpiry}: what is encrypted under the key can't be read from then on, until the same material is imported again`
      : undefined,
];

/**
 * Two resources of the program stand for one key. The Delete of one of them in another run can't know of the other, so each
 * run that sees both says so. A refresh says nothing, because the program may have one of them only.
 */
export function warnOfShared(
  { urn, id }: DiffRequest,
  { history }: Session,
  host: CallHost,
): void {
  const other = history.otherResourceSharing(urn, id);
  if (other === undefined || !history.isKept(urn, id)) return;
  const [, region = "", keyId = ""] = id.split("/");
  host.log(
    "warning",
    `Key ${keyId} in ${region} belongs to two resources of this stack, ${urn} and ${other}. Deleting one of them in a run that doesn't see the other, such as \`pulumi destroy --target\`, schedules the key's destruction. Keep one: take the other out of the program, and then out of the state: \`pulumi state delete --force URN\`.`,
  );
}

/** Warns of values that are new to this version of the provider. The state keeps what it has. */
export function warnOfUnknown(key: Key, host: CallHost): void {
  const { keyId, region, unknownParameters = {} } = key;
  for (const [name, { field, value }] of Object.entries(unknownParameters))
    host.log(
      "warning",
      `Key ${keyId} in ${region}: its ${field} is ${value}, which this version of the provider does not know. \`${name}\` stays as the state has it. Use a newer version of the provider.`,
    );
}

/** Changes made outside Pulumi since the last read, so that no preview has shown that the update undoes them. */
export function warnOfUnseenDrift(
  key: Key,
  desired: CmkInputs,
  oldOutputs: Properties,
  context: CallContext,
): void {
  const { keyId, region, state, deletionDate } = key;
  const add = (undone: string, undoing: string) => {
    context.warn(
      `Key ${keyId} in ${region} ${undone} since Pulumi last read it. This update ${undoing}. \`pulumi up --refresh\` shows such changes in its preview.`,
    );
  };
  if (state === "PendingDeletion" && oldOutputs["deletionDate"] === undefined)
    add(
      `was scheduled for destruction${deletionDate ? ` on ${deletionDate}` : ""}`,
      "cancels that",
    );
  if (state === "Archived" && oldOutputs["keyState"] !== "Archived")
    add("was archived", "takes it out of the archive");
  if (
    state === "Disabled" &&
    oldOutputs["enabled"] === true &&
    desired.enabled !== false
  )
    add("was disabled", "enables it again");
  if (
    key.deletionProtection &&
    oldOutputs["deletionProtection"] !== true &&
    desired.deletionProtection === false
  )
    add("was protected against deletion", "takes the protection off");
}

export function warnOfUpdate(request: UpdateRequest, host: CallHost): void {
  const olds = request.oldInputs.values;
  const news = applyIgnoreChanges(
    request.news.values,
    olds,
    request.ignoreChanges,
  );
  // An unknown value may turn out to be the same.
  const known = Object.fromEntries(
    Object.entries(news).map(([name, value]) => [
      name,
      holdsUnknown(value) ? (olds[name] ?? value) : value,
    ]),
  );
  const outputs = request.oldOutputs.values;
  const warnings = ARMING.flatMap((arming) => {
    const text = arming(validInputs(olds), validInputs(known), outputs);
    return text === undefined ? [] : [`In this update ${text}.`];
  });
  const open = unknownImmutables(news);
  if (open.length > 0)
    warnings.push(
      `${open.join(", ")}: not known yet. If it turns out to differ from what the key has, the key is REPLACED, and its deletion is scheduled.`,
    );
  const { cloud: name = "" } = placeOf(request.id);
  const cloud = findCloud(name);
  const evidence = evidenceOfUse(cloud, cloudTagsIn(outputs));
  // Once is enough.
  for (const [index, text] of warnings.entries())
    host.log("warning", [text, ...(index === 0 ? evidence : [])].join(" "));
  noteRotation(news, olds, outputs, cloud, host);
  const expired = expiredMaterial(news);
  if (expired !== undefined)
    host.log("warning", `keyMaterialExpiry: ${expired}.`);
  for (const text of stateChanges(known, olds, outputs, cloud))
    host.log("warning", `In this update ${text}.`);
}

/** Changes of the key's state that no property shows, because the cloud requires them for another change. */
function stateChanges(
  news: Properties,
  olds: Properties,
  outputs: Properties,
  cloud: Cloud | undefined,
): string[] {
  const { keyState } = outputs;
  const staysDisabled = news["enabled"] === false;
  if (keyState === "Archived")
    return [
      `the key is taken out of the archive${staysDisabled ? ", which enables it for a moment" : ""}`,
    ];
  if (!staysDisabled) return [];
  const state =
    keyState === "PendingDeletion"
      ? cloud?.rules.stateAfterCancellation
      : keyState;
  if (keyState === "PendingDeletion" && state === "Enabled")
    return ["the key is enabled for a moment, to cancel its deletion"];
  const had = [validInputs(outputs), validInputs(olds)];
  const isImported = isImportDue(news, had, outputs);
  if (state === "PendingImport" && isImported)
    return ["the key is enabled for a moment, as its material is imported"];
  if (state !== "Disabled") return [];
  const rotatedFor = lastTrigger(olds, outputs);
  const ends = [
    cloud?.rules.rotation.needsEnabled &&
      !same("rotation", news["rotation"], outputs["rotation"]) &&
      "change its rotation",
    isRotationDue(validInputs(news).rotationTrigger, rotatedFor) && "rotate it",
    isImported && "import its material",
  ].filter((end) => typeof end === "string");
  return ends.length === 0
    ? []
    : [`the disabled key is enabled for a moment, to ${ends.join(" and ")}`];
}

/** Nothing is lost by a rotation, but it can't be undone. */
function noteRotation(
  { rotationTrigger: trigger }: Properties,
  olds: Properties,
  outputs: Properties,
  cloud: Cloud | undefined,
  host: CallHost,
): void {
  const rotatedFor = lastTrigger(olds, outputs);
  if (trigger === undefined || trigger === rotatedFor) return;
  const refusal = cloud && tooEarly(cloud, outputs);
  const note = (text: string) => {
    host.log("info", `rotationTrigger: ${text}.`);
  };
  if (rotatedFor === undefined)
    note("the first value does not rotate the key; a later change does");
  else if (holdsUnknown(trigger))
    note(
      "not known yet. If it turns out to differ, this update rotates the key",
    );
  else if (refusal !== undefined)
    host.log("warning", `rotationTrigger: ${refusal}.`);
  else
    note(
      "this update rotates the key now, unless it was rotated within the last day. The new version encrypts new data; what earlier versions encrypted stays readable",
    );
}

function unknownImmutables(news: Properties): string[] {
  return IMMUTABLE.filter((name) => holdsUnknown(news[name]));
}
