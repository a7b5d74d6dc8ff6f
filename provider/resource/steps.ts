import type { CallContext, Cloud, Key, KeyService } from "../clouds/cloud";
import { DEFAULTS, type CmkInputs } from "../model/inputs";
import { giveAlias, type Holder } from "./alias";
import { same, sameJson } from "./compare";
import { wishedRotation } from "./order";
import { digestOf } from "./outputs";

/** A key on its way from what it is to what the program declares. */
export interface Journey {
  cloud: Cloud;
  service: KeyService;
  context: CallContext;
  /** As the cloud had it; each step that ran has left its mark here. Facets that were not asked for are left alone. */
  key: Key;
  wished: CmkInputs;
  /** What the resource had before, so that what the program took out can be told from what is other people's. */
  before: CmkInputs;
  /** What the state's outputs tell: an update that failed halfway has left them ahead of the inputs. */
  told: CmkInputs;
  /** What marks the keys that were made for this resource. */
  mark: string;
  /** The key that this one replaces, if the alias is to be moved from it. */
  former?: Holder;
  /** Digest of the material that was imported last. */
  digest?: string;
}

/** One difference and the call that ends it. */
export interface Step {
  /** For messages: "could not set the description". */
  name: string;
  needed(journey: Journey): boolean;
  run(journey: Journey): Promise<void>;
  /** The cloud decides more than what was asked for (dates, versions): the key must be read again. */
  rereads?: boolean;
}

function rotationDiffers(journey: Journey): boolean {
  const { key } = journey;
  const wished = wishedRotation(journey.wished);
  return (
    wished.enabled !== key.rotation.enabled ||
    (wished.enabled && wished.intervalSeconds !== key.rotation.intervalSeconds)
  );
}

function importDue({ key, wished, before, told, digest }: Journey): boolean {
  if (wished.keyMaterial === undefined) return false;
  const expires = wished.keyMaterialExpiry;
  return (
    key.state === "PendingImport" ||
    digestOf(wished.keyMaterial) !== digest ||
    [before, told].some(
      (had) => !same("keyMaterialExpiry", expires, had.keyMaterialExpiry),
    )
  );
}

/** Aliases that the resource gives up, as far as the key still has them. */
function formerAliases({ key, wished, before, told }: Journey): string[] {
  const former = new Set([before.alias, told.alias]);
  former.delete(wished.alias);
  return (key.aliases ?? []).filter((alias) => former.has(alias));
}

const isEnabledWish = (wished: CmkInputs) => wished.enabled ?? DEFAULTS.enabled;

/** Changes that a cloud may refuse on a disabled key: it is enabled first, and disabled again last. */
function needsEnabled(journey: Journey): boolean {
  return (
    (journey.cloud.rules.rotation.needsEnabled && rotationDiffers(journey)) ||
    importDue(journey)
  );
}

/** Tags that others have put on the key since it was last read are left alone, as no preview has told of them. */
function tagChange({ key, wished, before }: Journey): {
  set: Record<string, string>;
  remove: string[];
} {
  const has = key.tags ?? {};
  const wants = wished.tags ?? {};
  return {
    set: Object.fromEntries(
      Object.entries(wants).filter(([name, value]) => has[name] !== value),
    ),
    remove: Object.keys(before.tags ?? {}).filter(
      (name) => Object.hasOwn(has, name) && !Object.hasOwn(wants, name),
    ),
  };
}

