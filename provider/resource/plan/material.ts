import type { Cloud } from "../../clouds/cloud";
import {
  type CmkInputs,
  type InputName,
  KEPT_WHEN_REMOVED,
  MATERIAL,
} from "../../model/inputs";
import type { CheckFailures } from "../values/failures";
import { digestOf, validInputs } from "../values/inputs";
import { readMaterialFile } from "../values/material-file";
import { isUnknown, type Properties, UNKNOWN } from "../values/properties";
import { materialSizes } from "../values/spec";
import { same } from "./compare";

/**
 * Imported key material over a key's life. Both clouds bind a key to its first material for good, even after that
 * expired or was deleted (docs/clouds/alibaba.md#imported-key-material, docs/clouds/tencent.md#imported-key-material).
 * The output `keyMaterialDigest` identifies it.
 */

/** Whether the key keeps its value of an input because the program does not set it. */
export function isKept(name: InputName, news: Properties): boolean {
  if (!KEPT_WHEN_REMOVED.includes(name) || (news[name] ?? null) !== null)
    return false;
  switch (name) {
    case "keyMaterial":
    case "keyMaterialFile":
    case "keyMaterialDigest":
      return news["deleteKeyMaterial"] !== true;
    case "keyMaterialExpiry":
      // With material, no expiry means that it never expires.
      return !hasMaterial(news) && news["deleteKeyMaterial"] !== true;
    default:
      return true;
  }
}

/** Whether the program gives material, known or not. */
export function hasMaterial(news: Properties): boolean {
  return MATERIAL.some((name) => (news[name] ?? null) !== null);
}

/** The digest of the material that the inputs give; undefined if they give none, or it is not known yet. */
export function desiredDigest(inputs: Properties): string | undefined {
  const { keyMaterial, keyMaterialFile, keyMaterialDigest } =
    validInputs(inputs);
  if (keyMaterial !== undefined) return digestOf(keyMaterial);
  return keyMaterialFile === undefined ? undefined : keyMaterialDigest;
}

/**
 * Gives the inputs their `keyMaterialDigest`, by which Diff sees another file's material. A file that is not there is
 * missed only if there is something to import; else the digest is that of the state. `olds` is empty for a new key.
 */
export function fillDigest(
  values: Properties,
  olds: Properties,
  cloud: Cloud,
  failures: CheckFailures,
  warn: (message: string) => void,
): void {
  const news = validInputs(values);
  const { keyMaterialFile, keyMaterialDigest: given } = news;
  if (news.keyMaterial !== undefined) {
    const digest = digestOf(news.keyMaterial);
    if (given !== undefined && given !== digest)
      failures.add(
        ["keyMaterialDigest"],
        `keyMaterial does not match: its SHA-256 is ${digest}`,
      );
    return;
  }
  if (values["keyMaterialDigest"] === undefined && isOpen(values))
    values["keyMaterialDigest"] = UNKNOWN;
  if (keyMaterialFile === undefined || news.origin !== "EXTERNAL") return;
  if (isUnknown(values["spec"])) return;
  const file = readMaterialFile(
    keyMaterialFile,
    materialSizes(cloud.rules, news.spec),
  );
  if ("rule" in file) {
    const known = knownDigest(news, olds);
    if (file.kind === "absent" && known !== undefined)
      values["keyMaterialDigest"] = known;
    else failures.add(["keyMaterialFile"], file.rule);
    return;
  }
  file.bytes.fill(0);
  for (const oddity of file.oddities) warn(`keyMaterialFile: ${oddity}.`);
  if (given !== undefined && given !== file.digest)
    failures.add(
      ["keyMaterialFile"],
      `the material in the file does not match keyMaterialDigest: its SHA-256 is ${file.digest}`,
    );
  else values["keyMaterialDigest"] = file.digest;
}

/** In a preview, what material it is may depend on what is not known yet. */
function isOpen(values: Properties): boolean {
  return (
    isUnknown(values["keyMaterialFile"]) ||
    (values["keyMaterialFile"] !== undefined && isUnknown(values["spec"]))
  );
}

/** The digest of what has been imported, unless it is to be imported again. */
function knownDigest(
  { keyMaterialDigest: given, keyMaterialExpiry }: CmkInputs,
  olds: Properties,
): string | undefined {
  const { keyMaterialFile, keyMaterialDigest, ...old } = validInputs(olds);
  const isImported =
    keyMaterialFile !== undefined &&
    keyMaterialDigest !== undefined &&
    keyMaterialDigest === (given ?? keyMaterialDigest) &&
    same("keyMaterialExpiry", old.keyMaterialExpiry, keyMaterialExpiry);
  return isImported ? keyMaterialDigest : undefined;
}

/** Check's warning about material that is removed from the program of an existing key. */
export function removedMaterial(
  olds: Properties,
  news: Properties,
): string | undefined {
  const name = MATERIAL.find((one) => olds[one] !== undefined);
  if (name === undefined || hasMaterial(news) || !isKept(name, news))
    return undefined;
  return `${name} is no longer in the program: the key keeps the material that it has, and its expiry if it has one. To delete the material from the cloud, set deleteKeyMaterial: true.`;
}

