import {
  KEY_STATES,
  type KeyState,
  type Origin,
  type Spec,
  type SyncStatus,
  type Tags,
  type Usage,
} from "../../model/types";
import type { CreateRequest, Key, Rotation } from "../cloud";
import { unknownValue } from "../common/replies/replies";
import { DAY_SECONDS, rfc3339 } from "../common/time";
import { CloudError } from "../errors";
import { reportedParameters } from "../parameters";
import { ownerOfName } from "./owner";
import { PARAMETERS } from "./parameters";
import {
  creatorOf,
  resourceIdOf,
  time,
  type KeyMetadata,
  type ListedKey,
} from "./replies";
import { formatName } from "./rules";
import { nativeFor } from "../rules";
import { SPEC_RULES, SYMMETRIC_USAGE } from "./rules";

/** EnableKeyRotation's default; replies of older services leave RotateDays out, as there was no other period. */
const DEFAULT_ROTATE_DAYS = 365;

/** KeyMetadata.KeyState, with its number in ListKeyDetail.KeyState (docs/clouds/tencent.md#states). */
export const STATES: Readonly<
  Record<KeyState, { native: string; number: number }>
> = {
  Enabled: { native: "Enabled", number: 1 },
  Disabled: { native: "Disabled", number: 2 },
  PendingDeletion: { native: "PendingDelete", number: 3 },
  PendingImport: { native: "PendingImport", number: 4 },
  Archived: { native: "Archived", number: 5 },
};

/** CreateKey.Type (docs/clouds/tencent.md#createkey). KeyMetadata.Type is something else. */
export const ORIGIN_TYPES = { KMS: 1, EXTERNAL: 2 } as const;

/** KeyMetadata.Owner of what no product made (docs/clouds/tencent.md#key-metadata). */
const USER = "user";

/** KeyMetadata.Origin. */
export const ORIGINS = {
  KMS: "TENCENT_KMS",
  EXTERNAL: "EXTERNAL",
} as const satisfies Record<Origin, string>;

function originOf(key: KeyMetadata): Origin {
  if (key.Origin === ORIGINS.KMS) return "KMS";
  if (key.Origin === ORIGINS.EXTERNAL) return "EXTERNAL";
  throw unknown("Origin", key);
}

function unknown<Field extends "KeyState" | "KeyUsage" | "Origin">(
  field: Field,
  { KeyId: keyId, [field]: value }: Pick<KeyMetadata, "KeyId" | Field>,
): CloudError {
  return unknownValue("tencent", field, value, { keyId });
}

/** CreateKey.KeyUsage. Check refuses by the same table what has none. */
export function keyUsageOf({
  spec,
  usage,
}: Pick<CreateRequest, "spec" | "usage">): string {
  const keyUsage = nativeFor(SPEC_RULES, spec, usage);
  if (keyUsage !== undefined) return keyUsage;
  throw new CloudError(`there is no ${spec} key for ${usage}`, {
    kind: "unsupported",
    cloud: "tencent",
    action: "CreateKey",
  });
}

/** What a KeyUsage stands for, the symmetric one by the algorithm of its region. A new one keeps its own name. */
export function specOf(
  key: Pick<KeyMetadata, "KeyId" | "KeyUsage">,
  symmetric: Spec = "SYMMETRIC_DEFAULT",
): { spec: Spec; usage: Usage } {
  const keyUsage = key.KeyUsage;
  if (keyUsage === SYMMETRIC_USAGE)
    return { spec: symmetric, usage: "ENCRYPT_DECRYPT" };
  for (const [spec, { native }] of Object.entries(SPEC_RULES))
    for (const [usage, name] of Object.entries(native))
      if (name === keyUsage)
        return { spec: spec as Spec, usage: usage as Usage };
  const usage = USAGE_IN_NAME.find(([form]) => form.test(keyUsage))?.[1];
  if (!usage) throw unknown("KeyUsage", key);
  return { spec: `native:${keyUsage}`, usage };
}

