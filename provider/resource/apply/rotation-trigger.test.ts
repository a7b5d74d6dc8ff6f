import { FakeRun, type State } from "../../../tests/support/fake-run";
import type { Properties } from "../values/properties";
import { PartialFailure } from "../values/requests";
import { CLOUD_NAMES, type CloudName } from "../../model/types";

/** What a key must have to be rotated on demand. */
const ROTATABLE = {
  alibaba: { dkmsInstanceId: "kst-1" },
  tencent: { rotation: { interval: "365d" } },
} as const satisfies Record<CloudName, object>;

const DAY_MS = 86_400_000;

/** A key whose program has the trigger "1", eight days after it was made. */
async function withTrigger(cloud: CloudName, inputs: object = {}) {
  const earlier = new FakeRun(cloud);
  const base = { alias: "orders", ...ROTATABLE[cloud], ...inputs };
  const made = await earlier.made({ ...base, rotationTrigger: "1" });
  const { fake } = earlier;
  fake.clock.advance?.(8 * DAY_MS);
  jest.setSystemTime(fake.now);
  const run = new FakeRun(cloud, fake);
  const rotations = () =>
    fake.calls.filter((call) => call.startsWith("rotate ")).length;
  const key = run.key(made.id)!;
  const initially = key.lastRotationDate;
  /** What the next `up` has of a state that an update leaves, also where that failed in part. */
  const updated = async (state: State, news: object): Promise<State> => {
    const all = { ...run.place, ...base, ...news };
    const { outputs } = await run.update(state, all).catch((error: unknown) => {
      if (error instanceof PartialFailure) return error;
      throw error;
    });
    return { ...state, inputs: all, outputs: outputs.values };
  };
  const refreshed = async (state: State): Promise<State> => {
    const read = await run.read(state);
    if (!read) throw new Error("the key is gone");
    const { inputs, outputs } = read;
    return { ...state, inputs: inputs.values, outputs: outputs.values };
  };
  return { run, fake, key, made, updated, refreshed, rotations, initially };
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate"] });
});
afterEach(() => {
  jest.useRealTimers();
});

