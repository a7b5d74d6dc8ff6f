import { randomBytes, randomUUID } from "node:crypto";
import { ApiError } from "../errors";
import type { Values } from "../rules";
import type { KeyRecord } from "../state/key";
import { newVersion } from "../state/passage";
import { LIMITS } from "../tables/limits";
import {
  ORIGINS,
  PLACES,
  PROTECTION_LEVELS,
  type Place,
  type PlaceName,
  type ProtectionLevel,
} from "../tables/places";
import { hasManagedHsm, isMainland } from "../tables/regions";
import {
  KEY_SPECS,
  KEY_USAGES,
  SPECS,
  type KeySpec,
  type KeyUsage,
} from "../tables/specs";
import { action, missingParameter, type Call } from "./action";
import { usableInstance, type Instance } from "./instance-list";
import { keyMetadata } from "./metadata";
import { defaultPolicy, policyText } from "./policy-text";
import { readTagList } from "./tag-rules";

const PARAMETERS = {
  Description: { type: "text", maxCharacters: LIMITS.descriptionCharacters },
  KeySpec: { type: "choice", values: KEY_SPECS },
  KeyUsage: { type: "choice", values: KEY_USAGES },
  Origin: { type: "choice", values: ORIGINS },
  ProtectionLevel: { type: "choice", values: PROTECTION_LEVELS },
  EnableAutomaticRotation: { type: "boolean" },
  RotationInterval: {
    type: "interval",
    minDays: LIMITS.rotationDays.min,
    maxDays: LIMITS.rotationDays.max,
  },
  DKMSInstanceId: { type: "text" },
  KeyStorageMechanism: {
    type: "choice",
    values: ["HsmInternal", "HsmEncryptedDatabase"],
  },
  Policy: { type: "text" },
  Tags: { type: "json" },
} as const;

type Request = Values<typeof PARAMETERS>;
/** The request with its defaults filled in. */
interface Wanted extends Request {
  spec: KeySpec;
  usage: KeyUsage;
  origin: (typeof ORIGINS)[number];
  /** Undefined = rotation is off, whatever RotationInterval says. */
  rotationSeconds: number | undefined;
}

export const createKey = action(PARAMETERS, (call, request) => {
  const tags = readTagList(request.Tags);
  const policy = policyText(request.Policy);
  const wanted = withDefaults(request);
  checkCombination(call, wanted);
  const home = findHome(call, request.DKMSInstanceId);
  const place = PLACES[home.place];
  checkPlace(call, wanted, place, home.place);
  if (policy !== undefined && !place.policy)
    throw ApiError.of("Forbidden.KeyPolicyUnSupported");
  checkQuotas(call, home, tags.length);

  const version = newVersion(
    { spec: wanted.spec, origin: wanted.origin },
    call.now,
  );
  const external = wanted.origin === "EXTERNAL";
  const key: KeyRecord = {
    order: call.keys.nextOrder(),
    keyId: newKeyId(call.region, home),
    account: call.account,
    region: call.region,
    place: home.place,
    dkmsInstanceId: home.instance?.id,
    keyStorageMechanism: storageMechanism(request, home.place),
    spec: wanted.spec,
    usage: wanted.usage,
    origin: wanted.origin,
    protectionLevel: protectionLevel(request, place, call.region),
    description: request.Description ?? "",
    created: call.now,
    state: external ? "PendingImport" : "Enabled",
    versions: [version],
    rotationSeconds: wanted.rotationSeconds,
    lastRotation: external ? undefined : call.now,
    policy: place.policy ? (policy ?? defaultPolicy(call.account)) : undefined,
    tags,
  };
  call.keys.put(key);
  return { KeyMetadata: keyMetadata(key, call.switches) };
});

function withDefaults(request: Request): Wanted {
  const spec = request.KeySpec ?? "Aliyun_AES_256";
  const [defaultUsage = "ENCRYPT/DECRYPT"] = SPECS[spec].usages;
  return {
    ...request,
    spec,
    usage: request.KeyUsage ?? defaultUsage,
    origin: request.Origin ?? "Aliyun_KMS",
    rotationSeconds: request.EnableAutomaticRotation
      ? request.RotationInterval
      : undefined,
  };
}

