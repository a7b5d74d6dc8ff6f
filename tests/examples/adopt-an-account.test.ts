import {
  adopt,
  listed,
  named,
  whyNot,
  type ListedKey,
} from "../../examples/adopt-an-account/adopt";
import { adoptAccount, LEFT } from "../support/adoption";

const OPTIONS = { owned: false, except: {} };

const key = (facts: Partial<ListedKey> = {}): ListedKey => ({
  id: "alibaba/cn-hangzhou/key-hzz62ab0ad57t0example",
  keyState: "Enabled",
  ...facts,
});

test("100 keys of all kinds, in 8 regions of both clouds, are imported without a change to any", async () => {
  expect(await adoptAccount(100)).toEqual({
    unchanged: true,
    imported: 100,
    left: LEFT,
    written: [],
  });
}, 120_000);

test.each<[Partial<ListedKey>, string]>([
  [{ product: "Ecs" }, "made by the cloud's product Ecs"],
  [{ owner: "0123456789abcdef" }, "made by another stack"],
  [{ isSyncReplica: true }, "a copy of a key in another region"],
  [{ keyState: "Archived" }, "archived"],
  [
    { keyState: "PendingDeletion", deletionDate: "2026-12-29T00:00:00Z" },
    "destroyed on 2026-12-29",
  ],
  [{ tags: { tool: "a" } }, "tagged tool=a"],
])("a key with %j is left out: %s", (facts, why) => {
  expect(whyNot(key(facts), { owned: false, except: { tool: "a" } })).toBe(why);
});

test.each<[Partial<ListedKey>, boolean]>([
  [{}, false],
  [{ keyState: "Disabled" }, false],
  [{ keyState: "PendingImport" }, false],
  [{ isSyncReplica: false, tags: { tool: "b" } }, false],
  [{ owner: "0123456789abcdef" }, true],
])("a key with %j is imported, with --owned: %s", (facts, owned) => {
  const options = { owned, except: { tool: "a" } };
  expect(whyNot(key(facts), options)).toBeUndefined();
});

test("each key has a name of its own", () => {
  const all = [
    key({ alias: "app/orders" }),
    key({ alias: "app-orders", id: "tencent/ap-singapore/1" }),
    key({ alias: "app/orders", id: "tencent/ap-singapore/2" }),
    key({ alias: "2026" }),
    key(),
  ];
  expect(named(all).map(({ name }) => name)).toEqual([
    "app-orders",
    "app-orders-ap-singapore",
    "app-orders-2",
    "key-2026",
    "key-0example",
  ]);
});

test("all lists of a stack's outputs count, and nothing else", () => {
  const outputs = { a: [key()], b: [key({ owner: "x" })], c: "text", d: null };
  const { resources, left } = adopt(listed(outputs), OPTIONS);
  expect(resources).toHaveLength(1);
  expect([...left.keys()]).toEqual(["made by another stack"]);
});
