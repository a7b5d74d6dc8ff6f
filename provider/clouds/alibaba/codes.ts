import { DAY_SECONDS } from "../common/time";
import { kmsCommand } from "./commands";
import type { Where } from "../calls";
import { term } from "../errors";
import { correctionOf } from "../common/replies/corrections";
import {
  REMEDIES,
  type ReplyText,
  type Treatment,
} from "../common/replies/treatment";
import type { CreateRequest } from "../cloud";
import { INPUTS_OF } from "./parameters";
import { rules } from "./rules";

const CHECK_ACCESS_KEY =
  "Check the AccessKey id and secret, or where they come from.";
const SET_CLOCK =
  "Timestamps may be 15 minutes off at most: set this machine's clock.";
const INSTANCE_NOT_READY =
  "The KMS instance must be connected: look at its state in the console, and run the command again.";
const ACCOUNT_CLOSED =
  "Settle the account's bill, or ask Alibaba Cloud's support; the keys still exist.";
const RAISE_QUOTA =
  "Ask for a higher quota in the Quota Center, or delete keys or aliases that are no longer needed.";
const DESCRIBE_STATE = `The key's state does not allow this. ${term("refresh")} shows the state.`;

const allow = ({ action }: Where) =>
  `Allow the action kms:${action} in a RAM policy of the user or role.`;

/** No interval is right there (docs/clouds/alibaba.md#rotation-and-versions). */
const HARDWARE_ROTATION =
  "Keys in a hardware KMS instance rotate only with keyStorageMechanism HsmEncryptedDatabase. Leave rotation out, or name a software instance with dkmsInstanceId.";

/** The cloud names its own parameter at most, such as KeySpec, or KeyMaterialExpireUnix of an import. */
const correct = (where: Where, reply: ReplyText) => {
  if (where.action === "ImportKeyMaterial")
    return "keyMaterialExpiry must be in the future.";
  if (isAboutRotation(reply) && fitsInstances(where)) return HARDWARE_ROTATION;
  return (
    correctionOf("Alibaba Cloud", INPUTS_OF, reply, where) ?? REMEDIES.invalid
  );
};

const isAboutRotation = ({ detail }: ReplyText) =>
  /\b(RotationInterval|EnableAutomaticRotation)\b/.test(detail);

/** Every instance whose keys rotate takes such an interval. */
function fitsInstances({ inputs = {} }: Where): boolean {
  const { dkmsInstanceId, rotation } = inputs as Partial<CreateRequest>;
  const { intervalSeconds = Infinity } = rotation ?? {};
  const mostDays = rules.instances?.rotationMaxDays ?? 0;
  return (
    dkmsInstanceId !== undefined && intervalSeconds <= mostDays * DAY_SECONDS
  );
}

const unsupported = ({ action, inputs }: Where) => {
  if (action === "GetPublicKey")
    return "Only asymmetric keys have a public key.";
  return inputs?.dkmsInstanceId === undefined
    ? "An account that never had the former shared KMS has one default key only; all other keys require dkmsInstanceId."
    : "Software and hardware instances take keys of different kinds: correct spec, usage or origin, or name another instance with dkmsInstanceId.";
};

const rejected = ({ action }: Where) => {
  switch (action) {
    case "CreateKeyVersion":
      return `A key takes a version at the earliest seven days after its last one, and only in a software instance. Wait, or give rotationTrigger its former value again; until then, each ${term("apply")} fails.`;
    case "UpdateRotationPolicy":
      return HARDWARE_ROTATION;
    default:
      return REMEDIES.unsupported;
  }
};

