import { FakeRun, ownerOf } from "../../../tests/support/fake-run";
import { URN } from "../../../tests/support/resource";
import type { FakeKey } from "../../../tests/support/fake-key-service";
import { uniqueName } from "../plan/autoname";
import { CLOUDS } from "../../clouds/registry";
import { CLOUD_NAMES, type CloudName } from "../../model/types";

const OTHER_URN = URN.replace("orders", "bills");

/** A key that an earlier run made for a resource, and did not live to write down. */
function leftBehind(run: FakeRun, urn = URN, more: Partial<FakeKey> = {}) {
  const ownerId = ownerOf(urn);
  const { rules } = CLOUDS[run.cloud];
  const name = uniqueName(rules, "orders", ownerId, "0123456789ab");
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
    ["is to be destroyed", URN, { state: "PendingDeletion" }],
    ["was made for another resource", OTHER_URN, {}],
  ] as const)("does not name one that %s", async (_why, urn, more) => {
    const { run, create } = newRun(cloud);
    leftBehind(run, urn, more);
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

  test("tells of a second key that can't be deleted", async () => {
    const { run, create, fake } = newRun(cloud);
    fake.makesOddly({ doubled: 1 });
    fake.fail("scheduleDeletion", "denied");
    await create();
    expect(run.messages).toContain("could not be deleted and is billed");
  });
});

describe("where the listing tells no states, a creation", () => {
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
    await create();
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
