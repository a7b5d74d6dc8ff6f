/** Why Tencent Cloud gives each code that the provider treats (provider/clouds/tencent/codes.ts). */
export const CAUSES: Readonly<Record<string, string>> = {
  RequestLimitExceeded: "Too many requests a second.",
  "RequestLimitExceeded.RotateRateLimited":
    "The key was rotated within the last 24 hours.",
  "UnsupportedOperation.ServiceTemporaryUnavailable":
    "The service is not available for the moment.",
  ServiceUnavailable: "The service is not available.",
  InternalError: "The service failed.",
  FailedOperation: "The service failed to carry out the action.",
  "FailedOperation.ResourceTagProcessing":
    "Another change of the key's tags is under way.",
  "FailedOperation.RotateTaskRunning": "The key is being rotated.",
  ResourceUnavailable: "The key's state does not allow this.",
  AuthFailure: "The credentials are not accepted.",
  "AuthFailure.SignatureExpire":
    "The request's time is more than 5 minutes off.",
  "AuthFailure.TokenFailure": "The session token is not accepted.",
  "AuthFailure.MFAFailure": "Multi-factor authentication is missing.",
  "AuthFailure.UnauthorizedOperation": "CAM does not allow the action.",
  UnauthorizedOperation: "CAM does not allow the action.",
  IpInBlacklist: "The account refuses this machine's address.",
  IpNotInWhitelist: "The account does not list this machine's address.",
  MissingParameter: "A required value is missing.",
  InvalidParameter: "A value has the wrong form.",
  InvalidParameterValue: "A value is not accepted.",
  UnknownParameter: "The request holds something that the service lacks.",
  InvalidRequest: "The request can't be read.",
  InvalidAction: "The endpoint does not know the action.",
  NoSuchVersion: "The endpoint does not know the API version.",
  NoSuchProduct: "The endpoint is not that of the service.",
  ActionOffline: "The action is no longer offered.",
  UnsupportedProtocol: "The endpoint takes https only.",
  UnsupportedRegion: "The service is not in this region.",
  UnsupportedOperation: "The key can't do this.",
  LimitExceeded: "A quota is full.",
  ResourceInsufficient: "The cloud has no capacity left.",
  ResourceInUse: "Something still uses the resource.",
  ResourceNotFound: "There is no such resource.",
  "ResourceUnavailable.NotPurchased": "KMS is not activated in the account.",
  DryRunOperation: "The request was a dry run.",
  RequestSizeLimitExceeded: "The request is too large.",
  ResponseSizeLimitExceeded: "The answer would be too large.",
  "FailedOperation.TaggingError": "The key's tags could not be attached.",
  "InvalidParameterValue.AliasAlreadyExists":
    "Another key in the region has the alias.",
  "InvalidParameterValue.InvalidHsmClusterId":
    "There is no HSM cluster with this `hsmClusterId`.",
  "InvalidParameterValue.InvalidKeyUsage": "There is no such KeyUsage.",
  "LimitExceeded.CmkLimitExceeded": "The quota of keys in the region is full.",
  "UnsupportedOperation.UnsupportedKeyUsageInCurrentRegion":
    "The region does not have the algorithm.",
  "ResourceUnavailable.CmkNotFound": "There is no such key.",
  "FailedOperation.CmkUsedByCloudProduct":
    "A cloud product is bound to the key.",
  "UnsupportedOperation.NotUserCreatedCmk":
    "The key belongs to a cloud product.",
  "ResourceUnavailable.TokenExpired":
    "The import token is older than 24 hours.",
  "InvalidParameterValue.MaterialNotMatch":
    "Imported material is not what the key held before.",
  "InvalidParameter.DecryptMaterialError":
    "Imported material can't be unwrapped, or has the wrong length.",
  "FailedOperation.PolicyEnforcedInvalid":
    "A tag policy of the account forbids the tag.",
};
