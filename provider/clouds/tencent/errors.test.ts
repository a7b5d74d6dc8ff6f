import type { ErrorKind } from "../errors";
import { ErrorReply } from "../common/replies/treatment";
import { classify } from "./errors";

const WHERE = { action: "CreateKey", region: "ap-guangzhou", keyId: "k" };

/** The codes of docs/clouds/tencent.md#retries and of each action, but for those that CreateKey's own test shows. */
const KINDS: Readonly<Partial<Record<ErrorKind, string[]>>> = {
  throttled: [
    "RequestLimitExceeded",
    "RequestLimitExceeded.UinLimitExceeded",
    "RequestLimitExceeded.GlobalRegionUinLimitExceeded",
    "RequestLimitExceeded.IPLimitExceeded",
  ],
  unavailable: [
    "UnsupportedOperation.ServiceTemporaryUnavailable",
    "ServiceUnavailable",
    "FailedOperation.ResourceTagProcessing",
  ],
  unknownOutcome: [
    "InternalError",
    "FailedOperation",
    "FailedOperation.SomethingNew",
    "QuiteNew",
  ],
  notFound: ["ResourceUnavailable.CmkNotFound"],
  state: [
    "FailedOperation.RotateTaskRunning",
    "ResourceUnavailable.CmkStateNotSupport",
    "ResourceUnavailable.CmkShouldBeDisabled",
    "ResourceUnavailable.CmkNotPendingDelete",
    "ResourceUnavailable.CmkDisabled",
    "ResourceUnavailable.CmkArchived",
    "ResourceUnavailable.KeyPendingDelete",
    "ResourceUnavailable.CloudResourceBindingNotFound",
  ],
  aliasTaken: ["InvalidParameterValue.AliasAlreadyExists"],
  inUse: ["FailedOperation.CmkUsedByCloudProduct", "ResourceInUse"],
  quota: [
    "RequestLimitExceeded.RotateRateLimited",
    "LimitExceeded",
    "LimitExceeded.CmkLimitExceeded",
    "LimitExceeded.ResourceAttachedTags",
    "LimitExceeded.TagValue",
    "ResourceInsufficient",
  ],
  unauthenticated: [
    "AuthFailure.SignatureExpire",
    "AuthFailure.SignatureFailure",
    "AuthFailure.SecretIdNotFound",
    "AuthFailure.InvalidSecretId",
    "AuthFailure.TokenFailure",
    "AuthFailure.InvalidAuthorization",
  ],
  denied: [
    "AuthFailure.MFAFailure",
    "AuthFailure.UnauthorizedOperation",
    "UnauthorizedOperation",
    "IpInBlacklist",
    "IpNotInWhitelist",
    "FailedOperation.PolicyEnforcedInvalid",
  ],
  unsupported: [
    "InvalidAction",
    "NoSuchVersion",
    "NoSuchProduct",
    "ActionOffline",
    "UnsupportedRegion",
    "UnsupportedProtocol",
    "ResourceUnavailable.NotPurchased",
    "UnsupportedOperation",
    "UnsupportedOperation.NotUserCreatedCmk",
    "UnsupportedOperation.ExternalCmkCanNotRotate",
    "UnsupportedOperation.NotExternalCmk",
    "UnsupportedOperation.RotateNotSupported",
  ],
  invalid: [
    "MissingParameter",
    "InvalidParameter",
    "InvalidParameterValue",
    "InvalidParameterValue.InvalidKeyId",
    "InvalidParameterValue.DuplicatedKeyId",
    "InvalidParameterValue.MaterialNotMatch",
    "InvalidParameter.DecryptMaterialError",
    "InvalidParameter.InvalidPendingWindowInDays",
    "InvalidParameter.ReservedTagKey",
    "UnknownParameter",
    "InvalidRequest",
    "ResourceNotFound",
    "ResourceUnavailable.TokenExpired",
    "DryRunOperation",
    "RequestSizeLimitExceeded",
    "ResponseSizeLimitExceeded",
  ],
};

test.each(
  Object.entries(KINDS).flatMap(([kind, codes]) =>
    codes.map((code) => [code, kind]),
  ),
)("%s is %s", (code, kind) => {
  const reply = new ErrorReply(code, "What the cloud says.", 200, "an-id");
  expect(classify(reply, WHERE)).toMatchObject({
    kind,
    code,
    requestId: "an-id",
    action: "CreateKey",
    region: "ap-guangzhou",
    keyId: "k",
  });
});

test("a denial names the action that a policy has to allow", () => {
  const reply = new ErrorReply("UnauthorizedOperation", "No.", 200, "an-id");
  expect(classify(reply, WHERE).message).toContain(
    "Allow the action CreateKey",
  );
});

test("what the cloud echoes of a request does not get into the message", () => {
  const secret = "A".repeat(344);
  const signature = "0f".repeat(32);
  const alias = "a".repeat(60);
  const { message } = classify(
    new ErrorReply(
      "InvalidParameter",
      `Bad value ${secret} of ${alias} at https://host/?Signature=${signature}: ${signature}.`,
      200,
    ),
    WHERE,
  );
  expect(message).not.toContain(secret);
  expect(message).not.toContain(signature);
  expect(message).not.toContain("https");
  expect(message).toContain(alias);
});
