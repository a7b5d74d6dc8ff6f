import type {
  CallContext,
  Cloud,
  Key,
  KeyInclude,
  KeyService,
} from "../../clouds/cloud";
import { isKind } from "../../clouds/errors";
import { type CmkInputs, DEFAULTS } from "../../model/inputs";
import { same } from "../plan/compare";
import { isDeletionDue } from "../plan/material";
import { samePolicy } from "../plan/policy";
import { formatId } from "../values/id";
import { withSecretsOf } from "../values/properties";
import { type Bag, messageOf, PartialFailure } from "../values/requests";
import { type Applicant, type FormerHolder, giveAlias } from "./alias";
import { desiredRotation } from "../values/spec";
import { digestOf } from "../values/inputs";
import { outputsOf, withUntold } from "./read";
import { describeMade } from "./visibility";

/** What brings a key from its actual to its desired state. */
export interface Reconciliation {
  cloud: Cloud;
  service: KeyService;
  context: CallContext;
  /** As the cloud had it; each step that ran has left its mark here. Parts that were not included are left alone. */
  actual: Key;
  desired: CmkInputs;
  /** What the resource had before, so that what the program took out can be told from what is other people's. */
  priorInputs: CmkInputs;
  /** What the state's outputs tell: an update that failed halfway has left them ahead of the inputs. */
  priorOutputs: CmkInputs;
  /** The resource that the key belongs to. */
  applicant: Applicant;
  /** The key that this one takes its alias from. */
  formerHolder?: FormerHolder;
  /** Digest of the material that the key is bound to. */
  materialDigest?: string;
}

/** One difference and the call that ends it. */
export interface Step {
  /** For messages: "could not set the description". */
  name: string;
  needed(reconciliation: Reconciliation): boolean;
  run(reconciliation: Reconciliation): Promise<void>;
  /** The cloud decides more than what was asked for (dates, versions): the key must be read again. */
  rereads?: boolean;
}

function rotationDiffers(reconciliation: Reconciliation): boolean {
  const { actual } = reconciliation;
  const rotation = desiredRotation(reconciliation.desired);
  return (
    rotation.enabled !== actual.rotation.enabled ||
    (rotation.enabled &&
      rotation.intervalSeconds !== actual.rotation.intervalSeconds)
  );
}

function importDue({
  actual,
  desired,
  priorInputs,
  priorOutputs,
  materialDigest,
}: Reconciliation): boolean {
  if (desired.keyMaterial === undefined) return false;
  const expires = desired.keyMaterialExpiry;
  return (
    actual.state === "PendingImport" ||
    digestOf(desired.keyMaterial) !== materialDigest ||
    [priorInputs, priorOutputs].some(
      (had) => !same("keyMaterialExpiry", expires, had.keyMaterialExpiry),
    )
  );
}

/** Aliases that the resource gives up, as far as the key still has them. */
function formerAliases({
  actual,
  desired,
  priorInputs,
  priorOutputs,
}: Reconciliation): string[] {
  const former = new Set([priorInputs.alias, priorOutputs.alias]);
  former.delete(desired.alias);
  return (actual.aliases ?? []).filter((alias) => former.has(alias));
}

const isDesiredEnabled = (desired: CmkInputs) =>
  desired.enabled ?? DEFAULTS.enabled;

/** Changes that a cloud may refuse on a disabled key: it is enabled first, and disabled again last. */
function needsEnabled(reconciliation: Reconciliation): boolean {
  return (
    (reconciliation.cloud.rules.rotation.needsEnabled &&
      rotationDiffers(reconciliation)) ||
    importDue(reconciliation)
  );
}

/** Tags that others have put on the key since it was last read are left alone, as no preview has told of them. */
function tagChange({ actual, desired, priorInputs }: Reconciliation): {
  set: Record<string, string>;
  remove: string[];
} {
  const has = actual.tags ?? {};
  const wants = desired.tags ?? {};
  return {
    set: Object.fromEntries(
      Object.entries(wants).filter(([name, value]) => has[name] !== value),
    ),
    remove: Object.keys(priorInputs.tags ?? {}).filter(
      (name) => Object.hasOwn(has, name) && !Object.hasOwn(wants, name),
    ),
  };
}

