import type { CallContext } from "../../../provider/clouds/cloud";
import type { KeyState } from "../../../provider/model/types";
import { contextOf } from "../../support/clouds/bench";
import { newBench, REGION, requestOf } from "../../support/clouds/tencent";

const bench = newBench();

async function stateOf(keyId: string): Promise<KeyState | undefined> {
  return (await bench.keys.describe(keyId, {}))?.state;
}

/** A new key in a state. */
async function makeIn(state: KeyState): Promise<string> {
  const origin = state === "PendingImport" ? "EXTERNAL" : "KMS";
  const { keyId } = await bench.keys.create(requestOf({ origin }));
  if (state === "Disabled") await bench.keys.disable(keyId);
  if (state === "Archived")
    await bench.cloud.rawKms().ArchiveKey({ KeyId: keyId });
  if (state === "PendingDeletion") await schedule(keyId, "Enabled");
  expect(await stateOf(keyId)).toBe(state);
  await bench.cloud.calls();
  return keyId;
}

function schedule(keyId: string, state: KeyState): Promise<void> {
  return bench.keys.scheduleDeletion({ keyId, state }, 7);
}

test.each<[KeyState, string[]]>([
  ["Enabled", ["DisableKey", "ScheduleKeyDeletion"]],
  ["Disabled", ["ScheduleKeyDeletion"]],
  ["PendingImport", ["ScheduleKeyDeletion"]],
  ["Archived", ["CancelKeyArchive", "DisableKey", "ScheduleKeyDeletion"]],
  ["PendingDeletion", []],
])("deletion from %s takes %j", async (state, actions) => {
  const keyId = await makeIn(state);
  await schedule(keyId, state);
  expect(Object.keys(await bench.cloud.calls())).toEqual(actions);
  expect(await stateOf(keyId)).toBe("PendingDeletion");
});

test.each<[KeyState, KeyState]>([
  ["Enabled", "Disabled"],
  ["Disabled", "Enabled"],
  ["Archived", "Enabled"],
  ["PendingDeletion", "Enabled"],
  ["PendingDeletion", "Disabled"],
])(
  "a key that is %s is deleted though it was last seen %s",
  async (state, seen) => {
    const keyId = await makeIn(state);
    await schedule(keyId, seen);
    expect(await stateOf(keyId)).toBe("PendingDeletion");
  },
);

test.each(["DisableKey", "ScheduleKeyDeletion"])(
  "a lost answer of %s does not fail the deletion",
  async (action) => {
    const keyId = await makeIn("Enabled");
    await bench.cloud.fault({ action, kind: "drop-after", count: 1 });
    await schedule(keyId, "Enabled");
    expect(await stateOf(keyId)).toBe("PendingDeletion");
  },
);

test("a key that a cloud product uses is not deleted, and stays enabled", async () => {
  const keyId = await makeIn("Enabled");
  const binding = { KeyId: keyId, ProductId: "cos", ResourceId: "bucket" };
  await bench.cloud.rawKms().BindCloudResource(binding);
  await expect(schedule(keyId, "Enabled")).rejects.toMatchObject({
    kind: "inUse",
    code: "FailedOperation.CmkUsedByCloudProduct",
    message: expect.stringMatching(/\bcos\b/) as string,
    remedy: expect.stringContaining("Stop using the key there first") as string,
  });
  expect(await stateOf(keyId)).toBe("Enabled");
});

test.each(["UnauthorizedOperation", "ResourceUnavailable.CmkStateNotSupport"])(
  "a disabled key whose deletion is refused with %s stays disabled, and is not asked for again",
  async (code) => {
    const keyId = await makeIn("Disabled");
    const action = "ScheduleKeyDeletion";
    await bench.cloud.fault({ action, kind: "error", code });
    await expect(schedule(keyId, "Disabled")).rejects.toMatchObject({ code });
    expect((await bench.cloud.calls())[action]).toBe(1);
    expect(await stateOf(keyId)).toBe("Disabled");
  },
);

test.each(["UnauthorizedOperation", "ResourceUnavailable.CmkStateNotSupport"])(
  "a deletion whose end is refused with %s goes on, and the refusal is reported",
  async (code) => {
    const keyId = await makeIn("PendingDeletion");
    const action = "CancelKeyDeletion";
    await bench.cloud.fault({ action, kind: "error", code });
    await expect(bench.keys.cancelDeletion(keyId)).rejects.toMatchObject({
      code,
    });
    expect(await stateOf(keyId)).toBe("PendingDeletion");
  },
);

