import type { Cloud, Key } from "../../clouds/cloud";
import { unasked } from "../../clouds/parameters";
import {
  type CmkInputs,
  DEFAULTS,
  type InputName,
  type KeyParameters,
  MATERIAL,
  PARAMETER_NAMES,
  parametersOf,
} from "../../model/inputs";
import {
  cmkOutputs,
  type CmkOutputs,
  type OutputName,
} from "../../model/outputs";
import { same } from "../plan/compare";
import { samePolicy } from "../plan/policy";
import { type Names, namesOf, namesWith } from "../values/names";
import type { Properties, Value } from "../values/properties";
import {
  desiredRotation,
  formatInterval,
  NO_ROTATION,
  sameInterval,
} from "../values/rotation";
import { sameSpec, usageInForce } from "../values/spec";

/** A key, as its cloud describes it, in the form of the resource's inputs and outputs. */

/** The cloud's value of an input, and whether it is the default that an absent input means. */
type InputStates = {
  [N in InputName]?: [actual: CmkInputs[N], isDefault: boolean];
};

/**
 * The inputs as the cloud has them. An input that the program sets is always returned, in the program's form if that
 * means the same. An input that it leaves out is returned only if it differs from the default, so that drift shows and
 * nothing else does.
 */
export function inputsOf(cloud: Cloud, key: Key, stored: CmkInputs): CmkInputs {
  const imported = Object.keys(stored).length === 0;
  const rules = cloud.rules;
  const enabled = isUsable(key, stored.enabled);
  const described = key.description === "" ? undefined : key.description;
  const implied = usageInForce(cloud, { spec: key.spec });
  const names = ownNames(cloud, key, imported ? allNames(key) : stored);
  const states: InputStates = {
    spec: [key.spec, !imported || sameSpec(rules, key.spec, DEFAULTS.spec)],
    usage: [key.usage, !imported || key.usage === implied],
    origin: [key.origin, !imported || key.origin === DEFAULTS.origin],
    ...Object.fromEntries(
      PARAMETER_NAMES.map((name) => [
        name,
        [key[name], !imported || key[name] === unasked(rules.parameters, name)],
      ]),
    ),
    additionalAliases: [names.additionalAliases, !imported],
    description: [described, false],
    enabled: [enabled, enabled],
    policy: [key.policy, !imported],
    deletionProtection: [
      key.deletionProtection,
      key.deletionProtection !== true,
    ],
  };
  const inputs: Properties = present({
    ...withActualMaterial(key, stored),
    cloud: cloud.name,
    region: key.region,
  });
  for (const [name, [actual, isDefault]] of Object.entries(states) as [
    InputName,
    [Value | undefined, boolean],
  ][]) {
    const desired = stored[name] as Value | undefined;
    if (desired === undefined ? isDefault : same(name, desired, actual, rules))
      continue;
    if (actual === undefined) delete inputs[name];
    else inputs[name] = actual;
  }
  return present({
    ...inputs,
    alias: names.alias,
    rotation: rotationInput(key, stored),
    tags: tagsInput(key, stored),
  });
}

const NO_MATERIAL = {
  keyMaterial: undefined,
  keyMaterialFile: undefined,
  keyMaterialDigest: undefined,
  keyMaterialExpiry: undefined,
} satisfies CmkInputs;

/** If the key's material is gone, it is removed from the inputs too, so that the next update imports it again. */
function withActualMaterial(key: Key, stored: CmkInputs): CmkInputs {
  const isGiven = MATERIAL.some((name) => stored[name] !== undefined);
  return {
    ...stored,
    ...(isGiven && key.state !== "PendingImport"
      ? { keyMaterialExpiry: materialExpiry(key, stored) }
      : NO_MATERIAL),
    deleteKeyMaterial: isMaterialDeleted(key, stored),
  };
}

/** The cloud's value, in the program's form if both mean the same. */
function materialExpiry(
  { materialExpireTime }: Key,
  { keyMaterialExpiry }: CmkInputs,
): string | undefined {
  const expires = materialExpireTime || undefined;
  return same("keyMaterialExpiry", keyMaterialExpiry, expires)
    ? keyMaterialExpiry
    : expires;
}

