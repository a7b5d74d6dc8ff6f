import type { CreateRequest, Key } from "../../provider/clouds/cloud";
import type { CloudName, KeyState, Tags } from "../../provider/model/types";
import { OWNER_ID, requestOf } from "../support/clouds/bench";
import {
  ACCOUNT,
  Calls,
  outcomeOf,
  SM_REGION,
  stopTime,
  type World,
  WORLDS,
} from "./key-services";

/**
 * What the resource layer may count on from KeyService. The same tests run on both real services, over the emulator, and on
 * the keys in memory that unit tests and simulation use: these are to be no friendlier.
 */

const DAY_S = 86_400;
const EVERYTHING = { aliases: true, tags: true, policy: true };
const MATERIAL = Buffer.alloc(32, 7).toString("base64");
const OTHER_MATERIAL = Buffer.alloc(32, 8).toString("base64");
const INSTANCE = "kst-hzz62ab0ad57t0example";
const POLICY = JSON.stringify({ Version: "1", Statement: [] });
const EXTERNAL = { origin: "EXTERNAL" } as const;

function every(days: number) {
  return { enabled: true, intervalSeconds: days * DAY_S };
}

/** In so many seconds, as the clouds write it. */
function inSeconds(seconds: number): string {
  const now = Math.floor(Date.now() / 1000);
  return new Date((now + seconds) * 1000).toISOString().replace(".000Z", "Z");
}

/** What CreateKey is refused for. */
const REFUSED: Readonly<
  Record<CloudName, [string, Partial<CreateRequest>, string][]>
> = {
  alibaba: [
    ["an unknown spec", { spec: "EC_P384" }, "invalid"],
    [
      "a usage that the spec lacks",
      { spec: "EC_P256", usage: "ENCRYPT_DECRYPT" },
      "invalid",
    ],
    ["a spec of instances only", { spec: "RSA_4096" }, "invalid"],
    ["own asymmetric material", { spec: "RSA_2048", ...EXTERNAL }, "invalid"],
    [
      "rotation of own material",
      { ...EXTERNAL, rotation: every(7) },
      "invalid",
    ],
    ["a policy without an instance", { policy: POLICY }, "unsupported"],
    ["a reserved tag", { tags: { aliyun: "1" } }, "invalid"],
    ["a long description", { description: "x".repeat(8193) }, "invalid"],
  ],
  tencent: [
    ["an unknown spec", { spec: "RSA_4096" }, "unsupported"],
    ["a spec of other regions", { spec: "SM2" }, "unsupported"],
    ["own asymmetric material", { spec: "RSA_2048", ...EXTERNAL }, "invalid"],
    ["a reserved alias", { uniqueAlias: "kms-orders" }, "invalid"],
    ["a long description", { description: "é".repeat(513) }, "invalid"],
  ],
};