/** Spec, usage, origin and rotation against each other (reference 4.1), wherever the key shall live. */
function checkCombination(call: Call, wanted: Wanted): void {
  const { symmetric, usages, mainlandOnly } = SPECS[wanted.spec];
  if (mainlandOnly && !isMainland(call.region))
    throw ApiError.of("InvalidParameter", "KeySpec");
  if (!usages.includes(wanted.usage))
    throw ApiError.of("InvalidParameter", "KeyUsage");
  if (wanted.origin === "EXTERNAL" && !symmetric)
    throw ApiError.of("InvalidParameter", "Origin");
  if (!wanted.EnableAutomaticRotation) return;
  if (wanted.origin === "EXTERNAL" || !symmetric)
    throw ApiError.of("InvalidParameter", "EnableAutomaticRotation");
  if (wanted.RotationInterval === undefined)
    throw missingParameter(call.switches, "RotationInterval");
}

interface Home {
  place: PlaceName;
  instance?: Instance;
}

function findHome(call: Call, instanceId: string | undefined): Home {
  const id = instanceId ?? call.switches.get<string>("alibaba.defaultInstance");
  if (id !== "") {
    const instance = usableInstance(call.switches, id);
    return { place: instance.kind, instance };
  }
  const mode = call.switches.get<string>("alibaba.mode");
  return { place: mode === "default" ? "default" : "shared" };
}

/** What the place offers (reference 4.2). */
function checkPlace(
  call: Call,
  wanted: Wanted,
  place: Place,
  name: PlaceName,
): void {
  if (!place.specs.includes(wanted.spec))
    throw ApiError.of(place.refusal, "KeySpec");
  if (!place.usages.includes(wanted.usage))
    throw ApiError.of(place.refusal, "KeyUsage");
  if (!place.origins.includes(wanted.origin))
    throw ApiError.of(place.refusal, "Origin");
  if (wanted.KeyStorageMechanism !== undefined && name !== "hardware")
    throw ApiError.of("InvalidParameter", "KeyStorageMechanism");
  if (
    place.protectionLevel === "as asked" &&
    wanted.ProtectionLevel === "HSM" &&
    !hasManagedHsm(call.region)
  )
    throw ApiError.of("Unsupported.ProtectionLevel");
  const { rotationSeconds } = wanted;
  if (rotationSeconds === undefined) return;
  const mechanism = storageMechanism(wanted, name);
  if (!rotatesAt(place, mechanism, rotationSeconds))
    throw ApiError.of("InvalidParameter", "RotationInterval");
}

/** Whether a key that lives here may rotate at this interval. */
export function rotatesAt(
  place: Place,
  mechanism: string | undefined,
  seconds: number,
): boolean {
  if (place.rotation === undefined || mechanism === "HsmInternal") return false;
  const days = seconds / 86_400;
  return days >= place.rotation.min && days <= place.rotation.max;
}

function storageMechanism(
  { KeyStorageMechanism }: Request,
  place: PlaceName,
): string | undefined {
  return place === "hardware"
    ? (KeyStorageMechanism ?? "HsmInternal")
    : undefined;
}

function checkQuotas(call: Call, home: Home, tagCount: number): void {
  const { switches } = call;
  if (tagCount > switches.get<number>("alibaba.tagQuota"))
    throw ApiError.of("Rejected.LimitExceeded");
  const count = call.keys.count(call, home.instance?.id);
  if (home.instance !== undefined) {
    if (count >= switches.get<number>("alibaba.instanceKeyQuota"))
      throw ApiError.of("Rejected.ShareQuotaExceedLimit");
    return;
  }
  if (home.place === "default" && count >= 1)
    throw ApiError.named(switches.get("alibaba.secondDefaultKeyCode"));
  if (count >= switches.get<number>("alibaba.keyQuota"))
    throw ApiError.of("Rejected.LimitExceeded");
}

function protectionLevel(
  { ProtectionLevel }: Request,
  place: Place,
  region: string,
): ProtectionLevel {
  switch (place.protectionLevel) {
    case "as asked":
      return ProtectionLevel ?? "SOFTWARE";
    case "by region":
      return hasManagedHsm(region) ? "HSM" : "SOFTWARE";
    default:
      return place.protectionLevel;
  }
}

/** A UUID, or for instance keys `key-` and a tag of the region with random characters (reference 1.2). */
function newKeyId(region: string, { instance }: Home): string {
  if (instance === undefined) return randomUUID();
  const regionTag = region.replace(/^[^-]*-/, "").slice(0, 3);
  return `key-${regionTag}${randomBytes(9).toString("hex")}`;
}