const WITH_MATERIAL: readonly Key["state"][] = [
  "Enabled",
  "Disabled",
  "Archived",
];

/** Whether the material is gone because the program asks for it. A pending deletion hides that. */
function isMaterialDeleted(
  { state }: Key,
  { deleteKeyMaterial }: CmkInputs,
): boolean | undefined {
  return deleteKeyMaterial && !WITH_MATERIAL.includes(state);
}

function rotationInput(
  key: Key,
  { rotation: stored }: CmkInputs,
): CmkInputs["rotation"] {
  const { enabled, intervalSeconds } = key.rotation ?? NO_ROTATION;
  const desired = stored?.enabled ?? stored !== undefined;
  if (!enabled)
    return stored && { ...stored, ...(desired ? { enabled: false } : {}) };
  const interval =
    intervalSeconds === undefined ? undefined : formatInterval(intervalSeconds);
  if (!stored) return present({ interval });
  return {
    ...stored,
    ...(desired ? {} : { enabled: true }),
    ...(interval === undefined || sameInterval(stored.interval, interval)
      ? {}
      : { interval }),
  };
}

function tagsInput(key: Key, stored: CmkInputs): CmkInputs["tags"] {
  const tags = key.tags ?? {};
  return Object.keys(tags).length > 0 || stored.tags ? tags : undefined;
}

/** What no cloud removes from a key: if a reply lacks it, the reply is incomplete. */
const LASTING = [
  ...PARAMETER_NAMES,
  "deletionProtection",
  "creator",
  "creationDate",
  "lastRotationDate",
  "primaryKeyVersion",
] as const satisfies readonly (keyof Key & OutputName)[];

/** Adds what is already known of a key to a reply that lacks it: one incomplete reply changes nothing. */
export function withUnreported(key: Key, ...known: object[]): Key {
  const inKnown = <N extends OutputName>(name: N) =>
    known
      .map((values) => (values as Properties)[name])
      .map((value) => cmkOutputs.shape[name].safeParse(value).data)
      .find((value) => value !== undefined) as CmkOutputs[N] | undefined;
  const unreported = LASTING.filter((name) => key[name] === undefined).map(
    (name) => [name, inKnown(name)],
  );
  const knownRotation = () => {
    const rotation = inKnown("rotation");
    return rotation && desiredRotation({ rotation });
  };
  return {
    ...key,
    ...(Object.fromEntries(unreported) as Partial<Key>),
    rotation: key.rotation ?? knownRotation(),
    // What has no material any more has no expiry either.
    materialExpireTime:
      key.materialExpireTime ??
      (key.state === "PendingImport"
        ? undefined
        : inKnown("materialExpireTime")),
  };
}

/** Whether a key is enabled. A key that waits for material is neither, so the program's value stays. */
export function isUsable(key: Key, desired: boolean | undefined): boolean {
  if (key.state === "PendingImport") return desired ?? DEFAULTS.enabled;
  return key.state === "Enabled";
}

/** All aliases of a key, as the names of a resource that has not declared any. */
export function allNames({ aliases = [] }: Key): Names {
  return namesWith(aliases[0], aliases);
}

/**
 * The aliases that the resource manages. Keys on Alibaba Cloud can have others, which belong to others. Aliases that were
 * not read keep their value.
 */
function ownNames(cloud: Cloud, key: Key, desired: Names): Names {
  const { aliases } = key;
  if (aliases === undefined) return namesWith(desired.alias, namesOf(desired));
  const held = namesOf(desired).filter((name) => aliases.includes(name));
  const alias = held.find((name) => name === desired.alias);
  // A cloud whose keys all have one did not report it where there is none.
  if (cloud.rules.alias.count === "one")
    return { alias: alias ?? aliases[0] ?? desired.alias };
  return namesWith(alias, held);
}

/** The aliases that a resource has on its key, by any of its inputs and outputs, of which the first is in force. */
export function heldNames(key: Key, ...declared: readonly Names[]): Names {
  const { aliases } = key;
  const [inForce = {}] = declared;
  if (aliases === undefined) return namesWith(inForce.alias, namesOf(inForce));
  const held = namesOf(...declared).filter((name) => aliases.includes(name));
  const alias = declared
    .map((names) => names.alias)
    .find(
      (name) =>
        name !== undefined &&
        held.includes(name) &&
        !inForce.additionalAliases?.includes(name),
    );
  return namesWith(alias ?? inForce.alias, held);
}

