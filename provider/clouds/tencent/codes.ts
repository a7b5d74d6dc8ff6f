import { kmsCommand } from "./commands";
import type { Where } from "../calls";
import { correctionOf } from "../common/replies/corrections";
import {
  REMEDIES,
  type ReplyText,
  type Treatment,
} from "../common/replies/treatment";
import { INPUTS_OF } from "./parameters";

const CREDENTIALS =
  "Check the SecretId and SecretKey, or where they come from.";
const ADDRESS =
  "Run the command from an address that the account's IP lists allow, or change those lists.";
const allow = ({ action }: Where) =>
  `Allow the action ${action} in a CAM policy of the user or role.`;
/** The cloud names its own parameter at most, such as KeyUsage, or ValidTo of an import. */
const correct = (where: Where, reply: ReplyText) =>
  where.action === "ImportKeyMaterial"
    ? "keyMaterialExpiry must be in the future, and not after 2038-01-18T16:00:00Z."
    : (correctionOf("Tencent Cloud", INPUTS_OF, reply, where) ??
      REMEDIES.invalid);
const ENDPOINT: Treatment = {
  kind: "unsupported",
  remedy:
    "Check the settings tencentEndpoint, tencentTagEndpoint and tencentStsEndpoint.",
};
const INVALID: Treatment = { kind: "invalid", remedy: correct };
/** Each import asks for a token of its own, which lasts a day. */
const IMPORT_TOKEN: Treatment = {
  kind: "invalid",
  remedy: "Run the command again.",
};

/**
 * Error codes of the platform, KMS, the tag service and STS. A code that has no row of its own is treated as what
 * stands before its last dot (`LimitExceeded.TagKey` as `LimitExceeded`). In the order of
 * docs/clouds/tencent.md#retries, then by action.
 */
export const CODES: Readonly<Record<string, Treatment>> = {
  RequestLimitExceeded: { kind: "throttled" },
  // Once per key and day, so that waiting within a run is no use, whatever its prefix says.
  "RequestLimitExceeded.RotateRateLimited": {
    kind: "quota",
    remedy: "Wait until 24 hours after the key's last rotation.",
  },
  "UnsupportedOperation.ServiceTemporaryUnavailable": { kind: "unavailable" },
  ServiceUnavailable: { kind: "unavailable" },
  InternalError: { kind: "unknownOutcome" },
  FailedOperation: { kind: "unknownOutcome" },
  "FailedOperation.ResourceTagProcessing": { kind: "unavailable" },
  "FailedOperation.RotateTaskRunning": { kind: "state" },
  ResourceUnavailable: { kind: "state" },

  AuthFailure: { kind: "unauthenticated", remedy: CREDENTIALS },
  "AuthFailure.SignatureExpire": {
    kind: "unauthenticated",
    remedy: "This machine's clock is more than 5 minutes off; set it.",
  },
  "AuthFailure.TokenFailure": {
    kind: "unauthenticated",
    remedy: "The session token is wrong or has expired; get new credentials.",
  },
  "AuthFailure.MFAFailure": {
    kind: "denied",
    remedy:
      "The account requires multi-factor authentication; use credentials that satisfy it, such as a role's.",
  },
  "AuthFailure.UnauthorizedOperation": { kind: "denied", remedy: allow },
  UnauthorizedOperation: { kind: "denied", remedy: allow },
  IpInBlacklist: { kind: "denied", remedy: ADDRESS },
  IpNotInWhitelist: { kind: "denied", remedy: ADDRESS },

  MissingParameter: INVALID,
  InvalidParameter: INVALID,
  InvalidParameterValue: INVALID,
  UnknownParameter: INVALID,
  InvalidRequest: INVALID,

  InvalidAction: { kind: "unsupported" },
  NoSuchVersion: ENDPOINT,
  NoSuchProduct: ENDPOINT,
  ActionOffline: { kind: "unsupported" },
  UnsupportedProtocol: ENDPOINT,
  UnsupportedRegion: {
    kind: "unsupported",
    remedy: ({ endpoint }) =>
      `Correct region; \`${kmsCommand("GetRegions", "ap-guangzhou", {}, endpoint)}\` lists those that KMS has.`,
  },
  UnsupportedOperation: { kind: "unsupported" },

  LimitExceeded: { kind: "quota" },
  ResourceInsufficient: { kind: "quota" },
  ResourceInUse: { kind: "inUse" },
  // Not a key's own code (that is CmkNotFound), so it never means that a key is gone.
  ResourceNotFound: INVALID,
  "ResourceUnavailable.NotPurchased": {
    kind: "unsupported",
    remedy: "Activate KMS for this account in the Tencent Cloud console.",
  },
  DryRunOperation: INVALID,
  RequestSizeLimitExceeded: INVALID,
  ResponseSizeLimitExceeded: INVALID,

  // CreateKey.
  "FailedOperation.TaggingError": { kind: "unknownOutcome" },
  "InvalidParameterValue.AliasAlreadyExists": { kind: "aliasTaken" },
  "InvalidParameterValue.InvalidHsmClusterId": {
    kind: "invalid",
    remedy:
      "Set hsmClusterId to a cluster of this account's exclusive or managed KMS.",
  },
  "InvalidParameterValue.InvalidKeyUsage": {
    kind: "invalid",
    remedy: (where, reply) =>
      `${correct(where, reply)} \`${kmsCommand("ListAlgorithms", where.region, {}, where.endpoint)}\` lists the region's key usages.`,
  },
  "LimitExceeded.CmkLimitExceeded": {
    kind: "quota",
    remedy:
      "Keys pending deletion don't count; ask Tencent Cloud for a larger quota, or use another region.",
  },
  "UnsupportedOperation.UnsupportedKeyUsageInCurrentRegion": {
    kind: "unsupported",
    remedy: ({ region, endpoint }) =>
      `Use another spec or region; \`${kmsCommand("ListAlgorithms", region, {}, endpoint)}\` lists what the region has.`,
  },

  // Keys and their states (docs/clouds/tencent.md#states).
  "ResourceUnavailable.CmkNotFound": { kind: "notFound" },
  "FailedOperation.CmkUsedByCloudProduct": {
    kind: "inUse",
    remedy:
      "A cloud product still encrypts with this key; the cloud's answer may name it. Stop using the key there first.",
  },
  "UnsupportedOperation.NotUserCreatedCmk": {
    kind: "unsupported",
    remedy: "A cloud product made this key; only that product can change it.",
  },

  // Key material (docs/clouds/tencent.md#imported-key-material).
  "ResourceUnavailable.TokenExpired": IMPORT_TOKEN,
  "InvalidParameterValue.MaterialNotMatch": {
    kind: "invalid",
    remedy:
      "Once a key has held material, only the very same bytes can be imported again; other material needs a new key.",
  },
  "InvalidParameter.DecryptMaterialError": {
    kind: "invalid",
    remedy:
      "The material must be 16 bytes in regions with SM4, and 32 bytes in regions with AES-256.",
  },

  // The tag service (docs/clouds/tencent.md#tags).
  "FailedOperation.PolicyEnforcedInvalid": {
    kind: "denied",
    remedy: "The account's tag policy forbids this tag key or value.",
  },
};
