import {
  FakeRun,
  ownerOf,
  partOf,
  withoutWaits,
} from "../../../tests/support/fake-run";
import { URN } from "../../../tests/support/resource";
import { CLOUD_NAMES } from "../../model/types";

const DAY_MS = 86_400_000;
const OTHER_URN = URN.replace("orders", "bills");

describe.each(CLOUD_NAMES)("a new key on %s", (cloud) => {
  const isOne = cloud === "tencent";

  test("gets in one go what CreateKey takes, and the rest after it", async () => {
    const run = new FakeRun(cloud);
    const { id, outputs } = await run.made({
      alias: "orders",
      description: "text",
      enabled: false,
      rotation: { interval: "30d" },
      tags: { a: "1" },
    });
    expect(run.key(id)).toMatchObject({
      aliases: ["orders"],
      state: "Disabled",
      rotation: { enabled: true, intervalSeconds: 30 * 86_400 },
      tags: { a: "1" },
    });
    expect(run.changes.map((call) => call.split(" ")[0])).toEqual(
      isOne
        ? ["create", "setRotation", "addAlias", "disable"]
        : ["create", "addAlias", "disable"],
    );
    expect(outputs).toMatchObject({ keyState: "Disabled", alias: "orders" });
  });

  test("that can't be seen yet is kept, with what its request tells", async () => {
    const run = new FakeRun(cloud);
    run.fake.makesOddly({ undescribed: true });
    run.fake.happens({
      method: "create",
      moment: "after",
      others: ({ hidden, keys: [key] }) => {
        if (key) hidden.set(key.keyId, { reads: 99 });
      },
    });
    const { id, reasons, outputs } = await partOf(
      withoutWaits(() => run.create({ alias: "orders", tags: { a: "1" } })),
    );
    expect(reasons).toEqual([
      expect.stringMatching(/could not read the key: .*does not show key/),
    ]);
    expect(run.key(id)?.aliases).toEqual(["orders"]);
    expect(outputs.values).toMatchObject({ alias: "orders", tags: { a: "1" } });
    expect(outputs.values).not.toHaveProperty("arn");
  });

  test.each(["denied", "unknownOutcome", "cancelled"] as const)(
    "is kept where its alias can't be set (%s), and the next run sets it",
    async (kind) => {
      const run = new FakeRun(cloud);
      run.fake.fail("addAlias", kind);
      const { id, inputs, outputs } = await partOf(
        run.create({ alias: "orders" }),
      );
      expect(run.key(id)?.state).toBe("Enabled");
      const state = { id, inputs: inputs.values, outputs: outputs.values };
      await new FakeRun(cloud, run.fake).update(state, { alias: "orders" });
      expect(run.key(id)?.aliases).toEqual(["orders"]);
      expect(run.fake.keys).toHaveLength(1);
    },
  );

  test("is not made where the alias is asked for twice", async () => {
    const run = new FakeRun(cloud);
    await run.create({ alias: "orders" });
    run.urn = OTHER_URN;
    await expect(run.create({ alias: "orders" })).rejects.toMatchObject({
      status: "ALREADY_EXISTS",
    });
    expect(run.fake.keys).toHaveLength(1);
  });

  test.each(["denied", "unavailable"] as const)(
    "is not made where the owner of the alias's holder is not known: %s",
    async (kind) => {
      const run = new FakeRun(cloud);
      run.fake.add({ aliases: ["orders"], ownerId: ownerOf() });
      run.fake.fail("describe", kind);
      const create = run.create({ alias: "orders" });
      await expect(create).rejects.toMatchObject(
        kind === "denied" ? { status: "ALREADY_EXISTS" } : { kind },
      );
      expect(run.fake.keys).toHaveLength(1);
    },
  );

  test("takes the alias of the key that it replaces, which was imported", async () => {
    const run = new FakeRun(cloud);
    const ownerId = "0123456789abcdef";
    const old = run.fake.add({ ownerId });
    const holder = run.fake.add({ aliases: ["orders"], ownerId });
    run.session.history.noteDiff(URN, {
      id: run.idOf(old),
      inputs: { values: {}, secrets: [] },
    });
    const { id } = await run.create({ alias: "orders" });
    expect(run.key(id)?.aliases).toEqual(["orders"]);
    expect(holder.aliases).not.toContain("orders");
  });

  test("takes no alias by the owner of a replaced key on another cloud", async () => {
    const run = new FakeRun(cloud);
    const other = new FakeRun(isOne ? "alibaba" : "tencent");
    run.fake.add({ aliases: ["orders"], ownerId: "0123456789abcdef" });
    run.session.history.noteDiff(URN, {
      id: other.idOf(other.fake.add({ ownerId: "0123456789abcdef" })),
      inputs: { values: {}, secrets: [] },
    });
    const made = withoutWaits(() => run.create({ alias: "orders" }));
    await expect(made).rejects.toThrow(/made it for another resource/);
  });
});

