import { randomUUID } from "node:crypto";
import { generateMaterial } from "../../core/cryptography";
import { SPECS } from "../tables/specs";
import {
  isSymmetric,
  nextRotation,
  type KeyRecord,
  type KeyVersion,
} from "./key";

/** A new version of a key; symmetric material is made at once, asymmetric material when it is first used. */
export function newVersion(
  key: Pick<KeyRecord, "spec" | "origin">,
  created: number,
): KeyVersion {
  const { symmetric, material } = SPECS[key.spec];
  const version = { id: randomUUID(), created };
  if (!symmetric || key.origin === "EXTERNAL") return version;
  return { ...version, material: generateMaterial(material) };
}

/**
 * The key at the time `now`: it may have rotated, its imported material may have expired, or it is gone (undefined).
 * Returns the same object if nothing has changed.
 */
export function passTime(
  key: KeyRecord,
  now: number,
  versionRoom: VersionRoom,
): KeyRecord | undefined {
  if (key.deleteAt !== undefined && key.deleteAt <= now) return undefined;
  return rotate(expire(key, now), now, versionRoom);
}

/** How many more versions the key's account may have in its region. Asked only when a rotation is due. */
type VersionRoom = (key: KeyRecord) => number;

function expire(key: KeyRecord, now: number): KeyRecord {
  if (key.materialExpires === undefined || key.materialExpires > now)
    return key;
  return withoutMaterial(key);
}

/** Back to PendingImport, unless the key is waiting for its deletion (docs/clouds/alibaba.md#imported-key-material). */
export function withoutMaterial(key: KeyRecord): KeyRecord {
  return {
    ...key,
    versions: key.versions.map(({ id, created }) => ({ id, created })),
    materialExpires: undefined,
    state: key.state === "PendingDeletion" ? key.state : "PendingImport",
  };
}

/** Rotation is suspended in every state but Enabled (docs/clouds/alibaba.md#rotation-and-versions). */
function rotate(
  key: KeyRecord,
  now: number,
  versionRoom: VersionRoom,
): KeyRecord {
  const first = nextRotation(key);
  if (key.state !== "Enabled" || first === undefined || first > now) return key;
  const interval = (key.rotationSeconds ?? 0) * 1000;
  const due = Math.floor((now - first) / interval) + 1;
  const times = Array.from(
    { length: Math.min(due, versionRoom(key)) },
    (_, count) => first + count * interval,
  );
  return withVersions(key, times);
}

/**
 * Rotates once, now, if the rotation is overdue: as when a suspended rotation goes on, or when a shorter
 * interval has already passed (docs/clouds/alibaba.md#rotation-and-versions).
 */
export function rotateIfOverdue(
  key: KeyRecord,
  now: number,
  versionRoom: VersionRoom,
): KeyRecord {
  const next = nextRotation(key);
  if (key.state !== "Enabled" || next === undefined || next > now) return key;
  return versionRoom(key) === 0 ? key : withVersions(key, [now]);
}

export function withVersions(
  key: KeyRecord,
  times: readonly number[],
): KeyRecord {
  const lastRotation = times.at(-1);
  if (lastRotation === undefined) return key;
  const added = times.map((time) => newVersion(key, time));
  const versions = [...key.versions, ...added];
  return isSymmetric(key)
    ? { ...key, versions, lastRotation }
    : { ...key, versions };
}
