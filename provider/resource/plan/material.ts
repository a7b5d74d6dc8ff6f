import {
  type CmkInputs,
  type InputName,
  KEPT_WHEN_REMOVED,
} from "../../model/inputs";
import { digestOf, validInputs } from "../values/inputs";
import type { Properties, Value } from "../values/properties";

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
      return news["deleteKeyMaterial"] !== true;
    case "keyMaterialExpiry":
      // With material, no expiry means that it never expires.
      return isKept("keyMaterial", news);
    default:
      return true;
  }
}

/** Check's warning about material that is removed from the program of an existing key. */
export function removedMaterial(
  olds: Properties,
  news: Properties,
): string | undefined {
  if (olds["keyMaterial"] === undefined || !isKept("keyMaterial", news))
    return undefined;
  return "keyMaterial is no longer in the program: the key keeps the material that it has, with its expiry. To delete the material from the cloud, set deleteKeyMaterial: true.";
}

/** Why a new key can't be created with these inputs: a rule without its full stop. */
export function newKeyConflict(news: Properties): string | undefined {
  return news["deleteKeyMaterial"] === true &&
    news["origin"] === "EXTERNAL" &&
    news["keyMaterial"] === undefined
    ? "a new key has no material to delete; leave it out until there is a key"
    : undefined;
}

/** Whether `deleteKeyMaterial: true` is still to be done, by the resource's earlier inputs and outputs. */
export function isDeletionDue(had: readonly CmkInputs[]): boolean {
  return had.some(({ deleteKeyMaterial }) => deleteKeyMaterial !== true);
}

/** Whether the material is still to be imported, by the outputs of an earlier run. */
export function isImportDue(
  keyMaterial: Value | undefined,
  outputs: Properties,
): boolean {
  return (
    typeof keyMaterial === "string" &&
    (outputs["keyState"] === "PendingImport" ||
      digestOf(keyMaterial) !== outputs["keyMaterialDigest"])
  );
}

interface MaterialChange {
  urn: string;
  oldInputs: Properties;
  oldOutputs: Properties;
  news: Properties;
}

/** Why the cloud would refuse an update of a key, as far as the state tells: one line, for users. */
export function materialConflict(change: MaterialChange): string | undefined {
  return otherMaterial(change) ?? withoutMaterial(change);
}

function otherMaterial({
  urn,
  oldOutputs,
  news,
}: MaterialChange): string | undefined {
  const { keyMaterial } = validInputs(news);
  const digest = oldOutputs["keyMaterialDigest"];
  if (keyMaterial === undefined || typeof digest !== "string") return undefined;
  if (digestOf(keyMaterial) === digest) return undefined;
  return (
    `keyMaterial: not the material that this key has had. Both clouds bind a key to its first material for good, also after that has expired or was deleted; nothing was changed. ` +
    `Give the former material back (its SHA-256 is ${digest}), or make a new key with the other one, after which the old key is deleted by its deletionPolicy: pulumi up --replace '${urn}'`
  );
}

/** A key that waits for its material can't be disabled, neither now nor instead of its deletion. */
function withoutMaterial({
  oldInputs,
  oldOutputs,
  news,
}: MaterialChange): string | undefined {
  if (oldOutputs["keyState"] !== "PendingImport") return undefined;
  if (news["keyMaterial"] !== undefined) return undefined;
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
