import type { KeyMetadata } from "tencentcloud-sdk-nodejs/tencentcloud/services/kms/v20190118/kms_models";
import {
  KEY_STATES,
  type KeyState,
  type Origin,
  type Spec,
  type Usage,
} from "../../model/types";
import type { CreateRequest, Key } from "../cloud";
import { CloudError } from "../errors";
import { toldParameters } from "../parameters";
import { PARAMETERS } from "./parameters";
import { formatName } from "./resource-name";
import { SPEC_RULES, SYMMETRIC_USAGE } from "./rules";

const DAY = 86_400;
/** EnableKeyRotation's default; older replies leave RotateDays out (reference 2.5). */
const DEFAULT_ROTATE_DAYS = 365;

/** KeyMetadata.KeyState, with its number in ListKeyDetail.KeyState (reference 3). */
export const STATES: Readonly<
  Record<KeyState, { native: string; number: number }>
> = {
  Enabled: { native: "Enabled", number: 1 },
  Disabled: { native: "Disabled", number: 2 },
  PendingDeletion: { native: "PendingDelete", number: 3 },
  PendingImport: { native: "PendingImport", number: 4 },
  Archived: { native: "Archived", number: 5 },
};

/** CreateKey.Type (reference 2.1). KeyMetadata.Type is something else. */
export const ORIGIN_TYPES = { KMS: 1, EXTERNAL: 2 } as const;

export function originOf({ Origin: origin }: KeyMetadata): Origin {
  return origin === "EXTERNAL" ? "EXTERNAL" : "KMS";
}

const NATIVE = "native:";

/** The KeyUsage of a spec for each usage that it has. */
export function nativeUsages(spec: Spec, usages: readonly Usage[]): string[] {
  if (isNative(spec)) return [spec.slice(NATIVE.length)];
  return usages.flatMap((usage) => SPEC_RULES[spec]?.native[usage] ?? []);
}

/** CreateKey.KeyUsage for spec and usage, which Check has found to go together. */
export function keyUsageOf({
  spec,
  usage,
}: Pick<CreateRequest, "spec" | "usage">): string {
  const [keyUsage] = nativeUsages(spec, [usage]);
  if (keyUsage !== undefined) return keyUsage;
  throw new CloudError(`there is no ${spec} key for ${usage}`, {
    kind: "unsupported",
    cloud: "tencent",
    action: "CreateKey",
  });
}

function isNative(spec: Spec): spec is `native:${string}` {
  return spec.startsWith(NATIVE);
}

/** What a KeyUsage stands for, the symmetric one by the algorithm of its region. A new one keeps its own name. */
export function specOf(
  keyUsage: string,
  symmetric: Spec = "SYMMETRIC_DEFAULT",
): { spec: Spec; usage: Usage } {
  if (keyUsage === SYMMETRIC_USAGE)
    return { spec: symmetric, usage: "ENCRYPT_DECRYPT" };
  for (const [spec, { native }] of Object.entries(SPEC_RULES))
    for (const [usage, name] of Object.entries(native))
      if (name === keyUsage)
        return { spec: spec as Spec, usage: usage as Usage };
  const usage = keyUsage.includes("SIGN") ? "SIGN_VERIFY" : "ENCRYPT_DECRYPT";
  return { spec: `${NATIVE}${keyUsage}`, usage };
}

/** Undefined for a state that is new to this provider. */
export function findState(key: KeyMetadata): KeyState | undefined {
  return KEY_STATES.find((state) => STATES[state].native === key.KeyState);
}

export function stateOf(key: KeyMetadata): KeyState {
  const state = findState(key);
  if (state !== undefined) return state;
  throw new CloudError(`the key's state, ${key.KeyState}, is not known`, {
    kind: "unsupported",
    cloud: "tencent",
    action: "DescribeKey",
    keyId: key.KeyId,
    remedy: "A newer version of this provider may know it.",
  });
}

/** Seconds since 1970; 0 and null both mean "none" (reference 1). */
export function timeOf(seconds: number | undefined): string | undefined {
  if (!seconds) return undefined;
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

function creatorOf(key: KeyMetadata): string {
  return key.CreatorUinString || String(key.CreatorUin ?? "");
}

/** What the tag service calls the key. */
export function resourceIdOf(key: KeyMetadata): string {
  return key.ResourceId || `creatorUin/${creatorOf(key)}/${key.KeyId}`;
}

/** The end of a name that `CreateRequest.uniqueAlias` gave. */
const MARKED = /-([0-9a-z]{16})-([0-9a-z]{12})$/;

export function ownerIn(
  alias: string | undefined,
): { ownerId: string; token: string } | undefined {
  const [, ownerId, token] = MARKED.exec(alias ?? "") ?? [];
  return ownerId && token ? { ownerId, token } : undefined;
}

/** What KeyMetadata itself doesn't tell. */
export interface Surrounding {
  region: string;
  /** The main account's uin. */
  owner: string;
  /** The spec of symmetric keys in this region. */
  symmetric?: Spec;
  tags?: Record<string, string>;
}

export function keyOf(key: KeyMetadata, around: Surrounding): Key {
  const { region, owner, symmetric, tags } = around;
  const state = stateOf(key);
  const rotates = key.KeyRotationEnabled === true;
  const days = key.RotateDays || DEFAULT_ROTATE_DAYS;
  return {
    region,
    keyId: key.KeyId ?? "",
    arn: formatName({ region, owner, resourceId: resourceIdOf(key) }),
    state,
    ...specOf(key.KeyUsage ?? SYMMETRIC_USAGE, symmetric),
    origin: originOf(key),
    ...toldParameters(PARAMETERS, key),
    aliases: key.Alias ? [key.Alias] : [],
    description: key.Description ?? "",
    rotation: rotates
      ? { enabled: true, intervalSeconds: days * DAY }
      : { enabled: false },
    tags,
    ownerId: ownerIn(key.Alias)?.ownerId,
    creator: creatorOf(key) || undefined,
    creationDate: timeOf(key.CreateTime),
    lastRotationDate: timeOf(key.LastRotateTime),
    // Filled even where rotation is off or impossible (reference 0.8).
    nextRotationDate: rotates ? timeOf(key.NextRotateTime) : undefined,
    materialExpireTime: timeOf(key.ValidTo),
    deletionDate:
      state === "PendingDeletion" ? timeOf(key.DeletionDate) : undefined,
  };
}
