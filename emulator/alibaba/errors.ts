/**
 * Codes with their HTTP status and message, in the order of docs/clouds/alibaba.md#errors; what single actions answer,
 * and sts, at the end. `{}` in a message stands for the name of the parameter, or what else the error is about.
 */
const TABLE = [
  {
    status: 400,
    codes: {
      InvalidParameter: 'The specified parameter "{}" is not valid.',
      MissingParameter: 'The parameter "{}" is needed but not provided.',
      ParseRequestParameterException:
        "Server parse parameters exception. Please check your input params.",
      IncompleteSignature:
        "The request signature does not conform to Alibaba Cloud standards.",
      IllegalTimestamp:
        'The input parameter "Timestamp" that is mandatory for processing this request is not supplied.',
      "Rejected.LimitExceeded":
        "The request was rejected because user create resource limit was exceeded.",
      AliasAlreadyExists: "AliasName Already Exists.",
      InvalidKeyMaterial: "key material is invalid.",
      InvalidImportToken: "import token is invalid.",
      ExpiredImportToken: "import token is expired.",
      "Unsupported.Origin": "This key origin is not valid for this api.",
      "Unsupported.Alias": "Alias is not valid for this api.",
      "Unsupported.ProtectionLevel":
        "This protection level is not valid for this region",
      UnsupportedOperation: "This action is not supported.",
      "Rejected.UnsupportedOperation": "Unsupported operation.",
    },
  },
  {
    status: 403,
    codes: {
      "Forbidden.NoPermission":
        "This operation for {} is forbidden by permission system.",
      "Forbidden.AccessKey": "This AccessKey is not enabled.",
      UnsupportedHTTPMethod: "This http method is not supported.",
      "Forbidden.KmsServiceNotEnabled":
        "Kms service is not Enabled for current user. Please get access permission first.",
      "Forbidden.InDebt": "Current user is indebted.",
      "Forbidden.InDebtOverdue": "Current user is indebted Overdue.",
      "Forbidden.ProhibitedByRiskControl":
        "Current user is Prohibited By Risk Control.",
      "Forbidden.UbsmsInvalidUserid": "Userid Invalid For Ubsms.",
      "Forbidden.UbsmsInvalidBid":
        "Your account partner does not have KMS Service.",
      "Forbidden.DKMSInstanceNotFound":
        "The specified DKMS Instance is not found.",
      "Forbidden.DKMSInstanceStateInvalid":
        "The DKMS Instance state is invalid.",
      "Forbidden.KMSInstanceInUpgrade": "The KMS Instance is being upgraded.",
    },
  },
  {
    status: 404,
    codes: {
      "Forbidden.KeyNotFound": "The specified Key is not found.",
      "Forbidden.KeyVersionNotFound": "The specified Key version is not found.",
      "Forbidden.AliasNotFound": "The specified Alias is not found.",
      "Forbidden.ResourceNotFound": "The specified resource is not found.",
      "InvalidResourceId.NotFound": "The specified ResourceId is not found.",
      "InvalidAccessKeyId.NotFound":
        "The Access Key ID provided does not exist in our records.",
    },
  },
  {
    status: 409,
    codes: {
      "Rejected.Disabled":
        "The request was rejected because the key state is Disabled.",
      "Rejected.PendingDeletion":
        "The request was rejected because the key state is PendingDeletion.",
      "Rejected.PendingImport":
        "The request was rejected because the key state is PendingImport.",
      "Rejected.Unavailable":
        "The request was rejected because the key state is Unavailable.",
      "Rejected.StateModifiedFailed": "Keystate modified failed.",
      "Rejected.Enabled":
        "The request was rejected because the key state is Enabled.",
      "Rejected.Uninitialized":
        "The request was rejected because the instance is Uninitialized.",
    },
  },
  {
    status: 429,
    codes: {
      "Rejected.Throttling": "QPS Limit Exceeded",
    },
  },
  {
    status: 500,
    codes: {
      InternalFailure: "Internal Failure.",
    },
  },
  {
    status: 503,
    codes: {
      ServiceUnavailableTemporary: "Service Unavailable Temporary.",
      SerivceUnvailableTemporary: "Service Unavailable Temporary.",
    },
  },
  // gateway
  {
    status: 404,
    codes: {
      "InvalidApi.NotFound":
        "Specified api is not found, please check your url and method.",
      "InvalidAction.NotFound":
        "Specified api is not found, please check your url and method.",
      "InvalidProtocol.NeedSsl":
        "Your request is denied as lack of ssl protect.",
    },
  },
  {
    status: 400,
    codes: {
      InvalidVersion: "Specified parameter Version is not valid.",
      "InvalidTimeStamp.Format":
        "Specified time stamp or date value is not well formatted.",
      "InvalidTimeStamp.Expired":
        "Specified time stamp or date value is expired.",
      SignatureNonceUsed: "Specified signature nonce was used already.",
      SignatureDoesNotMatch:
        "Specified signature is not matched with our calculation. server string to sign is:{}",
      "InvalidAccessKeyId.Inactive": "Specified access key is disabled.",
      Throttling: "Request was denied due to request throttling.",
      "Throttling.User": "Request was denied due to user flow control.",
      "Throttling.Api": "Request was denied due to api flow control.",
      "InvalidSecurityToken.Expired": "Specified SecurityToken is expired.",
      "InvalidSecurityToken.MismatchWithAccessKey":
        "Specified SecurityToken mismatch with the AccessKey.",
    },
  },
  // CreateKey, tags, policy, cryptography, service
  {
    status: 400,
    codes: {
      "Rejected.ShareQuotaExceedLimit":
        "The quota of the instance share is exceeded.",
      "InvalidParameter.TagKey": 'The specified tag key "{}" is not valid.',
      "InvalidParameter.TagValue": 'The specified tag value "{}" is not valid.',
      "Duplicate.TagKey": 'The tag key "{}" is given more than once.',
      "Forbidden.KeyPolicyUnSupported":
        "The specified key does not support key policy.",
      DryRunOperationError:
        "The request would have succeeded if the DryRun parameter was not specified.",
      "Forbidden.Opened": "The KMS service is opened already.",
    },
  },
  // sts
  {
    status: 401,
    codes: {
      "AuthenticationFail.NoPermission": "No such OIDC Provider registered.",
      "AuthenticationFail.OIDCToken.Expired": "This JsonWebToken is expired.",
      "AuthenticationFail.OIDCToken.Invalid":
        "The Jwt content is invalid that cannot be recognized.",
    },
  },
  {
    status: 403,
    codes: {
      NoPermission: "You are not authorized to do this action.",
    },
  },
  {
    status: 404,
    codes: {
      "EntityNotExist.Role": "The role not exists: {}.",
    },
  },
  {
    status: 400,
    codes: {
      "InvalidParameter.RoleArn": "The parameter RoleArn is wrongly formed.",
      "InvalidParameter.RoleSessionName":
        "The parameter RoleSessionName is wrongly formed.",
      "InvalidParameter.DurationSeconds":
        "The parameter DurationSeconds is out of range.",
    },
  },
] as const satisfies readonly {
  status: number;
  codes: Record<string, string>;
}[];

