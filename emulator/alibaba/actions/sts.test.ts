import type { Account } from "../../core/contract";
import { webToken } from "../../testing/web-token";
import {
  answerOf,
  OWNER,
  request,
  TestCloud,
  type Parameters,
} from "../../testing/alibaba";

const STS = { version: "2015-04-01" };
const ROLE = {
  RoleArn: "acs:ram::200000000002:role/Deployer",
  RoleSessionName: "session-1",
};

const SIGNED_BY_NOBODY = {
  AccessKeyId: OWNER.accessKeyId,
  Signature: "made up",
  SignatureMethod: "HMAC-SHA1",
  SignatureVersion: "1.0",
  Timestamp: `${new Date().toISOString().slice(0, 19)}Z`,
};

async function assume(
  cloud: TestCloud,
  parameters: Parameters = {},
): Promise<Account> {
  const { Credentials } = await cloud.ok(
    "AssumeRole",
    { ...ROLE, ...parameters },
    STS,
  );
  return {
    accessKeyId: Credentials.AccessKeyId,
    accessKeySecret: Credentials.AccessKeySecret,
    token: Credentials.SecurityToken,
    account: "",
  };
}

test("temporary credentials work in the role's account, with every signature", async () => {
  const cloud = new TestCloud();
  const as = await assume(cloud);
  const keyId = await cloud.createKey({}, { as });
  expect(cloud.emulator.keys()[0]).toMatchObject({
    keyId,
    account: "200000000002",
  });
  for (const wire of ["v1-get", "v1-post", "v3-query", "v3-form"] as const)
    expect((await cloud.describe(keyId, { as, wire })).KeyId).toBe(keyId);
});

test("the identity of temporary credentials is the role's", async () => {
  const cloud = new TestCloud();
  const as = await assume(cloud);
  const identity = await cloud.ok("GetCallerIdentity", {}, { ...STS, as });
  expect(identity).toMatchObject({
    IdentityType: "AssumedRoleUser",
    AccountId: "200000000002",
    Arn: "acs:ram::200000000002:assumed-role/Deployer/session-1",
  });
  expect(identity).not.toHaveProperty("UserId");
});

test("temporary credentials fail without their token, and with another", async () => {
  const cloud = new TestCloud();
  const as = await assume(cloud);
  const outcome = (token: string | undefined) =>
    cloud.outcome("ListKeys", {}, { as: { ...as, token } });
  expect(await outcome(undefined)).toBe("400 MissingSecurityToken");
  expect(await outcome("another")).toBe(
    "400 InvalidSecurityToken.MismatchWithAccessKey",
  );
  expect(await outcome(as.token)).toBe("200");
});

test("temporary credentials expire by the emulator's clock, with a code that can be set", async () => {
  const cloud = new TestCloud();
  const as = await assume(cloud, { DurationSeconds: 900 });
  cloud.advance({ seconds: 899 });
  expect(await cloud.outcome("ListKeys", {}, { as })).toBe("200");
  cloud.advance({ seconds: 1 });
  expect(await cloud.outcome("ListKeys", {}, { as })).toBe(
    "404 InvalidAccessKeyId.NotFound",
  );
  cloud.set("alibaba.expiredTokenCode", "InvalidSecurityToken.Expired");
  expect(await cloud.outcome("ListKeys", {}, { as })).toBe(
    "400 InvalidSecurityToken.Expired",
  );
});

test.each<[string, Parameters]>([
  ["400 InvalidParameter.RoleArn", { RoleArn: "Deployer" }],
  ["400 InvalidParameter.RoleArn", { RoleArn: "acs:ram::1:user/a" }],
  ["400 InvalidParameter.RoleSessionName", { RoleSessionName: "a" }],
  ["400 InvalidParameter.RoleSessionName", { RoleSessionName: "a b" }],
  ["400 InvalidParameter.DurationSeconds", { DurationSeconds: 899 }],
  ["400 InvalidParameter.DurationSeconds", { DurationSeconds: 43_201 }],
  ["400 InvalidParameter", { DurationSeconds: "long" }],
  ["400 MissingParameter", { RoleArn: "" }],
  ["400 MissingParameter", { RoleSessionName: "" }],
])("%s is the answer to AssumeRole with %j", async (expected, parameters) => {
  expect(
    await new TestCloud().outcome(
      "AssumeRole",
      { ...ROLE, ...parameters },
      STS,
    ),
  ).toBe(expected);
});

