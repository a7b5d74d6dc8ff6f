import type { SwitchRule, SwitchValues } from "../core/contract";
import { stateSwitches } from "./kms/states";
import { FIPS_REGIONS, SM_REGIONS } from "./kms/regions";
import { ERROR_CODE as CODE } from "./wire/errors";

const ERROR_CODE: SwitchValues = {
  pattern: new RegExp(`^${CODE}$`),
  form: "an error code, as InvalidParameter",
};

/** What `commaList` reads: elements of the pattern, spaces around them or not, or nothing. */
function commaSeparated(element: string, what: string): SwitchValues {
  const spaced = `\\s*${element}\\s*`;
  return {
    pattern: new RegExp(`^(${spaced}(,${spaced})*)?$`),
    form: `comma-separated ${what}`,
  };
}

const REGION = "[a-z]+(-[a-z0-9]+)+";
const REGIONS = commaSeparated(REGION, "regions, as ap-guangzhou");

/**
 * Quotas, and what the reference marks (unsure). The outcomes of the state table that it marks with a question mark
 * are switches too, one per cell: `tencent.state.ACTION.STATE`.
 */
export const SWITCHES: Record<string, SwitchRule> = {
  "tencent.keyQuota": {
    default: 200,
    takes: { from: 0 },
    meaning:
      "Keys per account and region, without those pending deletion (reference 5.6).",
  },
  "tencent.tagQuota": {
    default: 50,
    takes: { from: 0 },
    meaning: "Tags per key (reference 2.9).",
  },
  "tencent.tagKeyQuota": {
    default: 1000,
    takes: { from: 0 },
    meaning: "Tag keys per account (reference 2.9).",
  },
  "tencent.tagValueQuota": {
    default: 1000,
    takes: { from: 0 },
    meaning: "Values per tag key (reference 2.9).",
  },
  "tencent.smRegions": {
    default: SM_REGIONS.join(","),
    takes: REGIONS,
    meaning:
      "Regions of the Chinese standard: SM4, SM2, Type 4, 16 bytes at import (reference 4.3).",
  },
  "tencent.fipsRegions": {
    default: FIPS_REGIONS.join(","),
    takes: REGIONS,
    meaning:
      "Regions of FIPS 140-2: AES-256, no SM2, Type 2, 32 bytes at import (reference 4.3).",
  },
  "tencent.regionRequired": {
    default: false,
    meaning:
      "A KMS request without X-TC-Region gets MissingParameter instead of the nearest region (reference 2.1).",
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
      "HSM clusters that CreateKey takes, separated by commas, * at the end for any rest; empty for the shared edition (reference 6).",
  },
  "tencent.serviceInvalidType": {
    default: 1,
    takes: { from: 0, to: 3 },
    meaning:
      "GetServiceStatus.InvalidType: 0 not bought, 1 normal, 2 arrears, 3 released (reference 2.8).",
  },
  "tencent.inactiveServiceCode": {
    default: "ResourceUnavailable.NotPurchased",
    takes: ERROR_CODE,
    meaning:
      "What KMS answers while serviceInvalidType is not 1 (reference 2.8).",
  },
  "tencent.lenientTypes": {
    default: false,
    meaning: 'Integers may be sent as text, "7" for 7 (reference 9).',
  },
  "tencent.nullMembers": {
    default: false,
    meaning:
      "Nullable members of replies without a value are null instead of 0 or empty (reference 9).",
  },
  "tencent.deniedActions": {
    default: "",
    takes: commaSeparated("[A-Z]\\w*", "actions, as CreateKey"),
    meaning:
      "Actions, separated by commas, that CAM refuses to everybody (reference 7.4).",
  },
  "tencent.aliasHeldWhilePending": {
    default: true,
    meaning:
      "A key pending deletion keeps its alias until it is gone (reference 2.1).",
  },
  "tencent.aliasScope": {
    default: "region",
    takes: { only: ["region", "account"] },
    meaning:
      "Where an alias is unique: `region`, in each region of an account; `account`, in all of them together (reference 2.1).",
  },
  "tencent.sameAliasRefused": {
    default: false,
    meaning:
      "UpdateAlias to the alias that the key has is answered AliasAlreadyExists (reference 2.3).",
  },
  "tencent.tagsMustExist": {
    default: false,
    meaning:
      "CreateKey answers TagsNotExisted for tags that the account has not used yet (reference 2.1).",
  },
  "tencent.modifyTagsAtomic": {
    default: true,
    meaning:
      "ModifyResourceTags changes no tag if one is refused (reference 2.9).",
  },
  "tencent.tagPageLimit": {
    default: 200,
    takes: { from: 1 },
    meaning: "The most that Limit of the tag service may be (reference 2.9).",
  },
  "tencent.emptyTagValueRefused": {
    default: true,
    meaning: "A tag without a value is refused (reference 2.9).",
  },
  "tencent.systemTag": {
    default: "",
    takes: { pattern: /^([^=]+=.*)?$/s, form: "KEY=VALUE or nothing" },
    meaning:
      "KEY=VALUE that the tag service shows on each key unless Category is Custom (reference 2.9).",
  },
  "tencent.describedAsAsked": {
    default: true,
    meaning:
      "DescribeKeys answers in the order of KeyIds, else in another (reference 2.2).",
  },
  "tencent.overLimitCode": {
    default: "InvalidParameter",
    takes: ERROR_CODE,
    meaning: "The answer to a Limit above 200 (reference 9).",
  },
  "tencent.asymmetricExternalCode": {
    default: "InvalidParameterValue.InvalidType",
    takes: ERROR_CODE,
    meaning:
      "The answer to CreateKey of an asymmetric key with Type 2 (reference 4.1).",
  },
  "tencent.asymmetricRotationCode": {
    default: "UnsupportedOperation",
    takes: ERROR_CODE,
    meaning:
      "The answer to EnableKeyRotation of an asymmetric key (reference 2.5).",
  },
  "tencent.symmetricPublicKeyCode": {
    default: "InvalidParameter",
    takes: ERROR_CODE,
    meaning: "The answer to GetPublicKey of a symmetric key (reference 3).",
  },
  "tencent.materialLengthCode": {
    default: "InvalidParameter.DecryptMaterialError",
    takes: ERROR_CODE,
    meaning: "The answer to key material of a wrong length (reference 2.7).",
  },
  "tencent.rotateDaysWhenOff": {
    default: 365,
    takes: { from: 0, to: 365 },
    meaning: "KeyMetadata.RotateDays while rotation is off (reference 1.1).",
  },
  "tencent.rotateDaysFixed": {
    default: false,
    meaning:
      "Another RotateDays while rotation is on is answered CmkStateNotSupport (reference 2.5).",
  },
  "tencent.rotateTaskSeconds": {
    default: 1,
    takes: { from: 0 },
    meaning: "How long a rotation by RotateKey takes (reference 2.5).",
  },
  "tencent.rotateKeyHours": {
    default: 24,
    takes: { from: 0 },
    meaning: "How often RotateKey rotates one key (reference 2.5).",
  },
  "tencent.deletionAtDayEnd": {
    default: false,
    meaning:
      "DeletionDate is at 23:59:59 in Beijing, as in one of two samples (reference 2.6).",
  },
  "tencent.cancelWithoutMaterial": {
    default: "PendingImport",
    takes: { only: ["PendingImport", "Disabled"] },
    meaning:
      "The state of an EXTERNAL key without material after CancelKeyDeletion (reference 2.6).",
  },
  "tencent.manyKeysAtomic": {
    default: true,
    meaning:
      "EnableKeys and DisableKeys change no key if one is refused (reference 2.4).",
  },
  "tencent.faultyPem": {
    default: false,
    meaning:
      "GetPublicKey's PublicKeyPem is base64 applied twice, as in the vendor's example (reference 2.2).",
  },
  ...stateSwitches(),
};