/** The outputs of a key as its cloud describes it; equivalent values keep the form of the inputs. */
export function outputsOf(
  cloud: Cloud,
  key: Key,
  inputs: CmkInputs,
  keyMaterialDigest?: string,
): Properties {
  const names = ownNames(cloud, key, inputs);
  const outputs = {
    cloud: cloud.name,
    region: key.region,
    spec: key.spec,
    usage: key.usage,
    origin: key.origin,
    ...parametersOf(key),
    alias: names.alias,
    additionalAliases: names.additionalAliases,
    description:
      key.description === "" ? inputs.description && "" : key.description,
    rotation: rotationOutput(key, inputs),
    rotationTrigger: inputs.rotationTrigger,
    enabled: isUsable(key, inputs.enabled),
    tags: tagsOutput(key, inputs),
    policy: samePolicy(key.policy, inputs.policy) ? inputs.policy : key.policy,
    deletionProtection: key.deletionProtection,
    deletionWindowInDays:
      inputs.deletionWindowInDays ?? DEFAULTS.deletionWindowInDays,
    deletionPolicy: inputs.deletionPolicy ?? DEFAULTS.deletionPolicy,
    keyMaterialExpiry: materialExpiry(key, inputs),
    deleteKeyMaterial: isMaterialDeleted(key, inputs),
    keyId: key.keyId,
    arn: key.arn,
    keyState: key.state,
    creator: key.creator,
    creationDate: key.creationDate,
    lastRotationDate: key.lastRotationDate,
    nextRotationDate: key.nextRotationDate,
    rotationState: key.rotationState ?? impliedState(cloud, key),
    primaryKeyVersion: key.primaryKeyVersion,
    materialExpireTime: key.materialExpireTime || undefined,
    deletionDate: key.deletionDate,
    isSyncReplica: key.isSyncReplica,
    sourceRegion: key.sourceRegion,
    syncStatus: key.syncStatus,
    cloudTags: nonEmpty(key.cloudTags),
    keyMaterialDigest,
  } satisfies {
    [Name in Exclude<OutputName, keyof KeyParameters>]:
      CmkOutputs[Name] | undefined;
  };
  // A key that could not be read since its creation has no full name yet.
  return present({ ...outputs, arn: key.arn === "" ? undefined : key.arn });
}

/** Drops absent properties. */
export function present(values: object): Properties {
  return Object.fromEntries(
    Object.entries(values as Properties).filter(
      ([, value]) => value !== undefined,
    ),
  );
}

function rotationOutput(key: Key, inputs: CmkInputs): CmkOutputs["rotation"] {
  const { enabled, intervalSeconds } = key.rotation ?? NO_ROTATION;
  if (!enabled) return inputs.rotation ? { enabled: false } : undefined;
  if (intervalSeconds === undefined) return { enabled: true };
  const interval = formatInterval(intervalSeconds);
  const desired = inputs.rotation?.interval;
  return {
    enabled: true,
    interval: desired && sameInterval(interval, desired) ? desired : interval,
  };
}

/** Without a read since the key was enabled or disabled, what the cloud shows then. */
function impliedState(
  { rules }: Cloud,
  { rotation, state }: Key,
): CmkOutputs["rotationState"] {
  if (!rotation) return undefined;
  if (!rotation.enabled) return "Disabled";
  return rules.rotation.suspends && state !== "Enabled"
    ? "Suspended"
    : "Enabled";
}

function nonEmpty<Tags extends object>(
  tags: Tags | undefined,
): Tags | undefined {
  return Object.keys(tags ?? {}).length > 0 ? tags : undefined;
}

function tagsOutput(key: Key, inputs: CmkInputs): CmkOutputs["tags"] {
  const tags = key.tags ?? inputs.tags ?? {};
  return Object.keys(tags).length > 0 || inputs.tags ? tags : undefined;
}