/** In an order that both clouds accept: a disabled key refuses some changes, a pending one nearly all. */
export const STEPS: readonly Step[] = [
  {
    name: "cancel the scheduled deletion",
    needed: ({ actual }) => actual.state === "PendingDeletion",
    run: async ({ service, context, actual }) => {
      actual.state = await service.cancelDeletion(
        actual.region,
        actual.keyId,
        context,
      );
      delete actual.deletionDate;
    },
    rereads: true,
  },
  {
    name: "take the key out of the archive",
    needed: ({ actual }) => actual.state === "Archived",
    run: async ({ service, context, actual }) => {
      await service.cancelArchive(actual.region, actual.keyId, context);
      actual.state = "Enabled";
    },
  },
  {
    name: "enable the key",
    needed: (reconciliation) =>
      reconciliation.actual.state === "Disabled" &&
      (isDesiredEnabled(reconciliation.desired) ||
        needsEnabled(reconciliation)),
    run: async ({ service, context, actual }) => {
      await service.enable(actual.region, actual.keyId, context);
      actual.state = "Enabled";
    },
  },
  {
    name: "import the key material",
    needed: importDue,
    run: async (reconciliation) => {
      const { service, context, actual, desired } = reconciliation;
      const material = desired.keyMaterial ?? "";
      await service.importMaterial(
        actual.region,
        actual.keyId,
        { material, expires: desired.keyMaterialExpiry },
        context,
      );
      actual.state = "Enabled";
      reconciliation.materialDigest = digestOf(material);
    },
    rereads: true,
  },
  {
    name: "delete the key material",
    // Material that others have imported since no preview has told to be deleted.
    needed: ({ actual, desired, priorInputs, priorOutputs }) =>
      desired.deleteKeyMaterial === true &&
      isDeletionDue([priorInputs, priorOutputs]) &&
      actual.origin === "EXTERNAL" &&
      actual.state !== "PendingImport",
    run: async (reconciliation) => {
      const { service, context, actual } = reconciliation;
      await service.deleteMaterial(actual.region, actual.keyId, context);
      actual.state = "PendingImport";
    },
    rereads: true,
  },
  {
    name: "set the rotation",
    needed: rotationDiffers,
    run: async (reconciliation) => {
      const { service, context, actual } = reconciliation;
      const rotation = desiredRotation(reconciliation.desired);
      await service.setRotation(actual.region, actual.keyId, rotation, context);
      actual.rotation = rotation;
    },
    rereads: true,
  },
  {
    name: "set the description",
    needed: ({ actual, desired }) =>
      actual.description !== (desired.description ?? ""),
    run: async ({ service, context, actual, desired }) => {
      const text = desired.description ?? "";
      await service.setDescription(actual.region, actual.keyId, text, context);
      actual.description = text;
    },
  },
  {
    name: "set the alias",
    needed: ({ actual, desired }) =>
      desired.alias !== undefined &&
      actual.aliases !== undefined &&
      !actual.aliases.includes(desired.alias),
    run: async (reconciliation) => {
      const { cloud, actual } = reconciliation;
      const alias = reconciliation.desired.alias ?? "";
      await giveAlias(reconciliation, alias);
      actual.aliases =
        cloud.rules.alias.count === "one"
          ? [alias]
          : [...(actual.aliases ?? []), alias];
    },
  },
  {
    name: "remove the former alias",
    needed: (reconciliation) => {
      const { cloud, actual, desired } = reconciliation;
      // Where the new one is refused, the key is not to be left without any.
      const isNamed =
        desired.alias === undefined || actual.aliases?.includes(desired.alias);
      return (
        cloud.rules.alias.count === "many" &&
        isNamed === true &&
        formerAliases(reconciliation).length > 0
      );
    },
    run: async (reconciliation) => {
      const { service, context, actual } = reconciliation;
      for (const former of formerAliases(reconciliation)) {
        await service.removeAlias(actual.region, former, context);
        actual.aliases = actual.aliases?.filter((alias) => alias !== former);
      }
    },
  },
  {
    name: "set the tags",
    needed: (reconciliation) => {
      if (reconciliation.actual.tags === undefined) return false;
      const { set, remove } = tagChange(reconciliation);
      return Object.keys(set).length + remove.length > 0;
    },
    run: async (reconciliation) => {
      const { service, context, actual } = reconciliation;
      const change = tagChange(reconciliation);
      await service.setTags(actual.region, actual, change, context);
      actual.tags = { ...actual.tags, ...change.set };
      for (const name of change.remove) delete actual.tags[name];
    },
  },
  {
    name: "set the policy",
    needed: ({ actual, desired }) =>
      desired.policy !== undefined &&
      !samePolicy(actual.policy, desired.policy),
    run: async ({ service, context, actual, desired }) => {
      const policy = desired.policy ?? "";
      await service.setPolicy(actual.region, actual.keyId, policy, context);
      actual.policy = policy;
    },
  },
  {
    name: "set the deletion protection",
    // A program that has never named it leaves it to others; one that no longer does names it, by Check, as `false`.
    needed: ({ cloud, actual, desired }) =>
      cloud.rules.refuses.deletionProtection === undefined &&
      desired.deletionProtection !== undefined &&
      desired.deletionProtection !== (actual.deletionProtection ?? false),
    run: async ({ service, context, actual, desired }) => {
      const on = desired.deletionProtection ?? DEFAULTS.deletionProtection;
      await service.setDeletionProtection(actual.region, actual, on, context);
      actual.deletionProtection = on;
    },
  },
  {
    name: "disable the key",
    needed: ({ actual, desired }) =>
      actual.state === "Enabled" && !isDesiredEnabled(desired),
    run: async ({ service, context, actual }) => {
      await service.disable(actual.region, actual.keyId, context);
      actual.state = "Disabled";
    },
  },
];

