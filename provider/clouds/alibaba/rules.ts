import type { NamedSpec } from "../../model/types";
import { refusalsIn } from "../parameters";
import type { CloudRules, SpecRule } from "../rules";
import { MARK_TAG } from "./mark";
import { PARAMETERS } from "./parameters";

/** Whether EXTERNAL works with an asymmetric spec depends on the instance (reference 4.3), so Check only warns. */
const SYMMETRIC = { symmetric: true, external: true } as const;
const DEDICATED = {
  symmetric: true,
  external: "warn",
  needs: "dkmsInstanceId",
} as const;
const ASYMMETRIC = { symmetric: false, external: "warn" } as const;

const encrypt = (name: string) => ({ ENCRYPT_DECRYPT: name });
const sign = (name: string) => ({ SIGN_VERIFY: name });
const either = (name: string) => ({ ...encrypt(name), ...sign(name) });

/** CreateKey.KeySpec (seed; reference 4.1). RSA_4096 is on newer pages only. */
export const SPEC_RULES: Partial<Record<NamedSpec, SpecRule>> = {
  SYMMETRIC_DEFAULT: { native: encrypt("Aliyun_AES_256"), ...SYMMETRIC },
  AES_256: { native: encrypt("Aliyun_AES_256"), ...SYMMETRIC },
  AES_192: { native: encrypt("Aliyun_AES_192"), ...DEDICATED },
  AES_128: { native: encrypt("Aliyun_AES_128"), ...DEDICATED },
  SM4: { native: encrypt("Aliyun_SM4"), ...SYMMETRIC },
  RSA_2048: { native: either("RSA_2048"), ...ASYMMETRIC },
  RSA_3072: { native: either("RSA_3072"), ...ASYMMETRIC },
  RSA_4096: { native: either("RSA_4096"), ...ASYMMETRIC },
  EC_P256: { native: sign("EC_P256"), ...ASYMMETRIC },
  EC_P256K: { native: sign("EC_P256K"), ...ASYMMETRIC },
  SM2: { native: either("EC_SM2"), ...ASYMMETRIC },
};

const ARN = /^acs:kms:([^:]+):([^:]+):key\/([^/]+)$/;

export const rules: CloudRules = {
  specs: SPEC_RULES,
  parameters: PARAMETERS,
  refuses: refusalsIn(PARAMETERS),
  description: { max: 8192, unit: "characters" },
  alias: {
    count: "many",
    // 255 with or without `alias/`: the vendor's pages disagree (reference 1.8).
    max: 249,
    pattern: /^[A-Za-z0-9_/-]+$/,
    rule: "1 to 249 letters, digits, _, - and /",
    reserved: {
      pattern: /^acs/i,
      rule: "must not begin with acs, which Alibaba Cloud keeps for its own services",
    },
  },
  // CreateKey.RotationInterval (seed). UpdateRotationPolicy is refused while the key is disabled (reference 2).
  rotation: { minDays: 7, maxDays: 730, wholeDays: false, needsEnabled: true },
  // ScheduleKeyDeletion.PendingWindowInDays (reference 1.4).
  deletionWindow: { minDays: 7, maxDays: 366 },
  // 20 on the cloud's side, one of which is our mark (reference 1.6).
  tags: {
    max: 19,
    keyMax: 128,
    valueMax: 128,
    pattern: /^[\p{L}\p{N}/\\_.+=:@-]*$/u,
    rule: "letters, digits and / \\ _ - . + = : @",
    reservedPrefixes: ["aliyun", "acs:", MARK_TAG],
    emptyValue: true,
  },
  // SetKeyPolicy.Policy (reference 1.7).
  policy: { maxBytes: 32768, needs: "dkmsInstanceId" },
  regionPattern: /^[a-z]{2,3}(-[a-z0-9]+){1,3}$/,
  regionExample: "cn-hangzhou",
  // A UUID, or the id of an instance's key (reference 1.2).
  keyIdPattern: /^(key-[0-9a-z]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i,
  parseArn: (text) => {
    const [, region, account, keyId] = ARN.exec(text) ?? [];
    return region && account && keyId ? { region, account, keyId } : undefined;
  },
  cancelDeletionCommand: (region, keyId) =>
    `aliyun kms CancelKeyDeletion --RegionId ${region} --KeyId ${keyId}`,
  scheduleDeletionCommand: (region, keyId) =>
    `aliyun kms ScheduleKeyDeletion --RegionId ${region} --KeyId ${keyId} --PendingWindowInDays 7`,
};