describe.each(CLOUD_NAMES)("rotationTrigger on %s", (cloud) => {
  test("rotates nothing on a new key, nor when it is set for the first time or removed", async () => {
    const { made, updated, rotations } = await withTrigger(cloud);
    expect(made.outputs["rotationTrigger"]).toBe("1");
    const removed = await updated(made, {});
    expect(removed.outputs).not.toHaveProperty("rotationTrigger");
    const first = await updated(removed, { rotationTrigger: "2" });
    expect(first.outputs["rotationTrigger"]).toBe("2");
    expect(rotations()).toBe(0);
  });

  test("rotates the key once when it changes", async () => {
    const { made, key, updated, rotations, initially } =
      await withTrigger(cloud);
    const state = await updated(made, { rotationTrigger: "2" });
    expect(rotations()).toBe(1);
    expect(key.lastRotationDate).not.toBe(initially);
    expect(state.outputs).toMatchObject({
      rotationTrigger: "2",
      lastRotationDate: key.lastRotationDate,
    });
    await updated(state, { rotationTrigger: "2", description: "more" });
    expect(rotations()).toBe(1);
  });

  test("makes up for a rotation that was refused", async () => {
    const { fake, made, updated, rotations } = await withTrigger(cloud);
    fake.fail("rotate", "quota");
    const failed = await updated(made, { rotationTrigger: "2" });
    expect(failed.outputs["rotationTrigger"]).toBe("1");
    const done = await updated(failed, { rotationTrigger: "2" });
    expect(done.outputs["rotationTrigger"]).toBe("2");
    expect(rotations()).toBe(2);
  });

  test("is settled by the key where an answer was lost", async () => {
    const { fake, made, updated, rotations } = await withTrigger(cloud);
    fake.fail("rotate", "unknownOutcome", "after");
    const state = await updated(made, { rotationTrigger: "2" });
    expect(state.outputs["rotationTrigger"]).toBe("2");
    await updated(state, { rotationTrigger: "2", description: "more" });
    expect(rotations()).toBe(1);
  });

  test("is settled by the next update, or a refresh, where the key shows it later", async () => {
    for (const isRefreshed of [false, true]) {
      const { fake, made, updated, refreshed, rotations, key } =
        await withTrigger(cloud);
      const before = { ...key };
      fake.fail("rotate", "unknownOutcome", "after");
      // The read that follows sees the key as it was before.
      fake.happens({
        method: "describe",
        skip: 1,
        others: () => {
          const { lastRotationDate, primaryKeyVersion } = { ...key };
          Object.assign(key, {
            lastRotationDate: before.lastRotationDate,
            primaryKeyVersion: before.primaryKeyVersion,
          });
          fake.happens({
            method: "describe",
            moment: "after",
            others: () =>
              Object.assign(key, { lastRotationDate, primaryKeyVersion }),
          });
        },
      });
      let state = await updated(made, { rotationTrigger: "2" });
      expect(state.outputs["rotationTrigger"]).toBe("1");
      if (isRefreshed) state = await refreshed(state);
      state = await updated(state, { rotationTrigger: "2" });
      expect(state.outputs["rotationTrigger"]).toBe("2");
      expect(rotations()).toBe(1);
    }
  });

  test("is shown as a change by a refresh while its rotation is open", async () => {
    const { fake, made, updated, refreshed } = await withTrigger(cloud);
    fake.fail("rotate", "denied");
    const failed = await updated(made, { rotationTrigger: "2" });
    const { inputs, outputs } = await refreshed(failed);
    expect(inputs["rotationTrigger"]).toBe("1");
    expect(outputs["rotationTrigger"]).toBe("1");
  });

  test("does not rotate again what a killed run has rotated", async () => {
    const { run, made, updated, rotations } = await withTrigger(cloud);
    await updated(made, { rotationTrigger: "2" });
    const { outputs } = await updated(made, { rotationTrigger: "2" });
    expect(outputs["rotationTrigger"]).toBe("2");
    expect(rotations()).toBe(1);
    expect(run.messages).toContain("rotationTrigger doesn't rotate it again");
  });

  test("rotates a key that others rotated longer ago", async () => {
    const { fake, made, updated, rotations } = await withTrigger(cloud);
    await updated(made, { rotationTrigger: "2" });
    fake.clock.advance?.(2 * DAY_MS);
    jest.setSystemTime(fake.now);
    await updated(made, { rotationTrigger: "3" });
    expect(rotations()).toBe(2);
  });

  test("is warned of in the preview while it is too early", async () => {
    const { run, fake, made, updated, refreshed } = await withTrigger(cloud);
    const state = await updated(made, { rotationTrigger: "2" });
    const previewed = async (days: number) => {
      fake.clock.advance?.(days * DAY_MS);
      jest.setSystemTime(fake.now);
      run.host.logged.length = 0;
      const read = await refreshed(state);
      const news = { ...state.inputs, rotationTrigger: "3" };
      await run.update(read, news, { preview: true });
      return run.host.logged.join("\n");
    };
    const now = "info: rotationTrigger: this update rotates the key now";
    expect(await previewed(0)).toContain(now);
    expect(await previewed(2)).toMatch(
      cloud === "alibaba"
        ? /^warning: rotationTrigger: .* 7 days after its last one, .* fail until \S+Z\. .* give rotationTrigger its former value again\.$/
        : now,
    );
    expect(await previewed(5)).toContain(now);
  });

  test("rotates a disabled key, and leaves it disabled", async () => {
    const { key, made, updated, rotations } = await withTrigger(cloud, {
      enabled: false,
    });
    await updated(made, { rotationTrigger: "2", enabled: false });
    expect(rotations()).toBe(1);
    expect(key.state).toBe("Disabled");
  });

  test("is read back from the state, and not from an imported key", async () => {
    const { run, made, refreshed } = await withTrigger(cloud);
    const { inputs, outputs } = await refreshed(made);
    expect(inputs["rotationTrigger"]).toBe("1");
    expect(outputs["rotationTrigger"]).toBe("1");
    const imported = await run.read({ id: made.id });
    expect(imported?.inputs.values).not.toHaveProperty("rotationTrigger");
  });

  test.each([
    ["2", "1", "this update rotates the key now"],
    ["2", undefined, "the first value does not rotate"],
    ["1", "1", undefined],
  ])("%s after %s is previewed", async (trigger, before, expected) => {
    const { run, made, rotations } = await withTrigger(cloud);
    const without = ({ ...values }: Properties): Properties => {
      delete values["rotationTrigger"];
      return values;
    };
    const had: Properties =
      before === undefined ? {} : { rotationTrigger: before };
    const state = {
      ...made,
      inputs: { ...without(made.inputs), ...had },
      outputs: { ...without(made.outputs), ...had },
    };
    const news = { ...made.inputs, rotationTrigger: trigger };
    const { outputs } = await run.update(state, news, { preview: true });
    const isTouched = expected?.includes("now") ?? false;
    expect("lastRotationDate" in outputs.values).toBe(
      "lastRotationDate" in made.outputs && !isTouched,
    );
    expect(outputs.values["rotationTrigger"]).toBe(trigger);
    expect(run.host.logged).toEqual(
      expected === undefined
        ? []
        : [expect.stringMatching(`^info: rotationTrigger: ${expected}`)],
    );
    expect(rotations()).toBe(0);
  });
});
