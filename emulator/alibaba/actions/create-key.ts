import { ApiError } from "../errors";
import type { Values } from "../rules";
import type { KeyRecord } from "../state/key";
import { newVersion } from "../state/lifecycle";
import { LIMITS } from "../tables/limits";
import { ORIGINS, PLACES, PROTECTION_LEVELS } from "../tables/places";
import { isMainland } from "../tables/regions";
import { KEY_SPECS, KEY_USAGES, SPECS } from "../tables/specs";
import { action, missingParameter, type Call } from "./action";
import {
  checkHome,
  findHome,
  newKeyId,
  protectionLevel,
  storageMechanism,
  type Home,
  type Requested,
} from "./home";
import { keyMetadata } from "./metadata";
import { defaultPolicy, policyText } from "./policy-text";
import { readTagList } from "./tag-rules";

/** What CreateKey takes. */
export const KEY_PARAMETERS = {
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

type Request = Values<typeof KEY_PARAMETERS>;

export const createKey = action(KEY_PARAMETERS, (call, request) => {
  const tags = readTagList(request.Tags);
  const policy = policyText(request.Policy);
  checkRotation(call, request);
  const requested = withDefaults(request);
  checkCombination(call, requested);
  const home = findHome(call, request.DKMSInstanceId);
  checkHome(call, home, requested);
  const { policy: hasPolicy } = PLACES[home.place];
  if (policy !== undefined && !hasPolicy)
    throw ApiError.of("Forbidden.KeyPolicyUnSupported");
  checkQuotas(call, home, tags.length);

  const { spec, usage, origin, rotationSeconds } = requested;
  const external = origin === "EXTERNAL";
  const key: KeyRecord = {
    order: call.keys.nextOrder(),
    keyId: newKeyId(call, home),
    account: call.account,
    region: call.region,
    place: home.place,
    dkmsInstanceId: home.instance?.id,
    keyStorageMechanism: storageMechanism(requested, home.place),
    spec,
    usage,
    origin,
    protectionLevel: protectionLevel(call, home, request.ProtectionLevel),
    description: request.Description ?? "",
    created: call.now,
    state: external ? "PendingImport" : "Enabled",
    versions: [newVersion({ spec, origin }, call.now)],
    rotationSeconds,
    lastRotation: external ? undefined : call.now,
    policy: hasPolicy ? (policy ?? defaultPolicy(call.account)) : undefined,
    tags,
  };
  call.keys.put(key);
  return { KeyMetadata: keyMetadata(key, call.switches) };
});

function checkRotation(call: Call, request: Request): void {
  if (request.EnableAutomaticRotation && request.RotationInterval === undefined)
    throw missingParameter(call.switches, "RotationInterval");
}

/** An interval without rotation has no effect (docs/clouds/alibaba.md#createkey). */
function withDefaults(request: Request): Requested {
  const spec = request.KeySpec ?? "Aliyun_AES_256";
  const [defaultUsage = "ENCRYPT/DECRYPT"] = SPECS[spec].usages;
  return {
    spec,
    usage: request.KeyUsage ?? defaultUsage,
    origin: request.Origin ?? "Aliyun_KMS",
    rotationSeconds: request.EnableAutomaticRotation
      ? request.RotationInterval
      : undefined,
    protectionLevel: request.ProtectionLevel,
    storageMechanism: request.KeyStorageMechanism,
  };
}

/**
 * Checks spec, usage, origin and rotation against each other (docs/clouds/alibaba.md#key-specs), independent of where
 * the key lives.
 */
function checkCombination(call: Call, requested: Requested): void {
  const { symmetric, usages, mainlandOnly } = SPECS[requested.spec];
  if (mainlandOnly && !isMainland(call.region))
    throw ApiError.of("InvalidParameter", "KeySpec");
  if (!usages.includes(requested.usage))
    throw ApiError.of("InvalidParameter", "KeyUsage");
  const external = requested.origin === "EXTERNAL";
  if (external && !symmetric) throw ApiError.of("InvalidParameter", "Origin");
  if (requested.rotationSeconds !== undefined && (external || !symmetric))
    throw ApiError.of("InvalidParameter", "EnableAutomaticRotation");
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
