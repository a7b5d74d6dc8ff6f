import { ACTION_NAMES, commaSeparated } from "../core/comma-list";
import type { SwitchRule, SwitchValues } from "../core/contract";
import { stateSwitches } from "./kms/states";
import { FIPS_REGIONS, SM_REGIONS } from "./kms/regions";
import { ERROR_CODE as CODE } from "./wire/errors";

const ERROR_CODE: SwitchValues = {
  pattern: new RegExp(`^${CODE}$`),
  form: "an error code, as InvalidParameter",
};

const REGION = "[a-z]+(-[a-z0-9]+)+";
const REGIONS = commaSeparated(REGION, "regions, as ap-guangzhou");

/**
 * Quotas, and what docs/clouds/tencent.md marks as unsure. The outcomes of its state table that have a question mark
 * are switches too, one per cell: `tencent.state.ACTION.STATE`.
 */
export const SWITCHES: Record<string, SwitchRule> = {
  "tencent.keyQuota": {
    default: 200,
    takes: { from: 0 },
    meaning:
      "The most keys of an account in a region, without those pending deletion: GetServiceStatus.CmkLimit, https://cloud.tencent.com/document/api/573/34417.",
  },
  "tencent.tagQuota": {
    default: 50,
    takes: { from: 0 },
    meaning:
      "The most tags of a key, by the tag service's limits: https://www.tencentcloud.com/document/product/651/13354.",
  },
  "tencent.tagPairQuota": {
    default: 1_000_000,
    takes: { from: 0 },
    meaning:
      "The most pairs of tag key and value in an account, by the tag service's limits of 2025: https://www.tencentcloud.com/document/product/651/13354.",
  },
  "tencent.tagKeyQuota": {
    default: 1_000_000,
    takes: { from: 0 },
    meaning:
      "The most tag keys in an account. The tag service's limit was 1000 in 2024; since 2025 it limits only pairs.",
  },
  "tencent.tagValueQuota": {
    default: 1_000_000,
    takes: { from: 0 },
    meaning:
      "The most values of a tag key. The tag service's limit was 1000 in 2024; since 2025 it limits only pairs.",
  },
  "tencent.smRegions": {
    default: SM_REGIONS.join(","),
    takes: REGIONS,
    meaning:
      "Regions with the Chinese standard: SM4, SM2, Type 4, key material of 16 bytes. The vendor has no list of them; ListAlgorithms returns a region's algorithms.",
  },
  "tencent.fipsRegions": {
    default: FIPS_REGIONS.join(","),
    takes: REGIONS,
    meaning:
      "Regions with FIPS 140-2: AES-256, no SM2, Type 2, key material of 32 bytes. The vendor has no list of them; ListAlgorithms returns a region's algorithms.",
  },
  "tencent.regionRequired": {
    default: false,
    meaning:
      "A KMS request without X-TC-Region gets MissingParameter instead of going to the nearest region, as CreateKey's page of 2025 says: https://www.tencentcloud.com/document/product/1030/32199.",
  },
  "tencent.nearestRegion": {
    default: "ap-guangzhou",
    takes: {
      pattern: new RegExp(`^${REGION}$`),
      form: "a region, as ap-guangzhou",
    },
    meaning:
      "Where a request without X-TC-Region goes, unless its Host names a region.",
  },
  "tencent.hsmClusters": {
    default: "cls-hsm-*",
    takes: commaSeparated("[\\w-]*[\\w*]", "ids, as cls-hsm-1 or cls-hsm-*"),
    meaning:
      "The HSM clusters that exist, separated by commas; an ID may end in `*`. Empty for the shared edition.",
  },
  "tencent.serviceInvalidType": {
    default: 1,
    takes: { from: 0, to: 3 },
    meaning:
      "GetServiceStatus.InvalidType: 0 not bought, 1 normal, 2 arrears, 3 released: https://cloud.tencent.com/document/api/573/34417.",
  },
  "tencent.inactiveServiceCode": {
    default: "ResourceUnavailable.NotPurchased",
    takes: ERROR_CODE,
    meaning:
      "The error code while serviceInvalidType is not 1. Not documented by the vendor.",
  },
  "tencent.lenientTypes": {
    default: false,
    meaning:
      'Requests may contain integers as text, such as "7" for 7, as in the example of ScheduleKeyDeletion: https://www.tencentcloud.com/document/product/1030/33534.',
  },
  "tencent.nullMembers": {
    default: false,
    meaning:
      "Nullable members without a value are null instead of 0 or empty. See KeyMetadata: https://cloud.tencent.com/document/api/573/34431.",
  },
  "tencent.deniedActions": {
    default: "",
    takes: ACTION_NAMES,
    meaning: "Actions, separated by commas, that CAM denies to everybody.",
  },
  "tencent.deniedCode": {
    default: "UnauthorizedOperation",
    takes: {
      only: ["UnauthorizedOperation", "AuthFailure.UnauthorizedOperation"],
    },
    meaning:
      "The error code for a denied action: the one in the actions' lists of errors, or the one that other products return.",
  },
  "tencent.aliasHeldWhilePending": {
    default: true,
    meaning:
      "A key pending deletion keeps its alias until it is destroyed. Not documented by the vendor.",
  },
  "tencent.aliasScope": {
    default: "region",
    takes: { only: ["region", "account"] },
    meaning:
      "Where an alias is unique: `region`, in each region of an account; `account`, in all regions together. CreateKey's page only says that it is unique.",
  },
  "tencent.sameAliasRefused": {
    default: false,
    meaning:
      "UpdateAlias to the key's current alias gets AliasAlreadyExists. Not documented by the vendor.",
  },
  "tencent.tagsMustExist": {
    default: false,
    meaning:
      "CreateKey returns TagsNotExisted for tags that the account has not used yet. Its list of errors has that code: https://www.tencentcloud.com/document/product/1030/32199.",
  },
  "tencent.modifyTagsAtomic": {
    default: true,
    meaning:
      "ModifyResourceTags changes no tag if one is refused. Not documented by the vendor.",
  },
  "tencent.tagPageLimit": {
    default: 200,
    takes: { from: 1 },
    meaning:
      "The highest Limit in requests to the tag service. Not documented by the vendor.",
  },
  "tencent.emptyTagValueRefused": {
    default: true,
    meaning:
      "A tag without a value is refused, as TagResources' list of errors says: https://www.tencentcloud.com/document/product/651/46533.",
  },
  "tencent.systemTag": {
    default: "",
    takes: { pattern: /^([^=]+=.*)?$/s, form: "KEY=VALUE or nothing" },
    meaning:
      "A tag KEY=VALUE that the tag service returns for each key unless Category is Custom.",
  },
  "tencent.describedAsAsked": {
    default: true,
    meaning:
      "DescribeKeys returns keys in the order of KeyIds; false: in another order. Not documented by the vendor.",
  },
  "tencent.overLimitCode": {
    default: "InvalidParameter",
    takes: ERROR_CODE,
    meaning:
      "The error code for a Limit above 200, the highest one on ListKeyDetail's page: https://www.tencentcloud.com/document/product/1030/32185.",
  },
  "tencent.asymmetricExternalCode": {
    default: "InvalidParameterValue.InvalidType",
    takes: ERROR_CODE,
    meaning:
      "The error code of CreateKey for an asymmetric key with Type 2. Not documented by the vendor.",
  },
  "tencent.asymmetricRotationCode": {
    default: "InvalidParameter",
    takes: ERROR_CODE,
    meaning:
      "The error code of EnableKeyRotation for an asymmetric key: InvalidParameter, InvalidParameterValue or ResourceUnavailable.CmkStateNotSupport. Not documented by the vendor.",
  },
  "tencent.symmetricPublicKeyCode": {
    default: "InvalidParameter",
    takes: ERROR_CODE,
    meaning:
      "The error code of GetPublicKey for a symmetric key. Not documented by the vendor.",
  },
  "tencent.materialLengthCode": {
    default: "InvalidParameter.DecryptMaterialError",
    takes: ERROR_CODE,
    meaning:
      "The error code for key material of a wrong length. Not documented by the vendor.",
  },
  "tencent.rotateDaysWhenOff": {
    default: 365,
    takes: { from: 0, to: 365 },
    meaning:
      "KeyMetadata.RotateDays while rotation is off. Not documented by the vendor.",
  },
  "tencent.rotateDaysFixed": {
    default: false,
    meaning:
      "A change of RotateDays while rotation is on gets CmkStateNotSupport. Not documented by the vendor.",
  },
  "tencent.rotateTaskSeconds": {
    default: 1,
    takes: { from: 0 },
    meaning: "How many seconds a rotation by RotateKey takes.",
  },
  "tencent.rotateKeyHours": {
    default: 24,
    takes: { from: 0 },
    meaning:
      "The hours between two rotations of a key by RotateKey. Before that: RequestLimitExceeded.RotateRateLimited.",
  },
  "tencent.deletionAtDayEnd": {
    default: false,
    meaning:
      "DeletionDate is at 23:59:59 in Beijing, as in the vendor's example of 2019: https://www.tencentcloud.com/document/product/1030/33534. In newer examples, it is a whole number of days after the request.",
  },
  "tencent.cancelWithoutMaterial": {
    default: "PendingImport",
    takes: { only: ["PendingImport", "Disabled"] },
    meaning:
      "The state of an EXTERNAL key without material after CancelKeyDeletion. Not documented by the vendor.",
  },
  "tencent.manyKeysAtomic": {
    default: true,
    meaning:
      "EnableKeys and DisableKeys change no key if one is refused. Not documented by the vendor.",
  },
  "tencent.faultyPem": {
    default: false,
    meaning:
      "PublicKeyPem of GetPublicKey is encoded in base64 twice, as in the example on its page.",
  },
  ...stateSwitches(),
};
