import { FakeKeyService } from "../../../tests/support/fake-key-service";
import { bag, listeningHost, URN } from "../../../tests/support/resource";

import {
  FakeRun,
  ownerOf,
  partOf,
  withoutWaits,
} from "../../../tests/support/fake-run";
import type { ListedKey, Listing } from "../../clouds/cloud";
import { CLOUDS } from "../../clouds/registry";
import type { CloudName } from "../../model/types";
import { Session } from "../session/session";
import type { Properties } from "../values/properties";
import { ownedName } from "../values/owner";
import { create, createRequestOf } from "./create";

const REGIONS = { alibaba: "cn-hangzhou", tencent: "ap-singapore" } as const;
const OLD_KEYS = {
  alibaba: "key-00000000",
  tencent: "00000000-0000-0000-0000-000000000000",
} as const;
const TOKEN = "0123456789ab";
const GENERATED = ownedName("orders", ownerOf(), TOKEN);
const OTHERS = ownedName("orders", ownerOf(`${URN}-2`), TOKEN);
const HOLDER: ListedKey = { keyId: "00000000" };
const CLOUD_NAMES = Object.keys(REGIONS) as CloudName[];

/** The Create of a resource. */
function newCreate(cloud: CloudName, preview = false) {
  const region = REGIONS[cloud];
  const fake = new FakeKeyService(cloud);
  const session = new Session(() => Promise.resolve(fake.service));
  session.configure("provider-id", bag({}));
  const host = listeningHost();
  const inputs = bag({ cloud, region, alias: "orders" });
  const run = () =>
    create({ urn: URN, inputs, preview, timeout: 10 }, session, host);
  const said = () => host.logged.join("\n");
  const oldId = `${cloud}/${region}/${OLD_KEYS[cloud]}`;
  return { fake, session, run, said, oldId };
}

