import {
  FakeRun,
  ownerOf,
  withoutWaits,
} from "../../../tests/support/fake-run";
import { ownerIdOf } from "../values/owner";
import { URN } from "../../../tests/support/resource";
import type { FakeKey } from "../../../tests/support/fake-key-service";
import { uniqueName } from "../plan/autoname";
import { retiredAlias } from "./free-alias";
import { CLOUDS } from "../../clouds/registry";
import { CLOUD_NAMES, type CloudName } from "../../model/types";

const OTHER_URN = URN.replace("orders", "bills");

const DATE = "2027-01-01T00:00:00Z";
const PENDING: Partial<FakeKey> = {
  state: "PendingDeletion",
  deletionDate: DATE,
};

/** By `deletionPolicy: DISABLE`. */
const KEPT: Partial<FakeKey> = { state: "Disabled" };

function nameOf(cloud: CloudName, token: string, urn = URN): string {
  const { rules } = CLOUDS[cloud];
  return uniqueName(rules, "orders", ownerOf(urn), token.padStart(12, "0"));
}

/** A key that an earlier run made for a resource, and did not live to write down. */
function leftBehind(run: FakeRun, urn = URN, more: Partial<FakeKey> = {}) {
  const ownerId = ownerOf(urn);
  const { rules } = CLOUDS[run.cloud];
  const name = nameOf(run.cloud, "0123456789ab", urn);
  const isOne = rules.alias.count === "one";
  return run.fake.add({ ownerId, aliases: isOne ? [name] : [], ...more });
}

function newRun(cloud: CloudName) {
  const run = new FakeRun(cloud);
  const create = () => run.create({ alias: "orders" });
  return { run, fake: run.fake, create };
}

