/**
 * Every error code that this emulator answers with, and its English message, in the order of docs/clouds/tencent.md.
 */
const MESSAGES = {
  // Platform (docs/clouds/tencent.md#retries)
  RequestLimitExceeded: "The number of requests exceeds the frequency limit.",
  "RequestLimitExceeded.UinLimitExceeded":
    "The number of requests of this account exceeds the frequency limit.",
  "RequestLimitExceeded.GlobalRegionUinLimitExceeded":
    "The number of requests of this account over all regions exceeds the frequency limit.",
  "RequestLimitExceeded.IPLimitExceeded":
    "The number of requests from this address exceeds the frequency limit.",
  "RequestLimitExceeded.RotateRateLimited":
    "The key was rotated on demand too recently.",
  ServiceUnavailable: "The service is unavailable.",
  InternalError: "Internal error.",
  FailedOperation: "The operation failed.",
  "AuthFailure.SignatureExpire": "The signature has expired.",
  "AuthFailure.SignatureFailure":
    "The signature is not the one that the server calculates.",
  "AuthFailure.SecretIdNotFound": "The SecretId does not exist.",
  "AuthFailure.InvalidSecretId": "The SecretId is not one of this cloud.",
  "AuthFailure.TokenFailure": "The token is wrong or has expired.",
  "AuthFailure.InvalidAuthorization":
    "The Authorization header is not of the required form.",
  "AuthFailure.MFAFailure": "Multi-factor authentication failed.",
  "AuthFailure.UnauthorizedOperation":
    "The request is not authorized by a CAM policy.",
  UnauthorizedOperation: "Unauthorized operation.",
  IpInBlacklist: "The address is in the blacklist.",
  IpNotInWhitelist: "The address is not in the whitelist.",
  MissingParameter: "A required parameter is missing.",
  InvalidParameter: "Invalid parameter.",
  InvalidParameterValue: "Invalid parameter value.",
  UnknownParameter: "A parameter is not known.",
  InvalidRequest: "The request is not of the required form.",
  InvalidAction: "The action does not exist.",
  NoSuchVersion: "The version of the interface does not exist.",
  NoSuchProduct: "The product does not exist.",
  ActionOffline: "The action has been taken offline.",
  UnsupportedRegion: "The region is not supported by this interface.",
  UnsupportedProtocol: "The method of the HTTP request is not supported.",
  UnsupportedOperation: "The operation is not supported.",
  LimitExceeded: "A quota has been reached.",
  ResourceInsufficient: "The resources are insufficient.",
  ResourceInUse: "The resource is in use.",
  ResourceNotFound: "The resource does not exist.",
  "ResourceUnavailable.NotPurchased": "The service has not been purchased.",
  DryRunOperation: "The request would have succeeded (DryRun).",
  RequestSizeLimitExceeded: "The request is too large.",
  ResponseSizeLimitExceeded: "The response is too large.",

  // KMS
  "InvalidParameterValue.InvalidKeyId": "The KeyId is not valid.",
  "ResourceUnavailable.CmkNotFound": "The CMK does not exist.",
  "ResourceUnavailable.CmkStateNotSupport":
    "The CMK's current state does not support this operation.",
  "UnsupportedOperation.ServiceTemporaryUnavailable":
    "The service is temporarily unavailable.",
  "FailedOperation.CmkUsedByCloudProduct":
    "The CMK is in use by a cloud product.",
  "InvalidParameterValue.DuplicatedKeyId": "A KeyId is given twice.",

  // CreateKey
  "FailedOperation.TaggingError": "Tagging error.",
  "InvalidParameterValue.AliasAlreadyExists": "The alias already exists.",
  "InvalidParameterValue.InvalidAlias": "Incorrect alias format.",
  "InvalidParameterValue.InvalidHsmClusterId": "Invalid HSM cluster ID.",
  "InvalidParameterValue.InvalidKeyUsage": "Incorrect KeyUsage parameter.",
  "InvalidParameterValue.InvalidType": "Incorrect Type parameter.",
  "InvalidParameterValue.TagKeysDuplicated": "Duplicate tag key.",
  "InvalidParameterValue.TagsNotExisted":
    "The tag key or tag value does not exist.",
  "LimitExceeded.CmkLimitExceeded":
    "The number of CMKs has reached the upper limit.",
  "UnsupportedOperation.UnsupportedKeyUsageInCurrentRegion":
    "The encryption method is not supported in the current region.",

  // Enable, disable, archive, rotation
  "UnsupportedOperation.NotUserCreatedCmk":
    "The CMK was not created by the user.",
  "UnsupportedOperation.ExternalCmkCanNotRotate":
    "A CMK with imported material cannot be rotated.",
  "FailedOperation.RotateTaskRunning": "A rotation of the CMK is running.",
  "UnsupportedOperation.RotateNotSupported": "The CMK cannot be rotated.",
  "UnsupportedOperation.NotRoleOperation":
    "The role of the CMK does not permit this operation.",
  "UnsupportedOperation.UserVersionNotSupport":
    "The edition in use does not support this operation.",

  // Deletion
  "InvalidParameter.InvalidPendingWindowInDays":
    "The pending window must be 7 to 30 days.",
  "ResourceUnavailable.CmkShouldBeDisabled":
    "An enabled CMK cannot be scheduled for deletion. Disable it first.",
  "ResourceUnavailable.CmkNotPendingDelete":
    "The CMK is not scheduled for deletion.",

  // Imported key material
  "UnsupportedOperation.NotExternalCmk":
    "The CMK's origin is not EXTERNAL: it takes no imported material.",
  "InvalidParameter.DecryptMaterialError":
    "The encrypted key material could not be unwrapped.",
  "InvalidParameterValue.MaterialNotMatch":
    "The key material differs from the material that the CMK held before.",
  "ResourceUnavailable.TokenExpired": "The import token has expired.",

  // Product binding, cryptography
  "ResourceUnavailable.CloudResourceBindingNotFound":
    "The CMK is not bound to this cloud resource.",
  "InvalidParameterValue.InvalidPlaintext": "The plaintext is not valid.",
  "InvalidParameterValue.InvalidCiphertext": "The ciphertext is not valid.",
  "ResourceUnavailable.CmkArchived":
    "The CMK is archived and can only decrypt.",
  "ResourceUnavailable.CmkDisabled": "The CMK is disabled.",
  "ResourceUnavailable.KeyPendingDelete": "The CMK is scheduled for deletion.",
  "FailedOperation.EncryptionError": "The encryption failed.",

  // Tag service (docs/clouds/tencent.md#tags)
  "FailedOperation.PolicyEnforcedInvalid": "A tag policy forbids the change.",
  "FailedOperation.ResourceTagProcessing":
    "Another change of the resource's tags is running.",
  "InvalidParameter.ReservedTagKey": "The tag key is reserved by the system.",
  "InvalidParameter.Tag": "Invalid tag.",
  "InvalidParameter.UnsupportedService":
    "The service in the resource's name is not supported.",
  "InvalidParameterValue.DeleteTagsParamError":
    "DeleteTags is not valid, or names a key that ReplaceTags sets.",
  "InvalidParameterValue.ResourceDescriptionError":
    "The resource's six-segment name is not valid.",
  "InvalidParameterValue.TagKeyCharacterIllegal":
    "The tag key has an illegal character.",
  "InvalidParameterValue.TagKeyDuplicate": "Duplicate tag key.",
  "InvalidParameterValue.TagKeyEmpty": "The tag key is empty.",
  "InvalidParameterValue.TagKeyLengthExceeded": "The tag key is too long.",
  "InvalidParameterValue.TagValueCharacterIllegal":
    "The tag value has an illegal character.",
  "InvalidParameterValue.TagValueEmpty": "The tag value is empty.",
  "InvalidParameterValue.TagValueLengthExceeded": "The tag value is too long.",
  "InvalidParameterValue.RegionInvalid": "The region is not valid.",
  "InvalidParameterValue.ResourceIdInvalid": "The resource ID is not valid.",
  "InvalidParameterValue.ResourcePrefixInvalid":
    "The resource prefix is not valid.",
  "InvalidParameterValue.ServiceTypeInvalid": "The service type is not valid.",
  "InvalidParameterValue.UinInvalid": "The Uin is not valid.",
  "LimitExceeded.Quota": "A quota of the tag service has been reached.",
  "LimitExceeded.ResourceAttachedTags":
    "The resource has as many tags as it can.",
  "LimitExceeded.ResourceNumPerRequest": "Too many resources in one request.",
  "LimitExceeded.TagKey": "The account has as many tag keys as it can.",
  "LimitExceeded.TagNumPerRequest": "Too many tags in one request.",
  "LimitExceeded.TagValue": "The tag key has as many values as it can.",

  // sts (docs/clouds/tencent.md#credentials)
  "InvalidParameter.OverTimeError": "The duration is too long.",
  "InvalidParameter.ParamError": "A parameter is not valid.",
  "InvalidParameter.WebIdentityTokenError":
    "The web identity token is not valid.",
} as const;

export type ErrorCode = keyof typeof MESSAGES;

const FAMILIES = Object.keys(MESSAGES).map((code) => code.split(".", 1)[0]);
/** A regular expression: a code may be new, but the first words are the platform's and few. */
export const ERROR_CODE = `(${[...new Set(FAMILIES)].join("|")})(\\.\\w+)*`;

/** An error reply of the cloud: thrown anywhere, answered by `reply.ts`. */
export class TencentError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** `detail` says what of the request was wrong. It must hold no secret: it is sent to the caller. */
export function refusal(code: ErrorCode, detail?: string): TencentError {
  return refusalNamed(code, detail);
}

/** The same for a code that a switch or a fault rule named, which the table may lack. */
export function refusalNamed(code: string, detail?: string): TencentError {
  const known: Readonly<Record<string, string>> = MESSAGES;
  const message = Object.hasOwn(known, code)
    ? known[code]
    : "The request was refused.";
  return new TencentError(
    code,
    detail ? `${message} ${detail}` : String(message),
  );
}