type KeysOf<T> = T extends unknown ? keyof T : never;
export type ErrorCode = KeysOf<(typeof TABLE)[number]["codes"]>;

const RULES: ReadonlyMap<string, { status: number; message: string }> = new Map(
  TABLE.flatMap(({ status, codes }) =>
    Object.entries(codes).map(([code, message]) => [code, { status, message }]),
  ),
);

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
    return ApiError.named(code, about);
  }

  /** With a text of the emulator's own, where the table's would leave the reader guessing. */
  static because(code: ErrorCode, message: string): ApiError {
    return new ApiError(code, ruleOf(code).status, message);
  }

  /** The same with a further sentence of the emulator's own. */
  adding(sentence: string): ApiError {
    return new ApiError(this.code, this.status, `${this.message} ${sentence}`);
  }

  /** A code that comes from outside, from a fault or a switch. */
  static named(code: string, about = ""): ApiError {
    const { status, message } = ruleOf(code);
    return new ApiError(
      code,
      status,
      message.replace("{}", () => about),
    );
  }

  /** A code that the table can't hold, or holds with another status. */
  static custom(code: string, status: number, message: string): ApiError {
    return new ApiError(code, status, message);
  }
}

function ruleOf(code: string): { status: number; message: string } {
  const unknown = { status: 400, message: `The request failed: ${code}.` };
  return RULES.get(code) ?? unknown;
}
