import type { FaultRule } from "../../../emulator/clouds";
import { makeKey, newBench } from "../../support/clouds/alibaba";

const bench = newBench();
const WEEK = 7 * 86_400;

/** A key of an instance that rotates on demand, a week after it was made: versions are that far apart. */
async function rotatable() {
  const { keyId } = await makeKey(bench.keys, { dkmsInstanceId: "kst-1" });
  await bench.cloud.advance(WEEK);
  await bench.cloud.calls();
  return (await bench.keys.describe(keyId, {}))!;
}

test("a rotation makes one version, which is the primary one", async () => {
  const key = await rotatable();
  await bench.keys.rotate(key);
  const { primaryKeyVersion } =
    (await bench.keys.describe(key.keyId, {})) ?? {};
  const versions = await bench.keys.versions(key.keyId);
  expect(versions.map(({ id }) => id)).toEqual([
    key.primaryKeyVersion,
    primaryKeyVersion,
  ]);
  expect(versions[0]?.creationDate).toBe(key.creationDate);
});

test("a rotation whose answer is lost is seen on the key, and not requested again", async () => {
  const key = await rotatable();
  const fault = { action: "CreateKeyVersion", kind: "drop-after", count: 1 };
  await bench.cloud.fault(fault as FaultRule);
  await bench.keys.rotate(key);
  expect(await bench.cloud.calls()).toMatchObject({ CreateKeyVersion: 1 });
  expect(await bench.keys.versions(key.keyId)).toHaveLength(2);
});

test("a key that can't be rotated is refused by the cloud", async () => {
  const { keyId } = await makeKey(bench.keys, {});
  await expect(bench.keys.rotate({ keyId })).rejects.toMatchObject({
    kind: "unsupported",
    code: "Rejected.UnsupportedOperation",
  });
});