describe.each(CLOUD_NAMES)("a creation on %s", (cloud) => {
  test("names a live key that an earlier run left behind, once, and leaves it as it is", async () => {
    const { run, create, fake } = newRun(cloud);
    const orphan = leftBehind(run);
    const { id } = await create();
    expect(id).not.toContain(orphan.keyId);
    expect(run.messages).toContain(
      `that this run does not know: ${orphan.keyId} in ${fake.region}`,
    );
    expect(run.messages).toContain(
      `pulumi import cmk:index:Cmk NAME ${run.idOf(orphan)}`,
    );
    expect(orphan.state).toBe("Enabled");
    run.host.logged.length = 0;
    run.urn = OTHER_URN;
    await run.create({ alias: "bills" });
    expect(run.messages).toBe("");
  });

  test.each([
    ["lives", {}],
    ["waits for its deletion", PENDING],
  ])(
    "does not name another resource's key that %s",
    async (_which, more: Partial<FakeKey>) => {
      const { run, create } = newRun(cloud);
      leftBehind(run, OTHER_URN, more);
      await create();
      expect(run.messages).toBe("");
    },
  );

  test("names the key that waits for its deletion: its dates, what only it decrypts, and the edit that takes it back", async () => {
    const { run, create } = newRun(cloud);
    const former = leftBehind(run, URN, PENDING);
    await create();
    const place = `${former.keyId} in ${former.region}`;
    expect(run.host.logged).toEqual([
      `warning: This creates a new key, although an earlier key of this resource still exists: ${place}, made ${former.creationDate ?? ""}, which is to be destroyed on ${DATE}. ` +
        "Only that key can decrypt what it encrypted. " +
        `To take it back instead, give this resource the option \`import: ${run.idOf(former)}\` and run \`pulumi up\` again: the same run cancels the deletion, moves alias "orders" back, and deletes the new key.`,
    ]);
    expect(former.state).toBe("PendingDeletion");
  });

  test("names the key that deletionPolicy: DISABLE kept, and the edit that takes it back", async () => {
    const { run } = newRun(cloud);
    const former = leftBehind(run, URN, KEPT);
    await run.create({ alias: "orders", deletionPolicy: "DISABLE" });
    const place = `${former.keyId} in ${former.region}`;
    expect(run.host.logged).toEqual([
      `warning: This creates a new key, although an earlier key of this resource still exists: ${place}, made ${former.creationDate ?? ""}, which is disabled. ` +
        "If this run replaces it, Pulumi deletes it next. Only that key can decrypt what it encrypted. " +
        `To take it back instead, give this resource the option \`import: ${run.idOf(former)}\` and run \`pulumi up\` again: the same run enables it, moves alias "orders" back, and deletes the new key, as \`deletionPolicy: DISABLE\` says.`,
    ]);
    expect(former.state).toBe("Disabled");
  });

  test("names the newest of several whose resource was deleted, and lists the others", async () => {
    const { run, create } = newRun(cloud);
    const made = (
      creationDate: string,
      number: string,
      more: Partial<FakeKey> = PENDING,
    ) =>
      leftBehind(run, URN, {
        ...more,
        creationDate,
        aliases: run.cloud === "tencent" ? [nameOf(run.cloud, number)] : [],
      });
    const older = made("2026-01-01T00:00:00Z", "1");
    const newest = made("2026-03-01T00:00:00Z", "2");
    const oldest = made("2025-12-01T00:00:00Z", "3", KEPT);
    await create();
    expect(run.host.logged).toHaveLength(1);
    expect(run.messages).toContain(`\`import: ${run.idOf(newest)}\``);
    expect(run.messages).toContain(
      `another of this resource's earlier keys, name that one: ${older.keyId} (pending deletion until ${DATE}), ${oldest.keyId} (disabled).`,
    );
  });

  test("names the one that was deleted last, although another was made later", async () => {
    const { run, create } = newRun(cloud);
    const ended = (
      number: string,
      creationDate: string,
      deletionDate: string,
    ) =>
      leftBehind(run, URN, {
        ...PENDING,
        creationDate,
        deletionDate,
        aliases: run.cloud === "tencent" ? [nameOf(run.cloud, number)] : [],
      });
    const kept = ended("1", "2026-01-01T00:00:00Z", "2027-05-02T00:00:00Z");
    ended("2", "2026-03-01T00:00:00Z", "2027-05-01T00:00:00Z");
    await create();
    expect(run.messages).toContain(`\`import: ${run.idOf(kept)}\``);
  });

  test("does not name one that waits when it replaces a key, whose end was announced", async () => {
    const { run, create, fake } = newRun(cloud);
    leftBehind(run, URN, PENDING);
    const replaced = fake.add({});
    const inputs = { values: run.place, secrets: [] };
    run.session.history.noteCheck(URN, run.place);
    run.session.history.noteDiff(URN, { id: run.idOf(replaced), inputs });
    await create();
    expect(run.messages).toBe("");
  });

  test("does not name one that this run knows", async () => {
    const { run, create } = newRun(cloud);
    run.session.history.noteKnown(run.idOf(leftBehind(run)));
    await create();
    expect(run.messages).toBe("");
  });

  test("goes on where no key may be listed, and tells that it did not look", async () => {
    const { run, create, fake } = newRun(cloud);
    leftBehind(run);
    fake.happens({ method: "listing", kind: "denied", times: 9 });
    await create();
    expect(fake.keys).toHaveLength(2);
    expect(run.messages).toContain("warning: Could not look for keys");
  });

  test("makes no key where the listing fails otherwise", async () => {
    const { create, fake } = newRun(cloud);
    fake.fail("listing", "unavailable");
    await expect(create()).rejects.toMatchObject({ kind: "unavailable" });
    expect(fake.keys).toEqual([]);
  });

  test("schedules the deletion of what a repeated request made twice", async () => {
    const { run, create, fake } = newRun(cloud);
    fake.makesOddly({ doubled: 1 });
    const { id } = await create();
    const [kept, double] = fake.keys;
    expect(run.key(id)).toBe(kept);
    expect(kept?.state).toBe("Enabled");
    expect(double?.state).toBe("PendingDeletion");
    expect(run.messages).toContain(`The second key, ${double?.keyId ?? ""}`);
  });

  test("schedules it after Cancel, too", async () => {
    const { run, create, fake } = newRun(cloud);
    fake.makesOddly({ doubled: 1 });
    const others = () => {
      run.abort.abort();
    };
    fake.happens({ method: "create", moment: "after", others });
    await create().catch(() => undefined);
    expect(fake.keys[1]?.state).toBe("PendingDeletion");
  });

  test("tells of a second key that can't be deleted", async () => {
    const { run, create, fake } = newRun(cloud);
    fake.makesOddly({ doubled: 1 });
    fake.fail("scheduleDeletion", "denied");
    await create();
    expect(run.messages).toContain("could not be deleted and is billed");
  });
});