/** Why a new key can't be created with these inputs: a rule without its full stop. */
export function newKeyConflict(news: Properties): string | undefined {
  return news["deleteKeyMaterial"] === true &&
    news["origin"] === "EXTERNAL" &&
    !hasMaterial(news)
    ? "a new key has no material to delete; leave it out until there is a key"
    : undefined;
}

/** Whether `deleteKeyMaterial: true` is still to be done, by the resource's earlier inputs and outputs. */
export function isDeletionDue(had: readonly CmkInputs[]): boolean {
  return had.some(({ deleteKeyMaterial }) => deleteKeyMaterial !== true);
}

/**
 * Whether the material that the inputs give is still to be imported, by the resource's earlier inputs and outputs, and by
 * what is known of the key: the outputs, or a read.
 */
export function isImportDue(
  news: Properties,
  had: readonly CmkInputs[],
  key: { keyState?: unknown; keyMaterialDigest?: unknown },
): boolean {
  const digest = desiredDigest(news);
  const { keyMaterialExpiry } = validInputs(news);
  return (
    digest !== undefined &&
    (key.keyState === "PendingImport" ||
      digest !== key.keyMaterialDigest ||
      had.some(
        (one) =>
          !same("keyMaterialExpiry", keyMaterialExpiry, one.keyMaterialExpiry),
      ))
  );
}

/**
 * Why an update fails if the key has lost its material since it was read; undefined if it has not. Check accepts a date
 * that the key already has.
 */
export function expiredMaterial(news: Properties): string | undefined {
  const { keyMaterialExpiry } = validInputs(news);
  if (keyMaterialExpiry === undefined || !hasMaterial(news)) return undefined;
  if (Date.now() < Date.parse(keyMaterialExpiry)) return undefined;
  return `by this machine's clock, the key's material expired on ${keyMaterialExpiry}. An update then imports it again, and can't do so with a date in the past: this update and each later one make their other changes and fail, until keyMaterialExpiry is later or removed`;
}

interface MaterialChange {
  urn: string;
  oldInputs: Properties;
  oldOutputs: Properties;
  news: Properties;
}

/** Why the cloud would refuse an update of a key, as far as the state tells: one line, for users. */
export function materialConflict(change: MaterialChange): string | undefined {
  return (
    otherMaterial(change) ?? withoutMaterial(change) ?? withoutFile(change)
  );
}

function otherMaterial({
  urn,
  oldOutputs,
  news,
}: MaterialChange): string | undefined {
  const desired = desiredDigest(news);
  const digest = oldOutputs["keyMaterialDigest"];
  if (desired === undefined || typeof digest !== "string") return undefined;
  if (desired === digest) return undefined;
  const name = MATERIAL.find((one) => news[one] !== undefined) ?? "keyMaterial";
  return (
    `${name}: this is not the key's first material. Both clouds bind a key to its first material permanently, even after that material has expired or was deleted; nothing was changed. ` +
    `Use the first material again (its SHA-256 is ${digest}), or create a new key with the other material, after which the old key is deleted as its deletionPolicy says: pulumi up --replace '${urn}'`
  );
}

/** A key that waits for its material can't be disabled, neither now nor instead of its deletion. */
function withoutMaterial({
  oldInputs,
  oldOutputs,
  news,
}: MaterialChange): string | undefined {
  if (oldOutputs["keyState"] !== "PendingImport") return undefined;
  if (hasMaterial(news)) return undefined;
  const { enabled, deletionPolicy } = validInputs(news);
  const asked = [
    ...(enabled === false && oldInputs["enabled"] !== false
      ? ["enabled is false"]
      : []),
    ...(deletionPolicy === "DISABLE" &&
    oldInputs["deletionPolicy"] !== "DISABLE"
      ? ["deletionPolicy is DISABLE"]
      : []),
  ];
  if (asked.length === 0) return undefined;
  return `${asked.join(" and ")}: the key waits for its material and can't be disabled; nothing was changed. Give it keyMaterial as well, or, if it was imported outside of Pulumi, run \`pulumi refresh\` first.`;
}

/** Check can't tell that a key has lost its material, so that the file is needed again. */
function withoutFile({
  oldInputs,
  oldOutputs,
  news,
}: MaterialChange): string | undefined {
  const { keyMaterial, keyMaterialFile } = validInputs(news);
  if (keyMaterial !== undefined || keyMaterialFile === undefined)
    return undefined;
  const had = [validInputs(oldInputs), validInputs(oldOutputs)];
  if (!isImportDue(news, had, oldOutputs)) return undefined;
  const file = readMaterialFile(keyMaterialFile, undefined);
  if (!("rule" in file)) {
    file.bytes.fill(0);
    return undefined;
  }
  return `keyMaterialFile: ${file.rule}, and the key waits for its material; nothing was changed.`;
}
