import type { NamedSpec } from "../../model/types";
import { refusalsIn } from "../parameters";
import type { CloudRules, SpecRule } from "../rules";
import { OWNER_TAG } from "./owner";
import { PARAMETERS } from "./parameters";

/**
 * Regions of KMS: of the vendor's
 * [endpoints](https://www.alibabacloud.com/help/en/kms/key-management-service/developer-reference/api-kms-2016-01-20-endpoint)
 * and of its SDK [@alicloud/kms20160120](https://www.npmjs.com/package/@alicloud/kms20160120), without Sydney, which is
 * closed (docs/clouds/alibaba.md#regions-and-hosts).
 */
const REGIONS = [
  "cn-qingdao",
  "cn-beijing",
  "cn-zhangjiakou",
  "cn-huhehaote",
  "cn-wulanchabu",
  "cn-hangzhou",
  "cn-shanghai",
  "cn-shenzhen",
  "cn-heyuan",
  "cn-guangzhou",
  "cn-chengdu",
  "cn-fuzhou",
  "cn-wuhan-lr",
  "cn-zhengzhou-jva",
  "cn-hongkong",
  "cn-hangzhou-finance",
  "cn-shanghai-finance-1",
  "cn-shenzhen-finance-1",
  "cn-beijing-finance-1",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-3",
  "ap-southeast-5",
  "ap-southeast-6",
  "ap-southeast-7",
  "eu-central-1",
  "eu-west-1",
  "me-central-1",
  "me-east-1",
  "us-east-1",
  "us-west-1",
] as const;

/** Asymmetric keys take no own material but, perhaps, on a hardware instance: Check only warns where one is named. */
const ASYMMETRIC = { symmetric: false, external: "instance" } as const;

/** SM2 and SM4 are Chinese standards. */
const MAINLAND = {
  regions: {
    pattern: /^cn-(?!hongkong)/,
    rule: "mainland China's regions",
  },
} as const;

/** Own material is as long as the algorithm's key (docs/clouds/alibaba.md#imported-key-material). */
function symmetric(name: string, bytes: number): SpecRule {
  const materialBytes = [bytes];
  return {
    native: encrypt(name),
    symmetric: true,
    external: true,
    materialBytes,
  };
}

function dedicated(name: string, bytes: number): SpecRule {
  return {
    ...symmetric(name, bytes),
    external: "instance",
    needs: "dkmsInstanceId",
  };
}

const encrypt = (name: string) => ({ ENCRYPT_DECRYPT: name });
const sign = (name: string) => ({ SIGN_VERIFY: name });
const either = (name: string) => ({ ...encrypt(name), ...sign(name) });

/** CreateKey.KeySpec (docs/clouds/alibaba.md#key-specs). RSA_4096 is on newer pages only, and for instances. */
export const SPEC_RULES: Partial<Record<NamedSpec, SpecRule>> = {
  SYMMETRIC_DEFAULT: symmetric("Aliyun_AES_256", 32),
  AES_256: symmetric("Aliyun_AES_256", 32),
  AES_192: dedicated("Aliyun_AES_192", 24),
  AES_128: dedicated("Aliyun_AES_128", 16),
  SM4: { ...symmetric("Aliyun_SM4", 16), ...MAINLAND },
  RSA_2048: { native: either("RSA_2048"), ...ASYMMETRIC },
  RSA_3072: { native: either("RSA_3072"), ...ASYMMETRIC },
  RSA_4096: {
    native: either("RSA_4096"),
    ...ASYMMETRIC,
    needs: "dkmsInstanceId",
  },
  EC_P256: { native: sign("EC_P256"), ...ASYMMETRIC },
  EC_P256K: { native: sign("EC_P256K"), ...ASYMMETRIC },
  SM2: { native: either("EC_SM2"), ...ASYMMETRIC, ...MAINLAND },
};

const ARN = /^acs:kms:([^:]+):([^:]+):key\/([^/]+)$/;

export const rules: CloudRules = {
  specs: SPEC_RULES,
  parameters: PARAMETERS,
  refuses: refusalsIn(PARAMETERS),
  description: { max: 8192, unit: "characters" },
  alias: {
    count: "many",
    // 255 with or without `alias/`: the vendor's pages disagree (docs/clouds/alibaba.md#aliases).
    max: 249,
    pattern: /^[A-Za-z0-9_/-]+$/,
    rule: "1 to 249 letters, digits, _, - and /",
    reserved: {
      pattern: /^acs/i,
      rule: "must not begin with acs, which Alibaba Cloud reserves for its own services",
    },
  },
  // CreateKey.RotationInterval. UpdateRotationPolicy is refused while the key is disabled
  // (docs/clouds/alibaba.md#states). The next date: docs/clouds/alibaba.md#rotation-and-versions.
  rotation: {
    minDays: 7,
    maxDays: 730,
    wholeDays: false,
    needsEnabled: true,
    suspends: true,
    // CreateKeyVersion (docs/clouds/alibaba.md#rotation-and-versions).
    onDemand: "softwareInstance",
    onDemandDays: 7,
    countsFromLast: true,
  },
  // docs/clouds/alibaba.md#where-a-key-lives. Dedicated KMS of before 3.0 may take more days.
  instances: {
    rotationMaxDays: 365,
    rotatingMechanisms: ["HsmEncryptedDatabase"],
  },
  // ScheduleKeyDeletion.PendingWindowInDays (docs/clouds/alibaba.md#deletion).
  deletionWindow: { minDays: 7, maxDays: 366 },
  stateAfterCancellation: "Enabled",
  // 20 on the cloud's side, one of which is our owner tag (docs/clouds/alibaba.md#tags).
  tags: {
    max: 19,
    keyMax: 128,
    valueMax: 128,
    pattern: /^[\p{L}\p{N}/\\_.+=:@-]*$/u,
    rule: "letters, digits and / \\ _ - . + = : @",
    reservedPrefixes: ["aliyun", "acs:"],
    providerPrefix: OWNER_TAG,
    emptyValue: true,
    // TagResources and UntagResources (docs/clouds/alibaba.md#tags).
    perCall: { most: 20, isMixed: false },
    use: { pattern: /^acs:([\w-]+):([\w-]+)$/i, value: "true" },
  },
  // SetKeyPolicy.Policy (docs/clouds/alibaba.md#key-policies).
  policy: { maxBytes: 32768, needs: "dkmsInstanceId" },
  // Outside China they are numbered, so that Tencent Cloud's ap-guangzhou is none.
  regionPattern:
    /^(cn(-[a-z0-9]+){1,4}|[a-z]{2,3}(-[a-z0-9]+)*-\d+(-[a-z0-9]+)*)$/,
  regions: REGIONS,
  regionExample: "cn-hangzhou",
  // A UUID, or the id of an instance's key (docs/clouds/alibaba.md#ids).
  keyIdPattern: /^(key-[0-9a-z]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
  parseArn: (text) => {
    const [, region, account, keyId] = ARN.exec(text) ?? [];
    return region && account && keyId ? { region, account, keyId } : undefined;
  },
};
