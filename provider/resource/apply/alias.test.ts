import { FakeKeyService } from "../../../tests/support/fake-key-service";
import { FakeRun, withoutWaits } from "../../../tests/support/fake-run";
import { bag, listeningHost, URN } from "../../../tests/support/resource";
import { CLOUDS } from "../../clouds/registry";
import type { CloudName } from "../../model/types";
import { Session } from "../session/session";
import { ownerIdOf } from "../values/owner";
import { create } from "./create";
import { retiredAlias } from "./free-alias";

const PROVIDER = "provider-id";
const OWNER = ownerIdOf(PROVIDER, URN);
const OTHER_URN = URN.replace("orders", "bills");
const REGIONS = { alibaba: "cn-hangzhou", tencent: "ap-singapore" } as const;
const CLOUD_NAMES = Object.keys(REGIONS) as CloudName[];

/** One run of one state on an in-memory cloud. */
function newRun(cloud: CloudName) {
  const region = REGIONS[cloud];
  const fake = new FakeKeyService(cloud);
  const session = new Session(() => Promise.resolve(fake.service));
  session.configure(PROVIDER, bag({}));
  const abort = new AbortController();
  const host = { ...listeningHost(), signal: abort.signal };
  const up = (timeout = 10) =>
    create(
      {
        urn: URN,
        inputs: bag({ cloud, region, alias: "orders" }),
        preview: false,
        timeout,
      },
      session,
      host,
    );
  const holder = () =>
    fake.keys.find(({ aliases }) => aliases.includes("orders"))?.keyId;
  const messages = () => host.logged.join("\n");
  return { fake, session, host, up, holder, messages, region, abort };
}