describe.each(CLOUD_NAMES)("a creation on %s", (cloud) => {
  test("in a preview calls no cloud and warns what happens to the old key", async () => {
    const { fake, session, run, said, oldId } = newCreate(cloud, true);
    session.history.noteDiff(URN, { id: oldId, inputs: bag({}) });
    expect((await run()).id).toBe("");
    expect(fake.calls).toEqual([]);
    expect(said()).toMatch(/warning: This replaces key .*destroyed/);
  });

  test.each([
    [{ deletionPolicy: "DISABLE" }, /will be disabled and kept/],
    [{ deletionWindowInDays: 7 }, /destroyed in 7 days/],
    [
      { deletionPolicy: "DISABLE", deletionDate: "2100-01-02T00:00:00Z" },
      /on 2100-01-02, as is scheduled already/,
    ],
  ] as const)(
    "in a preview goes by the old key's %j",
    async (facts, expected) => {
      const { session, run, said, oldId } = newCreate(cloud, true);
      session.history.noteDiff(URN, { id: oldId, inputs: bag({}), ...facts });
      await run();
      expect(said()).toMatch(expected);
    },
  );

  test.each([true, false])(
    "in place of a protected key makes none; a preview: %p",
    async (preview) => {
      const { fake, session, run, oldId } = newCreate(cloud, preview);
      const inputs = bag({});
      const old = { id: oldId, inputs, deletionProtection: true };
      session.history.noteDiff(URN, old);
      await expect(run()).rejects.toThrow(/No key was created/);
      expect(fake.calls).toEqual([]);
    },
  );

  test("in place of a protected key that this run imports only warns in its preview, because the engine then fails", async () => {
    const { session, run, said, oldId } = newCreate(cloud, true);
    session.history.noteImported(URN, oldId, oldId);
    const old = { id: oldId, inputs: bag({}), deletionProtection: true };
    session.history.noteDiff(URN, old);
    await run();
    expect(said()).toMatch(
      /warning: This run imports key .*fails.*shows which/s,
    );
  });

  test.each([true, false])(
    "in place of a key with an unknown deletionPolicy makes none, because that key's Delete refuses it; a preview: %p",
    async (preview) => {
      const { fake, session, run, oldId } = newCreate(cloud, preview);
      const inputs = bag({ deletionPolicy: "ARCHIVE" });
      session.history.noteDiff(URN, { id: oldId, inputs });
      await expect(run()).rejects.toThrow(/does not know. No key was created/);
      expect(fake.calls).toEqual([]);
    },
  );

  test.each([true, false])(
    "in place of a guarded key makes none, though no Diff has named it; a preview: %p",
    async (preview) => {
      const { fake, session, run } = newCreate(cloud, preview);
      session.history.noteCheck(URN, { cloud, deletionPolicy: "PREVENT" });
      session.history.noteCheck(URN, {});
      await expect(run()).rejects.toThrow(
        /replaces a key, which is guarded by deletionPolicy: PREVENT. No key was created.*SCHEDULE_DELETION/,
      );
      expect(fake.calls).toEqual([]);
    },
  );

  test("that is refused after deleteBeforeReplace says how to keep the old key", async () => {
    const { fake, session, run, oldId } = newCreate(cloud);
    session.history.noteDeleted(URN, { id: oldId, inputs: bag({}) });
    fake.fail("create", "quota");
    await expect(run()).rejects.toThrow(
      new RegExp(
        `scheduled for deletion first \\(deleteBeforeReplace\\).*keep the old one instead: .* CancelKeyDeletion .* && pulumi state delete '${URN}' && pulumi import cmk:index:Cmk orders ${oldId}`,
      ),
    );
    expect(fake.keys).toEqual([]);
  });

  test("that is refused after deleteBeforeReplace disabled the old key says how to have that one again", async () => {
    const { fake, session, run, oldId } = newCreate(cloud);
    const inputs = bag({ deletionPolicy: "DISABLE" });
    session.history.noteDeleted(URN, { id: oldId, inputs });
    fake.fail("create", "quota");
    await expect(run()).rejects.toThrow(
      /has been disabled first .*keep the old one instead: pulumi state delete/,
    );
  });

  test.each([true, false])(
    "in place of a key that an earlier update has deleted tells when it is destroyed: deletion in the state: %p",
    async (isInState) => {
      const { fake, session, run, said } = newCreate(cloud);
      const region = REGIONS[cloud];
      const deletionDate = "2100-01-02T00:00:00Z";
      const { keyId, arn } = fake.add({
        region,
        state: "PendingDeletion",
        deletionDate,
      });
      session.history.noteDiff(URN, {
        id: `${cloud}/${region}/${keyId}`,
        inputs: bag({}),
        arn,
        ...(isInState ? { deletionDate } : {}),
      });
      await run();
      expect(
        /was scheduled for deletion before this update, and will be destroyed on 2100-01-02T00:00:00Z\. To keep it: .*import cmk:index:Cmk NAME/.test(
          said(),
        ),
      ).toBe(!isInState);
    },
  );

  test("in a preview of a first key warns of nothing", async () => {
    const { run, said } = newCreate(cloud, true);
    await run();
    expect(said()).toBe("");
  });

  test("of a name that was generated for it looks for no holder", async () => {
    const run = new FakeRun(cloud);
    run.fake.happens({ method: "listing", kind: "denied", times: 9 });
    await run.create({ alias: GENERATED });
    const looked = run.fake.calls.some((call) => call.startsWith("findBy"));
    // On a cloud where a key can be without, this name is an alias as any other.
    expect(looked).toBe(cloud === "alibaba");
    expect(run.changes.filter((call) => call.includes("Alias"))).toHaveLength(
      cloud === "alibaba" ? 1 : 0,
    );
  });
});

