import type { KeyState } from "./states";

/** All that is remembered of a key. Times are Unix seconds, 0 for none. Never changed in place: see `Keys.put`. */
export interface KeyRecord {
  keyId: string;
  region: string;
  /** Uin of the account that made it. */
  account: string;
  /** The cloud's product that made it, if the user didn't. */
  product?: string;
  alias: string;
  description: string;
  keyUsage: string;
  origin: "TENCENT_KMS" | "EXTERNAL";
  hsmClusterId: string;
  createTime: number;
  state: KeyState;
  deletionDate: number;
  /** 0 while rotation is off. */
  rotateDays: number;
  /** When the running period of rotation began. */
  periodStart: number;
  lastRotateTime: number;
  /** When RotateKey was called last, and when the rotation that it began ends. */
  rotateAsked: number;
  rotateEnds: number;
  /** How often it was rotated; the newest version of its material. */
  version: number;
  /** Material per version, base64 as in core/cryptography; made at the version's first use. */
  materials: Readonly<Record<string, string>>;
  /** SHA-256 of the imported material; kept when the material goes (docs/clouds/tencent.md#imported-key-material). */
  materialDigest: string;
  validTo: number;
  bindings: readonly Binding[];
}

export interface Binding {
  productId: string;
  resourceId: string;
}

/** What nothing has happened to yet. */
export const UNTOUCHED = {
  deletionDate: 0,
  rotateDays: 0,
  periodStart: 0,
  lastRotateTime: 0,
  rotateAsked: 0,
  rotateEnds: 0,
  version: 0,
  materials: {},
  materialDigest: "",
  validTo: 0,
  bindings: [],
} as const satisfies Partial<KeyRecord>;

export const DAY = 86_400;

/**
 * The key as the clock has made it: undefined once its deletion date has passed, without its material once that has
 * expired, rotated as often as its periods have passed. The same object if nothing has happened.
 */
export function asOf(key: KeyRecord, now: number): KeyRecord | undefined {
  if (key.state === "PendingDelete")
    return key.deletionDate <= now ? undefined : key;
  if (key.validTo !== 0 && key.validTo <= now) return withoutMaterial(key);
  const rotated = rotatedOnDemand(key, now);
  return rotatedByTime(rotated, now);
}

/** Back to PendingImport: only the same material may be imported again. */
export function withoutMaterial(key: KeyRecord): KeyRecord {
  return { ...key, state: "PendingImport", materials: {}, validTo: 0 };
}

function rotatedOnDemand(key: KeyRecord, now: number): KeyRecord {
  if (key.rotateEnds === 0 || key.rotateEnds > now) return key;
  return {
    ...key,
    version: key.version + 1,
    periodStart: key.rotateEnds,
    lastRotateTime: key.rotateEnds,
    rotateEnds: 0,
  };
}

function rotatedByTime(key: KeyRecord, now: number): KeyRecord {
  const period = key.rotateDays * DAY;
  const passed =
    period === 0 ? 0 : Math.floor((now - key.periodStart) / period);
  if (passed <= 0) return key;
  const last = key.periodStart + passed * period;
  return {
    ...key,
    version: key.version + passed,
    periodStart: last,
    lastRotateTime: last,
  };
}

/** The path of a key in tag and CAM names. */
export function resourceId(key: KeyRecord): string {
  return `creatorUin/${key.account}/${key.keyId}`;
}
