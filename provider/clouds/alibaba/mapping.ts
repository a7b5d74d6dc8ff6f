import type { KeyState, Spec, Tags, Usage } from "../../model/types";
import type { Key, Rotation } from "../cloud";
import { unknownValue } from "../common/replies/replies";
import { CloudError } from "../errors";
import { reportedParameters } from "../parameters";
import { OWNER_TAG, parseOwner, type Owner } from "./owner";
import { PARAMETERS } from "./parameters";
import type { KeyMetadata } from "./replies";
import { nativeFor } from "../rules";
import { SPEC_RULES } from "./rules";

/** The model's name first. */
const STATES: Readonly<Record<Exclude<KeyState, "Archived">, string>> = {
  Enabled: "Enabled",
  Disabled: "Disabled",
  PendingDeletion: "PendingDeletion",
  PendingImport: "PendingImport",
};

export const USAGES = {
  ENCRYPT_DECRYPT: "ENCRYPT/DECRYPT",
  SIGN_VERIFY: "SIGN/VERIFY",
} as const satisfies Record<Usage, string>;

export const ORIGINS = { KMS: "Aliyun_KMS", EXTERNAL: "EXTERNAL" } as const;

/** CreateKey.KeySpec. Check refuses by the same table what has none. */
export function nativeSpec(spec: Spec, usage: Usage): string {
  const native = nativeFor(SPEC_RULES, spec, usage);
  if (native !== undefined) return native;
  throw new CloudError(`there is no ${spec} key for ${usage}`, {
    kind: "invalid",
    cloud: "alibaba",
    action: "CreateKey",
  });
}

/** The algorithm by its own name: AES_256, although it was requested as SYMMETRIC_DEFAULT. */
export function specOf(keySpec: string): Spec {
  for (const [spec, rule] of Object.entries(SPEC_RULES))
    if (
      spec !== "SYMMETRIC_DEFAULT" &&
      Object.values(rule.native).includes(keySpec)
    )
      return spec as Spec;
  return `native:${keySpec}`;
}

/** Seconds, from the cloud's `604800s`. */
function secondsOf(interval: string | undefined): number | undefined {
  const [, seconds] = /^(\d+)s$/.exec(interval ?? "") ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}

/**
 * Rotation is Suspended while the key is disabled or pending deletion; it continues with the key
 * (docs/clouds/alibaba.md#rotation-and-versions).
 */
function rotationOf(metadata: KeyMetadata): Rotation | undefined {
  const rotation = metadata.AutomaticRotation;
  return (
    rotation && {
      enabled: rotation !== "Disabled",
      intervalSeconds: secondsOf(metadata.RotationInterval),
    }
  );
}

/** The results of reads that cost another call. */
export type Extras = Pick<Key, "aliases" | "policy"> & { tags?: Tags };

export function toKey(
  region: string,
  metadata: KeyMetadata,
  extras: Extras = {},
): Key {
  const { tags, ...others } = extras;
  return {
    region,
    keyId: metadata.KeyId,
    arn: metadata.Arn,
    state: known("KeyState", STATES, region, metadata),
    spec: specOf(metadata.KeySpec),
    usage: known("KeyUsage", USAGES, region, metadata),
    origin: known("Origin", ORIGINS, region, metadata),
    ...reportedParameters(PARAMETERS, metadata),
    description: metadata.Description,
    rotation: rotationOf(metadata),
    rotationState: metadata.AutomaticRotation,
    deletionProtection: isOn(metadata.DeletionProtection),
    creator: metadata.Creator,
    product: productIn(metadata),
    creationDate: metadata.CreationDate,
    lastRotationDate: metadata.LastRotationDate,
    nextRotationDate: metadata.NextRotationDate,
    primaryKeyVersion: metadata.PrimaryKeyVersion,
    materialExpireTime: metadata.MaterialExpireTime ?? undefined,
    // The vendor's sample has one on an enabled key; its notes say that it is there for pending ones only.
    deletionDate:
      metadata.KeyState === "PendingDeletion" ? metadata.DeleteDate : undefined,
    ...others,
    ...(tags && {
      ...separated(tags),
      ownerId: ownerIn(tags)?.ownerId,
    }),
  };
}

/** The model's name of a value. */
function known<Ours extends string>(
  field: "KeyState" | "KeyUsage" | "Origin",
  names: Readonly<Record<Ours, string>>,
  region: string,
  { KeyId: keyId, [field]: value }: KeyMetadata,
): Ours {
  for (const [ours, theirs] of Object.entries(names))
    if (theirs === value) return ours as Ours;
  throw unknownValue("alibaba", field, value, { region, keyId });
}

/** The creator is an account's digits, or a product's name (docs/clouds/alibaba.md#ids). */
function productIn({ Creator }: KeyMetadata): string | undefined {
  return Creator !== undefined && /^[A-Za-z]/.test(Creator)
    ? Creator
    : undefined;
}

/** CreateKey's reply lacks it (docs/clouds/alibaba.md#key-metadata). */
function isOn(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : text === "Enabled";
}

/** The user's tags, and those that the cloud sets (docs/clouds/alibaba.md#tags), without our owner tag. */
function separated(tags: Tags): Required<Pick<Key, "tags" | "cloudTags">> {
  const all = Object.entries(tags).filter(([name]) => name !== OWNER_TAG);
  const isTheirs = (name: string) => /^(acs:|aliyun)/i.test(name);
  return {
    tags: Object.fromEntries(all.filter(([name]) => !isTheirs(name))),
    cloudTags: Object.fromEntries(all.filter(([name]) => isTheirs(name))),
  };
}

export function ownerIn(tags: Tags): Owner | undefined {
  const value = tags[OWNER_TAG];
  return value === undefined ? undefined : parseOwner(value);
}
