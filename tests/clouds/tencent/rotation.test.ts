import { contextOf } from "../../support/clouds/bench";
import { newBench, requestOf } from "../../support/clouds/tencent";

const bench = newBench();

/** A key that rotates by itself, whose rotation on demand takes so long. */
async function rotating(seconds = 0) {
  const { keyId } = await bench.keys.create(requestOf({}));
  await bench.keys.setRotation(keyId, {
    enabled: true,
    intervalSeconds: 30 * 86_400,
  });
  await bench.cloud.set({ "tencent.rotateTaskSeconds": seconds });
  await bench.cloud.calls();
  return (await bench.keys.describe(keyId, {}))!;
}

test("a rotation is asked for once, and its date is read when it is over", async () => {
  const key = await rotating(1);
  await bench.keys.rotate(key);
  expect(await bench.cloud.calls()).toMatchObject({ RotateKey: 1 });
  const after = await bench.keys.describe(key.keyId, {});
  expect(after?.lastRotationDate).toMatch(/^\d{4}-/);
  await expect(bench.keys.rotate(after!)).rejects.toMatchObject({
    kind: "quota",
    code: "RequestLimitExceeded.RotateRateLimited",
  });
});

test("a rotation whose answer is lost is seen on the key, and not requested again", async () => {
  const key = await rotating();
  await bench.cloud.fault({
    action: "RotateKey",
    kind: "drop-after",
    count: 1,
  });
  await bench.keys.rotate(key);
  expect(await bench.cloud.calls()).toMatchObject({ RotateKey: 1 });
});

test("one that is under way serves as well; one that takes long is reported, and counts as made", async () => {
  const key = await rotating(3600);
  const warnings: string[] = [];
  const abort = new AbortController();
  const context = contextOf({
    signal: abort.signal,
    warn: (text) => warnings.push(text),
  });
  const rotate = async () => {
    const rotation = bench.service.in(bench.keys.region, context).rotate(key);
    while (!(await bench.cloud.sees("DescribeKey"))) continue;
    abort.abort();
    await rotation;
  };
  await bench.cloud.rawKms().RotateKey({ KeyId: key.keyId });
  await rotate();
  expect(warnings).toEqual([
    expect.stringContaining(`has begun to rotate key ${key.keyId}`),
  ]);
});

test("a key whose rotation is off is refused by the cloud", async () => {
  const { keyId } = await bench.keys.create(requestOf({}));
  await expect(bench.keys.rotate({ keyId })).rejects.toMatchObject({
    code: "UnsupportedOperation.RotateNotSupported",
  });
});
