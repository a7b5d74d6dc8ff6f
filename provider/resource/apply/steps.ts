import type { Key, KeyInclude } from "../../clouds/cloud";
import { rfc3339 } from "../../clouds/common/time";
import { isKind } from "../../clouds/errors";
import { type CmkInputs, DEFAULTS } from "../../model/inputs";
import { isDeletionDue, isImportDue } from "../plan/material";
import { samePolicy } from "../plan/policy";
import { isRotationDue } from "../plan/rotation-trigger";
import type { Placement } from "../session/session";
import { digestOf } from "../values/inputs";
import { readMaterialFile } from "../values/material-file";
import { namesOf } from "../values/names";
import { desiredRotation, NO_ROTATION } from "../values/rotation";
import { materialSizes } from "../values/spec";
import { type FormerHolders, giveAlias } from "./alias";
import type { Applicant } from "./key-owner";
import { settingTags } from "./tags";

/** Everything needed to bring a key from its actual to its desired state. */
export interface Reconciliation extends Placement {
  /** The key as the cloud described it, updated by each step that ran. Parts that were not included are not changed. */
  actual: Key;
  desired: CmkInputs;
  /** The resource's earlier inputs, which tell what the program removed from what others added. */
  priorInputs: CmkInputs;
  /** The state's outputs. After an update that failed halfway they are ahead of the inputs. */
  priorOutputs: CmkInputs;
  /** The resource that the key belongs to. */
  applicant: Applicant;
  /** The keys from which this one takes aliases. */
  formerHolders?: FormerHolders;
  /** The digest of the material to which the key is bound. */
  materialDigest?: string;
  /** The trigger that the key was last rotated for. */
  rotatedFor?: string;
}

/** One difference, and the call that removes it. */
export interface Step {
  /** For messages: "could not set the description". */
  name: string;
  needed(reconciliation: Reconciliation): boolean;
  run(reconciliation: Reconciliation): Promise<void>;
  /** Whether the cloud has decided more than was asked for (dates, versions), so that the key must be read again. */
  rereads?: (reconciliation: Reconciliation) => boolean;
  /** What it sets, where a read of the key must ask for that. */
  part?: Exclude<keyof KeyInclude, "expectedAliases">;
}

function rotationDiffers(reconciliation: Reconciliation): boolean {
  const { actual } = reconciliation;
  const rotation = desiredRotation(reconciliation.desired);
  const { enabled, intervalSeconds } = actual.rotation ?? NO_ROTATION;
  return (
    rotation.enabled !== enabled ||
    (rotation.enabled && rotation.intervalSeconds !== intervalSeconds)
  );
}

function importDue({
  actual: { state: keyState },
  desired,
  priorInputs,
  priorOutputs,
  materialDigest: keyMaterialDigest,
}: Reconciliation): boolean {
  const key = { keyState, keyMaterialDigest };
  return isImportDue({ ...desired }, [priorInputs, priorOutputs], key);
}

/** From the file anew: Check has kept nothing of it. */
function materialOf({ cloud, desired }: Reconciliation): string {
  const { keyMaterial, keyMaterialFile = "", keyMaterialDigest } = desired;
  if (keyMaterial !== undefined) return keyMaterial;
  const file = readMaterialFile(
    keyMaterialFile,
    materialSizes(cloud.rules, desired.spec),
  );
  if ("rule" in file) throw new Error(`keyMaterialFile: ${file.rule}`);
  const material = file.bytes.toString("base64");
  file.bytes.fill(0);
  if (file.digest !== keyMaterialDigest)
    throw new Error(
      "keyMaterialFile: the file has changed since it was checked; it was not imported. To import what it holds now, run `pulumi up` again",
    );
  return material;
}

/** So close to now, nothing tells whether the key rotates before or after it is changed. */
const MARGIN_MS = 10 * 60_000;

