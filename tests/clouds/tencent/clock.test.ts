import { contextOf } from "../../support/clouds/bench";
import { newBench, REGION, requestOf } from "../../support/clouds/tencent";

const DAY = 86_400;

const bench = newBench();
const context = contextOf();

test("a key is gone after its window, and was there until then", async () => {
  const { service, cloud } = bench;
  const { keyId } = await service.in(REGION, context).create(requestOf());
  const read = (arn?: string) =>
    service.in(REGION, context).describe(keyId, {}, arn);
  const key = await read();
  await service
    .in(REGION, context)
    .scheduleDeletion({ keyId, state: "Enabled" }, 7);
  const pending = await read();
  expect(pending?.state).toBe("PendingDeletion");
  const left = Date.parse(pending?.deletionDate ?? "") - Date.now();
  expect(Math.ceil(left / 1000 / DAY)).toBeGreaterThanOrEqual(7);
  await cloud.advance(9 * DAY);
  expect(await read(key?.arn)).toBeUndefined();
});

test("credentials that expired on the way are renewed, and the call is made", async () => {
  const service = await bench.cloud.connect({
    tencentSecretId: "emulator",
    tencentSecretKey: "emulator-secret",
    tencentRoleArn: "qcs::cam::uin/100000000009:roleName/deployer",
  });
  const make = () => service.in(REGION, context).create(requestOf());
  await make();
  await bench.cloud.expireTokens();
  await Promise.all([make(), make()]);
  expect(await bench.cloud.keys()).toHaveLength(3);
  expect((await bench.cloud.calls()).AssumeRole).toBe(2);
});

test("material is gone after its expiry", async () => {
  const { service, cloud } = bench;
  const request = requestOf({ origin: "EXTERNAL" });
  const { keyId } = await service.in(REGION, context).create(request);
  const material = Buffer.alloc(16, 7).toString("base64");
  const expires = new Date(Date.now() + DAY * 1000).toISOString();
  await service
    .in(REGION, context)
    .importMaterial(keyId, { material, expires });
  await cloud.advance(2 * DAY);
  expect(await service.in(REGION, context).describe(keyId, {})).toMatchObject({
    state: "PendingImport",
  });
});
