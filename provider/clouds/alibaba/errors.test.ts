import type { Where } from "../calls";
import type { ErrorKind } from "../errors";
import { CODES } from "./codes";
import { NoReply } from "../common/http/network";
import { ErrorReply } from "../common/replies/treatment";
import { classify, isExpired } from "./errors";

const WHERE = { action: "CreateKey", region: "cn-hangzhou", keyId: "key-1" };

/** The codes of docs/clouds/alibaba.md#errors, row by row. */
const KINDS: Record<string, ErrorKind> = {
  InvalidParameter: "invalid",
  MissingParameter: "invalid",
  ParseRequestParameterException: "invalid",
  IncompleteSignature: "unauthenticated",
  IllegalTimestamp: "unauthenticated",
  "Rejected.LimitExceeded": "quota",
  AliasAlreadyExists: "aliasTaken",
  InvalidKeyMaterial: "invalid",
  InvalidImportToken: "invalid",
  ExpiredImportToken: "invalid",
  "Unsupported.Origin": "unsupported",
  "Unsupported.Alias": "unsupported",
  "Unsupported.ProtectionLevel": "unsupported",
  UnsupportedOperation: "unsupported",
  "Rejected.UnsupportedOperation": "unsupported",

  "Forbidden.NoPermission": "denied",
  "Forbidden.AccessKey": "unauthenticated",
  UnsupportedHTTPMethod: "unsupported",
  "Forbidden.KmsServiceNotEnabled": "denied",
  "Forbidden.InDebt": "denied",
  "Forbidden.InDebtOverdue": "denied",
  "Forbidden.ProhibitedByRiskControl": "denied",
  "Forbidden.UbsmsInvalidUserid": "denied",
  "Forbidden.UbsmsInvalidBid": "denied",
  "Forbidden.DKMSInstanceNotFound": "invalid",
  "Forbidden.DKMSInstanceStateInvalid": "unavailable",
  "Forbidden.KMSInstanceInUpgrade": "unavailable",

  "Forbidden.KeyNotFound": "notFound",
  "Forbidden.KeyVersionNotFound": "notFound",
  "Forbidden.AliasNotFound": "notFound",
  "Forbidden.ResourceNotFound": "invalid",
  "InvalidResourceId.NotFound": "notFound",
  "InvalidAccessKeyId.NotFound": "unauthenticated",

  "Rejected.Disabled": "state",
  "Rejected.PendingDeletion": "state",
  "Rejected.PendingImport": "state",
  "Rejected.Unavailable": "state",
  "Rejected.StateModifiedFailed": "state",
  "Rejected.Enabled": "state",
  "Rejected.Uninitialized": "state",

  "Rejected.Throttling": "throttled",
  InternalFailure: "unknownOutcome",
  ServiceUnavailableTemporary: "unknownOutcome",
  SerivceUnvailableTemporary: "unknownOutcome",

  "InvalidApi.NotFound": "unsupported",
  "InvalidAction.NotFound": "unsupported",
  MissingAccessKeyId: "unauthenticated",
  MissingKeyId: "invalid",
  "InvalidTimeStamp.Format": "unauthenticated",
  "InvalidTimeStamp.Expired": "unauthenticated",
  SignatureNonceUsed: "unknownOutcome",
  SignatureDoesNotMatch: "unauthenticated",
  "InvalidAccessKeyId.Inactive": "unauthenticated",
  Throttling: "throttled",
  "Throttling.User": "throttled",
  "Throttling.Api": "throttled",
  "InvalidProtocol.NeedSsl": "invalid",
  "InvalidSecurityToken.Expired": "unauthenticated",
  "AuthenticationFail.OIDCToken.Expired": "unauthenticated",
  "AuthenticationFail.NoPermission": "denied",
};

test.each(Object.entries(KINDS))("%s is %s", (code, kind) => {
  const reply = new ErrorReply(code, "The reason.", 400, "request-1");
  const error = classify(reply, WHERE);
  expect(error).toMatchObject({ kind, code, requestId: "request-1" });
  expect(error.message).toContain(code);
  expect(error.message).toContain("request-1");
  expect(error.message).toContain("key-1");
});

test("only the four codes that name a missing key, version, alias or resource mean that it is gone", () => {
  const gone = Object.entries(CODES)
    .filter(([, { kind }]) => kind === "notFound")
    .map(([code]) => code);
  expect(gone.sort()).toEqual([
    "Forbidden.AliasNotFound",
    "Forbidden.KeyNotFound",
    "Forbidden.KeyVersionNotFound",
    "InvalidResourceId.NotFound",
  ]);
});

test("what passes by itself is waited out, and is known to have had no effect", () => {
  const waited = Object.entries(CODES).filter(([, { passes }]) => passes);
  expect(waited.map(([code]) => code)).toEqual([
    "Forbidden.DKMSInstanceStateInvalid",
    "Forbidden.KMSInstanceInUpgrade",
  ]);
  for (const [code] of waited)
    expect(classify(new ErrorReply(code, "", 403), WHERE)).toMatchObject({
      kind: "unavailable",
      passes: true,
    });
});

