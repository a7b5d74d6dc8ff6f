import type { NamedSpec } from "../../model/types";
import { refusalsIn } from "../parameters";
import type { CloudRules, SpecRule } from "../rules";
import { term } from "../errors";
import { OWNER_TAG_PREFIX } from "./owner";
import { PARAMETERS } from "./parameters";

/**
 * Regions of KMS. No page has them all: these are of its hosts
 * ([request structure](https://www.tencentcloud.com/document/product/1030/32174)), of GetRegions' sample
 * (docs/clouds/tencent.md#regions), and the cloud's other ones that are open to everybody.
 */
const REGIONS = [
  "ap-guangzhou",
  "ap-shanghai",
  "ap-nanjing",
  "ap-beijing",
  "ap-chengdu",
  "ap-chongqing",
  "ap-shanghai-fsi",
  "ap-shenzhen-fsi",
  "ap-beijing-fsi",
  "ap-hongkong",
  "ap-taipei",
  "ap-singapore",
  "ap-jakarta",
  "ap-bangkok",
  "ap-mumbai",
  "ap-seoul",
  "ap-tokyo",
  "me-saudi-arabia",
  "na-siliconvalley",
  "na-ashburn",
  "na-toronto",
  "sa-saopaulo",
  "eu-frankfurt",
] as const;

/** The KeyUsage of every symmetric key; which algorithm it gives is the region's to say (see algorithms.ts). */
export const SYMMETRIC_USAGE = "ENCRYPT_DECRYPT";

/**
 * Own material is as long as the key of the region's algorithm, AES-256 or SM4
 * (docs/clouds/tencent.md#imported-key-material).
 */
function symmetric(...materialBytes: number[]): SpecRule {
  return {
    native: { ENCRYPT_DECRYPT: SYMMETRIC_USAGE },
    symmetric: true,
    external: true,
    materialBytes,
  };
}

function asymmetric(native: SpecRule["native"]): SpecRule {
  return { native, symmetric: false, external: false };
}

/**
 * CreateKey.KeyUsage (docs/clouds/tencent.md#key-usages). The vendor's page describes `ASYMMETRIC_SIGN_VERIFY_ECC` as
 * an RSA key; ListAlgorithms has that one as ECC, and names the RSA usages to sign and those against quantum computers.
 */
export const SPEC_RULES: Partial<Record<NamedSpec, SpecRule>> = {
  SYMMETRIC_DEFAULT: symmetric(32, 16),
  AES_256: symmetric(32),
  SM4: symmetric(16),
  RSA_2048: asymmetric({
    ENCRYPT_DECRYPT: "ASYMMETRIC_DECRYPT_RSA_2048",
    SIGN_VERIFY: "ASYMMETRIC_SIGN_VERIFY_RSA_2048",
  }),
  RSA_3072: asymmetric({ SIGN_VERIFY: "ASYMMETRIC_SIGN_VERIFY_RSA_3072" }),
  SM2: asymmetric({
    ENCRYPT_DECRYPT: "ASYMMETRIC_DECRYPT_SM2",
    SIGN_VERIFY: "ASYMMETRIC_SIGN_VERIFY_SM2",
  }),
  EC_P256: asymmetric({ SIGN_VERIFY: "ASYMMETRIC_SIGN_VERIFY_ECC" }),
  EC_P384: asymmetric({ SIGN_VERIFY: "ASYMMETRIC_SIGN_VERIFY_ECDSA384" }),
  DILITHIUM: asymmetric({ SIGN_VERIFY: "ASYMMETRIC_SIGN_VERIFY_DILITHIUM" }),
  KYBER_AES: asymmetric({
    ENCRYPT_DECRYPT: "ASYMMETRIC_Encrypt_Decrypt_Kyber_AES",
  }),
};

export const rules: CloudRules = {
  specs: SPEC_RULES,
  parameters: PARAMETERS,
  refuses: {
    ...refusalsIn(PARAMETERS),
    additionalAliases: "its keys have one name each, `alias`.",
    policy:
      "its KMS has no key policies; grant access with CAM policies instead.",
    deletionProtection: `its KMS has none; use ${term("guard")}.`,
  },
  // In bytes of UTF-8, unlike Alibaba Cloud's characters (docs/clouds/tencent.md#createkey).
  description: { max: 1024, unit: "bytes" },
  alias: {
    count: "one",
    max: 60,
    pattern: /^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/,
    rule: "1 to 60 letters, digits, - and _, beginning with a letter or digit",
    reserved: {
      pattern: /^kms-/i,
      rule: "must not begin with kms-, which Tencent Cloud reserves for its own products",
    },
  },
  // EnableKeyRotation.RotateDays, RotateKey (docs/clouds/tencent.md#rotation).
  rotation: {
    minDays: 7,
    maxDays: 365,
    wholeDays: true,
    needsEnabled: false,
    suspends: false,
    onDemand: "rotation",
    countsFromLast: false,
  },
  // ScheduleKeyDeletion.PendingWindowInDays (docs/clouds/tencent.md#deletion).
  deletionWindow: { minDays: 7, maxDays: 30 },
  stateAfterCancellation: "Disabled",
  // The tag service's limits (docs/clouds/tencent.md#tags).
  tags: {
    // One of the 50 that a key may have is the owner tag.
    max: 49,
    keyMax: 127,
    valueMax: 255,
    pattern: /^(?! )[\p{L}\p{N}\p{M} +\-=._:/@()[\],;><]*(?<! )$/u,
    rule: "letters, digits, + - = . _ : / @ ( ) [ ] , ; > < and, not at its ends, spaces",
    reservedPrefixes: ["qcs:", "qcloud", "tencent", "project"],
    providerPrefix: OWNER_TAG_PREFIX,
    emptyValue: false,
    // ModifyResourceTags (docs/clouds/tencent.md#tags).
    perCall: { most: 10, isMixed: true },
  },
  // ImportKeyMaterial.ValidTo, at most 2147443200 (docs/clouds/tencent.md#imported-key-material).
  latestMaterialExpiry: "2038-01-18T16:00:00Z",
  // None begins with cn-, as most of Alibaba Cloud's do.
  regionPattern: /^(?!cn-)[a-z]{2,3}(-[a-z0-9]+){1,3}$/,
  regions: REGIONS,
  regionExample: "ap-guangzhou",
  keyIdPattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  parseArn: (text) => {
    const name = parseName(text);
    return (
      name && { region: name.region, account: name.owner, keyId: name.keyId }
    );
  },
};

/** A key's six-segment name: `qcs::kms:REGION:uin/OWNER:key/creatorUin/CREATOR/KEYID` (docs/clouds/tencent.md#tags). */
export interface ResourceName {
  region: string;
  /** Uin of the main account; Tencent Cloud lets it be empty. */
  owner: string;
  /** What the tag service calls the key: `creatorUin/CREATOR/KEYID`, as in KeyMetadata.ResourceId. */
  resourceId: string;
  keyId: string;
}

const FORM =
  /^qcs::kms:([a-z0-9-]+):uin\/(\d*):key\/(creatorUin\/\d+\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))$/;

export function parseName(text: string): ResourceName | undefined {
  const [, region, owner, resourceId, keyId] = FORM.exec(text) ?? [];
  if (!region || owner === undefined || !resourceId || !keyId) return undefined;
  return { region, owner, resourceId, keyId };
}

export function formatName(name: Omit<ResourceName, "keyId">): string {
  return `qcs::kms:${name.region}:uin/${name.owner}:key/${name.resourceId}`;
}
