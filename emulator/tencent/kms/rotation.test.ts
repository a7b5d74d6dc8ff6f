import { DAY } from "./record";
import { Bench, START } from "../../testing/tencent";

async function rotating(RotateDays?: number) {
  const bench = new Bench();
  const KeyId = await bench.createKey();
  await bench.kms("EnableKeyRotation", { KeyId, RotateDays });
  return { bench, KeyId };
}

test("rotation is on for 365 days unless the request says otherwise", async () => {
  const { bench, KeyId } = await rotating();
  expect(await bench.metadata(KeyId)).toMatchObject({
    KeyRotationEnabled: true,
    RotateDays: 365,
    NextRotateTime: START + 365 * DAY,
    LastRotateTime: 0,
  });
  expect(await bench.kms("GetKeyRotationStatus", { KeyId })).toMatchObject({
    KeyRotationEnabled: true,
  });
});

test("the clock rotates a key as often as its periods have passed", async () => {
  const { bench, KeyId } = await rotating(30);
  bench.advance(30 * DAY - 1);
  expect((await bench.metadata(KeyId)).LastRotateTime).toBe(0);
  bench.advance(1);
  expect(await bench.metadata(KeyId)).toMatchObject({
    LastRotateTime: START + 30 * DAY,
    NextRotateTime: START + 60 * DAY,
  });
  bench.advance(75 * DAY);
  expect(await bench.metadata(KeyId)).toMatchObject({
    LastRotateTime: START + 90 * DAY,
    NextRotateTime: START + 120 * DAY,
  });
});

test("what was encrypted before a rotation still decrypts", async () => {
  const { bench, KeyId } = await rotating(7);
  const plain = { KeyId, Plaintext: "c2VjcmV0" };
  const { CiphertextBlob } = await bench.kms("Encrypt", plain);
  bench.advance(20 * DAY);
  const later = await bench.kms("Encrypt", plain);
  for (const blob of [CiphertextBlob, later.CiphertextBlob])
    expect(await bench.kms("Decrypt", { CiphertextBlob: blob })).toMatchObject({
      KeyId,
      Plaintext: "c2VjcmV0",
    });
});

test("enabling again with another period changes it from now on", async () => {
  const { bench, KeyId } = await rotating(30);
  bench.advance(10 * DAY);
  await bench.kms("EnableKeyRotation", { KeyId, RotateDays: 90 });
  expect(await bench.metadata(KeyId)).toMatchObject({
    RotateDays: 90,
    NextRotateTime: START + 100 * DAY,
  });
});

test("by switch another period is refused while rotation is on", async () => {
  const { bench, KeyId } = await rotating(30);
  bench.set("tencent.rotateDaysFixed", true);
  const enable = (RotateDays: number) =>
    bench.code("EnableKeyRotation", { KeyId, RotateDays });
  expect(await enable(90)).toBe("ResourceUnavailable.CmkStateNotSupport");
  expect(await enable(30)).toBe("ok");
  await bench.kms("DisableKeyRotation", { KeyId });
  expect(await enable(90)).toBe("ok");
});

test("with rotation off NextRotateTime is filled all the same, and nothing rotates", async () => {
  const { bench, KeyId } = await rotating(7);
  await bench.kms("DisableKeyRotation", { KeyId });
  await bench.kms("DisableKeyRotation", { KeyId });
  bench.advance(100 * DAY);
  expect(await bench.metadata(KeyId)).toMatchObject({
    KeyRotationEnabled: false,
    NextRotateTime: START + 365 * DAY,
    RotateDays: 365,
    LastRotateTime: 0,
  });
  bench.set("tencent.rotateDaysWhenOff", 0);
  expect((await bench.metadata(KeyId)).RotateDays).toBe(0);
});

test.each([6, 366, -1, 7.5])("a period of %d days is refused", async (days) => {
  const { bench, KeyId } = await rotating();
  const code =
    days < 0 || days % 1 ? "InvalidParameter" : "InvalidParameterValue";
  const parameters = { KeyId, RotateDays: days };
  expect(await bench.code("EnableKeyRotation", parameters)).toBe(code);
});

test("asymmetric keys do not rotate; the code is a switch", async () => {
  const bench = new Bench();
  const KeyId = await bench.createKey({
    KeyUsage: "ASYMMETRIC_SIGN_VERIFY_ECC",
  });
  expect(await bench.code("EnableKeyRotation", { KeyId })).toBe(
    "InvalidParameter",
  );
  expect(await bench.code("RotateKey", { KeyId })).toBe(
    "UnsupportedOperation.RotateNotSupported",
  );
});

test("RotateKey rotates a moment later, once a day, and begins a new period", async () => {
  const { bench, KeyId } = await rotating(30);
  bench.advance(DAY - 1);
  const { TaskId } = await bench.kms("RotateKey", { KeyId });
  expect(TaskId).toEqual(expect.any(String));
  expect((await bench.metadata(KeyId)).LastRotateTime).toBe(0);
  expect(await bench.code("RotateKey", { KeyId })).toBe(
    "FailedOperation.RotateTaskRunning",
  );
  bench.advance(1);
  expect(await bench.metadata(KeyId)).toMatchObject({
    LastRotateTime: START + DAY,
    NextRotateTime: START + 31 * DAY,
  });
  expect(await bench.code("RotateKey", { KeyId })).toBe(
    "RequestLimitExceeded.RotateRateLimited",
  );
  bench.advance(DAY);
  expect(await bench.code("RotateKey", { KeyId })).toBe("ok");
});

test("RotateKey needs rotation to be on", async () => {
  const bench = new Bench();
  const KeyId = await bench.createKey();
  expect(await bench.code("RotateKey", { KeyId })).toBe(
    "UnsupportedOperation.RotateNotSupported",
  );
});
