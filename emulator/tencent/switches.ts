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
      "Keys per account and region, without those pending deletion: GetServiceStatus.CmkLimit, https://cloud.tencent.com/document/api/573/34417.",
  },
  "tencent.tagQuota": {
    default: 50,
    takes: { from: 0 },
    meaning:
      "Tags per key: Use Limits of tags, https://www.tencentcloud.com/document/product/651/13354.",
  },
  "tencent.tagPairQuota": {
    default: 1_000_000,
    takes: { from: 0 },
    meaning:
      "Pairs of tag key and value per account: Use Limits of tags, 2025, https://www.tencentcloud.com/document/product/651/13354.",
  },
  "tencent.tagKeyQuota": {
    default: 1_000_000,
    takes: { from: 0 },
    meaning:
      "Tag keys per account: 1000 by the Use Limits of 2024; those of 2025 limit pairs alone.",
  },
  "tencent.tagValueQuota": {
    default: 1_000_000,
    takes: { from: 0 },
    meaning:
      "Values per tag key: 1000 by the Use Limits of 2024; those of 2025 limit pairs alone.",
  },
  "tencent.smRegions": {
    default: SM_REGIONS.join(","),
    takes: REGIONS,
    meaning:
      "Regions of the Chinese standard: SM4, SM2, Type 4, 16 bytes at import. No page has the list; ListAlgorithms tells a region's algorithms.",
  },
  "tencent.fipsRegions": {
    default: FIPS_REGIONS.join(","),
    takes: REGIONS,
    meaning:
      "Regions of FIPS 140-2: AES-256, no SM2, Type 2, 32 bytes at import. No page has the list; ListAlgorithms tells a region's algorithms.",
  },
  "tencent.regionRequired": {
    default: false,
    meaning:
      "A KMS request without X-TC-Region gets MissingParameter instead of the nearest region, as CreateKey's page of 2025 has it: https://www.tencentcloud.com/document/product/1030/32199.",
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
      "HSM clusters that CreateKey takes, separated by commas, * at the end for any rest; empty for the shared edition.",
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
      "What KMS answers while serviceInvalidType is not 1. Not documented by the vendor.",
  },
  "tencent.lenientTypes": {
    default: false,
    meaning:
      'Integers may be sent as text, "7" for 7, as in the example of ScheduleKeyDeletion, https://www.tencentcloud.com/document/product/1030/33534.',
  },
  "tencent.nullMembers": {
    default: false,
    meaning:
      "Nullable members of replies without a value are null instead of 0 or empty: KeyMetadata, https://cloud.tencent.com/document/api/573/34431.",
  },
  "tencent.deniedActions": {
    default: "",
    takes: ACTION_NAMES,
    meaning: "Actions, separated by commas, that CAM refuses to everybody.",
  },
  "tencent.deniedCode": {
    default: "UnauthorizedOperation",
    takes: {
      only: ["UnauthorizedOperation", "AuthFailure.UnauthorizedOperation"],
    },
    meaning:
      "What KMS answers to a denied action: the code of its actions' lists, or that of other products' recordings.",
  },
  "tencent.aliasHeldWhilePending": {
    default: true,
    meaning:
      "A key pending deletion keeps its alias until it is gone. Not documented by the vendor.",
  },
  "tencent.aliasScope": {
    default: "region",
    takes: { only: ["region", "account"] },
    meaning:
      "Where an alias is unique: `region`, in each region of an account; `account`, in all of them together. CreateKey's page says no more than unique.",
  },
  "tencent.sameAliasRefused": {
    default: false,
    meaning:
      "UpdateAlias to the alias that the key has is answered AliasAlreadyExists. Not documented by the vendor.",
  },
  "tencent.tagsMustExist": {
    default: false,
    meaning:
      "CreateKey answers TagsNotExisted for tags that the account has not used yet, which is in its list of errors: https://www.tencentcloud.com/document/product/1030/32199.",
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
      "The most that Limit of the tag service may be. Not documented by the vendor.",
  },
  "tencent.emptyTagValueRefused": {
    default: true,
    meaning:
      "A tag without a value is refused, as TagResources' list of errors has it: https://www.tencentcloud.com/document/product/651/46533.",
  },
  "tencent.systemTag": {
    default: "",
    takes: { pattern: /^([^=]+=.*)?$/s, form: "KEY=VALUE or nothing" },
    meaning:
      "KEY=VALUE that the tag service shows on each key unless Category is Custom.",
  },
  "tencent.describedAsAsked": {
    default: true,
    meaning:
      "DescribeKeys answers in the order of KeyIds, else in another. Not documented by the vendor.",
  },
  "tencent.overLimitCode": {
    default: "InvalidParameter",
    takes: ERROR_CODE,
    meaning:
      "The answer to a Limit above 200, the most by ListKeyDetail's page: https://www.tencentcloud.com/document/product/1030/32185.",
  },
  "tencent.asymmetricExternalCode": {
    default: "InvalidParameterValue.InvalidType",
    takes: ERROR_CODE,
    meaning:
      "The answer to CreateKey of an asymmetric key with Type 2. Not documented by the vendor.",
  },
  "tencent.asymmetricRotationCode": {
    default: "InvalidParameter",
    takes: ERROR_CODE,
    meaning:
      "The answer to EnableKeyRotation of an asymmetric key: which of the action's errors, InvalidParameter, InvalidParameterValue or ResourceUnavailable.CmkStateNotSupport, is not documented by the vendor.",
  },
  "tencent.symmetricPublicKeyCode": {
    default: "InvalidParameter",
    takes: ERROR_CODE,
    meaning:
      "The answer to GetPublicKey of a symmetric key. Not documented by the vendor.",
  },
  "tencent.materialLengthCode": {
    default: "InvalidParameter.DecryptMaterialError",
    takes: ERROR_CODE,
    meaning:
      "The answer to key material of a wrong length. Not documented by the vendor.",
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
      "Another RotateDays while rotation is on is answered CmkStateNotSupport. Not documented by the vendor.",
  },
  "tencent.rotateTaskSeconds": {
    default: 1,
    takes: { from: 0 },
    meaning: "How long a rotation by RotateKey takes.",
  },
  "tencent.rotateKeyHours": {
    default: 24,
    takes: { from: 0 },
    meaning:
      "How often RotateKey rotates one key: RequestLimitExceeded.RotateRateLimited.",
  },
  "tencent.deletionAtDayEnd": {
    default: false,
    meaning:
      "DeletionDate is at 23:59:59 in Beijing, as in the vendor's sample of 2019, https://www.tencentcloud.com/document/product/1030/33534; its newer ones count whole days in seconds.",
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
      "GetPublicKey's PublicKeyPem is base64 applied twice, as in the example of GetPublicKey's page.",
  },
  ...stateSwitches(),
};