describe.each(CLOUD_NAMES)("an alias on %s", (cloud) => {
  test("is never taken from a key that a cloud product made, whatever its tags say", async () => {
    const run = newRun(cloud);
    const key = run.fake.add({
      region: run.region,
      aliases: ["orders"],
      ownerId: OWNER,
      product: "Ecs",
    });
    await expect(run.up()).rejects.toThrow(
      /which the cloud product Ecs made.*No key was created.*another alias/,
    );
    expect(run.fake.keys).toEqual([key]);
    expect(run.holder()).toBe(key.keyId);
  });

  test.each(["Enabled", "Disabled", "PendingDeletion"] as const)(
    "moves from a key of the same resource that is %s, with a warning",
    async (state) => {
      const run = newRun(cloud);
      const orphan = run.fake.add({
        region: run.region,
        aliases: ["orders"],
        ownerId: OWNER,
        state,
        deletionDate:
          state === "PendingDeletion"
            ? new Date(Date.now() + 20 * 86_400_000 - 60_000).toISOString()
            : undefined,
      });
      const { id } = await run.up();
      expect(id).toContain(run.holder());
      expect(run.holder()).not.toBe(orphan.keyId);
      expect(run.messages()).toContain(`it belonged to ${orphan.keyId}`);
      expect(run.messages()).toContain("pulumi import cmk:index:Cmk NAME");
      // A key that is pending deletion still is, and no earlier.
      expect(orphan.state).toBe(state);
      if (cloud === "tencent" && state === "PendingDeletion")
        expect(run.messages()).toContain("destroyed in 20 days");
    },
  );

  test("moves from a key of the same resource that one read misses", async () => {
    const run = newRun(cloud);
    const { keyId } = run.fake.add({
      region: run.region,
      aliases: ["orders"],
      ownerId: OWNER,
    });
    run.fake.hide(keyId, { by: "describe", reads: 1 });
    const { id } = await run.up(1);
    expect(id).toContain(run.holder());
    expect(run.messages()).toContain(`it belonged to ${keyId}`);
  });

  test("stays with a foreign key, and no key is created", async () => {
    const run = newRun(cloud);
    const { keyId } = run.fake.add({ region: run.region, aliases: ["orders"] });
    await expect(run.up()).rejects.toThrow(/held by another key.*--refresh/);
    expect(run.holder()).toBe(keyId);
    expect(run.fake.keys).toHaveLength(1);
  });

  test.each([true, false])(
    "stays with another resource's key, and the option `aliases` is named; the resource is known: %s",
    async (isKnown) => {
      const run = newRun(cloud);
      const ownerId = ownerIdOf(PROVIDER, OTHER_URN);
      run.fake.add({ region: run.region, aliases: ["orders"], ownerId });
      if (isKnown)
        run.session.history.noteCheck(OTHER_URN, { cloud: "alibaba" });
      const failure = withoutWaits(run.up);
      await expect(failure).rejects.toThrow(
        /resource option `aliases: \[\{ name: FORMER_NAME \}\]`/,
      );
      await expect(failure).rejects.toThrow(
        isKnown ? OTHER_URN : /made it for another resource/,
      );
      expect(run.fake.keys).toHaveLength(1);
    },
  );

  test("is given back if no key is created", async () => {
    const run = newRun(cloud);
    const orphan = run.fake.add({
      region: run.region,
      aliases: ["orders"],
      ownerId: OWNER,
    });
    run.fake.fail("create", "quota");
    await expect(run.up()).rejects.toThrow();
    expect(run.holder()).toBe(orphan.keyId);
  });

  test.each(["before", "after"] as const)(
    "stays with, or goes back to, the former key if the new one can't get it: the call fails %s its effect",
    async (moment) => {
      const run = newRun(cloud);
      const orphan = run.fake.add({
        region: run.region,
        aliases: ["orders"],
        ownerId: OWNER,
      });
      const made = () => run.fake.keys.find((key) => key !== orphan)?.keyId;
      run.fake.happens({
        method: "create",
        moment: "after",
        others: () => {
          const move = cloud === "tencent" ? "addAlias" : "moveAlias";
          run.fake.fail(
            move,
            moment === "before" ? "denied" : "unknownOutcome",
            moment,
          );
        },
      });
      await expect(run.up()).rejects.toThrow(/could not set the alias/);
      expect(run.holder()).toBe(moment === "before" ? orphan.keyId : made());
    },
  );

  test("goes back to the former key after Cancel, too", async () => {
    const run = newRun(cloud);
    const orphan = run.fake.add({
      region: run.region,
      aliases: ["orders"],
      ownerId: OWNER,
    });
    run.fake.happens({
      method: "create",
      moment: "after",
      others: () => {
        run.abort.abort();
      },
    });
    await expect(run.up()).rejects.toThrow();
    expect(run.holder()).toBe(orphan.keyId);
  });

  test("is not given any more once the run is cancelled", async () => {
    const run = newRun(cloud);
    run.fake.happens({
      method: "create",
      moment: "after",
      others: () => {
        run.abort.abort();
      },
    });
    await expect(run.up()).rejects.toMatchObject({
      reasons: expect.anything() as unknown,
    });
    expect(run.holder()).toBeUndefined();
    expect(run.fake.keys).toHaveLength(1);
  });

  test("a replacement under another account's credentials makes no key", async () => {
    const run = newRun(cloud);
    run.session.history.noteDiff(URN, {
      id: `${cloud}/${run.region}/${run.fake.add().keyId}`,
      inputs: bag({}),
      arn: "of another account",
    });
    run.fake.fail("describe", "accountMismatch");
    await expect(run.up()).rejects.toMatchObject({ kind: "accountMismatch" });
    expect(run.fake.keys).toHaveLength(1);
    expect(run.fake.calls).toHaveLength(1);
  });
});

test.each(CLOUD_NAMES)(
  "an update on %s takes the alias of the key that an import has replaced",
  async (cloud) => {
    const run = new FakeRun(cloud);
    const former = run.fake.add({ aliases: ["orders"] });
    const state = await run.made({ alias: "bills" });
    const take = () => run.update(state, { alias: "orders" });
    await expect(withoutWaits(take)).rejects.toThrow(
      "If this resource had that key before the option `import` gave it this one",
    );
    expect(former.aliases).toEqual(["orders"]);
    // As a refresh shows it.
    run.session.history.noteInState(run.urn, run.idOf(former));
    await take();
    expect(run.key(state.id)?.aliases).toContain("orders");
    expect(former.aliases).not.toContain("orders");
  },
);

