import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  adopt,
  exportIn,
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
  except: [],
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
  expect(whyNot(key(facts), { ...OPTIONS, except: [["tool", "a"]] })).toBe(why);
});

test.each<[Partial<ListedKey>, boolean]>([
  [{}, false],
  [{ keyState: "Disabled" }, false],
  [{ keyState: "PendingImport" }, false],
  [{ isSyncReplica: false, tags: { tool: "b" } }, false],
  [{ owner: "0123456789abcdef" }, true],
])("a key with %j is imported, with --owned: %s", (facts, owned) => {
  const options: Options = { ...OPTIONS, owned, except: [["tool", "a"]] };
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

test("a key also has its region in the name if the key with the same alias isn't imported", () => {
  const [one, ...others] = SAME_ALIAS;
  expect(named([one!], new Set(), [one!, ...others])).toMatchObject([
    { name: "app-orders-cn-hangzhou" },
  ]);
});

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
  const exports = [EXPORT, { version: 3, deployment: null }];
  const stacks = stacksIn(exports.map(exportIn));
  const keys = [...SAME_ALIAS.slice(1), key({ alias: "theirs" })];
  const { resources, left } = adopt(keys, { ...OPTIONS, stacks });
  expect(left).toEqual(new Map([["already in a stack", [SAME_ALIAS[2]]]]));
  expect(resources.map(({ name }) => name)).toEqual([
    "app-orders-ap-singapore",
    "theirs-cn-hangzhou",
  ]);
});

/** What the script does in a folder with these files, texts or JSON. */
function run(files: Record<string, unknown>, ...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), "adopt-"));
  for (const [name, content] of Object.entries(files)) {
    const isText = typeof content === "string";
    const text = isText ? content : JSON.stringify(content);
    writeFileSync(join(folder, name), text);
  }
  const script = join(EXAMPLES, "adopt-an-account/adopt.ts");
  const loader = require.resolve("ts-node/register/transpile-only");
  const env = { ...process.env, TS_NODE_PROJECT: join(ROOT, "tsconfig.json") };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["-r", loader, script, ...args],
    { encoding: "utf8", cwd: folder, env },
  );
  rmSync(folder, { recursive: true });
  return { status, stdout, stderr };
}

const LISTED = { "keys.json": { all: SAME_ALIAS } };

test.each([
  JSON.stringify({ resources: [{ id: "acs:kms:cn-beijing:1:key/key-bjj1" }] }),
  "tencent/ap-singapore/9\nalibaba/cn-beijing/key-bjj1\n",
])("the ids in a file are left out, in any form: %s", (text) => {
  const files = { ...LISTED, "import.json": text };
  const { stdout, stderr } = run(files, "--except-ids", "import.json");
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

test("each --except counts, also those for one tag, and one that fits no key is named", () => {
  const keys = ["a", "b", "c"].map((tool, index) =>
    key({ id: `alibaba/cn-hangzhou/key-${index}`, tags: { tool } }),
  );
  const values = ["a", "b", "d"].flatMap((tool) => [
    "--except",
    `tool=${tool}`,
  ]);
  const { stdout, stderr } = run({ "keys.json": { keys } }, ...values);
  expect((JSON.parse(stdout) as { resources: object[] }).resources).toEqual([
    expect.objectContaining({ id: "alibaba/cn-hangzhou/key-2" }),
  ]);
  expect(stderr).toContain("\nNo key in the list is tagged tool=d.\n");
  expect(stderr).not.toContain("No key in the list is tagged tool=a");
});

test.each<[string[], Record<string, unknown>, string]>([
  [["--except", "managed-by"], {}, '--except "managed-by" must be TAG=VALUE'],
  [["--except", "a:b"], {}, '--except "a:b" must be TAG=VALUE'],
  [["--except", "=b"], {}, '--except "=b" must be TAG=VALUE'],
  [["--except-ids", "ids"], { ids: "- none\n" }, '--except-ids "ids" must con'],
  [["--except-ids", "ids"], {}, `--except-ids "ids" can't be read (ENOENT)`],
  [["--state", "s"], {}, `--state "s" can't be read (ENOENT)`],
  [["--state", "s"], { s: "" }, '--state "s" must be JSON'],
  [["--state", "s"], { s: null }, '--state "s" must be an export of a stack'],
  [["--state", "s"], { s: LISTED }, '--state "s" must be an export of a stack'],
  [["no.json"], {}, `LIST "no.json" can't be read (ENOENT)`],
  [["s"], { s: EXPORT }, 'LIST "s" must be a list of keys, and not a stack'],
  [
    ["s"],
    { s: { version: 4, terraform_version: "1.9.8", resources: [] } },
    `LIST "s" must be a list of keys, and not Terraform's state`,
  ],
  [["s"], { s: [key()] }, 'LIST "s" must be the outputs of a stack'],
  [["s"], { s: {} }, 'LIST "s" must be the outputs of a stack'],
  [["a", "b"], {}, "LIST must be one file, not a and b"],
  [["--stat", "s"], {}, "Unknown option '--stat'"],
  [["--state"], {}, "Option '--state <value>' argument missing"],
  [["--state", "--owned"], {}, "Option '--state' argument is ambiguous"],
])("%j with %j is refused in one line: %s", (args, files, text) => {
  const { status, stdout, stderr } = run({ ...LISTED, ...files }, ...args);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/^adopt\.ts: .*`node adopt\.ts --help`.*\n$/);
  expect(stderr).toContain(text);
});

test("--help lists the options", () => {
  const { status, stdout, stderr } = run({}, "--help");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^Usage: .*--state.*--except .*--except-ids.*--own/s);
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
