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
      "The most keys of an account in a region, without keys in instances. Beyond it: Rejected.LimitExceeded.",
  },
  "alibaba.instanceKeyQuota": {
    default: 1000,
    takes: { from: 0 },
    meaning:
      "The most keys of an account in an instance. Beyond it: Rejected.ShareQuotaExceedLimit.",
  },
  "alibaba.aliasQuota": {
    default: 300,
    takes: { from: 0 },
    meaning:
      "The most aliases of an account in a region. Beyond it: Rejected.LimitExceeded.",
  },
  "alibaba.keyVersionQuota": {
    default: 10_000,
    takes: { from: 0 },
    meaning:
      "The most key versions of an account in a region. Beyond it, CreateKeyVersion gets Rejected.LimitExceeded, and keys no longer rotate.",
  },
  "alibaba.tagQuota": {
    default: 20,
    takes: { from: 0 },
    meaning: "The most tags of a key. Beyond it: Rejected.LimitExceeded.",
  },
  // Where keys live (docs/clouds/alibaba.md#where-a-key-lives)
  "alibaba.mode": {
    default: "shared",
    takes: { only: ["shared", "default"] },
    meaning:
      "What CreateKey without DKMSInstanceId creates: `shared`, a key of the 1.0 service; `default`, the only default key of 3.0, which applications can't use.",
  },
  "alibaba.secondDefaultKeyCode": {
    default: "UnsupportedOperation",
    takes: ERROR_CODE,
    meaning:
      "With mode `default`: the error code for a second key without DKMSInstanceId.",
  },
  "alibaba.defaultInstance": {
    default: "",
    takes: {
      pattern: /^(kst-[\w-]+)?$/,
      form: "an instance's id, as kst-moved, or nothing",
    },
    meaning:
      "The instance of keys that are created without DKMSInstanceId, as in accounts that moved from 1.0 to 3.0; empty for none.",
  },
  "alibaba.instances": {
    default: "kst-*",
    takes: INSTANCES,
    meaning:
      "The instances that exist, as `ID[:KIND[:STATUS]]`, separated by commas; an ID may end in `*`. KIND: software, hardware, dedicated (before 3.0), or unknown (the default), which accepts only what both software and hardware accept. STATUS: Connected (the default), Uninitialized, Connecting, Disconnected, Error, InUpgrade.",
  },
  "alibaba.unknownInstanceIsEmpty": {
    default: true,
    meaning:
      "GetKmsInstance returns an empty InstanceId for an unknown id, as Terraform expects; false: Forbidden.DKMSInstanceNotFound.",
  },
  "alibaba.accountStatus": {
    default: "Enabled",
    takes: { only: ACCOUNT_STATUSES },
    meaning:
      "The status in DescribeAccountKmsStatus: Enabled, NotEnabled, InDebt or Suspended. Unless it is Enabled, all other actions are refused.",
  },
  // Error codes that no source documents
  "alibaba.protectedDeletionCode": {
    default: "Rejected.DeletionProtection",
    takes: ERROR_CODE,
    meaning:
      "The error code of ScheduleKeyDeletion for a key with deletion protection (HTTP 409).",
  },
  "alibaba.missingParameterCode": {
    default: "MissingParameter",
    takes: { only: ["MissingParameter", "gateway"] },
    meaning:
      "The error code for a missing parameter: `MissingParameter`, from the service; `gateway`, Missing<Parameter> from the gateway.",
  },
  "alibaba.unknownActionCode": {
    default: "InvalidApi.NotFound",
    takes: { only: ["InvalidApi.NotFound", "InvalidAction.NotFound"] },
    meaning:
      "The error code for an unknown action; the alternative is InvalidAction.NotFound.",
  },
  "alibaba.signatureMismatchStatus": {
    default: 400,
    takes: { only: [400, 403] },
    meaning:
      "The HTTP status of SignatureDoesNotMatch; in other services it is 403.",
  },
  "alibaba.expiredTokenCode": {
    default: "InvalidAccessKeyId.NotFound",
    takes: {
      only: ["InvalidAccessKeyId.NotFound", "InvalidSecurityToken.Expired"],
    },
    meaning:
      "The error code for expired temporary credentials; the alternative is InvalidSecurityToken.Expired.",
  },
  // Permissions and cryptography
  "alibaba.deniedActions": {
    default: "",
    takes: ACTION_NAMES,
    meaning:
      "KMS actions, separated by commas, that RAM denies to everybody: Forbidden.NoPermission.",
  },
  "alibaba.plaintextMustBeBase64": {
    default: false,
    meaning:
      "Encrypt refuses a Plaintext that is not base64, as its page says; false accepts any text, as Terraform's tests send it, and Decrypt returns it unchanged.",
  },
  // Details of replies and states
  "alibaba.rotationOfAsymmetricKeys": {
    default: true,
    meaning:
      "Asymmetric keys have AutomaticRotation Disabled; false omits the field.",
  },
  "alibaba.emptyDeleteDate": {
    default: true,
    meaning:
      'Keys that are not PendingDeletion have DeleteDate "", as recorded replies do; false omits the field, as the vendor\'s page of CreateKey says.',
  },
  "alibaba.emptyDescription": {
    default: true,
    meaning:
      "UpdateKeyDescription accepts an empty Description and clears the text; false: MissingParameter.",
  },
  "alibaba.unsureStateRows": {
    default: true,
    meaning:
      "A key in PendingDeletion refuses SetDeletionProtection, SetKeyPolicy, TagResources, UntagResources and GetPublicKey.",
  },
  "alibaba.maxPendingWindowInDays": {
    default: 366,
    takes: {
      from: LIMITS.pendingWindowDays.min,
      to: LIMITS.pendingWindowDays.max,
    },
    meaning:
      "The highest PendingWindowInDays; 30 in the documentation of 2021.",
  },
  "alibaba.cancelledWithoutMaterial": {
    default: "PendingImport",
    takes: { only: ["PendingImport", "Enabled"] },
    meaning:
      "The state of an EXTERNAL key without material after CancelKeyDeletion; the alternative is Enabled.",
  },
  "alibaba.aliasArns": {
    default: true,
    meaning: "KeyId accepts an alias's ARN where it accepts an alias.",
  },
  "alibaba.aliasLengthHasPrefix": {
    default: true,
    meaning: "The limit of 255 characters for an alias includes `alias/`.",
  },
  "alibaba.aliasesGoWithKey": {
    default: true,
    meaning:
      "When a key is destroyed, its aliases are deleted; false keeps aliases without a key.",
  },
  "alibaba.emptyNextToken": {
    default: true,
    meaning:
      'The last page of ListTagResources has NextToken ""; false omits the field.',
  },
};
