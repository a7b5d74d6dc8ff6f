import type { Origin, PlaceName, ProtectionLevel } from "../tables/places";
import { SPECS, type KeySpec, type KeyUsage } from "../tables/specs";
import type { KeyState } from "../tables/states";

export interface KeyVersion {
  id: string;
  /** Epoch ms, like all times here. */
  created: number;
  /** Base64. Absent before import, and on asymmetric keys until the first use, as RSA keys take long to make. */
  material?: string;
}

export interface Tag {
  key: string;
  value: string;
}

/** A key as the store keeps it: plain data, never changed in place. */
export interface KeyRecord {
  order: number;
  keyId: string;
  account: string;
  /** The cloud's product that made it, if the user didn't. */
  product?: string;
  region: string;
  place: PlaceName;
  dkmsInstanceId?: string;
  keyStorageMechanism?: string;
  spec: KeySpec;
  usage: KeyUsage;
  origin: Origin;
  protectionLevel: ProtectionLevel;
  description: string;
  created: number;
  state: KeyState;
  /** The last one is the primary version. */
  versions: KeyVersion[];
  /** Absent = automatic rotation is off. */
  rotationSeconds?: number;
  /** Absent before material was imported. */
  lastRotation?: number;
  /** In PendingDeletion. */
  deleteAt?: number;
  /** When imported material expires. */
  materialExpires?: number;
  /**
   * SHA-256 of the first imported material: only the same bytes may be imported again
   * (docs/clouds/alibaba.md#imported-key-material).
   */
  importedDigest?: string;
  deletionProtection?: { description: string };
  policy?: string;
  tags: Tag[];
}

export function isSymmetric(key: KeyRecord): boolean {
  return SPECS[key.spec].symmetric;
}

export function primaryVersion(key: KeyRecord): KeyVersion {
  const version = key.versions.at(-1);
  if (version === undefined) throw new Error(`key ${key.keyId} has no version`);
  return version;
}

/** When the key rotates next; undefined while automatic rotation is off. */
export function nextRotation(key: KeyRecord): number | undefined {
  if (key.rotationSeconds === undefined) return undefined;
  return (key.lastRotation ?? key.created) + key.rotationSeconds * 1000;
}

export function keyArn(
  key: Pick<KeyRecord, "region" | "account" | "keyId">,
): string {
  return `acs:kms:${key.region}:${key.account}:key/${key.keyId}`;
}

/** Suspended: on, but the key is in a state that doesn't rotate (docs/clouds/alibaba.md#rotation-and-versions). */
export function automaticRotation(
  key: KeyRecord,
): "Enabled" | "Disabled" | "Suspended" {
  if (key.rotationSeconds === undefined) return "Disabled";
  return key.state === "Enabled" ? "Enabled" : "Suspended";
}

/** `2022-03-25T10:42:40Z`: UTC, whole seconds. */
export function dateText(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, "Z");
}
