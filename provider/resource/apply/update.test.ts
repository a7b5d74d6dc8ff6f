import {
  partOf,
  ownerOf,
  withKey,
  withoutWaits,
} from "../../../tests/support/fake-run";
import { URN } from "../../../tests/support/resource";
import type { ErrorKind } from "../../clouds/errors";
import { CLOUD_NAMES, type CloudName, type KeyState } from "../../model/types";
import type { Properties } from "../values/properties";

const OTHER_URN = URN.replace("orders", "bills");
const DAY_MS = 86_400_000;
const INSTANCE = "kst-hzz62ab0ad57t0example";
const POLICY = JSON.stringify({
  Version: "1",
  Statement: [{ Effect: "Allow" }],
});

/** One change of the program, the calls that make it, and the key as it is then. */
type Change = [
  name: string,
  before: Properties,
  after: Properties,
  calls: string[],
  key: object,
];

const EVERYWHERE: Change[] = [
  ["nothing", {}, {}, [], { description: "" }],
  [
    "the description",
    { description: "old" },
    { description: "new" },
    ["setDescription KEY new"],
    { description: "new" },
  ],
  [
    "the description to none",
    { description: "old" },
    {},
    ["setDescription KEY "],
    { description: "" },
  ],
  [
    "enabled to false",
    {},
    { enabled: false },
    ["disable KEY"],
    { state: "Disabled" },
  ],
  [
    "enabled to true",
    { enabled: false },
    {},
    ["enable KEY"],
    { state: "Enabled" },
  ],
  [
    "tags",
    { tags: { a: "1" } },
    { tags: { a: "3", c: "4" } },
    ["setTags KEY"],
    { tags: { a: "3", c: "4" } },
  ],
  ["tags to none", { tags: { a: "1" } }, {}, ["setTags KEY"], { tags: {} }],
  [
    "the rotation to on",
    {},
    { rotation: { interval: "30d" } },
    ["setRotation KEY"],
    { rotation: { enabled: true, intervalSeconds: 2_592_000 } },
  ],
  [
    "the rotation to off",
    { rotation: { interval: "30d" } },
    {},
    ["setRotation KEY"],
    { rotation: { enabled: false } },
  ],
  [
    "the rotation's interval",
    { rotation: { interval: "30d" } },
    { rotation: { interval: "60d" } },
    ["setRotation KEY"],
    { rotation: { enabled: true, intervalSeconds: 5_184_000 } },
  ],
];

const ON: Readonly<Record<CloudName, Change[]>> = {
  alibaba: [
    [
      "the alias",
      {},
      { alias: "bills" },
      ["addAlias KEY bills", "removeAlias orders"],
      { aliases: ["bills"] },
    ],
    [
      "the alias to none",
      {},
      { alias: null },
      ["removeAlias orders"],
      { aliases: [] },
    ],
    [
      "the deletion protection to on",
      {},
      { deletionProtection: true },
      ["setDeletionProtection KEY"],
      { deletionProtection: true },
    ],
    [
      "the deletion protection to off",
      { deletionProtection: true },
      { deletionProtection: false },
      ["setDeletionProtection KEY"],
      { deletionProtection: false },
    ],
    [
      "the policy",
      { dkmsInstanceId: INSTANCE },
      { dkmsInstanceId: INSTANCE, policy: POLICY },
      [`setPolicy KEY ${POLICY}`],
      { policy: POLICY },
    ],
    [
      "the rotation of a disabled key",
      { enabled: false },
      { enabled: false, rotation: { interval: "30d" } },
      ["enable KEY", "setRotation KEY", "disable KEY"],
      { state: "Disabled", rotation: { enabled: true } },
    ],
  ],
  tencent: [
    [
      "the alias",
      {},
      { alias: "bills" },
      ["addAlias KEY bills"],
      { aliases: ["bills"] },
    ],
    [
      "the rotation of a disabled key",
      { enabled: false },
      { enabled: false, rotation: { interval: "30d" } },
      ["setRotation KEY"],
      { state: "Disabled", rotation: { enabled: true } },
    ],
  ],
};

/** Without what the program takes out. */
function present(values: Properties): Properties {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null),
  );
}

const LONG_AGO = "2020-01-01T00:00:00Z";

