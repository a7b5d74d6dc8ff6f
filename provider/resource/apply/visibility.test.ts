import { FakeRun, withoutWaits } from "../../../tests/support/fake-run";
import { CLOUD_NAMES } from "../../model/types";
import { callContext } from "../values/requests";
import { describeMade } from "./visibility";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe.each(CLOUD_NAMES)("a key that was just made on %s", (cloud) => {
  function newRead(reads: number, timeout = 60) {
    const run = new FakeRun(cloud);
    const { keyId } = run.fake.add();
    run.fake.hide(keyId, { reads });
    const context = callContext(run.host, timeout);
    const { service, region } = run.fake;
    const keys = service.in(region, context);
    const read = () =>
      withoutWaits(() => describeMade(keys, keyId, {}, context));
    return { run, read, keyId };
  }

  test.each([0, 1, 6])(
    "is seen after %d reads that do not see it",
    async (reads) => {
      const { run, read, keyId } = newRead(reads);
      expect((await read())?.keyId).toBe(keyId);
      expect(run.fake.calls).toHaveLength(reads + 1);
    },
  );

  test("is not waited for for ever", async () => {
    const { run, read } = newRead(99);
    const begun = Date.now();
    expect(await read()).toBeUndefined();
    expect(run.fake.calls).toHaveLength(7);
    expect(Date.now() - begun).toBeLessThan(30_000);
  });

  test("is not waited for beyond the time-out", async () => {
    const { run, read } = newRead(99, 1);
    const begun = Date.now();
    expect(await read()).toBeUndefined();
    // Right away, and after 0.2 and 0.6 seconds.
    expect(run.fake.calls).toHaveLength(3);
    expect(Date.now() - begun).toBeLessThanOrEqual(1_000);
  });

  test("is not read again after a refusal, or Cancel", async () => {
    const { run, read } = newRead(99);
    run.fake.fail("describe", "denied");
    await expect(read()).rejects.toMatchObject({ kind: "denied" });
    run.fake.calls.length = 0;
    run.fake.happens({
      method: "describe",
      moment: "after",
      others: () => {
        run.abort.abort();
      },
    });
    await read().catch(() => undefined);
    expect(run.fake.calls).toHaveLength(1);
  });

  test("is not waited for after Cancel", async () => {
    const run = new FakeRun(cloud);
    const { keyId } = run.fake.add();
    run.fake.hide(keyId, { reads: 99 });
    const context = callContext(run.host, 60);
    const keys = run.fake.service.in(run.fake.region, context);
    const begun = Date.now();
    const read = describeMade(keys, keyId, {}, context);
    await jest.advanceTimersByTimeAsync(1_500);
    run.abort.abort();
    expect(await read).toBeUndefined();
    expect(Date.now() - begun).toBe(1_500);
  });
});