/** AssumeRoleWithOIDC as the SDKs send it: unsigned, in a form. */
async function assumeWithToken(
  cloud: TestCloud,
  OIDCToken: string,
  changes: Record<string, string> = {},
) {
  const form = new URLSearchParams({
    Action: "AssumeRoleWithOIDC",
    Version: STS.version,
    ...ROLE,
    OIDCProviderArn: "acs:ram::200000000002:oidc-provider/pods",
    OIDCToken,
    ...changes,
  });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const sent = request({ headers, body: Buffer.from(form.toString()) });
  return answerOf(await cloud.emulator.handle(sent));
}

test("AssumeRoleWithOIDC needs no signature but a token that is valid now", async () => {
  const cloud = new TestCloud();
  const seconds = Math.floor(cloud.services.clock.now() / 1000);
  const sub = "system:serviceaccount:a:b";
  const token = webToken({ exp: seconds + 60, sub, aud: ["one", "two"] });
  const { body } = await assumeWithToken(cloud, token);
  expect(body).toMatchObject({
    OIDCTokenInfo: { Subject: sub, ClientIds: "one,two" },
    AssumedRoleUser: {
      Arn: "acs:ram::200000000002:assumed-role/Deployer/session-1",
    },
  });
  const { AccessKeyId, AccessKeySecret, SecurityToken } = body.Credentials;
  const as = {
    ...{ accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret },
    ...{ token: SecurityToken, account: "" },
  };
  await cloud.createKey({}, { as });
  expect(cloud.emulator.keys()[0]).toMatchObject({ account: "200000000002" });
  cloud.advance({ seconds: 60 });
  const late = await assumeWithToken(cloud, token);
  expect([late.status, late.body.Code]).toEqual([
    401,
    "AuthenticationFail.OIDCToken.Expired",
  ]);
});

test.each<[string, Record<string, string>]>([
  ["AuthenticationFail.OIDCToken.Invalid", { OIDCToken: "token" }],
  ["AuthenticationFail.OIDCToken.Invalid", { OIDCToken: "a.b.c" }],
  ["MissingParameter", { OIDCToken: "" }],
  ["MissingParameter", { OIDCProviderArn: "" }],
  ["AuthenticationFail.NoPermission", { OIDCProviderArn: "pods" }],
  ["InvalidParameter.RoleArn", { RoleArn: "Deployer" }],
  ["SignatureDoesNotMatch", SIGNED_BY_NOBODY],
  ["MissingAccessKeyId", { Version: "2016-01-20" }],
  ["MissingAccessKeyId", { Action: "AssumeRole" }],
])("%s is the answer to AssumeRoleWithOIDC with %j", async (code, changes) => {
  const answer = await assumeWithToken(new TestCloud(), webToken({}), changes);
  expect(answer.body.Code).toBe(code);
});

test("sts has no key actions, and KMS none of sts's", async () => {
  const cloud = new TestCloud();
  expect(await cloud.outcome("ListKeys", {}, STS)).toBe(
    "404 InvalidApi.NotFound",
  );
  expect(await cloud.outcome("GetCallerIdentity")).toBe(
    "404 InvalidApi.NotFound",
  );
});

test("sts is served on the main port only", async () => {
  const elsewhere = { ...request(), mainPort: false };
  expect(
    await new TestCloud().outcome(
      "GetCallerIdentity",
      {},
      { ...STS, as: OWNER, with: elsewhere },
    ),
  ).toBe("400 InvalidVersion");
});