describe.each(CLOUD_NAMES)("an update on %s", (cloud) => {
  const afterCancel = cloud === "tencent" ? "Disabled" : "Enabled";

  test.each([...EVERYWHERE, ...ON[cloud]])(
    "of %s makes its calls only",
    async (_name, before, after, calls, expected) => {
      const { run, state, key } = await withKey(cloud, before);
      const news = present({ alias: "orders", ...after });
      await run.update(state, news, { preview: true });
      expect(run.fake.calls).toEqual([]);
      const { outputs } = await run.update(state, news);
      expect(run.changes.map((call) => call.replace(key.keyId, "KEY"))).toEqual(
        calls,
      );
      expect(key).toMatchObject(expected);
      // The same program finds nothing left to do.
      run.fake.calls.length = 0;
      const inputs = { ...run.place, ...news };
      await run.update({ id: state.id, inputs, outputs: outputs.values }, news);
      expect(run.changes).toEqual([]);
    },
  );

  test.each<[KeyState, Properties, string[]]>([
    ["PendingDeletion", {}, ["cancelDeletion", "enable"]],
    ["PendingDeletion", { enabled: false }, ["cancelDeletion", "disable"]],
    ["Disabled", {}, ["enable"]],
    ["Enabled", { enabled: false }, ["disable"]],
    ...(cloud === "tencent"
      ? ([["Archived", {}, ["cancelArchive"]]] as [
          KeyState,
          Properties,
          string[],
        ][])
      : []),
  ])(
    "brings a key that others made %s to %j",
    async (actual, desired, calls) => {
      const { run, state, key } = await withKey(cloud, desired);
      key.state = actual;
      if (actual === "PendingDeletion")
        key.deletionDate = new Date(run.fake.now + 9 * DAY_MS).toISOString();
      const { outputs } = await run.update(state, {
        alias: "orders",
        ...desired,
      });
      const wanted = desired["enabled"] === false ? "Disabled" : "Enabled";
      expect(key.state).toBe(wanted);
      expect(key.deletionDate).toBeUndefined();
      const isThere = (call: string) =>
        !calls.includes("cancelDeletion") ||
        !call.startsWith(afterCancel === "Enabled" ? "enable" : "disable");
      expect(run.changes.map((call) => call.split(" ")[0])).toEqual(
        calls.filter(isThere),
      );
      expect(outputs.values).toMatchObject({
        keyState: wanted,
        enabled: wanted === "Enabled",
      });
      expect(outputs.values).not.toHaveProperty("deletionDate");
    },
  );

  test.each<KeyState>([
    "PendingDeletion",
    "Disabled",
    ...(cloud === "tencent" ? (["Archived"] as const) : []),
  ])("that is cancelled leaves a key disabled that was %s", async (actual) => {
    const off = { alias: "orders", enabled: false };
    const { run, state, key, fake } = await withKey(cloud, off);
    key.state = actual;
    key.lastRotationDate = LONG_AGO;
    fake.fail("setDescription", "cancelled");
    const rotation = { interval: "30d" };
    const news = { ...off, rotation, description: "new" };
    const { reasons } = await partOf(run.update(state, news));
    expect(reasons).toEqual([
      expect.stringMatching(/^could not set the description: /),
    ]);
    expect(key.state).toBe("Disabled");
  });

  test("that is cancelled once it has cancelled a deletion leaves the key disabled", async () => {
    const off = { alias: "orders", enabled: false };
    const { run, state, key, fake } = await withKey(cloud, off);
    key.state = "PendingDeletion";
    fake.happens({
      method: "cancelDeletion",
      moment: "during",
      others: () => {
        run.abort.abort();
      },
    });
    const news = { ...off, description: "new" };
    const { reasons } = await partOf(run.update(state, news));
    expect(reasons[0]).toMatch(/^could not cancel the scheduled deletion: /);
    expect(key.state).toBe("Disabled");
  });

  test("leaves tags alone that others have set, and does not take them for the resource's own", async () => {
    const { run, state, key } = await withKey(cloud, { tags: { a: "1" } });
    key.tags["theirs"] = "x";
    const news = { alias: "orders", tags: { a: "2" } };
    const { outputs } = await run.update(state, news);
    expect(key.tags).toEqual({ a: "2", theirs: "x" });
    expect(outputs.values["tags"]).toEqual({ a: "2" });
  });

  test("leaves to others what ignoreChanges names", async () => {
    const { run, state, key } = await withKey(cloud, { description: "old" });
    key.description = "theirs";
    key.state = "Disabled";
    const news = { alias: "orders", description: "new" };
    await run.update(state, news, { ignoreChanges: ["*"] });
    expect(run.changes).toEqual([]);
    await run.update(state, news, { ignoreChanges: ["description"] });
    expect(key).toMatchObject({ description: "theirs", state: "Enabled" });
  });

  test("does what an earlier run left undone, though ignoreChanges names it", async () => {
    const { run, state, key } = await withKey(cloud, { description: "old" });
    const undone = { ...state.outputs, description: "undone" };
    key.description = "undone";
    const news = { alias: "orders", description: "old" };
    await run.update({ ...state, outputs: undone }, news, {
      ignoreChanges: ["description"],
    });
    expect(key.description).toBe("old");
  });

  test.each<[ErrorKind, boolean]>([
    ["denied", true],
    ["unknownOutcome", true],
    ["cancelled", false],
    ["deadline", false],
  ])(
    "whose first step fails as %s goes on with the others: %p",
    async (kind, goesOn) => {
      const { run, state, key, fake } = await withKey(cloud);
      fake.fail("setDescription", kind);
      const news = { alias: "orders", description: "new", tags: { a: "1" } };
      const { id, reasons, outputs, inputs } = await partOf(
        run.update(state, news),
      );
      expect(id).toBe(state.id);
      expect(reasons).toEqual([
        expect.stringMatching(/^could not set the description: /),
      ]);
      expect(key.description).toBe("");
      expect(key.tags).toEqual(goesOn ? { a: "1" } : {});
      expect(inputs.values).toMatchObject(news);
      expect(outputs.values["description"]).toBe("");
      // The next run does what is left.
      const left = { id, inputs: inputs.values, outputs: outputs.values };
      await run.update(left, news);
      expect(key).toMatchObject({ description: "new", tags: { a: "1" } });
    },
  );

  test("whose step was done though it failed tells what the cloud has", async () => {
    const { run, state, fake } = await withKey(cloud);
    fake.fail("setDescription", "unknownOutcome", "after");
    const news = { alias: "orders", description: "new" };
    const { outputs } = await partOf(run.update(state, news));
    expect(outputs.values["description"]).toBe("new");
  });

  test.each<ErrorKind>(["unknownOutcome", "denied"])(
    "whose tags fail as %s reads them, because a part may have been set",
    async (kind) => {
      const { run, state, fake } = await withKey(cloud);
      const includes: unknown[] = [];
      fake.at = ({ method, moment, args }) => {
        if (method === "describe" && moment === "before")
          includes.push(args[1]);
      };
      fake.fail("setTags", kind, "after");
      const news = { alias: "orders", tags: { a: "1" } };
      await partOf(run.update(state, news));
      expect(includes.at(-1)).toEqual({ tags: true });
    },
  );

  test("that fails, and whose read is cancelled, tells only the failure", async () => {
    const { run, state, fake } = await withKey(cloud);
    fake.fail("setDescription", "denied");
    fake.happens({ method: "describe", skip: 1, kind: "cancelled" });
    const news = { alias: "orders", description: "new" };
    const { reasons } = await partOf(run.update(state, news));
    expect(reasons).toEqual([
      expect.stringContaining("could not set the description"),
    ]);
  });

  test("that is done, and whose read is cancelled, tells that", async () => {
    const { run, state, fake, key } = await withKey(cloud);
    key.lastRotationDate = LONG_AGO;
    fake.happens({ method: "describe", skip: 1, kind: "cancelled" });
    const news = { alias: "orders", rotation: { interval: "30d" } };
    const { reasons } = await partOf(run.update(state, news));
    expect(reasons).toEqual([
      expect.stringContaining("could not read the key"),
    ]);
  });

  test.each([
    ["a new key", undefined, cloud === "alibaba" ? 1 : 2],
    ["one whose rotation is overdue by then", LONG_AGO, 2],
  ])(
    "of the rotation tells of %s when it rotates next, and reads it only where no rule tells",
    async (_, lastRotationDate, reads) => {
      const { run, state, fake, key } = await withKey(cloud);
      key.lastRotationDate = lastRotationDate ?? key.lastRotationDate;
      const rotation = { interval: "30d" };
      const { outputs } = await run.update(state, {
        alias: "orders",
        rotation,
      });
      expect(outputs.values).toMatchObject({
        rotation: { enabled: true, interval: "30d" },
        nextRotationDate: key.nextRotationDate,
      });
      expect(key.nextRotationDate).toEqual(expect.any(String));
      const described = fake.calls.filter((call) =>
        call.startsWith("describe"),
      );
      expect(described).toHaveLength(reads);
    },
  );

  test("of the rotation to off tells of no date", async () => {
    const rotation = { interval: "30d" };
    const { run, state, fake } = await withKey(cloud, { rotation });
    expect(state.outputs["nextRotationDate"]).toEqual(expect.any(String));
    const news = { alias: "orders", rotation: { enabled: false } };
    const { outputs } = await run.update(state, news);
    expect(outputs.values).not.toHaveProperty("nextRotationDate");
    expect(fake.calls).toHaveLength(2);
  });

  test("after Cancel begins nothing", async () => {
    const { run, state, fake } = await withKey(cloud);
    fake.happens({
      method: "setDescription",
      moment: "after",
      others: () => {
        run.abort.abort();
      },
    });
    const news = { alias: "orders", description: "new", tags: { a: "1" } };
    const { reasons } = await partOf(run.update(state, news));
    expect(run.changes).toHaveLength(1);
    expect(reasons).toEqual([
      expect.stringContaining("could not set the tags"),
    ]);
  });

  test("whose result can't be read tells so, and what it knows", async () => {
    const { run, state, fake, key } = await withKey(cloud);
    key.lastRotationDate = LONG_AGO;
    fake.happens({ method: "describe", skip: 1, kind: "unavailable" });
    const news = { alias: "orders", rotation: { interval: "30d" } };
    const { reasons, outputs } = await partOf(run.update(state, news));
    expect(reasons).toEqual([
      expect.stringMatching(/^could not read the key: /),
    ]);
    expect(outputs.values).toMatchObject({
      keyId: state.outputs["keyId"],
      rotation: { enabled: true, interval: "30d" },
    });
  });

  describe("of the alias", () => {
    const news = { alias: "bills" };

    test("to one that is another key's is refused, and the key keeps its own", async () => {
      const { run, state, key, fake } = await withKey(cloud);
      fake.add({ aliases: ["bills"] });
      const { reasons, outputs } = await partOf(run.update(state, news));
      expect(reasons.join()).toMatch(/held by another key/);
      expect(key.aliases).toEqual(["orders"]);
      expect(outputs.values["alias"]).toBe("orders");
    });

    test.each([URN, OTHER_URN])(
      "takes it from a key that was made for the same resource only: %s",
      async (urn) => {
        const { run, state, key, fake } = await withKey(cloud);
        const ownerId = ownerOf(urn);
        const other = fake.add({ aliases: ["bills"], ownerId });
        const update = withoutWaits(() => run.update(state, news));
        if (urn !== URN) {
          await expect(update).rejects.toThrow(/made it for another resource/);
          expect(other.aliases).toEqual(["bills"]);
          return;
        }
        await update;
        expect(key.aliases).toEqual(["bills"]);
        expect(other.aliases).not.toContain("bills");
        expect(run.messages).toContain(other.keyId);
      },
    );

    // Another resource that the same run changes may have given it up.
    test("that vanished from its holder meanwhile is asked for once more", async () => {
      const { run, state, key, fake } = await withKey(cloud);
      fake.fail("addAlias", "aliasTaken");
      await run.update(state, news);
      expect(key.aliases).toEqual(["bills"]);
    });

    test("that can't be looked up tells the cloud's refusal", async () => {
      const { run, state, fake } = await withKey(cloud);
      fake.add({ aliases: ["bills"] });
      fake.fail("findByAlias", "denied");
      const { reasons } = await partOf(run.update(state, news));
      expect(reasons.join()).toContain("aliasTaken");
    });
  });

  test("of a key that is gone is refused", async () => {
    const { run, state, key, fake } = await withKey(cloud);
    fake.destroy(key.keyId);
    await expect(
      withoutWaits(() => run.update(state, { alias: "orders" })),
    ).rejects.toMatchObject({ status: "NOT_FOUND" });
    expect(run.changes).toEqual([]);
  });
});
