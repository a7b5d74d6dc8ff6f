import { createHash } from "node:crypto";
import type { Cloud, Key } from "../clouds/cloud";
import {
  DEFAULTS,
  parametersOf,
  type CmkInputs,
  type KeyParameters,
} from "../model/inputs";
import type { CmkOutputs, OutputName } from "../model/outputs";
import { sameInterval, sameJson } from "./compare";
import { formatInterval } from "./interval";
import type { Properties } from "./values";

/** SHA-256 of the material itself, in hexadecimal: equal for every spelling of its base64. */
export function digestOf(keyMaterial: string): string {
  return createHash("sha256")
    .update(Buffer.from(keyMaterial, "base64"))
    .digest("hex");
}

/** Whether a key can be used. While it waits for material it is neither: the program's wish stands. */
export function isEnabled(key: Key, wished: boolean | undefined): boolean {
  if (key.state === "PendingImport") return wished ?? DEFAULTS.enabled;
  return key.state === "Enabled";
}

/** The alias that the resource manages: Alibaba's keys can have further ones, which are other people's. One that was not read stands. */
export function ownAlias(
  cloud: Cloud,
  key: Key,
  wished: string | undefined,
): string | undefined {
  const { aliases } = key;
  if (aliases === undefined) return wished;
  if (wished !== undefined && aliases.includes(wished)) return wished;
  return cloud.rules.alias.count === "one" ? aliases[0] : undefined;
}

/** The outputs of a key as its cloud describes it; forms that mean the same are those of the inputs. */
export function outputsOf(
  cloud: Cloud,
  key: Key,
  inputs: CmkInputs,
  keyMaterialDigest?: string,
): Properties {
  const outputs = {
    cloud: cloud.name,
    region: key.region,
    spec: key.spec,
    usage: key.usage,
    origin: key.origin,
    ...parametersOf(key),
    alias: ownAlias(cloud, key, inputs.alias),
    description:
      key.description === "" ? inputs.description && "" : key.description,
    rotation: rotationOutput(key, inputs),
    enabled: isEnabled(key, inputs.enabled),
    tags: tagsOutput(key, inputs),
    policy: sameJson(key.policy, inputs.policy) ? inputs.policy : key.policy,
    deletionProtection: key.deletionProtection,
    deletionWindowInDays:
      inputs.deletionWindowInDays ?? DEFAULTS.deletionWindowInDays,
    deletionPolicy: inputs.deletionPolicy ?? DEFAULTS.deletionPolicy,
    keyMaterialExpiry: inputs.keyMaterialExpiry,
    keyId: key.keyId,
    arn: key.arn,
    keyState: key.state,
    creator: key.creator,
    creationDate: key.creationDate,
    lastRotationDate: key.lastRotationDate,
    nextRotationDate: key.nextRotationDate,
    primaryKeyVersion: key.primaryKeyVersion,
    materialExpireTime: key.materialExpireTime,
    deletionDate: key.deletionDate,
    keyMaterialDigest,
  } satisfies {
    [Name in Exclude<OutputName, keyof KeyParameters>]:
      CmkOutputs[Name] | undefined;
  };
  // A key that could not be read since it was made has no name yet.
  return present({ ...outputs, arn: key.arn === "" ? undefined : key.arn });
}

/** Without what is absent. */
export function present(values: object): Properties {
  return Object.fromEntries(
    Object.entries(values as Properties).filter(
      ([, value]) => value !== undefined,
    ),
  );
}

function rotationOutput(key: Key, inputs: CmkInputs): CmkOutputs["rotation"] {
  const { enabled, intervalSeconds } = key.rotation;
  if (!enabled) return inputs.rotation ? { enabled: false } : undefined;
  if (intervalSeconds === undefined) return { enabled: true };
  const interval = formatInterval(intervalSeconds);
  const wished = inputs.rotation?.interval;
  return {
    enabled: true,
    interval: wished && sameInterval(interval, wished) ? wished : interval,
  };
}

function tagsOutput(key: Key, inputs: CmkInputs): CmkOutputs["tags"] {
  const tags = key.tags ?? inputs.tags ?? {};
  return Object.keys(tags).length > 0 || inputs.tags ? tags : undefined;
}