/** The owner of the same resource in a state with another provider, such as the one before the stack was destroyed. */
const FORMER_OWNER = ownerIdOf("another provider", URN);

describe.each(CLOUD_NAMES)(
  "a key on %s of a resource with the same URN and another provider",
  (cloud) => {
    const left = (run: FakeRun, more: Partial<FakeKey>) =>
      leftBehind(run, URN, {
        ownerId: FORMER_OWNER,
        aliases:
          cloud === "tencent" ? [`orders-${FORMER_OWNER}-0123456789ab`] : [],
        ...more,
      });

    test.each([
      ["waits for its deletion", PENDING],
      ["is disabled", KEPT],
    ])(
      "is named if it %s, as the stack may have been destroyed",
      async (_which, more) => {
        const { run, create } = newRun(cloud);
        const former = left(run, more);
        await create();
        expect(run.messages).toContain(`\`import: ${run.idOf(former)}\``);
        expect(run.messages).toContain(
          "If another state has a resource with the same URN",
        );
      },
    );

    test("is another state's if it lives", async () => {
      const { run, create } = newRun(cloud);
      left(run, {});
      await create();
      expect(run.messages).toBe("");
    });
  },
);

describe("where the listing tells aliases, a creation", () => {
  const retired = (run: FakeRun, more: Partial<FakeKey>) => {
    const key = leftBehind(run, URN, { ...PENDING, ...more });
    key.aliases = [retiredAlias(CLOUDS[run.cloud], "orders", key.keyId)];
    return key;
  };

  test("finds a key that gave its alias up when it was deleted, by that name", async () => {
    const { run, create } = newRun("tencent");
    const former = [retired(run, {}), retired(run, {})];
    await create();
    for (const { keyId } of former) expect(run.messages).toContain(keyId);
  });

  test("does not name one with that name that was made for another resource", async () => {
    const { run, create } = newRun("tencent");
    retired(run, { ownerId: ownerOf(OTHER_URN) });
    await create();
    expect(run.messages).toBe("");
  });
});

describe("where the listing tells no states, a creation", () => {
  test("does not name one of another state that can't be read", async () => {
    const { run, create, fake } = newRun("alibaba");
    leftBehind(run, URN, { ...PENDING, ownerId: FORMER_OWNER });
    fake.fail("describe", "denied");
    await create();
    expect(run.messages).toBe("");
  });

  test("reads 20 keys that may be its predecessors, and its own first", async () => {
    const { run, create, fake } = newRun("alibaba");
    for (let i = 0; i < 25; i += 1)
      leftBehind(run, URN, { ...PENDING, ownerId: FORMER_OWNER });
    const orphan = leftBehind(run);
    await create();
    const reads = fake.calls.filter((call) => call.startsWith("describe"));
    expect(reads).toHaveLength(20);
    expect(run.messages).toContain(orphan.keyId);
  });

  test("reads the key, and names it where that fails", async () => {
    const { run, create, fake } = newRun("alibaba");
    const orphan = leftBehind(run);
    fake.fail("describe", "denied");
    await create();
    expect(run.messages).toContain(orphan.keyId);
  });

  test("does not name one that is gone", async () => {
    const { run, create, fake } = newRun("alibaba");
    const orphan = leftBehind(run);
    fake.hide(orphan.keyId, { by: "describe", reads: 9 });
    await withoutWaits(create);
    expect(run.messages).toBe("");
  });

  test.each(["cancelled", "deadline"] as const)(
    "ends where the read is %s",
    async (kind) => {
      const { run, create, fake } = newRun("alibaba");
      leftBehind(run);
      fake.fail("describe", kind);
      await expect(create()).rejects.toMatchObject({ kind });
      expect(fake.keys).toHaveLength(1);
    },
  );
});
