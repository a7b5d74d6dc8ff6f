import type { ErrorCode } from "../errors";
import type { KeySpec, KeyUsage } from "./specs";

export const ORIGINS = ["Aliyun_KMS", "EXTERNAL"] as const;
export type Origin = (typeof ORIGINS)[number];
export const PROTECTION_LEVELS = ["SOFTWARE", "HSM"] as const;
export type ProtectionLevel = (typeof PROTECTION_LEVELS)[number];

/** Where a key lives decides what it may be (docs/clouds/alibaba.md#where-a-key-lives, a column each). */
export interface Place {
  specs: readonly KeySpec[];
  usages: readonly KeyUsage[];
  origins: readonly Origin[];
  /** What is read back: what was asked for, what the region has, or always the same. */
  protectionLevel: "as asked" | "by region" | ProtectionLevel;
  /** In days; absent = no automatic rotation. */
  rotation?: { min: number; max: number };
  /** Which keys CreateKeyVersion takes. */
  manualVersions?: "symmetric" | "asymmetric";
  policy: boolean;
  /** The error of CreateKey for a spec, usage or origin that is not available here. */
  refusal: ErrorCode;
}

const BOTH_USAGES = ["ENCRYPT/DECRYPT", "SIGN/VERIFY"] as const;
const OWN_MATERIAL = ["Aliyun_KMS"] as const;
const SOFTWARE_SPECS = [
  "Aliyun_AES_256",
  "Aliyun_SM4",
  "RSA_2048",
  "RSA_3072",
  "RSA_4096",
  "EC_P256",
  "EC_P256K",
] as const;
const HARDWARE_SPECS = [
  ...SOFTWARE_SPECS,
  "Aliyun_AES_128",
  "Aliyun_AES_192",
  "EC_SM2",
] as const;

const TABLE = {
  /** The shared service, 1.0. */
  shared: {
    specs: [
      "Aliyun_AES_256",
      "Aliyun_SM4",
      "RSA_2048",
      "RSA_3072",
      "EC_P256",
      "EC_P256K",
      "EC_SM2",
    ],
    usages: BOTH_USAGES,
    origins: ORIGINS,
    protectionLevel: "as asked",
    rotation: { min: 7, max: 730 },
    manualVersions: "asymmetric",
    policy: false,
    refusal: "InvalidParameter",
  },
  /** The one key that 3.0 gives without an instance. */
  default: {
    specs: ["Aliyun_AES_256"],
    usages: ["ENCRYPT/DECRYPT"],
    origins: ORIGINS,
    protectionLevel: "by region",
    rotation: { min: 365, max: 365 },
    policy: false,
    refusal: "UnsupportedOperation",
  },
  /** Dedicated KMS, before 3.0: every spec, and else the rules of the shared service. */
  dedicated: {
    specs: HARDWARE_SPECS,
    usages: BOTH_USAGES,
    origins: ORIGINS,
    protectionLevel: "as asked",
    rotation: { min: 7, max: 730 },
    manualVersions: "symmetric",
    policy: true,
    refusal: "InvalidParameter",
  },
  software: {
    specs: SOFTWARE_SPECS,
    usages: BOTH_USAGES,
    origins: OWN_MATERIAL,
    protectionLevel: "SOFTWARE",
    rotation: { min: 7, max: 365 },
    manualVersions: "symmetric",
    policy: true,
    refusal: "UnsupportedOperation",
  },
  /** An instance of unknown kind: it takes what every kind of 3.0 takes, so that no real one refuses what passed here. */
  unknown: {
    specs: SOFTWARE_SPECS,
    usages: BOTH_USAGES,
    origins: OWN_MATERIAL,
    protectionLevel: "as asked",
    policy: true,
    refusal: "UnsupportedOperation",
  },
  /** Rotates only keys in an HsmEncryptedDatabase. */
  hardware: {
    specs: HARDWARE_SPECS,
    usages: BOTH_USAGES,
    origins: ORIGINS,
    protectionLevel: "HSM",
    rotation: { min: 7, max: 365 },
    policy: true,
    refusal: "UnsupportedOperation",
  },
} as const satisfies Record<string, Place>;

export type PlaceName = keyof typeof TABLE;
export const PLACES: Readonly<Record<PlaceName, Place>> = TABLE;

/** The kinds of instance that the switch `alibaba.instances` may name. */
export const INSTANCE_KINDS = [
  "unknown",
  "dedicated",
  "software",
  "hardware",
] as const;
export type InstanceKind = (typeof INSTANCE_KINDS)[number];