describe("on a cloud whose tags can fail by themselves", () => {
  test.each(["seen", "not seen"])(
    "a key that was made without them gets them, and its owner, when it is %s",
    async (how) => {
      const run = new FakeRun("tencent");
      run.fake.fail("create", "unknownOutcome", "during");
      if (how === "not seen") run.fake.fail("describe", "unavailable");
      const { id, outputs } = await run.made({
        alias: "orders",
        tags: { a: "1" },
      });
      expect(run.key(id)).toMatchObject({
        tags: { a: "1" },
        ownerId: ownerOf(),
      });
      expect(outputs["tags"]).toEqual({ a: "1" });
      expect(run.messages).toContain("without its tags");
    },
  );
});

describe("a cloud whose keys can't be without an alias", () => {
  function pendingOrphan() {
    const run = new FakeRun("tencent");
    const orphan = run.fake.add({
      aliases: ["orders"],
      ownerId: ownerOf(),
      state: "PendingDeletion",
      deletionDate: new Date(Date.now() + 9.5 * DAY_MS).toISOString(),
    });
    return { run, orphan };
  }

  test("frees that of a key that is to be destroyed, which then still is", async () => {
    const { run, orphan } = pendingOrphan();
    await run.create({ alias: "orders" });
    expect(orphan.state).toBe("PendingDeletion");
    expect(run.messages).toContain("destroyed in 10 days");
  });

  test("whose pending deletion can't be cancelled makes no key", async () => {
    const { run, orphan } = pendingOrphan();
    run.fake.fail("cancelDeletion", "denied");
    await expect(run.create({ alias: "orders" })).rejects.toThrow(
      /can't move to another key/,
    );
    expect(orphan).toMatchObject({
      state: "PendingDeletion",
      aliases: ["orders"],
    });
    expect(run.fake.keys).toHaveLength(1);
  });

  test("schedules the destruction again, though the alias could not be freed", async () => {
    const { run, orphan } = pendingOrphan();
    run.fake.fail("addAlias", "denied");
    await expect(run.create({ alias: "orders" })).rejects.toMatchObject({
      kind: "denied",
    });
    expect(orphan.state).toBe("PendingDeletion");
  });

  test("schedules the destruction again after Cancel", async () => {
    const { run, orphan } = pendingOrphan();
    run.fake.happens({
      method: "addAlias",
      moment: "after",
      others: () => {
        run.abort.abort();
      },
    });
    await expect(run.create({ alias: "orders" })).rejects.toMatchObject({
      kind: "cancelled",
    });
    expect(orphan.state).toBe("PendingDeletion");
    expect(run.fake.keys).toHaveLength(1);
  });

  test("tells of a destruction that could not be scheduled again", async () => {
    const { run, orphan } = pendingOrphan();
    run.fake.fail("scheduleDeletion", "denied");
    await run.create({ alias: "orders" });
    expect(orphan.state).not.toBe("PendingDeletion");
    expect(run.messages).toMatch(/could not be scheduled again.*billed/);
  });

  test("tells under which name a key goes whose alias could not be given back", async () => {
    const run = new FakeRun("tencent");
    const orphan = run.fake.add({ aliases: ["orders"], ownerId: ownerOf() });
    run.fake.fail("create", "quota");
    run.fake.happens({ method: "addAlias", skip: 1, kind: "unavailable" });
    await expect(run.create({ alias: "orders" })).rejects.toThrow();
    expect(run.messages).toContain(
      `the alias "${orphan.aliases[0] ?? ""}" for now`,
    );
  });
});