/** In an order that both clouds accept: a disabled key refuses some changes, a pending one nearly all. */
export const STEPS: readonly Step[] = [
  {
    name: "cancel the scheduled deletion",
    needed: ({ key }) => key.state === "PendingDeletion",
    run: async ({ service, context, key }) => {
      key.state = await service.cancelDeletion(key.region, key.keyId, context);
      delete key.deletionDate;
    },
    rereads: true,
  },
  {
    name: "take the key out of the archive",
    needed: ({ key }) => key.state === "Archived",
    run: async ({ service, context, key }) => {
      await service.cancelArchive(key.region, key.keyId, context);
      key.state = "Enabled";
    },
  },
  {
    name: "enable the key",
    needed: (journey) =>
      journey.key.state === "Disabled" &&
      (isEnabledWish(journey.wished) || needsEnabled(journey)),
    run: async ({ service, context, key }) => {
      await service.enable(key.region, key.keyId, context);
      key.state = "Enabled";
    },
  },
  {
    name: "import the key material",
    needed: importDue,
    run: async (journey) => {
      const { service, context, key, wished } = journey;
      const material = wished.keyMaterial ?? "";
      await service.importMaterial(
        key.region,
        key.keyId,
        { material, expires: wished.keyMaterialExpiry },
        context,
      );
      key.state = "Enabled";
      journey.digest = digestOf(material);
    },
    rereads: true,
  },
  {
    name: "delete the key material",
    needed: ({ key, wished, before }) =>
      before.keyMaterial !== undefined &&
      wished.keyMaterial === undefined &&
      key.origin === "EXTERNAL" &&
      key.state !== "PendingImport",
    run: async (journey) => {
      const { service, context, key } = journey;
      await service.deleteMaterial(key.region, key.keyId, context);
      key.state = "PendingImport";
      journey.digest = undefined;
    },
    rereads: true,
  },
  {
    name: "set the rotation",
    needed: rotationDiffers,
    run: async (journey) => {
      const { service, context, key } = journey;
      const rotation = wishedRotation(journey.wished);
      await service.setRotation(key.region, key.keyId, rotation, context);
      key.rotation = rotation;
    },
    rereads: true,
  },
  {
    name: "set the description",
    needed: ({ key, wished }) => key.description !== (wished.description ?? ""),
    run: async ({ service, context, key, wished }) => {
      const text = wished.description ?? "";
      await service.setDescription(key.region, key.keyId, text, context);
      key.description = text;
    },
  },
  {
    name: "set the alias",
    needed: ({ key, wished }) =>
      wished.alias !== undefined &&
      key.aliases !== undefined &&
      !key.aliases.includes(wished.alias),
    run: async (journey) => {
      const { cloud, key } = journey;
      const alias = journey.wished.alias ?? "";
      await giveAlias(journey, alias);
      key.aliases =
        cloud.rules.alias.count === "one"
          ? [alias]
          : [...(key.aliases ?? []), alias];
    },
  },
  {
    name: "remove the former alias",
    needed: (journey) => {
      const { cloud, key, wished } = journey;
      // Where the new one is refused, the key is not to be left without any.
      const isNamed =
        wished.alias === undefined || key.aliases?.includes(wished.alias);
      return (
        cloud.rules.alias.count === "many" &&
        isNamed === true &&
        formerAliases(journey).length > 0
      );
    },
    run: async (journey) => {
      const { service, context, key } = journey;
      for (const former of formerAliases(journey)) {
        await service.removeAlias(key.region, former, context);
        key.aliases = key.aliases?.filter((alias) => alias !== former);
      }
    },
  },
  {
    name: "set the tags",
    needed: (journey) => {
      if (journey.key.tags === undefined) return false;
      const { set, remove } = tagChange(journey);
      return Object.keys(set).length + remove.length > 0;
    },
    run: async (journey) => {
      const { service, context, key } = journey;
      const change = tagChange(journey);
      await service.setTags(key.region, key, change, context);
      key.tags = { ...key.tags, ...change.set };
      for (const name of change.remove) delete key.tags[name];
    },
  },
  {
    name: "set the policy",
    needed: ({ key, wished }) =>
      wished.policy !== undefined && !sameJson(key.policy, wished.policy),
    run: async ({ service, context, key, wished }) => {
      const policy = wished.policy ?? "";
      await service.setPolicy(key.region, key.keyId, policy, context);
      key.policy = policy;
    },
  },
  {
    name: "set the deletion protection",
    // A program that has never named it leaves it to others; one that no longer does names it, by Check, as `false`.
    needed: ({ cloud, key, wished }) =>
      cloud.rules.refuses.deletionProtection === undefined &&
      wished.deletionProtection !== undefined &&
      wished.deletionProtection !== (key.deletionProtection ?? false),
    run: async ({ service, context, key, wished }) => {
      const on = wished.deletionProtection ?? DEFAULTS.deletionProtection;
      await service.setDeletionProtection(key.region, key, on, context);
      key.deletionProtection = on;
    },
  },
  {
    name: "disable the key",
    needed: ({ key, wished }) =>
      key.state === "Enabled" && !isEnabledWish(wished),
    run: async ({ service, context, key }) => {
      await service.disable(key.region, key.keyId, context);
      key.state = "Disabled";
    },
  },
];