test("a key whose deletion is refused is not left disabled", async () => {
  const keyId = await makeIn("Enabled");
  await bench.cloud.set({ "tencent.deniedActions": "ScheduleKeyDeletion" });
  await expect(schedule(keyId, "Enabled")).rejects.toMatchObject({
    kind: "denied",
    remedy: expect.stringContaining("ScheduleKeyDeletion") as string,
  });
  expect(await stateOf(keyId)).toBe("Enabled");
});

/** The bench's keys with another context, and the warnings that the user gets. */
function heard(overrides: Partial<CallContext> = {}) {
  const warnings: string[] = [];
  const warn = (text: string) => void warnings.push(text);
  const context = contextOf({ warn, ...overrides });
  return { keys: bench.service.in(REGION, context), warnings };
}

/** What becomes of a change that is cancelled while one of its requests is under way. */
async function cancelledDuring(
  action: string,
  change: (keys: typeof bench.keys) => Promise<void>,
) {
  await bench.cloud.fault({ action, kind: "delay", ms: 300 });
  const cancel = new AbortController();
  const { keys, warnings } = heard({ signal: cancel.signal });
  const ended = change(keys).catch((error: unknown) => error);
  while (!(await bench.cloud.sees(action)));
  cancel.abort();
  return { failure: await ended, warnings };
}

describe("a key whose deletion fails is enabled again", () => {
  const action = "ScheduleKeyDeletion";

  /** The deletion of a key that was last seen in a state, and the warnings that the user gets. */
  function deletion(keyId: string, seen: KeyState, overrides = {}) {
    const { keys, warnings } = heard(overrides);
    const run = () => keys.scheduleDeletion({ keyId, state: seen }, 7);
    return { run, warnings };
  }

  test("after Cancel", async () => {
    const keyId = await makeIn("Enabled");
    const { failure, warnings } = await cancelledDuring("DisableKey", (keys) =>
      keys.scheduleDeletion({ keyId, state: "Enabled" }, 7),
    );
    expect(failure).toMatchObject({ kind: "cancelled" });
    expect(await bench.cloud.calls()).toEqual({ DisableKey: 1, EnableKey: 1 });
    expect(await stateOf(keyId)).toBe("Enabled");
    expect(warnings).toEqual([]);
  });

  test("after the time-out", async () => {
    const keyId = await makeIn("Enabled");
    await bench.cloud.fault({ action, kind: "throttle" });
    const deadline = Date.now() + 1_000;
    const { run, warnings } = deletion(keyId, "Enabled", { deadline });
    await expect(run()).rejects.toMatchObject({ kind: "deadline" });
    expect(await stateOf(keyId)).toBe("Enabled");
    expect(warnings).toEqual([]);
  });

  test.each<[how: string, state: KeyState, seen: KeyState]>([
    ["that was archived", "Archived", "Archived"],
    ["that was last seen disabled", "Enabled", "Disabled"],
  ])("where it is one %s", async (_how, state, seen) => {
    const keyId = await makeIn(state);
    await bench.cloud.set({ "tencent.deniedActions": action });
    // The first refusal is that of an enabled key.
    if (seen === "Disabled")
      await bench.cloud.fault({
        action,
        kind: "error",
        code: "ResourceUnavailable.CmkShouldBeDisabled",
        count: 1,
      });
    const { run, warnings } = deletion(keyId, seen);
    await expect(run()).rejects.toMatchObject({ kind: "denied" });
    expect(await stateOf(keyId)).toBe("Enabled");
    expect(warnings).toEqual([]);
  });

  test("where it is refused after lost answers", async () => {
    const keyId = await makeIn("Enabled");
    await bench.cloud.fault({ action, kind: "drop-before", count: 5 });
    await bench.cloud.set({ "tencent.deniedActions": action });
    const { run, warnings } = deletion(keyId, "Enabled");
    await expect(run()).rejects.toMatchObject({ kind: "denied" });
    expect(await stateOf(keyId)).toBe("Enabled");
    expect(warnings).toEqual([]);
  });

  test("but not where it may be scheduled, and the user is told", async () => {
    const keyId = await makeIn("Enabled");
    const code = "ResourceUnavailable.CmkStateNotSupport";
    await bench.cloud.fault({ action, kind: "error", code, count: 1 });
    await bench.cloud.fault({ action, kind: "drop-before" });
    const { run, warnings } = deletion(keyId, "Enabled");
    await expect(run()).rejects.toMatchObject({ kind: "unknownOutcome" });
    expect(await bench.cloud.calls()).not.toHaveProperty("EnableKey");
    expect(warnings).toEqual([
      expect.stringMatching(
        `${keyId}.*not known whether the deletion is scheduled.*EnableKey`,
      ),
    ]);
  });

  test("or the user is told that it is disabled, and hears the first failure", async () => {
    const keyId = await makeIn("Enabled");
    await bench.cloud.set({ "tencent.deniedActions": `${action},EnableKey` });
    const { run, warnings } = deletion(keyId, "Enabled");
    await expect(run()).rejects.toMatchObject({ kind: "denied", action });
    expect(await stateOf(keyId)).toBe("Disabled");
    expect(warnings).toEqual([
      expect.stringMatching(
        `${keyId}.*could not be enabled again: [^]*tccli kms EnableKey --region ${REGION} --KeyId ${keyId}`,
      ),
    ]);
  });

  test("and not where the request to disable it is refused", async () => {
    const keyId = await makeIn("Enabled");
    await bench.cloud.set({ "tencent.deniedActions": "DisableKey" });
    const { run, warnings } = deletion(keyId, "Enabled");
    await expect(run()).rejects.toMatchObject({ kind: "denied" });
    expect(await bench.cloud.calls()).toEqual({ DisableKey: 1 });
    expect(warnings).toEqual([]);
  });
});