/** When a key whose rotation has just been set rotates next, if the cloud's rule tells and no rotation is overdue. */
function nextRotation({ cloud, actual }: Reconciliation): string | undefined {
  const { lastRotationDate, nextRotationDate, rotation } = actual;
  const isSoon = (time: number) => time < Date.now() + MARGIN_MS;
  if (!cloud.rules.rotation.countsFromLast || !rotation?.enabled)
    return undefined;
  if (nextRotationDate !== undefined && isSoon(Date.parse(nextRotationDate)))
    return undefined;
  const last = Date.parse(lastRotationDate ?? "");
  const next = last + (rotation.intervalSeconds ?? NaN) * 1000;
  if (Number.isNaN(next) || isSoon(next)) return undefined;
  return rfc3339(next);
}

function hasAlias({ actual }: Reconciliation, alias: string): boolean {
  return actual.aliases?.includes(alias) ?? false;
}

function settingAliases({ desired }: Reconciliation): Step[] {
  return namesOf(desired).map((alias) => ({
    name: `set the alias "${alias}"`,
    part: "aliases",
    needed: (reconciliation) =>
      reconciliation.actual.aliases !== undefined &&
      !hasAlias(reconciliation, alias),
    run: async (reconciliation) => {
      const { applicant, cloud, actual } = reconciliation;
      await giveAlias(reconciliation, alias);
      applicant.session.history.aliases.noteGiven(
        { cloud: cloud.name, region: actual.region, alias },
        actual.keyId,
      );
      actual.aliases =
        cloud.rules.alias.count === "one"
          ? [alias]
          : [...(actual.aliases ?? []), alias];
    },
  }));
}

/** Aliases that the resource gives up and the key still has. */
function removingAliases({
  desired,
  priorInputs,
  priorOutputs,
}: Reconciliation): Step[] {
  const wanted = namesOf(desired);
  const former = namesOf(priorInputs, priorOutputs).filter(
    (alias) => !wanted.includes(alias),
  );
  return former.map((alias) => ({
    name: `remove the former alias "${alias}"`,
    part: "aliases",
    // If a new alias is refused, the key must not end up without any.
    needed: (reconciliation) =>
      reconciliation.keys.removeAlias !== undefined &&
      hasAlias(reconciliation, alias) &&
      wanted.every((name) => hasAlias(reconciliation, name)),
    run: async ({ keys, actual }) => {
      await keys.removeAlias?.(alias);
      actual.aliases = actual.aliases?.filter((name) => name !== alias);
    },
  }));
}

const isDesiredEnabled = (desired: CmkInputs) =>
  desired.enabled ?? DEFAULTS.enabled;

function rotationDue({ desired, rotatedFor }: Reconciliation): boolean {
  return isRotationDue(desired.rotationTrigger, rotatedFor);
}

/** Changes that a cloud may refuse on a disabled key. The key is enabled first, and disabled again at the end. */
function needsEnabled(reconciliation: Reconciliation): boolean {
  return (
    rotationDue(reconciliation) ||
    (reconciliation.cloud.rules.rotation.needsEnabled &&
      rotationDiffers(reconciliation)) ||
    importDue(reconciliation)
  );
}

/** The last step. Also for a key that was enabled for another step only. */
export const DISABLE: Step = {
  name: "disable the key",
  needed: ({ actual, desired }) =>
    actual.state === "Enabled" && !isDesiredEnabled(desired),
  run: async ({ keys, actual }) => {
    await keys.disable(actual.keyId);
    actual.state = "Disabled";
    delete actual.rotationState;
  },
};

