import { TestCloud } from "../../testing/alibaba";

test("instances are those of the switch, and those that hold keys", async () => {
  const cloud = new TestCloud({
    "alibaba.instances": "kst-a,kst-b:software,kst-x*",
  });
  await cloud.createKey({ DKMSInstanceId: "kst-x1" });
  const { KmsInstances, TotalCount } = await cloud.ok("ListKmsInstances");
  expect(TotalCount).toBe(3);
  expect(KmsInstances.KmsInstance).toEqual(
    ["kst-a", "kst-b", "kst-x1"].map((id) => ({
      KmsInstanceId: id,
      KmsInstanceArn: `acs:kms:cn-hangzhou:100000000001:keystore/${id}`,
    })),
  );
});

test("an instance shows its status and quota", async () => {
  const cloud = new TestCloud({
    "alibaba.instances": "kst-a:software:Connecting",
  });
  const { KmsInstance } = await cloud.ok("GetKmsInstance", {
    KmsInstanceId: "kst-a",
  });
  expect(KmsInstance).toMatchObject({
    InstanceId: "kst-a",
    Status: "Connecting",
    KeyNum: 1000,
  });
});

test("an unknown instance is empty, or an error", async () => {
  const cloud = new TestCloud({ "alibaba.instances": "" });
  const KmsInstanceId = "kst-none";
  const { KmsInstance } = await cloud.ok("GetKmsInstance", { KmsInstanceId });
  expect(KmsInstance).toEqual({ InstanceId: "" });
  cloud.set("alibaba.unknownInstanceIsEmpty", false);
  for (const action of ["GetKmsInstance", "GetKmsInstanceQuotaInfos"])
    expect(await cloud.outcome(action, { KmsInstanceId })).toBe(
      "403 Forbidden.DKMSInstanceNotFound",
    );
});

test("the key quota of an instance tells what is used", async () => {
  const cloud = new TestCloud();
  await cloud.createKey({ DKMSInstanceId: "kst-a" });
  const request = { KmsInstanceId: "kst-a", ResourceType: "key" };
  expect(await cloud.ok("GetKmsInstanceQuotaInfos", request)).toMatchObject({
    KmsInstanceId: "kst-a",
    KmsInstanceQuotaInfos: [
      { ResourceType: "key", ResourceQuota: 1000, UsedQuantity: 1 },
    ],
  });
});

test.each([
  ["NotEnabled", "403 Forbidden.KmsServiceNotEnabled"],
  ["InDebt", "403 Forbidden.InDebt"],
  ["Suspended", "403 Forbidden.InDebtOverdue"],
])("an account that is %s gets %s", async (AccountStatus, expected) => {
  const cloud = new TestCloud({ "alibaba.accountStatus": AccountStatus });
  expect(await cloud.ok("DescribeAccountKmsStatus")).toMatchObject({
    AccountStatus,
  });
  expect(await cloud.outcome("CreateKey")).toBe(expected);
});

test("the service is opened once", async () => {
  const cloud = new TestCloud({ "alibaba.accountStatus": "NotEnabled" });
  await cloud.ok("OpenKmsService");
  expect(await cloud.outcome("CreateKey")).toBe("200");
  expect(await cloud.outcome("OpenKmsService")).toBe("400 Forbidden.Opened");
});