describe.each(CLOUD_NAMES)(
  "a key on %s whose creation describes it to nobody",
  (cloud) => {
    test.each<[Properties, Properties]>([
      [
        { description: "d", tags: { a: "1" } },
        { keyState: "Enabled", origin: "KMS" },
      ],
      [{ origin: "EXTERNAL" }, { keyState: "PendingImport" }],
    ])("is as it was asked for: %j", async (inputs, others) => {
      const run = new FakeRun(cloud);
      run.fake.makesOddly({ undescribed: true, lost: true });
      run.fake.happens({ method: "describe", kind: "denied", times: 99 });
      const state = await withoutWaits(() => run.made(inputs));
      expect(state.outputs).toMatchObject({ ...inputs, ...others });
      expect(run.key(state.id)?.tags).toEqual(inputs["tags"] ?? {});
      // Only on one cloud a key has a name of its own.
      expect(state.outputs["alias"] === undefined).toBe(cloud === "alibaba");
    });
  },
);

describe("CreateKey's name and token", () => {
  const session = new FakeRun("tencent").session;
  const request = (cloud: CloudName, alias?: string, listing?: Listing) =>
    createRequestOf(CLOUDS[cloud], { alias }, URN, session, listing);
  const listing = (aliases?: Listing["aliases"]): Listing => ({
    owned: [],
    aliases,
  });

  test.each([
    ["no listing", undefined],
    ["a listing without aliases", listing()],
    ["a listing without this one", listing(new Map([["bills", HOLDER]]))],
  ])("are those of the name that was generated, by %s", (_how, found) => {
    expect(request("tencent", GENERATED, found)).toMatchObject({
      token: TOKEN,
      uniqueAlias: GENERATED,
    });
  });

  test.each<[string, CloudName, string | undefined, Listing | undefined]>([
    ["without an alias", "tencent", undefined, undefined],
    ["for another name", "tencent", "orders", undefined],
    ["for a name that another owner's key got", "tencent", OTHERS, undefined],
    [
      "where a key has the name",
      "tencent",
      GENERATED,
      listing(new Map([[GENERATED, HOLDER]])),
    ],
    ["where a key may be without a name", "alibaba", GENERATED, undefined],
  ])("are new ones %s", (_when, cloud, alias, found) => {
    const { token, uniqueAlias } = request(cloud, alias, found);
    expect(token).not.toBe(TOKEN);
    expect(uniqueAlias).toBe(ownedName("orders", ownerOf(), token));
    expect(request(cloud, alias, found).token).not.toBe(token);
  });
});

describe("aliases that are listed, as many keys are made", () => {
  function manyKeys() {
    const run = new FakeRun("alibaba");
    run.fake.hasManyKeys = true;
    return run;
  }

  test("are not looked up where the listing lacks them", async () => {
    const run = manyKeys();
    const { id } = await run.create({ alias: "orders" });
    expect(run.key(id)?.aliases).toEqual(["orders"]);
    expect(run.fake.calls.join()).not.toContain("findByAlias");
  });

  test("are looked up where it has them, so that no key is made in vain", async () => {
    const run = manyKeys();
    const { keyId } = run.fake.add({ aliases: ["orders"] });
    await expect(run.create({ alias: "orders" })).rejects.toThrow(
      /orders.*No key was created/,
    );
    expect(run.fake.keys.map((key) => key.keyId)).toEqual([keyId]);
  });

  test("and are taken in the meantime stay with who has them; the key that was made is kept", async () => {
    const run = manyKeys();
    await run.create({ alias: "orders" });
    const other = run.fake.add({ aliases: ["bills"] });
    run.urn = `${URN}-2`;
    const { id, reasons } = await partOf(run.create({ alias: "bills" }));
    expect(reasons.join()).toMatch(/could not set the alias.*bills/);
    expect(other.aliases).toEqual(["bills"]);
    expect(run.key(id)?.aliases).toEqual([]);
  });

  test("and this run gives away are looked up again", async () => {
    const run = manyKeys();
    const state = await run.made({ alias: "orders" });
    await run.update(state, { alias: "bills" });
    run.session.history.aliases.reserve(URN, []);
    run.fake.calls.length = 0;
    run.urn = `${URN}-2`;
    await run.create({ alias: "orders" });
    expect(run.fake.calls).toContain("findByAlias orders");
  });
});