test("a cancelled deletion leaves the key disabled, or waiting for its material", async () => {
  const keyId = await makeIn("PendingDeletion");
  expect(await bench.keys.cancelDeletion(keyId)).toBe("Disabled");
  const external = await makeIn("PendingImport");
  await schedule(external, "PendingImport");
  expect(await bench.keys.cancelDeletion(external)).toBe("PendingImport");
});

test("a cancelled deletion whose key can't be read has an unknown outcome", async () => {
  const keyId = await makeIn("PendingDeletion");
  await bench.cloud.set({ "tencent.deniedActions": "DescribeKey" });
  await expect(bench.keys.cancelDeletion(keyId)).rejects.toMatchObject({
    kind: "unknownOutcome",
    action: "CancelKeyDeletion",
    message: expect.stringContaining("DescribeKey") as string,
  });
  await bench.cloud.set({ "tencent.deniedActions": "" });
  expect(await stateOf(keyId)).toBe("Disabled");
});

test("a lost answer of CancelKeyDeletion does not fail it", async () => {
  const keyId = await makeIn("PendingDeletion");
  const action = "CancelKeyDeletion";
  await bench.cloud.fault({ action, kind: "drop-after", count: 1 });
  expect(await bench.keys.cancelDeletion(keyId)).toBe("Disabled");
});

test("an archived key is enabled again, though the answer is lost", async () => {
  const keyId = await makeIn("Archived");
  const action = "CancelKeyArchive";
  await bench.cloud.fault({ action, kind: "drop-after", count: 1 });
  await bench.keys.cancelArchive(keyId);
  expect(await stateOf(keyId)).toBe("Enabled");
});

test("a key that is not archived is not taken out of the archive", async () => {
  const keyId = await makeIn("Disabled");
  await expect(bench.keys.cancelArchive(keyId)).rejects.toMatchObject({
    kind: "state",
  });
});

describe("rotation of a disabled key", () => {
  const rotation = { enabled: true, intervalSeconds: 30 * 86_400 };

  test("is set directly where the cloud allows it", async () => {
    const keyId = await makeIn("Disabled");
    await bench.keys.setRotation(keyId, rotation);
    expect(await bench.cloud.calls()).toEqual({ EnableKeyRotation: 1 });
  });

  test.each<[KeyState, string]>([
    ["Disabled", "UnauthorizedOperation"],
    ["PendingDeletion", "ResourceUnavailable.CmkStateNotSupport"],
  ])(
    "enables no key that is %s where it is refused with %s",
    async (state, code) => {
      const keyId = await makeIn(state);
      const action = "EnableKeyRotation";
      await bench.cloud.fault({ action, kind: "error", code });
      await expect(
        bench.keys.setRotation(keyId, rotation),
      ).rejects.toMatchObject({ code });
      expect(await bench.cloud.calls()).not.toHaveProperty("EnableKey");
    },
  );

  describe("where the cloud refuses it", () => {
    beforeEach(() =>
      bench.cloud.set({
        "tencent.state.EnableKeyRotation.Disabled":
          "ResourceUnavailable.CmkStateNotSupport",
      }),
    );

    test("is set by way of enabling it, which leaves it disabled, and the user is told", async () => {
      const keyId = await makeIn("Disabled");
      const { keys, warnings } = heard();
      await keys.setRotation(keyId, rotation);
      const key = await bench.keys.describe(keyId, {});
      expect(key).toMatchObject({ state: "Disabled", rotation });
      expect(warnings).toEqual([
        expect.stringMatching(`${keyId}.*enabled for a moment.*disabled again`),
      ]);
    });

    test("leaves it disabled after Cancel, too", async () => {
      const keyId = await makeIn("Disabled");
      const { failure, warnings } = await cancelledDuring("EnableKey", (keys) =>
        keys.setRotation(keyId, rotation),
      );
      expect(failure).toMatchObject({ kind: "cancelled" });
      expect(await stateOf(keyId)).toBe("Disabled");
      expect(warnings).toEqual([]);
    });

    test("leaves it disabled if the request to enable it may have been carried out", async () => {
      const keyId = await makeIn("Disabled");
      const action = "EnableKey";
      await bench.cloud.fault({ action, kind: "drop-after" });
      await expect(
        bench.keys.setRotation(keyId, rotation),
      ).rejects.toMatchObject({ kind: "unknownOutcome" });
      expect(await stateOf(keyId)).toBe("Disabled");
    });

    test.each([
      ["EnableKeyRotation", "DisableKey,EnableKeyRotation"],
      ["DisableKey", "DisableKey"],
    ])(
      "tells that it is enabled, if it can't be disabled again, and fails by %s",
      async (action, denied) => {
        const keyId = await makeIn("Disabled");
        const code = "ResourceUnavailable.CmkStateNotSupport";
        // That of the disabled key comes before that of the account.
        await bench.cloud.fault({
          action: "EnableKeyRotation",
          kind: "error",
          code,
          count: 1,
        });
        await bench.cloud.set({ "tencent.deniedActions": denied });
        const { keys, warnings } = heard();
        await expect(keys.setRotation(keyId, rotation)).rejects.toMatchObject({
          kind: "denied",
          action,
        });
        expect(await stateOf(keyId)).toBe("Enabled");
        expect(warnings).toEqual([
          expect.stringMatching(`${keyId}.*could not be disabled again`),
        ]);
      },
    );
  });
});