test.each<[string, number, ErrorKind]>([
  ["Brand.New", 404, "invalid"],
  ["Brand.New", 409, "invalid"],
  ["Brand.New", 500, "unknownOutcome"],
  ["Brand.New", 503, "unknownOutcome"],
  ["Forbidden.SomethingNew", 403, "denied"],
  ["InvalidSomething", 400, "invalid"],
  ["Throttling.Another", 503, "throttled"],
  ["constructor", 400, "invalid"],
])("the unknown code %s with status %d is %s", (code, status, kind) => {
  expect(classify(new ErrorReply(code, "", status), WHERE).kind).toBe(kind);
});

test("a message that quotes the signed request is not passed on", () => {
  const detail =
    "server string to sign is:POST&%2F&AccessKeyId%3Did%26SecurityToken%3Dcanary-token";
  const reply = new ErrorReply("SignatureDoesNotMatch", detail, 400);
  expect(classify(reply, WHERE).message).not.toContain("canary");
});

test("a denied action is named with its permission", () => {
  const reply = new ErrorReply("Forbidden.NoPermission", "Forbidden.", 403);
  expect(classify(reply, WHERE).remedy).toContain("kms:CreateKey");
});

describe("in a KMS instance", () => {
  const remedyOf = (code: string, detail: string, where: Partial<Where>) =>
    classify(new ErrorReply(code, detail, 400), { ...WHERE, ...where }).remedy;
  const refusedInterval = (days: number, dkmsInstanceId?: string) =>
    remedyOf(
      "InvalidParameter",
      'The specified parameter "RotationInterval" is not valid.',
      {
        inputs: {
          dkmsInstanceId,
          rotation: { enabled: true, intervalSeconds: days * 86_400 },
        },
      },
    );

  test("an interval that every instance takes is refused by one whose keys don't rotate", () => {
    for (const days of [7, 365])
      expect(refusedInterval(days, "kst-1")).toMatch(
        /hardware KMS instance.* Leave rotation out/,
      );
    for (const remedy of [refusedInterval(366, "kst-1"), refusedInterval(90)])
      expect(remedy).toMatch(/^Correct rotation\.interval/);
    expect(
      remedyOf("Rejected.UnsupportedOperation", "Unsupported operation.", {
        action: "UpdateRotationPolicy",
      }),
    ).toMatch(/hardware KMS instance.* Leave rotation out/);
  });

  test("a spec is refused by the kind of the instance, and otherwise by the account's lack of one", () => {
    const unsupported = (dkmsInstanceId?: string) =>
      remedyOf("UnsupportedOperation", "This action is not supported.", {
        inputs: { dkmsInstanceId },
      });
    expect(unsupported("kst-1")).toContain("correct spec, usage or origin");
    expect(unsupported()).toContain("all other keys require dkmsInstanceId");
  });

  test("a version that comes too soon is said to be waited for, or not to be asked for", () => {
    expect(
      remedyOf("Rejected.UnsupportedOperation", "Unsupported operation.", {
        action: "CreateKeyVersion",
      }),
    ).toMatch(/seven days.* Wait, or give rotationTrigger its former value/);
  });
});

test("no answer is what the network says of it, whatever was thrown", () => {
  const failure = { kind: "unavailable", detail: "no way" } as const;
  expect(classify(new NoReply(failure, false), WHERE).kind).toBe("unavailable");
  expect(classify(new Error("x"), WHERE).kind).toBe("unknownOutcome");
  expect(classify("x", WHERE).kind).toBe("unknownOutcome");
});

test.each([
  ["  The key\n\n\tis\r\nbusy. ", ": The key is busy ["],
  [" \n", "refused without a reason"],
  ["x".repeat(300), "x".repeat(300)],
  ["x".repeat(301), `${"x".repeat(300)}…`],
])("the cloud's text %j is shown as %j", (text, shown) => {
  const reply = new ErrorReply("InvalidParameter", text, 400, "request-1");
  const { message } = classify(reply, WHERE);
  expect(message).toContain(shown);
  expect(message).not.toMatch(/\s{2}|\n/);
  expect(message).not.toContain("x".repeat(301));
  expect(message.includes("…")).toBe(shown.includes("…"));
});

test("credentials are renewed for a refusal that new ones may get over, and for nothing else", () => {
  const reply = (code: string) => new ErrorReply(code, "", 400, "request-1");
  expect(isExpired(reply("InvalidSecurityToken.Expired"))).toBe(true);
  expect(isExpired(reply("InvalidAccessKeyId.NotFound"))).toBe(true);
  expect(isExpired(reply("SignatureDoesNotMatch"))).toBe(false);
  expect(isExpired(new Error("InvalidSecurityToken.Expired"))).toBe(false);
});
