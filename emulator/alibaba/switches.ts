import { ACTION_NAMES } from "../core/comma-list";
import type { SwitchRule, SwitchValues } from "../core/contract";
import { ACCOUNT_STATUSES } from "./actions/account-status";
import { INSTANCE_STATUSES } from "./actions/instance-list";
import { LIMITS } from "./tables/limits";
import { INSTANCE_KINDS } from "./tables/places";

/** Any word, because the cloud may have codes that its pages don't list. */
const ERROR_CODE: SwitchValues = {
  pattern: /^[A-Z]\w*(\.\w+)*$/,
  form: "an error code, as Rejected.Disabled",
};

const KIND = INSTANCE_KINDS.join("|");
const STATUS = INSTANCE_STATUSES.join("|");
const INSTANCE = `\\s*[\\w-]*[\\w*](:(${KIND})(:(${STATUS}))?)?\\s*`;

const INSTANCES: SwitchValues = {
  pattern: new RegExp(`^(${INSTANCE}(,${INSTANCE})*)?$`),
  form: `ID[:KIND[:STATUS]], comma-separated, with KIND one of ${INSTANCE_KINDS.join(", ")} and STATUS one of ${INSTANCE_STATUSES.join(", ")}`,
};

/** What docs/clouds/alibaba.md marks as unsure, what accounts differ in, and quotas. */
export const SWITCHES: Record<string, SwitchRule> = {
  // Quotas (docs/clouds/alibaba.md#quotas-and-rates)
  "alibaba.keyQuota": {
    default: 200,
    takes: { from: 0 },
    meaning:
      "Keys that an account may have in a region, instance keys apart: Rejected.LimitExceeded.",
  },
  "alibaba.instanceKeyQuota": {
    default: 1000,
    takes: { from: 0 },
    meaning:
      "Keys that an instance may hold for an account: Rejected.ShareQuotaExceedLimit.",
  },
  "alibaba.aliasQuota": {
    default: 300,
    takes: { from: 0 },
    meaning:
      "Aliases that an account may have in a region: Rejected.LimitExceeded.",
  },
  "alibaba.keyVersionQuota": {
    default: 10_000,
    takes: { from: 0 },
    meaning:
      "Key versions that an account may have in a region before CreateKeyVersion is refused, Rejected.LimitExceeded, and its keys rotate no further.",
  },
  "alibaba.tagQuota": {
    default: 20,
    takes: { from: 0 },
    meaning: "Tags that a key may have: Rejected.LimitExceeded.",
  },
  // Where keys live (docs/clouds/alibaba.md#where-a-key-lives)
  "alibaba.mode": {
    default: "shared",
    takes: { only: ["shared", "default"] },
    meaning:
      "What CreateKey without DKMSInstanceId makes: `shared`, a key of the 1.0 service; `default`, the one default key of 3.0, which encrypts for no application.",
  },
  "alibaba.secondDefaultKeyCode": {
    default: "UnsupportedOperation",
    takes: ERROR_CODE,
    meaning:
      "With mode `default`: the code that a second key without DKMSInstanceId gets.",
  },
  "alibaba.defaultInstance": {
    default: "",
    takes: {
      pattern: /^(kst-[\w-]+)?$/,
      form: "an instance's id, as kst-moved, or nothing",
    },
    meaning:
      "The instance that takes keys made without DKMSInstanceId, as for accounts moved from 1.0 to 3.0; empty = none.",
  },
  "alibaba.instances": {
    default: "kst-*",
    takes: INSTANCES,
    meaning:
      "The known instances, comma-separated `ID[:KIND[:STATUS]]`; an ID may end in `*`. KIND: software, hardware, dedicated (before 3.0), or unknown (the default), which takes only what software and hardware both take. STATUS: Connected (the default), Uninitialized, Connecting, Disconnected, Error, InUpgrade.",
  },
  "alibaba.unknownInstanceIsEmpty": {
    default: true,
    meaning:
      "GetKmsInstance answers an unknown id with an empty InstanceId, as Terraform expects; false: Forbidden.DKMSInstanceNotFound.",
  },
  "alibaba.accountStatus": {
    default: "Enabled",
    takes: { only: ACCOUNT_STATUSES },
    meaning:
      "What DescribeAccountKmsStatus says, and, unless Enabled, every other action is refused by: NotEnabled, InDebt, Suspended.",
  },
  // Error codes that no source documents
  "alibaba.protectedDeletionCode": {
    default: "Rejected.DeletionProtection",
    takes: ERROR_CODE,
    meaning:
      "The code that ScheduleKeyDeletion gives for a key with deletion protection (HTTP 409).",
  },
  "alibaba.missingParameterCode": {
    default: "MissingParameter",
    takes: { only: ["MissingParameter", "gateway"] },
    meaning:
      "Who answers a missing parameter: `MissingParameter`, the service; `gateway`, the gateway with Missing<Parameter>.",
  },
  "alibaba.unknownActionCode": {
    default: "InvalidApi.NotFound",
    takes: { only: ["InvalidApi.NotFound", "InvalidAction.NotFound"] },
    meaning: "The other candidate is InvalidAction.NotFound.",
  },
  "alibaba.signatureMismatchStatus": {
    default: 400,
    takes: { only: [400, 403] },
    meaning: "HTTP status of SignatureDoesNotMatch; 403 elsewhere.",
  },
  "alibaba.expiredTokenCode": {
    default: "InvalidAccessKeyId.NotFound",
    takes: {
      only: ["InvalidAccessKeyId.NotFound", "InvalidSecurityToken.Expired"],
    },
    meaning:
      "The code for expired temporary credentials; the other candidate is InvalidSecurityToken.Expired.",
  },
  // Permissions and cryptography
  "alibaba.deniedActions": {
    default: "",
    takes: ACTION_NAMES,
    meaning:
      "Actions of KMS, separated by commas, that RAM refuses to everybody: Forbidden.NoPermission.",
  },
  "alibaba.plaintextMustBeBase64": {
    default: false,
    meaning:
      "Encrypt refuses a Plaintext that is not base64, as its page has it; false takes any text, as Terraform's tests send it, and Decrypt gives it back unchanged.",
  },
  // Details of replies and states
  "alibaba.rotationOfAsymmetricKeys": {
    default: true,
    meaning:
      "Asymmetric keys show AutomaticRotation Disabled; false leaves the field out.",
  },
  "alibaba.emptyDeleteDate": {
    default: true,
    meaning:
      'Keys that are not PendingDeletion show DeleteDate "", as recordings do; false leaves the field out, as the field notes of the vendor\'s page CreateKey have it.',
  },
  "alibaba.emptyDescription": {
    default: true,
    meaning:
      "UpdateKeyDescription takes an empty Description and clears the text; false: MissingParameter.",
  },
  "alibaba.unsureStateRows": {
    default: true,
    meaning:
      "PendingDeletion refuses SetDeletionProtection, SetKeyPolicy, TagResources, UntagResources and GetPublicKey.",
  },
  "alibaba.maxPendingWindowInDays": {
    default: 366,
    takes: {
      from: LIMITS.pendingWindowDays.min,
      to: LIMITS.pendingWindowDays.max,
    },
    meaning: "Upper limit of PendingWindowInDays; 30 in the documents of 2021.",
  },
  "alibaba.cancelledWithoutMaterial": {
    default: "PendingImport",
    takes: { only: ["PendingImport", "Enabled"] },
    meaning:
      "The state that CancelKeyDeletion gives an EXTERNAL key without material; the other candidate is Enabled.",
  },
  "alibaba.aliasArns": {
    default: true,
    meaning: "KeyId takes an alias's ARN where it takes an alias.",
  },
  "alibaba.aliasLengthHasPrefix": {
    default: true,
    meaning: "The 255 characters of an alias count `alias/`.",
  },
  "alibaba.aliasesGoWithKey": {
    default: true,
    meaning:
      "When a key is finally deleted its aliases go too; false leaves them naming nothing.",
  },
  "alibaba.emptyNextToken": {
    default: true,
    meaning:
      'The last page of ListTagResources has NextToken ""; false leaves the field out.',
  },
};