const INVALID: Treatment = { kind: "invalid", remedy: correct };
/** Each import asks for a token of its own, which lasts a day. */
const IMPORT_TOKEN: Treatment = {
  kind: "invalid",
  remedy: "Run the command again.",
};
const NOT_FOUND: Treatment = { kind: "notFound" };
const STATE: Treatment = { kind: "state", remedy: DESCRIBE_STATE };
const SIGNATURE: Treatment = {
  kind: "unauthenticated",
  detail: "the signature was not accepted",
  remedy: CHECK_ACCESS_KEY,
};
const CLOCK: Treatment = { kind: "unauthenticated", remedy: SET_CLOCK };
const ACCESS_KEY: Treatment = {
  kind: "unauthenticated",
  remedy: CHECK_ACCESS_KEY,
};
const TOKEN: Treatment = {
  kind: "unauthenticated",
  remedy: "The temporary credentials are no longer valid; get new ones.",
};
const OIDC_TOKEN: Treatment = {
  kind: "unauthenticated",
  remedy: "Check the OIDC token, or the file that holds it.",
};
const OVERDUE: Treatment = { kind: "denied", remedy: ACCOUNT_CLOSED };
const INSTANCE_BUSY: Treatment = {
  kind: "unavailable",
  remedy: INSTANCE_NOT_READY,
  passes: true,
};
const THROTTLED: Treatment = { kind: "throttled" };
/** An expired session's id is reported as unknown (docs/clouds/alibaba.md#errors), as one that never was. */
const UNKNOWN_KEY: Treatment = {
  kind: "unauthenticated",
  remedy: `${CHECK_ACCESS_KEY} Temporary credentials may have expired; then get new ones.`,
};
/** 500 and 503: the request may have been carried out all the same. */
const SERVER: Treatment = { kind: "unknownOutcome" };

/**
 * In the order of docs/clouds/alibaba.md#errors. The HTTP status tells nothing that the code doesn't: 404 is also an
 * unknown access key, and "Forbidden." also begins codes for what does not exist.
 */
