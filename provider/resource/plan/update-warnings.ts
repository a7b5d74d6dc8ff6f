import type { Cloud } from "../../clouds/cloud";
import { DEFAULTS, IMMUTABLE, type CmkInputs } from "../../model/inputs";
import type { DeletionPolicy } from "../../model/types";
import { findCloud, placeOf } from "../values/id";
import { validInputs } from "../values/inputs";
import {
  applyIgnoreChanges,
  holdsUnknown,
  type Properties,
} from "../values/properties";
import type { CallHost, UpdateRequest } from "../values/requests";
import { same } from "./compare";
import { expiredMaterial, isDeletionDue, isImportDue } from "./material";
import { isRotationDue, lastTrigger, tooEarly } from "./rotation-trigger";
import { cloudTagsIn, evidenceOfUse } from "./usage-evidence";

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
