import { randomBytes, randomUUID } from "node:crypto";
import { ApiError } from "../errors";
import {
  PLACES,
  type Origin,
  type PlaceName,
  type ProtectionLevel,
} from "../tables/places";
import { hasManagedHsm } from "../tables/regions";
import type { KeySpec, KeyUsage } from "../tables/specs";
import type { Call } from "./action";
import { usableInstance, type Instance } from "./instance-list";

/** Where a key lives: the kind of place, and the instance if it is one. */
export interface Home {
  place: PlaceName;
  instance?: Instance;
}

/** What a key shall be, as far as its place has a say in it. */
export interface Wish {
  spec: KeySpec;
  usage: KeyUsage;
  origin: Origin;
  /** Absent = rotation is off. */
  rotationSeconds?: number;
  protectionLevel?: ProtectionLevel;
  storageMechanism?: string;
}

/** The instance that is asked for, else the default one, else the service itself. */
export function findHome(call: Call, instanceId: string | undefined): Home {
  const id = instanceId ?? call.switches.get<string>("alibaba.defaultInstance");
  if (id !== "") {
    const instance = usableInstance(call.switches, id);
    return { place: instance.kind, instance };
  }
  const mode = call.switches.get<string>("alibaba.mode");
  return { place: mode === "default" ? "default" : "shared" };
}

/** Throws if the place doesn't offer what is wished (docs/clouds/alibaba.md#where-a-key-lives). */
export function checkHome(call: Call, { place }: Home, wish: Wish): void {
  const { specs, usages, origins, refusal } = PLACES[place];
  if (!specs.includes(wish.spec)) throw ApiError.of(refusal, "KeySpec");
  if (!usages.includes(wish.usage)) throw ApiError.of(refusal, "KeyUsage");
  if (!origins.includes(wish.origin)) throw ApiError.of(refusal, "Origin");
  if (wish.storageMechanism !== undefined && place !== "hardware")
    throw ApiError.of("InvalidParameter", "KeyStorageMechanism");
  const wantsHsm = wish.protectionLevel === "HSM";
  if (place === "shared" && wantsHsm && !hasManagedHsm(call.region))
    throw ApiError.of("Unsupported.ProtectionLevel");
  const mechanism = storageMechanism(wish, place);
  if (
    wish.rotationSeconds !== undefined &&
    !rotatesAt(place, mechanism, wish.rotationSeconds)
  )
    throw ApiError.of("InvalidParameter", "RotationInterval");
}

/** Whether keys that live here rotate at all. */
export function rotates(
  place: PlaceName,
  mechanism: string | undefined,
): boolean {
  return PLACES[place].rotation !== undefined && mechanism !== "HsmInternal";
}

export function rotatesAt(
  place: PlaceName,
  mechanism: string | undefined,
  seconds: number,
): boolean {
  const { rotation } = PLACES[place];
  if (rotation === undefined || !rotates(place, mechanism)) return false;
  const days = seconds / 86_400;
  return days >= rotation.min && days <= rotation.max;
}

export function storageMechanism(
  wish: Wish,
  place: PlaceName,
): string | undefined {
  if (place !== "hardware") return undefined;
  return wish.storageMechanism ?? "HsmInternal";
}

export function protectionLevel(
  call: Call,
  { place }: Home,
  asked: ProtectionLevel | undefined,
): ProtectionLevel {
  const level = PLACES[place].protectionLevel;
  if (level === "as asked") return asked ?? "SOFTWARE";
  if (level === "by region")
    return hasManagedHsm(call.region) ? "HSM" : "SOFTWARE";
  return level;
}

/** A UUID, or for instance keys `key-` and a tag of the region with random characters (docs/clouds/alibaba.md#ids). */
export function newKeyId(call: Call, { instance }: Home): string {
  if (instance === undefined) return randomUUID();
  const regionTag = call.region.replace(/^[^-]*-/, "").slice(0, 3);
  return `key-${regionTag}${randomBytes(9).toString("hex")}`;
}