export const CODES: Readonly<Record<string, Treatment>> = {
  InvalidParameter: INVALID,
  MissingParameter: INVALID,
  ParseRequestParameterException: INVALID,
  IncompleteSignature: SIGNATURE,
  IllegalTimestamp: CLOCK,
  "Rejected.LimitExceeded": { kind: "quota", remedy: RAISE_QUOTA },
  "Rejected.ShareQuotaExceedLimit": {
    kind: "quota",
    remedy: "Raise this account's share of the KMS instance.",
  },
  AliasAlreadyExists: { kind: "aliasTaken" },
  InvalidKeyMaterial: {
    kind: "invalid",
    remedy:
      "The material must have the length of the key's spec (AES-256: 32 bytes, SM4: 16), and once imported can only be imported again as the same bytes.",
  },
  InvalidImportToken: IMPORT_TOKEN,
  ExpiredImportToken: IMPORT_TOKEN,
  "Unsupported.Origin": {
    kind: "unsupported",
    remedy: "Only keys with origin EXTERNAL accept key material.",
  },
  "Unsupported.Alias": { kind: "unsupported" },
  "Unsupported.ProtectionLevel": {
    kind: "unsupported",
    remedy: "The region has no managed HSM: leave protectionLevel out.",
  },
  UnsupportedOperation: { kind: "unsupported", remedy: unsupported },
  "Rejected.UnsupportedOperation": { kind: "unsupported", remedy: rejected },

  "Forbidden.NoPermission": { kind: "denied", remedy: allow },
  "Forbidden.AccessKey": ACCESS_KEY,
  UnsupportedHTTPMethod: { kind: "unsupported" },
  "Forbidden.KmsServiceNotEnabled": {
    kind: "denied",
    remedy: ({ region, endpoint }) =>
      `Open KMS in the console, or with \`${kmsCommand("OpenKmsService", region, {}, endpoint)}\`.`,
  },
  "Forbidden.InDebt": OVERDUE,
  "Forbidden.InDebtOverdue": OVERDUE,
  "Forbidden.ProhibitedByRiskControl": OVERDUE,
  "Forbidden.UbsmsInvalidUserid": OVERDUE,
  "Forbidden.UbsmsInvalidBid": OVERDUE,
  "Forbidden.DKMSInstanceNotFound": {
    kind: "invalid",
    remedy: "Check dkmsInstanceId, its account and its region.",
  },
  "Forbidden.DKMSInstanceStateInvalid": INSTANCE_BUSY,
  "Forbidden.KMSInstanceInUpgrade": INSTANCE_BUSY,
  "Forbidden.KeyPolicyUnSupported": {
    kind: "unsupported",
    remedy: "Only keys with dkmsInstanceId have a policy.",
  },

  "Forbidden.KeyNotFound": NOT_FOUND,
  "Forbidden.KeyVersionNotFound": NOT_FOUND,
  "Forbidden.AliasNotFound": NOT_FOUND,
  "InvalidResourceId.NotFound": NOT_FOUND,
  // A key's policy. Not NOT_FOUND, which says that the key is gone.
  "Forbidden.ResourceNotFound": INVALID,
  "InvalidAccessKeyId.NotFound": UNKNOWN_KEY,

  "Rejected.Disabled": STATE,
  "Rejected.PendingDeletion": STATE,
  "Rejected.PendingImport": STATE,
  "Rejected.Unavailable": STATE,
  "Rejected.StateModifiedFailed": STATE,
  "Rejected.Enabled": STATE,
  "Rejected.Uninitialized": { kind: "state", remedy: INSTANCE_NOT_READY },

  "Rejected.Throttling": THROTTLED,
  InternalFailure: SERVER,
  ServiceUnavailable: SERVER,
  ServiceUnavailableTemporary: SERVER,
  // Misspelt so by the cloud.
  SerivceUnvailableTemporary: SERVER,

  "InvalidApi.NotFound": { kind: "unsupported" },
  "InvalidAction.NotFound": { kind: "unsupported" },
  MissingAccessKeyId: SIGNATURE,
  "InvalidTimeStamp.Format": CLOCK,
  "InvalidTimeStamp.Expired": CLOCK,
  // A nonce is used once: something on the way sent our request twice, and the first may have been carried out.
  SignatureNonceUsed: SERVER,
  SignatureDoesNotMatch: SIGNATURE,
  "InvalidAccessKeyId.Inactive": {
    kind: "unauthenticated",
    remedy: "The AccessKey is disabled: enable it in RAM, or use another.",
  },
  "InvalidSecurityToken.Expired": TOKEN,
  "InvalidProtocol.NeedSsl": {
    kind: "invalid",
    remedy: "The endpoint must be reached by https.",
  },

  "InvalidParameter.TagKey": INVALID,
  "InvalidParameter.TagValue": INVALID,
  "Duplicate.TagKey": INVALID,
  "Forbidden.Opened": { kind: "state" },

  // STS (AssumeRole, AssumeRoleWithOIDC).
  NoPermission: {
    kind: "denied",
    remedy:
      "The role's trust policy must name the caller, and the caller needs sts:AssumeRole.",
  },
  "EntityNotExist.Role": { kind: "denied", remedy: "Check alibabaRoleArn." },
  "AuthenticationFail.OIDCToken.Expired": OIDC_TOKEN,
  "AuthenticationFail.OIDCToken.Invalid": OIDC_TOKEN,
  "AuthenticationFail.NoPermission": {
    kind: "denied",
    remedy:
      "The role's trust policy must name the OIDC provider, and allow what the token says.",
  },
};

/** For codes without a row: whole families, and what a new code's name gives away. In this order. */
export const FAMILIES: readonly (readonly [RegExp, Treatment])[] = [
  [/^Throttling(\.|$)/, THROTTLED],
  [/^Signature/, SIGNATURE],
  [/^InvalidAccessKeyId/, ACCESS_KEY],
  [/^InvalidSecurityToken/, TOKEN],
  [/^ServiceUnavailable|^InternalError/, SERVER],
  [/^(Missing|Invalid|Malformed)/, INVALID],
  [
    /^Rejected\.(LimitExceeded|.*Quota)/,
    { kind: "quota", remedy: RAISE_QUOTA },
  ],
  [/^Rejected\./, STATE],
  [/^Unsupported/, { kind: "unsupported" }],
  [/^Forbidden/, { kind: "denied", remedy: allow }],
];