describe("a period that can't change while rotation is on", () => {
  const rotation = { enabled: true, intervalSeconds: 30 * 86_400 };
  const other = { enabled: true, intervalSeconds: 60 * 86_400 };

  async function makeRotating(): Promise<string> {
    await bench.cloud.set({ "tencent.rotateDaysFixed": true });
    const keyId = await makeIn("Enabled");
    await bench.keys.setRotation(keyId, rotation);
    await bench.cloud.calls();
    return keyId;
  }

  test("is changed by way of turning it off", async () => {
    const keyId = await makeRotating();
    await bench.keys.setRotation(keyId, other);
    const key = await bench.keys.describe(keyId, {});
    expect(key).toMatchObject({ state: "Enabled", rotation: other });
    expect(await bench.cloud.calls()).toMatchObject({ DisableKeyRotation: 1 });
  });

  test("is changed all the same if Cancel comes in between", async () => {
    const keyId = await makeRotating();
    const { failure, warnings } = await cancelledDuring(
      "DisableKeyRotation",
      (keys) => keys.setRotation(keyId, other),
    );
    expect(failure).toBeUndefined();
    const key = await bench.keys.describe(keyId, {});
    expect(key).toMatchObject({ rotation: other });
    expect(warnings).toEqual([]);
  });

  test("stays as it was if the request to turn it off may have been carried out", async () => {
    const keyId = await makeRotating();
    const action = "DisableKeyRotation";
    await bench.cloud.fault({ action, kind: "drop-after" });
    await expect(bench.keys.setRotation(keyId, other)).rejects.toMatchObject({
      kind: "unknownOutcome",
    });
    const key = await bench.keys.describe(keyId, {});
    expect(key).toMatchObject({ rotation });
  });

  test("stays off where nothing turns it on again, and the user is told", async () => {
    const keyId = await makeRotating();
    const action = "EnableKeyRotation";
    const code = "ResourceUnavailable.CmkStateNotSupport";
    await bench.cloud.fault({ action, kind: "error", code, count: 1 });
    await bench.cloud.set({ "tencent.deniedActions": action });
    const { keys, warnings } = heard();
    await expect(keys.setRotation(keyId, other)).rejects.toMatchObject({
      kind: "denied",
    });
    expect(warnings).toEqual([
      expect.stringMatching(`${keyId}.*turned off.*could not be turned on`),
    ]);
  });
});

test.each(["EnableKey", "DisableKey", "UpdateKeyDescription", "UpdateAlias"])(
  "%s is sent again after a lost answer",
  async (action) => {
    const keyId = await makeIn("Disabled");
    await bench.cloud.fault({ action, kind: "drop-after", count: 1 });
    await bench.keys.enable(keyId);
    await bench.keys.disable(keyId);
    await bench.keys.setDescription(keyId, "new");
    await bench.keys.addAlias(keyId, "new");
    expect(await bench.keys.describe(keyId, {})).toMatchObject({
      state: "Disabled",
      description: "new",
      aliases: ["new"],
    });
    expect((await bench.cloud.calls())[action]).toBe(2);
  },
);