test("an alias that has left its key meanwhile is added to the new one", async () => {
  const run = newRun("alibaba");
  const former = run.fake.add({
    region: run.region,
    aliases: ["orders"],
    ownerId: OWNER,
  });
  run.fake.happens({
    method: "create",
    moment: "after",
    others: () => {
      former.aliases = [];
    },
  });
  await run.up();
  expect(run.holder()).not.toBe(former.keyId);
  expect(run.fake.keys[1]?.aliases).toEqual(["orders"]);
});

test("a key that others have protected since is not replaced", async () => {
  const run = newRun("alibaba");
  const old = run.fake.add({ region: run.region });
  run.session.history.noteDiff(URN, {
    id: `alibaba/${run.region}/${old.keyId}`,
    inputs: bag({}),
    arn: "of this account",
  });
  old.deletionProtection = true;
  await expect(run.up()).rejects.toThrow(
    /protected against deletion .* outside of Pulumi\. No key was created/,
  );
  expect(run.fake.keys).toHaveLength(1);
});

describe("an alias of a key that is pending deletion on Tencent Cloud", () => {
  const deletionDate = new Date(Date.now() + 20 * 86_400_000).toISOString();
  const doomed = () => {
    const run = newRun("tencent");
    const orphan = run.fake.add({
      region: run.region,
      aliases: ["orders"],
      ownerId: OWNER,
      state: "PendingDeletion",
      deletionDate,
    });
    return { ...run, orphan };
  };

  test.each(["Cancel", "deadline", "unknownOutcome", "denied"] as const)(
    "stays, and the key too, if %s comes once the deletion is cancelled",
    async (event) => {
      const run = doomed();
      run.fake.happens({
        method: "cancelDeletion",
        moment: "during",
        ...(event === "Cancel"
          ? {
              others: () => {
                run.abort.abort();
              },
            }
          : { kind: event }),
      });
      await expect(run.up()).rejects.toThrow(/unknownOutcome/);
      expect(run.orphan).toMatchObject({
        state: "PendingDeletion",
        aliases: ["orders"],
      });
      expect(Date.parse(run.orphan.deletionDate ?? "")).toBeGreaterThan(
        Date.parse(deletionDate) - 60_000,
      );
      expect(run.messages()).toContain("is scheduled again");
    },
  );

  test("is named with how to delete the key, if that can't be scheduled again", async () => {
    const run = doomed();
    run.fake.fail("cancelDeletion", "unknownOutcome", "during");
    run.fake.fail("scheduleDeletion", "denied");
    await expect(run.up()).rejects.toThrow(/unknownOutcome/);
    expect(run.orphan.state).toBe("Disabled");
    expect(run.messages()).toMatch(
      /could not be scheduled again: .*tccli kms ScheduleKeyDeletion/,
    );
  });

  test("stays with it where the cloud refuses to cancel the deletion", async () => {
    const run = doomed();
    run.fake.fail("cancelDeletion", "denied");
    await expect(run.up()).rejects.toThrow(/can't be cancelled for the move/);
    expect(run.orphan).toMatchObject({
      state: "PendingDeletion",
      deletionDate,
    });
    expect(run.fake.calls.join()).not.toContain("scheduleDeletion");
  });
});

test("a live key under the alias's retired name is named as an orphan, if it is not another resource's", async () => {
  const run = newRun("tencent");
  const rules = CLOUDS.tencent;
  const keys = [undefined, OWNER, "0123456789abcdef"].map((ownerId) => {
    const key = run.fake.add({ region: run.region, ownerId });
    key.aliases = [retiredAlias(rules, "orders", key.keyId)];
    return key;
  });
  await run.up();
  expect(keys.map(({ keyId }) => run.messages().includes(keyId))).toEqual([
    true,
    true,
    false,
  ]);
});

test.each([
  ["orders", "orders-old-11112222"],
  ["orders-old-11112222", "orders-old-11112222"],
  ["orders-old-33334444", "orders-old-11112222"],
  ["a".repeat(60), `${"a".repeat(47)}-old-11112222`],
])("%s is retired as %s", (alias, retired) => {
  const keyId = "11112222-0000-0000-0000-000000000000";
  expect(retiredAlias(CLOUDS.tencent, alias, keyId)).toBe(retired);
});