describe.each(WORLDS)("%s", (_, cloud, open) => {
  const isOne = cloud === "tencent";
  const afterCancel: KeyState = isOne ? "Disabled" : "Enabled";
  let world: World;
  let calls: Calls;
  beforeAll(async () => {
    stopTime();
    world = await open();
  });
  beforeEach(async () => {
    await world.reset();
    calls = new Calls(world);
  });
  afterAll(async () => {
    await world.close();
    jest.useRealTimers();
  });

  async function make(overrides: Partial<CreateRequest> = {}) {
    return (await calls.create(overrides)).keyId;
  }

  async function see(keyId: string): Promise<Key> {
    const key = await calls.describe(keyId, EVERYTHING);
    if (!key) throw new Error(`there is no key ${keyId}`);
    return key;
  }

  async function stateOf(keyId: string): Promise<string> {
    return (await calls.describe(keyId))?.state ?? "none";
  }

  /** An EXTERNAL key with its material. */
  async function makeFilled(expires?: string): Promise<string> {
    const keyId = await make(EXTERNAL);
    await calls.importMaterial(keyId, { material: MATERIAL, expires });
    return keyId;
  }

  describe("create", () => {
    test("makes what is asked for, and tells what is left to be set", async () => {
      const request = {
        description: "clé 密钥",
        tags: { team: "billing", a: "1" },
        rotation: every(30),
      };
      const { keyId, key, ...others } = await calls.create(request);
      expect(others.doubled).toEqual([]);
      expect(others.undone.tags).toBeUndefined();
      expect(others.undone.ownerTag ?? false).toBe(false);
      const seen = await see(keyId);
      expect(seen).toMatchObject({
        region: calls.region,
        keyId,
        state: "Enabled",
        spec: "AES_256",
        usage: "ENCRYPT_DECRYPT",
        origin: "KMS",
        description: request.description,
        tags: request.tags,
        ownerId: OWNER_ID,
        creator: ACCOUNT,
        creationDate: inSeconds(0),
        // Tencent Cloud's CreateKey takes no rotation.
        rotation: isOne ? { enabled: false } : request.rotation,
      });
      expect(seen.deletionDate).toBeUndefined();
      expect(key).toEqual(seen);
    });

    test("leaves parts out of describe that are not asked for", async () => {
      const keyId = await make({ tags: { a: "1" } });
      const key = await calls.describe(keyId);
      expect(key?.tags).toBeUndefined();
      expect(key?.policy).toBeUndefined();
      expect(key?.aliases?.length).toBe(isOne ? 1 : undefined);
    });

    test.each([
      [{ spec: "RSA_2048", usage: "SIGN_VERIFY" }, "RSA_2048", "SIGN_VERIFY"],
      [{ spec: "RSA_2048" }, "RSA_2048", "ENCRYPT_DECRYPT"],
      [{ spec: "EC_P256", usage: "SIGN_VERIFY" }, "EC_P256", "SIGN_VERIFY"],
      [{ spec: "AES_256" }, "AES_256", "ENCRYPT_DECRYPT"],
    ] as const)("%j is read as %s for %s", async (kind, spec, usage) => {
      expect(await see(await make(kind))).toMatchObject({ spec, usage });
    });

    test("an EXTERNAL key waits for its material", async () => {
      const key = await see(await make(EXTERNAL));
      expect(key).toMatchObject({ state: "PendingImport", origin: "EXTERNAL" });
      expect(key.materialExpireTime).toBe("");
      expect(key.lastRotationDate).toBeUndefined();
    });

    test.each(REFUSED[cloud])("refuses %s", async (_why, kind, refusal) => {
      expect(await outcomeOf(calls.create(kind))).toBe(refusal);
      expect(await calls.keyIds()).toEqual(new Set());
    });

    if (isOne)
      test("takes a key for its own that has its unique alias, as nobody else asks for that", async () => {
        const uniqueAlias = "orders";
        const keyId = await make({ uniqueAlias });
        const tags = { a: "1" };
        const again = await calls.create({ uniqueAlias, tags });
        expect(again).toMatchObject({
          keyId,
          undone: { tags: expect.any(String) as string, ownerTag: true },
          doubled: [],
        });
        expect(
          await outcomeOf(calls.create({ uniqueAlias, ...EXTERNAL })),
        ).toBe("uncertain");
        await calls.scheduleDeletion(keyId, "Enabled", 7);
        expect((await calls.create({ uniqueAlias })).keyId).toBe(keyId);
        await world.advance(7 * DAY_S);
        expect((await calls.create({ uniqueAlias })).keyId).not.toBe(keyId);
      });

    test("a spec by name must be the region's", async () => {
      const elsewhere = new Calls(world, isOne ? SM_REGION : calls.region);
      const check = (spec: "AES_256" | "SM4" | "SYMMETRIC_DEFAULT") =>
        outcomeOf(elsewhere.precheck({ spec }));
      expect(await check("AES_256")).toBe(isOne ? "unsupported" : "ok");
      expect(await check("SM4")).toBe("ok");
      expect(await check("SYMMETRIC_DEFAULT")).toBe("ok");
    });
  });

  describe("listed", () => {
    const parts = { aliases: true, tags: true };
    /** Enough keys that the service lists them, and the way to read those of one pass. */
    async function many() {
      const keys = (await world.connect()).in(calls.region, calls.context);
      const ids: string[] = [];
      for (let n = 0; n < 20; n++)
        ids.push(await make({ tags: { n: `${n}` } }));
      const pass = {};
      const listed = (keyId: string) => keys.listed(pass, keyId, parts);
      for (const keyId of ids) await listed(keyId);
      return { keys, ids, last: ids.at(-1) ?? "", listed };
    }

    test("tells what describe tells", async () => {
      const { keys, ids, listed } = await many();
      for (const keyId of ids)
        expect(await listed(keyId)).toEqual(await keys.describe(keyId, parts));
    });

    test("tells nothing of a key that is not there", async () => {
      const { listed } = await many();
      const region = isOne ? SM_REGION : "cn-beijing";
      const { keyId } = await new Calls(world, region).create();
      expect(await listed(keyId)).toBeUndefined();
    });

    test("tells nothing from before this service's own change", async () => {
      const { keys, last, listed } = await many();
      const key = await listed(last);
      if (!key) throw new Error("the key is not listed");
      await keys.setTags(key, { set: { n: "new" }, remove: [] });
      await keys.setDescription(last, "new");
      const again = await listed(last);
      expect(again?.tags ?? { n: "new" }).toEqual({ n: "new" });
      expect(again?.description ?? "new").toBe("new");
    });

    test("tells a later refresh pass what others have changed", async () => {
      const { keys, ids, last } = await many();
      await calls.setTags(last, { n: "theirs" }, [], (await see(last)).arn);
      const pass = {};
      for (const keyId of ids) await keys.listed(pass, keyId, parts);
      const key = await keys.listed(pass, last, parts);
      expect(key?.tags).toEqual({ n: "theirs" });
    });
  });

  describe("describe", () => {
    test("knows no key of another region or id", async () => {
      const keyId = await make();
      const elsewhere = new Calls(world, isOne ? SM_REGION : "cn-beijing");
      expect(await elsewhere.describe(keyId)).toBeUndefined();
      expect(await elsewhere.keyIds()).toEqual(new Set());
    });

    test("says that there is no key in its own account only", async () => {
      const { keyId, arn } = await see(await make());
      const foreign = arn.replaceAll(ACCOUNT, "100000000009");
      await calls.scheduleDeletion(keyId, "Enabled");
      await world.advance(7 * DAY_S);
      expect(await calls.describe(keyId, {}, arn)).toBeUndefined();
      expect(await outcomeOf(calls.describe(keyId, {}, foreign))).toBe(
        "accountMismatch",
      );
    });
  });

  describe("aliases", () => {
    test("one that a key has already is given again", async () => {
      const keyId = await make();
      await calls.addAlias(keyId, "orders");
      await calls.addAlias(keyId, "orders");
      expect((await see(keyId)).aliases).toEqual(["orders"]);
      expect((await calls.findByAlias("orders"))?.keyId).toBe(keyId);
    });

    test("one that another key has is taken", async () => {
      const [one, other] = [await make(), await make()];
      await calls.addAlias(one, "orders");
      expect(await outcomeOf(calls.addAlias(other, "orders"))).toBe(
        "aliasTaken",
      );
      await calls.scheduleDeletion(one, "Enabled");
      expect(await outcomeOf(calls.addAlias(other, "orders"))).toBe(
        "aliasTaken",
      );
      expect(await calls.findByAlias("orders")).toMatchObject({
        keyId: one,
        state: "PendingDeletion",
      });
    });

    test("one goes with its key", async () => {
      const [one, other] = [await make(), await make()];
      await calls.addAlias(one, "orders");
      await calls.scheduleDeletion(one, "Enabled", 7);
      await world.advance(7 * DAY_S);
      expect(await calls.findByAlias("orders")).toBeUndefined();
      await calls.addAlias(other, "orders");
      expect((await see(other)).aliases).toContain("orders");
    });

    test("a second one comes beside the first, or in its place", async () => {
      const keyId = await make();
      await calls.addAlias(keyId, "orders");
      await calls.addAlias(keyId, "bills");
      const { aliases = [] } = await see(keyId);
      expect([...aliases].sort()).toEqual(
        isOne ? ["bills"] : ["bills", "orders"],
      );
      expect((await calls.findByAlias("orders"))?.keyId).toBe(
        isOne ? undefined : keyId,
      );
    });

    test("are unique in a region, not in an account", async () => {
      const elsewhere = new Calls(world, isOne ? SM_REGION : "cn-beijing");
      await calls.addAlias(await make(), "orders");
      const { keyId } = await elsewhere.create();
      expect(await outcomeOf(elsewhere.addAlias(keyId, "orders"))).toBe("ok");
    });

    test.each(["", "a b", isOne ? "kms-orders" : "acs/orders"])(
      "%j is none",
      async (alias) => {
        const keyId = await make();
        expect(await outcomeOf(calls.addAlias(keyId, alias))).toBe("invalid");
      },
    );

    if (!isOne) {
      test("one moves from a key that is to be destroyed", async () => {
        const [one, other] = [await make(), await make()];
        await calls.addAlias(one, "orders");
        await calls.scheduleDeletion(one, "Enabled");
        await calls.moveAlias("orders", other);
        expect((await see(one)).aliases).toEqual([]);
        expect((await see(other)).aliases).toEqual(["orders"]);
      });

      test("one that nobody has is not moved, and removed without a word", async () => {
        const keyId = await make();
        expect(await outcomeOf(calls.moveAlias("orders", keyId))).toBe(
          "notFound",
        );
        await calls.addAlias(keyId, "orders");
        await calls.removeAlias("orders");
        await calls.removeAlias("orders");
        expect((await see(keyId)).aliases).toEqual([]);
      });
    }
  });

  describe("tags", () => {
    test("are set, overwritten and removed; others stay", async () => {
      const keyId = await make({ tags: { a: "1", b: "2", c: "3" } });
      const { arn } = await see(keyId);
      await calls.setTags(keyId, { b: "4", d: "5" }, ["c", "none"], arn);
      expect(await see(keyId)).toMatchObject({
        tags: { a: "1", b: "4", d: "5" },
        ownerId: OWNER_ID,
      });
    });

    test("are set without the key's full name", async () => {
      const keyId = await make();
      await calls.setTags(keyId, { a: "1" });
      expect((await see(keyId)).tags).toEqual({ a: "1" });
    });

    test.each<Tags>([
      { "a?": "1" },
      { a: "?" },
      { [isOne ? "qcloud" : "aliyun"]: "" },
    ])("%j is none", async (tags) => {
      const keyId = await make();
      expect(await outcomeOf(calls.setTags(keyId, tags))).toBe("invalid");
    });

    test("are limited", async () => {
      const keyId = await make();
      const max = isOne ? 49 : 19;
      const some = (count: number) =>
        Object.fromEntries(
          Array.from({ length: count }, (_, i) => [`t${String(i)}`, "1"]),
        );
      await calls.setTags(keyId, some(max));
      expect(await outcomeOf(calls.setTags(keyId, { more: "1" }))).toBe(
        "quota",
      );
      await calls.setTags(keyId, { more: "1" }, ["t0"]);
      expect(Object.keys((await see(keyId)).tags ?? {})).toHaveLength(max);
    });
  });

  describe("the owner", () => {
    test("is known by tags, or by the name that the key was made under", async () => {
      const keyId = await make();
      expect((await calls.describe(keyId))?.ownerId).toBe(
        isOne ? OWNER_ID : undefined,
      );
      await calls.addAlias(keyId, "orders");
      expect((await calls.describe(keyId))?.ownerId).toBeUndefined();
      expect((await see(keyId)).ownerId).toBe(OWNER_ID);
      expect((await calls.findByAlias("orders"))?.ownerId).toBeUndefined();
    });

    test("is known by a listing", async () => {
      const request = requestOf();
      const { keyId } = await calls.create(request);
      const facts = isOne
        ? { state: "Enabled", creationDate: inSeconds(0) }
        : {};
      const listing = await calls.listing();
      expect(listing.owned).toEqual([
        { keyId, ownerId: OWNER_ID, token: request.token, ...facts },
      ]);
      expect(listing.aliases).toEqual(
        isOne
          ? new Map([[request.uniqueAlias, { keyId, ...facts }]])
          : undefined,
      );
      await calls.addAlias(keyId, "orders");
      expect((await calls.listing()).owned).toHaveLength(isOne ? 0 : 1);
    });
  });

  describe("rotation", () => {
    test("is on, changed, and off", async () => {
      const keyId = await make();
      await calls.setRotation(keyId, every(30));
      expect(await see(keyId)).toMatchObject({
        rotation: every(30),
        nextRotationDate: inSeconds(30 * DAY_S),
      });
      await calls.setRotation(keyId, every(60));
      expect(await see(keyId)).toMatchObject({
        rotation: every(60),
        nextRotationDate: inSeconds(60 * DAY_S),
      });
      await calls.setRotation(keyId, { enabled: false });
      const off = await see(keyId);
      expect(off.rotation?.enabled).toBe(false);
      expect(off.nextRotationDate).toBeUndefined();
    });

    test.each([6, isOne ? 366 : 731])(
      "every %d days is refused",
      async (days) => {
        const keyId = await make();
        expect(await outcomeOf(calls.setRotation(keyId, every(days)))).toBe(
          "invalid",
        );
      },
    );

    test("makes a version when its time comes", async () => {
      const keyId = await make();
      await calls.setRotation(keyId, every(30));
      const before = await see(keyId);
      await world.advance(65 * DAY_S);
      const after = await see(keyId);
      expect(after).toMatchObject({
        lastRotationDate: inSeconds(60 * DAY_S),
        nextRotationDate: inSeconds(90 * DAY_S),
      });
      if (!isOne) expect(after.primaryKeyVersion).toBeDefined();
      expect(after.primaryKeyVersion === before.primaryKeyVersion).toBe(isOne);
    });

    test("begins anew, or goes by the last one, where it is switched on late", async () => {
      const keyId = await make();
      await world.advance(10 * DAY_S);
      await calls.setRotation(keyId, every(30));
      expect((await see(keyId)).nextRotationDate).toBe(
        inSeconds((isOne ? 40 : 30) * DAY_S),
      );
      await world.advance(5 * DAY_S);
      await calls.setRotation(keyId, every(30));
      expect((await see(keyId)).nextRotationDate).toBe(
        inSeconds((isOne ? 40 : 30) * DAY_S),
      );
    });

    test("of a disabled key waits, or doesn't", async () => {
      const keyId = await make();
      await calls.setRotation(keyId, every(30));
      await calls.disable(keyId);
      await world.advance(40 * DAY_S);
      expect(await see(keyId)).toMatchObject({
        rotation: every(30),
        lastRotationDate: inSeconds(isOne ? 30 * DAY_S : 0),
      });
      await calls.enable(keyId);
      expect(await see(keyId)).toMatchObject({
        lastRotationDate: inSeconds((isOne ? 30 : 40) * DAY_S),
        nextRotationDate: inSeconds((isOne ? 60 : 70) * DAY_S),
      });
    });

    if (!isOne)
      test("is done at once where the new interval has passed already", async () => {
        const keyId = await make();
        await world.advance(100 * DAY_S);
        await calls.setRotation(keyId, every(30));
        expect(await see(keyId)).toMatchObject({
          lastRotationDate: inSeconds(100 * DAY_S),
          nextRotationDate: inSeconds(130 * DAY_S),
        });
      });
  });

  describe("deletion", () => {
    test("destroys the key on its date", async () => {
      const keyId = await make();
      await calls.scheduleDeletion(keyId, "Enabled", 7);
      expect(await see(keyId)).toMatchObject({
        state: "PendingDeletion",
        deletionDate: inSeconds(7 * DAY_S),
      });
      expect(await calls.keyIds()).toEqual(new Set([keyId]));
      await world.advance(7 * DAY_S - 1);
      expect(await stateOf(keyId)).toBe("PendingDeletion");
      await world.advance(1);
      expect(await stateOf(keyId)).toBe("none");
      expect(await calls.keyIds()).toEqual(new Set());
      expect(await outcomeOf(calls.cancelDeletion(keyId))).toBe("notFound");
      const listing = await calls.listing();
      expect(listing.owned).toEqual([]);
    });

    test.each([6, isOne ? 31 : 367])("in %d days is refused", async (days) => {
      const keyId = await make();
      const deletion = calls.scheduleDeletion(keyId, "Enabled", days);
      expect(await outcomeOf(deletion)).toBe("invalid");
      expect(await stateOf(keyId)).toBe("Enabled");
    });

    test("keeps its date where it is asked for again", async () => {
      const keyId = await make();
      await calls.scheduleDeletion(keyId, "Enabled", 7);
      await calls.scheduleDeletion(keyId, "Disabled", 20);
      expect((await see(keyId)).deletionDate).toBe(inSeconds(7 * DAY_S));
    });

    test.each(["Enabled", "Disabled"] as const)(
      "of a key that was %s is cancelled",
      async (state) => {
        const keyId = await make();
        if (state === "Disabled") await calls.disable(keyId);
        await calls.scheduleDeletion(keyId, state);
        expect(await calls.cancelDeletion(keyId)).toBe(afterCancel);
        const key = await see(keyId);
        expect(key.state).toBe(afterCancel);
        expect(key.deletionDate).toBeUndefined();
      },
    );

    test("of a key without material leads back to waiting", async () => {
      const keyId = await make(EXTERNAL);
      await calls.scheduleDeletion(keyId, "PendingImport");
      expect(await calls.cancelDeletion(keyId)).toBe("PendingImport");
    });

    test("of a key with material does not", async () => {
      const keyId = await makeFilled();
      await calls.scheduleDeletion(keyId, "Enabled");
      expect(await calls.cancelDeletion(keyId)).toBe(afterCancel);
    });

    if (!isOne)
      test("of a protected key is refused", async () => {
        const keyId = await make();
        await calls.setDeletionProtection(keyId, true);
        expect((await see(keyId)).deletionProtection).toBe(true);
        const deletion = () =>
          outcomeOf(calls.scheduleDeletion(keyId, "Enabled"));
        expect(await deletion()).toBe("protected");
        expect(await stateOf(keyId)).toBe("Enabled");
        await calls.setDeletionProtection(keyId, false);
        expect((await see(keyId)).deletionProtection).toBe(false);
        expect(await deletion()).toBe("ok");
      });
  });

  describe("material", () => {
    test("expires on its date", async () => {
      const expires = inSeconds(10 * DAY_S);
      const keyId = await makeFilled(expires);
      expect(await see(keyId)).toMatchObject({
        state: "Enabled",
        materialExpireTime: expires,
      });
      await world.advance(10 * DAY_S - 1);
      expect(await stateOf(keyId)).toBe("Enabled");
      await world.advance(1);
      const key = await see(keyId);
      expect(key.state).toBe("PendingImport");
      expect(key.materialExpireTime).toBe("");
    });

    test("expires on a disabled key, too", async () => {
      const keyId = await makeFilled(inSeconds(DAY_S));
      await calls.disable(keyId);
      await world.advance(DAY_S);
      expect(await stateOf(keyId)).toBe("PendingImport");
    });

    test("expires, or doesn't, while the key waits for its destruction", async () => {
      const keyId = await makeFilled(inSeconds(DAY_S));
      await calls.scheduleDeletion(keyId, "Enabled");
      await world.advance(DAY_S);
      expect(await stateOf(keyId)).toBe("PendingDeletion");
      await calls.cancelDeletion(keyId);
      expect(await stateOf(keyId)).toBe("PendingImport");
    });

    test("comes again as the same bytes only, with another date", async () => {
      const keyId = await makeFilled();
      const expires = inSeconds(DAY_S);
      await calls.importMaterial(keyId, { material: MATERIAL, expires });
      expect((await see(keyId)).materialExpireTime).toBe(expires);
      const other = () =>
        outcomeOf(calls.importMaterial(keyId, { material: OTHER_MATERIAL }));
      expect(await other()).toBe("invalid");
      await calls.deleteMaterial(keyId);
      expect(await other()).toBe("invalid");
      expect(await stateOf(keyId)).toBe("PendingImport");
      await calls.importMaterial(keyId, { material: MATERIAL });
      const key = await see(keyId);
      expect(key.state).toBe("Enabled");
      expect(key.materialExpireTime).toBe("");
    });

    test.each([
      ["of another length", { material: "AAAA" }],
      [
        "that has expired",
        { material: MATERIAL, expires: "2020-01-01T00:00:00Z" },
      ],
    ])("%s is refused", async (_why, request) => {
      const keyId = await make(EXTERNAL);
      expect(await outcomeOf(calls.importMaterial(keyId, request))).toBe(
        "invalid",
      );
      expect(await stateOf(keyId)).toBe("PendingImport");
    });
  });

  describe("list", () => {
    test("filters by spec, usage, state, tags and alias, and tells the parts that are asked for", async () => {
      const plain = await make({ tags: { a: "1", b: "2" } });
      await calls.addAlias(plain, "orders-1");
      const off = await make({ tags: { a: "1" } });
      await calls.disable(off);
      const signs = await make({ spec: "RSA_2048", usage: "SIGN_VERIFY" });
      await calls.addAlias(signs, "orders-2");
      const going = await make(EXTERNAL);
      await calls.scheduleDeletion(going, "PendingImport");

      const found = async (filter: Parameters<Calls["list"]>[0]) =>
        (await calls.list(filter)).map(({ keyId }) => keyId).sort();
      const sorted = (...ids: string[]) => ids.sort();
      expect(await found({})).toEqual(sorted(plain, off, signs, going));
      expect(await found({ states: ["Enabled"] })).toEqual(
        sorted(plain, signs),
      );
      expect(await found({ states: ["Disabled", "PendingDeletion"] })).toEqual(
        sorted(off, going),
      );
      expect(await found({ states: ["Archived"] })).toEqual([]);
      expect(await found({ states: [] })).toEqual([]);
      expect(await found({ usages: ["SIGN_VERIFY"] })).toEqual([signs]);
      expect(await found({ specs: ["RSA_2048"] })).toEqual([signs]);
      expect(await found({ specs: ["SYMMETRIC_DEFAULT"] })).toEqual(
        sorted(plain, off, going),
      );
      expect(await found({ specs: ["AES_256", "RSA_2048"] })).toEqual(
        sorted(plain, off, signs, going),
      );
      expect(await found({ specs: ["SM4"] })).toEqual([]);
      expect(await found({ tags: { a: "1" } })).toEqual(sorted(plain, off));
      expect(await found({ tags: { a: "1", b: "2" } })).toEqual([plain]);
      expect(await found({ tags: { a: "2" } })).toEqual([]);
      expect(await found({ aliasPrefix: "orders-" })).toEqual(
        sorted(plain, signs),
      );
      expect(await found({ aliasPrefix: "rders-" })).toEqual([]);

      const [full] = await calls.list({ tags: { b: "2" } }, EVERYTHING);
      expect(full).toEqual(await see(plain));
    });
  });

  test("a public key is the same in both forms", async () => {
    const { der, pem } = await calls.publicKey(
      await make({ spec: "RSA_2048" }),
    );
    expect(pem.replace(/-----.*?-----|\n/g, "")).toBe(der);
    expect(pem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  });

  if (!isOne)
    test("a policy is kept by keys of instances", async () => {
      const keyId = await make({ dkmsInstanceId: INSTANCE });
      expect((await see(keyId)).policy).toContain("Statement");
      await calls.setPolicy(keyId, POLICY);
      expect(await see(keyId)).toMatchObject({
        policy: POLICY,
        dkmsInstanceId: INSTANCE,
      });
      expect((await calls.describe(keyId))?.policy).toBeUndefined();
      const shared = await see(await make());
      expect(shared.policy).toBeUndefined();
    });

  test("nothing is begun after Cancel, or after the time-out", async () => {
    const keyId = await make();
    const abort = new AbortController();
    abort.abort();
    calls.context.signal = abort.signal;
    expect(await outcomeOf(calls.disable(keyId))).toBe("cancelled");
    calls = new Calls(world);
    calls.context.deadline = Date.now() - 1;
    expect(await outcomeOf(calls.disable(keyId))).toBe("deadline");
    calls = new Calls(world);
    expect(await stateOf(keyId)).toBe("Enabled");
  });
});
