import type { Key, KeyInclude } from "../../clouds/cloud";
import { undoContext } from "../../clouds/common/undo";
import { isKind } from "../../clouds/errors";
import type { CmkInputs } from "../../model/inputs";
import { desiredDigest } from "../plan/material";
import { isRotatedSince, isRotationDue } from "../plan/rotation-trigger";
import { formatId } from "../values/id";
import {
  applyIgnoreChanges,
  type Bag,
  type Properties,
  withSecretsOf,
} from "../values/properties";
import { messageOf, PartialFailure } from "../values/requests";
import { heldNames, outputsOf, withUnreported } from "./key-properties";
import { DISABLE, type Reconciliation, stepsOf } from "./steps";
import { describeMade } from "./visibility";

interface Outcome {
  /** The reasons why steps failed, for users; the next update runs these steps again. */
  reasons: string[];
  /** Whether the cloud decided more than `actual` contains. */
  reread: boolean;
  /** Parts of which it is not known whether they were set. */
  uncertain: KeyInclude;
}

/**
 * Sets what differs, whatever the reason, so that the next update completes a create or update that failed halfway. If
 * a step fails, the others are still tried. After Cancel or the time-out, no step is started, and a key that was enabled
 * for a step only is disabled again.
 */
async function runSteps(reconciliation: Reconciliation): Promise<Outcome> {
  const outcome: Outcome = { reasons: [], reread: false, uncertain: {} };
  const wasEnabled = reconciliation.actual.state === "Enabled";
  for (const step of stepsOf(reconciliation)) {
    if (!step.needed(reconciliation)) continue;
    try {
      await step.run(reconciliation);
      outcome.reread ||= step.rereads?.(reconciliation) ?? false;
    } catch (error) {
      outcome.reasons.push(`could not ${step.name}: ${messageOf(error)}`);
      outcome.reread = true;
      // A call that is refused may have done a part (docs/clouds/tencent.md#tags).
      if (step.part) outcome.uncertain[step.part] = true;
      if (!isKind(error, "cancelled", "deadline")) continue;
      if (!wasEnabled && DISABLE.needed(reconciliation))
        await disableAgain(reconciliation, outcome);
      break;
    }
  }
  return outcome;
}

async function disableAgain(
  reconciliation: Reconciliation,
  { reasons }: Outcome,
): Promise<void> {
  const { keys, context } = reconciliation;
  await DISABLE.run({
    ...reconciliation,
    keys: keys.with(undoContext(context)),
  }).catch((error: unknown) => {
    reasons.push(`could not ${DISABLE.name}: ${messageOf(error)}`);
  });
}

interface ReplyOptions {
  /** As the program gave them; a partial failure stores them. */
  inputs: Bag;
  /** The key has not been read since it was created. */
  unread?: boolean;
  /**
   * Inputs that are left to others, and the outputs in the state, which stay for them: an output that differs from its
   * input would count as left undone by this update.
   */
  left?: { paths: readonly string[]; outputs: Properties };
  /** Other properties whose secrets mark the outputs' secrets. */
  secretsOf?: Bag[];
}

/**
 * Reconciles a key with what the program declares, and gives its outputs. If a step failed, throws PartialFailure,
 * which keeps the id in the state.
 */
export async function reconcile(
  reconciliation: Reconciliation,
  { inputs, unread = false, left, secretsOf = [] }: ReplyOptions,
): Promise<Bag> {
  const { cloud, actual } = reconciliation;
  const waited = actual.state === "PendingImport";
  const before = { ...actual };
  const outcome = await runSteps(reconciliation);
  const reasons = [...outcome.reasons];
  const read =
    unread || outcome.reread
      ? await readBack(reconciliation, outcome.uncertain).catch(
          (error: unknown) => {
            // The failed step has been reported already; the read that Cancel prevented adds nothing to it.
            if (reasons.length === 0 || !isKind(error, "cancelled", "deadline"))
              reasons.push(`could not read the key: ${messageOf(error)}`);
            return undefined;
          },
        )
      : undefined;
  if (waited && read) noteImported(read, reconciliation);
  if (read && isRotatedSince(read, before))
    reconciliation.rotatedFor = reconciliation.desired.rotationTrigger;
  const shown = outputsOf(
    cloud,
    ...ownPart(read ?? actual, reconciliation),
    reconciliation.materialDigest,
  );
  const outputs = withSecretsOf(
    left ? applyIgnoreChanges(shown, left.outputs, left.paths) : shown,
    inputs,
    ...secretsOf,
  );
  if (reasons.length === 0) return outputs;
  const id = formatId({ cloud, region: actual.region, keyId: actual.keyId });
  throw new PartialFailure(id, outputs, inputs, reasons);
}

/** An import whose reply was lost may have bound the key to its material. */
function noteImported(read: Key, reconciliation: Reconciliation): void {
  if (read.state === "Enabled")
    reconciliation.materialDigest ??= desiredDigest({
      ...reconciliation.desired,
    });
}

/**
 * The key without what others added since it was last read. As outputs of the resource, the next update would remove it
 * although no preview has shown that. A former alias that is still there belongs to the resource.
 */
function ownPart(
  key: Key,
  { desired, priorInputs, priorOutputs, rotatedFor }: Reconciliation,
): [key: Key, desired: CmkInputs] {
  const { tags } = key;
  const own = { ...priorInputs.tags, ...desired.tags };
  return [
    {
      ...key,
      tags:
        tags &&
        Object.fromEntries(
          Object.entries(tags).filter(([name]) => Object.hasOwn(own, name)),
        ),
    },
    {
      keyMaterialExpiry: priorOutputs.keyMaterialExpiry,
      ...desired,
      ...heldNames(key, desired, priorInputs, priorOutputs),
      rotationTrigger: isRotationDue(desired.rotationTrigger, rotatedFor)
        ? rotatedFor
        : desired.rotationTrigger,
    },
  ];
}

/**
 * Describes the key as it is now. Parts that would cost further calls are those that the reconciliation knows, but for the
 * ones that are to be read.
 */
async function readBack(
  { keys, context, actual }: Reconciliation,
  include: KeyInclude,
): Promise<Key> {
  const { region, keyId } = actual;
  const read = await describeMade(keys, keyId, include, context);
  if (!read)
    throw new Error(
      `the cloud does not show key ${keyId} in ${region} yet; the next \`pulumi up\` reads it again`,
    );
  return {
    ...withUnreported(read, actual),
    rotation: read.rotation ?? actual.rotation,
    aliases: read.aliases ?? actual.aliases,
    tags: read.tags ?? actual.tags,
    cloudTags: read.cloudTags ?? actual.cloudTags,
    policy: read.policy ?? actual.policy,
  };
}
