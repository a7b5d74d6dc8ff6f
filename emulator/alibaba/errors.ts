/** Every code that Alibaba Cloud answers, in the order of reference 3.6, with the actions' own codes after it. */

interface ErrorRule {
  status: number;
  /** `{}` stands for the name of the parameter, the action, or what else the error is about. */
  message: string;
}

const ERRORS = {
  // 400
  InvalidParameter: {
    status: 400,
    message: 'The specified parameter "{}" is not valid.',
  },
  MissingParameter: {
    status: 400,
    message: 'The parameter "{}" is needed but not provided.',
  },
  ParseRequestParameterException: {
    status: 400,
    message:
      "Server parse parameters exception. Please check your input params.",
  },
  IncompleteSignature: {
    status: 400,
    message:
      "The request signature does not conform to Alibaba Cloud standards.",
  },
  IllegalTimestamp: {
    status: 400,
    message:
      'The input parameter "Timestamp" that is mandatory for processing this request is not supplied.',
  },
  "Rejected.LimitExceeded": {
    status: 400,
    message:
      "The request was rejected because user create resource limit was exceeded.",
  },
  AliasAlreadyExists: { status: 400, message: "AliasName Already Exists." },
  InvalidKeyMaterial: { status: 400, message: "key material is invalid." },
  InvalidImportToken: { status: 400, message: "import token is invalid." },
  ExpiredImportToken: { status: 400, message: "import token is expired." },
  "Unsupported.Origin": {
    status: 400,
    message: "This key origin is not valid for this api.",
  },
  "Unsupported.Alias": {
    status: 400,
    message: "Alias is not valid for this api.",
  },
  "Unsupported.ProtectionLevel": {
    status: 400,
    message: "This protection level is not valid for this region",
  },
  UnsupportedOperation: {
    status: 400,
    message: "This action is not supported.",
  },
  "Rejected.UnsupportedOperation": {
    status: 400,
    message: "Unsupported operation.",
  },
  // 403
  "Forbidden.NoPermission": {
    status: 403,
    message: "This operation is forbidden by permission system.",
  },
  "Forbidden.AccessKey": {
    status: 403,
    message: "This AccessKey is not enabled.",
  },
  UnsupportedHTTPMethod: {
    status: 403,
    message: "This http method is not supported.",
  },
  "Forbidden.KmsServiceNotEnabled": {
    status: 403,
    message:
      "Kms service is not Enabled for current user. Please get access permission first.",
  },
  "Forbidden.InDebt": { status: 403, message: "Current user is indebted." },
  "Forbidden.InDebtOverdue": {
    status: 403,
    message: "Current user is indebted Overdue.",
  },
  "Forbidden.ProhibitedByRiskControl": {
    status: 403,
    message: "Current user is Prohibited By Risk Control.",
  },
  "Forbidden.UbsmsInvalidUserid": {
    status: 403,
    message: "Userid Invalid For Ubsms.",
  },
  "Forbidden.UbsmsInvalidBid": {
    status: 403,
    message: "Your account partner does not have KMS Service.",
  },
  "Forbidden.DKMSInstanceNotFound": {
    status: 403,
    message: "The specified DKMS Instance is not found.",
  },
  "Forbidden.DKMSInstanceStateInvalid": {
    status: 403,
    message: "The DKMS Instance state is invalid.",
  },
  "Forbidden.KMSInstanceInUpgrade": {
    status: 403,
    message: "The KMS Instance is being upgraded.",
  },
  // 404
  "Forbidden.KeyNotFound": {
    status: 404,
    message: "The specified Key is not found.",
  },
  "Forbidden.KeyVersionNotFound": {
    status: 404,
    message: "The specified Key version is not found.",
  },
  "Forbidden.AliasNotFound": {
    status: 404,
    message: "The specified Alias is not found.",
  },
  "Forbidden.ResourceNotFound": {
    status: 404,
    message: "The specified resource is not found.",
  },
  "InvalidResourceId.NotFound": {
    status: 404,
    message: "The specified ResourceId is not found.",
  },
  "InvalidAccessKeyId.NotFound": {
    status: 404,
    message: "The Access Key ID provided does not exist in our records.",
  },
  // 409
  "Rejected.Disabled": {
    status: 409,
    message: "The request was rejected because the key state is Disabled.",
  },
  "Rejected.PendingDeletion": {
    status: 409,
    message:
      "The request was rejected because the key state is PendingDeletion.",
  },
  "Rejected.PendingImport": {
    status: 409,
    message: "The request was rejected because the key state is PendingImport.",
  },
  "Rejected.Unavailable": {
    status: 409,
    message: "The request was rejected because the key state is Unavailable.",
  },
  "Rejected.StateModifiedFailed": {
    status: 409,
    message: "Keystate modified failed.",
  },
  "Rejected.Enabled": {
    status: 409,
    message: "The request was rejected because the key state is Enabled.",
  },
  "Rejected.Uninitialized": {
    status: 409,
    message: "The request was rejected because the instance is Uninitialized.",
  },
  // 429, 500, 503
  "Rejected.Throttling": { status: 429, message: "QPS Limit Exceeded" },
  InternalFailure: { status: 500, message: "Internal Failure." },
  ServiceUnavailableTemporary: {
    status: 503,
    message: "Service Unavailable Temporary.",
  },
  SerivceUnvailableTemporary: {
    status: 503,
    message: "Service Unavailable Temporary.",
  },
  // gateway
  "InvalidApi.NotFound": {
    status: 404,
    message: "Specified api is not found, please check your url and method.",
  },
  "InvalidAction.NotFound": {
    status: 404,
    message: "Specified api is not found, please check your url and method.",
  },
  InvalidVersion: {
    status: 400,
    message: "Specified parameter Version is not valid.",
  },
  "InvalidTimeStamp.Format": {
    status: 400,
    message: "Specified time stamp or date value is not well formatted.",
  },
  "InvalidTimeStamp.Expired": {
    status: 400,
    message: "Specified time stamp or date value is expired.",
  },
  SignatureNonceUsed: {
    status: 400,
    message: "Specified signature nonce was used already.",
  },
  SignatureDoesNotMatch: {
    status: 400,
    message:
      "Specified signature is not matched with our calculation. server string to sign is:{}",
  },
  "InvalidAccessKeyId.Inactive": {
    status: 400,
    message: "Specified access key is disabled.",
  },
  Throttling: {
    status: 400,
    message: "Request was denied due to request throttling.",
  },
  "Throttling.User": {
    status: 400,
    message: "Request was denied due to user flow control.",
  },
  "Throttling.Api": {
    status: 400,
    message: "Request was denied due to api flow control.",
  },
  "InvalidProtocol.NeedSsl": {
    status: 404,
    message: "Your request is denied as lack of ssl protect.",
  },
  "InvalidSecurityToken.Expired": {
    status: 400,
    message: "Specified SecurityToken is expired.",
  },
  "InvalidSecurityToken.MismatchWithAccessKey": {
    status: 400,
    message: "Specified SecurityToken mismatch with the AccessKey.",
  },
  // CreateKey (1.1), tags (1.6), policy (1.7), cryptography (1.10), service (1.11)
  "Rejected.ShareQuotaExceedLimit": {
    status: 400,
    message: "The quota of the instance share is exceeded.",
  },
  "InvalidParameter.TagKey": {
    status: 400,
    message: 'The specified tag key "{}" is not valid.',
  },
  "InvalidParameter.TagValue": {
    status: 400,
    message: 'The specified tag value "{}" is not valid.',
  },
  "Duplicate.TagKey": {
    status: 400,
    message: 'The tag key "{}" is given more than once.',
  },
  "Forbidden.KeyPolicyUnSupported": {
    status: 400,
    message: "The specified key does not support key policy.",
  },
  DryRunOperationError: {
    status: 400,
    message:
      "The request would have succeeded if the DryRun parameter was not specified.",
  },
  "Forbidden.Opened": {
    status: 400,
    message: "The KMS service is opened already.",
  },
  // sts
  NoPermission: {
    status: 403,
    message: "You are not authorized to do this action.",
  },
  "EntityNotExist.Role": {
    status: 404,
    message: "The role not exists: {}.",
  },
  "InvalidParameter.RoleArn": {
    status: 400,
    message: "The parameter RoleArn is wrongly formed.",
  },
  "InvalidParameter.RoleSessionName": {
    status: 400,
    message: "The parameter RoleSessionName is wrongly formed.",
  },
  "InvalidParameter.DurationSeconds": {
    status: 400,
    message: "The parameter DurationSeconds is out of range.",
  },
} as const satisfies Record<string, ErrorRule>;

export type ErrorCode = keyof typeof ERRORS;

/** An answer of the cloud that is an error; thrown by any check and turned into a reply in one place. */
export class ApiError extends Error {
  private constructor(
    readonly code: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = "ApiError";
  }

  /** `about` fills the message's place, e.g. the name of the parameter. */
  static of(code: ErrorCode, about = ""): ApiError {
    const { status, message } = ERRORS[code];
    return new ApiError(
      code,
      status,
      message.replace("{}", () => about),
    );
  }

  /** With a text of the emulator's own, where the table's would leave the reader guessing. */
  static because(code: ErrorCode, message: string): ApiError {
    return new ApiError(code, ERRORS[code].status, message);
  }

  /** A code that comes from outside, from a fault or a switch; one that the table lacks gets `status`. */
  static named(code: string, status = 400, message?: string): ApiError {
    if (message === undefined && isErrorCode(code)) return ApiError.of(code);
    return new ApiError(
      code,
      status,
      message ?? `The request failed: ${code}.`,
    );
  }
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}
