import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  adopt,
  listed,
  named,
  stacksIn,
  whyNot,
  type ListedKey,
  type Options,
} from "../../examples/adopt-an-account/adopt";
import { adoptAccount, LEFT } from "../support/adoption";
import { EXAMPLES, ROOT } from "../support/paths";

const OPTIONS: Options = {
  owned: false,
  except: {},
  exceptIds: new Set(),
  stacks: { names: new Set(), keys: new Map() },
};

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
    again: [],
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
  expect(whyNot(key(facts), { ...OPTIONS, except: { tool: "a" } })).toBe(why);
});

test.each<[Partial<ListedKey>, boolean]>([
  [{}, false],
  [{ keyState: "Disabled" }, false],
  [{ keyState: "PendingImport" }, false],
  [{ isSyncReplica: false, tags: { tool: "b" } }, false],
  [{ owner: "0123456789abcdef" }, true],
])("a key with %j is imported, with --owned: %s", (facts, owned) => {
  const options = { ...OPTIONS, owned, except: { tool: "a" } };
  expect(whyNot(key(facts), options)).toBeUndefined();
});

const SAME_ALIAS = [
  key({ alias: "app/orders" }),
  key({ alias: "app-orders", id: "tencent/ap-singapore/87ff856e" }),
  key({ alias: "app/orders", id: "alibaba/cn-beijing/key-bjj1" }),
];
const NAMES = ["app-orders-cn-hangzhou", "app-orders-ap-singapore"];

test.each([SAME_ALIAS, [...SAME_ALIAS].reverse()])(
  "keys with one alias all have their region in the name, in any order",
  (...keys) => {
    const names = new Map(named(keys).map(({ id, name }) => [id, name]));
    expect(SAME_ALIAS.map(({ id }) => names.get(id))).toEqual([
      ...NAMES,
      "app-orders-cn-beijing",
    ]);
  },
);

test.each<[string, Partial<ListedKey>[], string[]]>([
  [
    "a digit first, and no alias",
    [{ alias: "2026" }, {}],
    ["key-2026", "key-0example"],
  ],
  [
    "a region that both clouds have",
    [
      { alias: "a", id: "alibaba/x-1/1" },
      { alias: "a", id: "tencent/x-1/2" },
    ],
    ["a-alibaba-x-1", "a-tencent-x-1"],
  ],
  [
    "an alias like another key's name",
    [
      { alias: "a", id: "alibaba/x-1/1" },
      { alias: "a", id: "alibaba/x-2/2" },
      { alias: "a-x-1", id: "alibaba/x-2/3" },
    ],
    ["a-alibaba-x-1", "a-x-2", "a-x-1-x-2"],
  ],
  [
    "two aliases that differ in a character that names can't have",
    [
      { alias: "a/b", id: "alibaba/x-1/1" },
      { alias: "a.b", id: "alibaba/x-1/2" },
    ],
    ["a-b-1", "a-b-2"],
  ],
])("each key has a name of its own: %s", (_, facts, names) => {
  expect(named(facts.map(key)).map(({ name }) => name)).toEqual(names);
});

const EXPORT = {
  version: 3,
  deployment: {
    resources: [
      {
        urn: "urn:pulumi:dev::keys::pulumi:pulumi:Stack::keys-dev",
        type: "pulumi:pulumi:Stack",
      },
      {
        urn: "urn:pulumi:dev::keys::cmk:index:Cmk::app-orders",
        type: "cmk:index:Cmk",
        id: "alibaba/cn-beijing/key-bjj1",
      },
      {
        urn: "urn:pulumi:dev::keys::my:index:Shop$cmk:index:Cmk::theirs",
        type: "cmk:index:Cmk",
        id: "tencent/ap-singapore/87ff856e",
        external: true,
      },
    ],
  },
};

test("what a stack has is left out, and keeps its name", () => {
  const stacks = stacksIn([EXPORT, { version: 3, deployment: null }]);
  const keys = [...SAME_ALIAS.slice(1), key({ alias: "theirs" })];
  const { resources, left } = adopt(keys, { ...OPTIONS, stacks });
  expect(left).toEqual(new Map([["already in a stack", [SAME_ALIAS[2]]]]));
  expect(resources.map(({ name }) => name)).toEqual([
    "app-orders-ap-singapore",
    "theirs-cn-hangzhou",
  ]);
});

test("a state that is no export is refused", () => {
  expect(() => stacksIn([{ resources: [] }])).toThrow("pulumi stack export");
});

test.each([
  JSON.stringify({ resources: [{ id: "acs:kms:cn-beijing:1:key/key-bjj1" }] }),
  "tencent/ap-singapore/9\nalibaba/cn-beijing/key-bjj1\n",
])("the ids in a file are left out, in any form: %s", (text) => {
  const folder = mkdtempSync(join(tmpdir(), "adopt-"));
  const file = (name: string, content: unknown) => {
    const path = join(folder, name);
    const isText = typeof content === "string";
    writeFileSync(path, isText ? content : JSON.stringify(content));
    return path;
  };
  const script = join(EXAMPLES, "adopt-an-account/adopt.ts");
  const loader = ["-r", "ts-node/register/transpile-only"];
  const flags = ["--except-ids", file("import.json", text)];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...loader, script, ...flags, file("keys.json", { all: SAME_ALIAS })],
    { encoding: "utf8", cwd: ROOT },
  );
  rmSync(folder, { recursive: true });
  const { resources } = JSON.parse(stdout) as { resources: { name: string }[] };
  expect(resources.map(({ name }) => name)).toEqual(NAMES);
  expect(stderr).toBe(
    `To import: 2 keys
Left out: 1 key, named in a file
  alibaba/cn-beijing/key-bjj1 (app/orders)
Without --state, keys that a stack already has are imported a second time.
`,
  );
});

test("a key that two outputs list is imported once", () => {
  expect(listed({ a: [key()], b: [key()] })).toHaveLength(1);
});

test("all lists of a stack's outputs count, and nothing else", () => {
  const outputs = {
    a: [key()],
    b: [key({ id: "tencent/ap-singapore/1", owner: "x" })],
    c: "text",
    d: null,
  };
  const { resources, left } = adopt(listed(outputs), OPTIONS);
  expect(resources).toHaveLength(1);
  expect([...left.keys()]).toEqual(["made by another stack"]);
});
