import { TestCloud } from "../../testing/alibaba";

const POLICY = '{"Version":"1","Statement":[]}';

test("an instance key has a policy from the start, and it can be replaced", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey({ DKMSInstanceId: "kst-a" });
  const first = await cloud.ok("GetKeyPolicy", { KeyId });
  expect(JSON.parse(first.Policy)).toMatchObject({
    Version: "1",
    Statement: [
      {
        Sid: "kms default key policy",
        Effect: "Allow",
        Principal: { RAM: ["acs:ram::100000000001:*"] },
      },
    ],
  });
  await cloud.ok("SetKeyPolicy", {
    KeyId,
    Policy: POLICY,
    PolicyName: "default",
  });
  expect((await cloud.ok("GetKeyPolicy", { KeyId })).Policy).toBe(POLICY);
});

test("CreateKey takes the policy of an instance key", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey({
    DKMSInstanceId: "kst-a",
    Policy: POLICY,
  });
  expect((await cloud.ok("GetKeyPolicy", { KeyId })).Policy).toBe(POLICY);
});

test("keys outside of instances have no policy", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey();
  for (const action of ["GetKeyPolicy", "SetKeyPolicy"])
    expect(await cloud.outcome(action, { KeyId, Policy: POLICY })).toBe(
      "400 Forbidden.KeyPolicyUnSupported",
    );
});

test.each([
  ["400 MissingParameter", {}],
  ["400 InvalidParameter", { Policy: "[]" }],
  ["400 InvalidParameter", { Policy: "{" }],
  ["400 InvalidParameter", { Policy: "{}" }],
  ["400 InvalidParameter", { Policy: POLICY, PolicyName: "other" }],
  [
    "400 InvalidParameter",
    { Policy: `{"Statement":[],"x":"${"\u00e9".repeat(16_384)}"}` },
  ],
  ["200", { Policy: `{"Statement":[],"x":"${"y".repeat(32_700)}"}` }],
])("%s is the answer to a policy as %j", async (expected, parameters) => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey({ DKMSInstanceId: "kst-a" });
  expect(await cloud.outcome("SetKeyPolicy", { KeyId, ...parameters })).toBe(
    expected,
  );
});

test("the instance must be connected to take a policy", async () => {
  const cloud = new TestCloud();
  const KeyId = await cloud.createKey({ DKMSInstanceId: "kst-a" });
  cloud.set("alibaba.instances", "kst-a:dedicated:Error");
  expect(await cloud.outcome("SetKeyPolicy", { KeyId, Policy: POLICY })).toBe(
    "403 Forbidden.DKMSInstanceStateInvalid",
  );
});