export interface Outcome {
  /** Readable reasons of the steps that failed; the next update runs them again. */
  reasons: string[];
  /** Whether the cloud decided more than what `actual` tells. */
  reread: boolean;
}

/**
 * Sets what differs, whatever made it differ: a half-done create or update is mended by the next one. A failed step
 * keeps none of the others from being tried, but for Cancel and the time-out, after which nothing is begun.
 */
export async function runSteps(
  reconciliation: Reconciliation,
): Promise<Outcome> {
  const outcome: Outcome = { reasons: [], reread: false };
  for (const step of STEPS) {
    if (!step.needed(reconciliation)) continue;
    try {
      await step.run(reconciliation);
      outcome.reread ||= step.rereads ?? false;
    } catch (error) {
      outcome.reasons.push(`could not ${step.name}: ${messageOf(error)}`);
      outcome.reread = true;
      if (isKind(error, "cancelled", "deadline")) break;
    }
  }
  return outcome;
}

export interface ReconcileRequest {
  reconciliation: Reconciliation;
  /** The key has not been read since it was made. */
  unread: boolean;
  /** As the program gave them; what failed in part is stored with them. */
  inputs: Bag;
  /** Where else secrets of the outputs stand. */
  secretsOf?: Bag[];
}

/**
 * Brings a key to what the program declares, and gives its outputs. Throws PartialFailure, which keeps the id in the
 * state, if a step failed.
 */
export async function reconcile(request: ReconcileRequest): Promise<Bag> {
  const { reconciliation, inputs, secretsOf = [] } = request;
  const { cloud, actual } = reconciliation;
  const waited = actual.state === "PendingImport";
  const outcome = await runSteps(reconciliation);
  const reasons = [...outcome.reasons];
  const read =
    request.unread || outcome.reread
      ? await readBack(reconciliation).catch((error: unknown) => {
          // A failed step has been told already; a read that Cancel kept from beginning adds nothing to that.
          if (reasons.length === 0 || !isKind(error, "cancelled", "deadline"))
            reasons.push(`could not read the key: ${messageOf(error)}`);
          return undefined;
        })
      : undefined;
  if (waited && read) noteImported(read, reconciliation);
  const outputs = withSecretsOf(
    outputsOf(
      cloud,
      ...ownPart(read ?? actual, reconciliation),
      reconciliation.materialDigest,
    ),
    inputs,
    ...secretsOf,
  );
  if (reasons.length === 0) return outputs;
  const id = formatId({ cloud, region: actual.region, keyId: actual.keyId });
  throw new PartialFailure(id, outputs, inputs, reasons);
}

/** An import whose reply was lost has bound the key to its material nevertheless. */
function noteImported(read: Key, reconciliation: Reconciliation): void {
  const { keyMaterial } = reconciliation.desired;
  if (keyMaterial !== undefined && read.state === "Enabled")
    reconciliation.materialDigest ??= digestOf(keyMaterial);
}

/**
 * The key without what others have given it since it was last read: as the resource's own, the next update would take it
 * away, though no preview has told of it. A former alias that is left is still the resource's.
 */
function ownPart(
  key: Key,
  { desired, priorInputs, priorOutputs }: Reconciliation,
): [key: Key, desired: CmkInputs] {
  const { aliases, tags } = key;
  const own = { ...priorInputs.tags, ...desired.tags };
  const alias =
    [desired.alias, priorInputs.alias, priorOutputs.alias].find(
      (name) => name !== undefined && aliases?.includes(name),
    ) ?? desired.alias;
  return [
    {
      ...key,
      tags:
        tags &&
        Object.fromEntries(
          Object.entries(tags).filter(([name]) => Object.hasOwn(own, name)),
        ),
    },
    { keyMaterialExpiry: priorOutputs.keyMaterialExpiry, ...desired, alias },
  ];
}

const NOTHING_MORE: KeyInclude = {};

/** The key as the cloud describes it now, with the parts that the reconciliation knows and that would cost further calls. */
async function readBack({
  service,
  context,
  actual,
}: Reconciliation): Promise<Key> {
  const { region, keyId } = actual;
  const read = await describeMade(
    service,
    region,
    keyId,
    NOTHING_MORE,
    context,
  );
  if (!read)
    throw new Error(
      `the cloud does not show key ${keyId} in ${region} yet; the next \`pulumi up\` reads it again`,
    );
  return {
    ...withUntold(read, actual),
    aliases: read.aliases ?? actual.aliases,
    tags: read.tags ?? actual.tags,
    policy: read.policy ?? actual.policy,
  };
}
