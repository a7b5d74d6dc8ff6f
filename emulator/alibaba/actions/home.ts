import { randomInt, randomUUID } from "node:crypto";
import { ApiError, type ErrorCode } from "../errors";
import {
  PLACES,
  type Origin,
  type PlaceName,
  type ProtectionLevel,
} from "../tables/places";
import { cityLetters, hasManagedHsm } from "../tables/regions";
import type { KeySpec, KeyUsage } from "../tables/specs";
import type { Call } from "./action";
import { usableInstance, type Instance } from "./instance-list";

/** Where a key lives: the kind of place, and the instance if it is one. */
export interface Home {
  place: PlaceName;
  instance?: Instance;
}

/** The requested properties that depend on where the key lives. */
export interface Requested {
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

/** Throws if the place doesn't support what is requested (docs/clouds/alibaba.md#where-a-key-lives). */
export function checkHome(call: Call, home: Home, requested: Requested): void {
  const { place } = home;
  const { specs, usages, origins, refusal } = PLACES[place];
  const refuse = (code: ErrorCode, about: string) =>
    refusedAt(place, home.instance?.id, ApiError.of(code, about));
  if (!specs.includes(requested.spec)) throw refuse(refusal, "KeySpec");
  if (!usages.includes(requested.usage)) throw refuse(refusal, "KeyUsage");
  if (!origins.includes(requested.origin)) throw refuse(refusal, "Origin");
  if (requested.storageMechanism !== undefined && place !== "hardware")
    throw refusedAt(
      place,
      home.instance?.id,
      ApiError.of("InvalidParameter", "KeyStorageMechanism"),
      "hardware",
    );
  const wantsHsm = requested.protectionLevel === "HSM";
  if (place === "shared" && wantsHsm && !hasManagedHsm(call.region))
    throw ApiError.of("Unsupported.ProtectionLevel");
  const mechanism = storageMechanism(requested, place);
  if (
    requested.rotationSeconds !== undefined &&
    !rotatesAt(place, mechanism, requested.rotationSeconds)
  )
    throw refuse("InvalidParameter", "RotationInterval");
}

/** A real instance has a kind. Where none was declared, the text says how that is done. */
export function refusedAt(
  place: PlaceName,
  instance: string | undefined,
  refusal: ApiError,
  kind = "software",
): ApiError {
  if (place !== "unknown" || instance === undefined) return refusal;
  return refusal.adding(
    `The kind of instance ${instance} is not declared; --switch alibaba.instances=${instance}:${kind} declares it.`,
  );
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
  requested: Requested,
  place: PlaceName,
): string | undefined {
  if (place !== "hardware") return undefined;
  return requested.storageMechanism ?? "HsmInternal";
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

/** A UUID, or for keys of instances a name that tells city and time (docs/clouds/alibaba.md#ids). */
export function newKeyId(call: Call, { instance }: Home): string {
  if (instance === undefined) return randomUUID();
  const time = Math.floor(call.now / 1000).toString(16);
  return `key-${cityLetters(call.region)}${time}${randomText(10)}`;
}

const DIGITS_AND_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";

function randomText(length: number): string {
  return Array.from(
    { length },
    () => DIGITS_AND_LETTERS[randomInt(DIGITS_AND_LETTERS.length)],
  ).join("");
}