/** In an order that both clouds accept: a disabled key refuses some changes, a key pending deletion nearly all. */
const STEPS: readonly (Step | ((reconciliation: Reconciliation) => Step[]))[] =
  [
    {
      name: "cancel the scheduled deletion",
      needed: ({ actual }) => actual.state === "PendingDeletion",
      run: async ({ cloud, keys, actual }) => {
        const { stateAfterCancellation } = cloud.rules;
        actual.state = await keys
          .cancelDeletion(actual.keyId)
          .catch((error: unknown) => {
            // It may be enabled, and is disabled again if the program wants it so.
            if (isKind(error, "unknownOutcome"))
              actual.state = stateAfterCancellation;
            throw error;
          });
        delete actual.deletionDate;
      },
      rereads: () => true,
    },
    {
      name: "take the key out of the archive",
      needed: ({ keys, actual }) =>
        keys.cancelArchive !== undefined && actual.state === "Archived",
      run: async ({ keys, actual }) => {
        await keys.cancelArchive?.(actual.keyId);
        actual.state = "Enabled";
      },
    },
    {
      name: "enable the key",
      needed: (reconciliation) =>
        reconciliation.actual.state === "Disabled" &&
        (isDesiredEnabled(reconciliation.desired) ||
          needsEnabled(reconciliation)),
      run: async ({ keys, actual }) => {
        const setState = () => {
          actual.state = "Enabled";
          delete actual.rotationState;
        };
        await keys.enable(actual.keyId).catch((error: unknown) => {
          // It may be enabled, and is disabled again if only a step needs that.
          if (isKind(error, "unknownOutcome")) setState();
          throw error;
        });
        setState();
      },
    },
    {
      name: "import the key material",
      needed: importDue,
      run: async (reconciliation) => {
        const { keys, actual, desired } = reconciliation;
        const material = materialOf(reconciliation);
        await keys.importMaterial(actual.keyId, {
          material,
          expires: desired.keyMaterialExpiry,
        });
        actual.state = "Enabled";
        actual.materialExpireTime = desired.keyMaterialExpiry ?? "";
        reconciliation.materialDigest = digestOf(material);
      },
      rereads: () => true,
    },
    {
      name: "delete the key material",
      // Material that others imported since then: no preview has shown its deletion.
      needed: ({ actual, desired, priorInputs, priorOutputs }) =>
        desired.deleteKeyMaterial === true &&
        isDeletionDue([priorInputs, priorOutputs]) &&
        actual.origin === "EXTERNAL" &&
        actual.state !== "PendingImport",
      run: async (reconciliation) => {
        const { keys, actual } = reconciliation;
        await keys.deleteMaterial(actual.keyId);
        actual.state = "PendingImport";
      },
      rereads: () => true,
    },
    {
      name: "set the rotation",
      needed: rotationDiffers,
      run: async (reconciliation) => {
        const { keys, actual } = reconciliation;
        const rotation = desiredRotation(reconciliation.desired);
        await keys.setRotation(actual.keyId, rotation);
        actual.rotation = rotation;
        delete actual.rotationState;
        actual.nextRotationDate = nextRotation(reconciliation);
      },
      rereads: ({ actual }) =>
        actual.rotation?.enabled === true &&
        actual.nextRotationDate === undefined,
    },
    {
      name: "rotate the key",
      needed: rotationDue,
      run: async (reconciliation) => {
        const { keys, actual, desired } = reconciliation;
        await keys.rotate(actual);
        reconciliation.rotatedFor = desired.rotationTrigger;
      },
      rereads: () => true,
    },
    {
      name: "set the description",
      needed: ({ actual, desired }) =>
        actual.description !== (desired.description ?? ""),
      run: async ({ keys, actual, desired }) => {
        const text = desired.description ?? "";
        await keys.setDescription(actual.keyId, text);
        actual.description = text;
      },
    },
    settingAliases,
    removingAliases,
    settingTags,
    {
      name: "set the policy",
      part: "policy",
      needed: ({ keys, actual, desired }) =>
        keys.setPolicy !== undefined &&
        desired.policy !== undefined &&
        !samePolicy(actual.policy, desired.policy),
      run: async ({ keys, actual, desired }) => {
        const policy = desired.policy ?? "";
        await keys.setPolicy?.(actual.keyId, policy);
        actual.policy = policy;
      },
    },
    {
      name: "set the deletion protection",
      // If a program has never set it, others manage it. If a program no longer sets it, Check turns it into `false`.
      needed: ({ keys, actual, desired }) =>
        keys.setDeletionProtection !== undefined &&
        desired.deletionProtection !== undefined &&
        desired.deletionProtection !== (actual.deletionProtection ?? false),
      run: async ({ keys, actual, desired }) => {
        const on = desired.deletionProtection ?? DEFAULTS.deletionProtection;
        await keys.setDeletionProtection?.(actual.keyId, on);
        actual.deletionProtection = on;
      },
    },
    DISABLE,
  ];

export function stepsOf(reconciliation: Reconciliation): Step[] {
  return STEPS.flatMap((step) =>
    typeof step === "function" ? step(reconciliation) : [step],
  );
}