/** What the name of a KeyUsage that is in no table shows: the vendor adds some from time to time. */
const USAGE_IN_NAME: readonly [RegExp, Usage][] = [
  [/SIGN_VERIFY/i, "SIGN_VERIFY"],
  [/DECRYPT/i, "ENCRYPT_DECRYPT"],
];

/** Undefined for a state that is new to this provider. */
export function findState(
  key: Pick<ListedKey, "KeyState">,
): KeyState | undefined {
  return KEY_STATES.find((state) => STATES[state].native === key.KeyState);
}

export function stateOf(
  key: Pick<KeyMetadata, "KeyId" | "KeyState">,
): KeyState {
  const state = findState(key);
  if (state !== undefined) return state;
  throw unknown("KeyState", key);
}

/** Seconds since 1970; 0 and null both mean "none", and so does what is no time. */
export function timeOf(seconds: unknown): string | undefined {
  const { data } = time.safeParse(seconds);
  if (!data) return undefined;
  return rfc3339(data * 1000);
}

/** The tags of one key. */
export interface KeyTags {
  /** The user's: the cloud's own and the owner tag are left out. */
  own: Tags;
  ownerId?: string;
}

/** What KeyMetadata itself doesn't tell. */
export interface KeyContext {
  region: string;
  /** The main account's uin. */
  owner: string;
  /** The spec of symmetric keys in this region. */
  symmetric?: Spec;
  tags?: KeyTags;
}

export function rotationOf(
  key: Pick<KeyMetadata, "KeyRotationEnabled" | "RotateDays">,
): Rotation {
  const days = key.RotateDays || DEFAULT_ROTATE_DAYS;
  return key.KeyRotationEnabled
    ? { enabled: true, intervalSeconds: days * DAY_SECONDS }
    : { enabled: false };
}

export function keyOf(key: KeyMetadata, around: KeyContext): Key {
  const { region, owner, symmetric, tags } = around;
  const state = stateOf(key);
  const rotation = rotationOf(key);
  return {
    region,
    keyId: key.KeyId,
    arn: formatName({ region, owner, resourceId: resourceIdOf(key) }),
    state,
    ...specOf(key, symmetric),
    origin: originOf(key),
    ...reportedParameters(PARAMETERS, key),
    aliases: key.Alias ? [key.Alias] : [],
    description: key.Description,
    rotation,
    rotationState: rotation.enabled ? "Enabled" : "Disabled",
    tags: tags?.own,
    ownerId: ownerOfName(key.Alias ?? "")?.ownerId ?? tags?.ownerId,
    creator: creatorOf(key),
    product: key.Owner === USER ? undefined : key.Owner,
    creationDate: timeOf(key.CreateTime),
    lastRotationDate: timeOf(key.LastRotateTime),
    // Filled even where rotation is off or impossible (docs/clouds/tencent.md#key-metadata).
    nextRotationDate: rotation.enabled ? timeOf(key.NextRotateTime) : undefined,
    materialExpireTime: key.ValidTo === 0 ? "" : timeOf(key.ValidTo),
    deletionDate:
      state === "PendingDeletion" ? timeOf(key.DeletionDate) : undefined,
    ...replicaOf(key),
  };
}

/** KeyMetadata.SyncStatus (docs/clouds/tencent.md#key-metadata). 0 is a key that is not copied. */
const SYNC_STATUSES: readonly (SyncStatus | undefined)[] = [
  undefined,
  "Succeeded",
  "Failed",
  "Running",
];

function replicaOf({
  IsSyncReplica,
  SourceRegion,
  SyncStatus,
}: KeyMetadata): Pick<Key, "isSyncReplica" | "sourceRegion" | "syncStatus"> {
  return {
    isSyncReplica: IsSyncReplica === undefined ? undefined : IsSyncReplica > 0,
    sourceRegion: SourceRegion,
    syncStatus: SYNC_STATUSES[SyncStatus ?? 0],
  };
}
