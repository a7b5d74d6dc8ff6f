import type { Account } from "../../core/contract";
import { OWNER, request, TestCloud, type Parameters } from "../testing";

const STS = { version: "2015-04-01" };
const ROLE = {
  RoleArn: "acs:ram::200000000002:role/Deployer",
  RoleSessionName: "session-1",
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
