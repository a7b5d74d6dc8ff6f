import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { BIN } from "../support/paths";
import { CodeHost } from "./code-host";
import { work as workOn } from "./review-run";

let github: CodeHost;

/** A run of GitHub's workflow on a stack. */
function work(stack: Stack, commands?: Record<string, string>) {
  const { folder, workplace } = stack;
  const env = workplace.environment(stack.env);
  return workOn({ folder, env, host: github, commands });
}

const key = (inputs: object = {}, options = {}, cloud = "alibaba") => ({
  type: "cmk:Cmk",
  properties: { cloud, ...inputs },
  options,
});

describe("pull-requests", () => {
  let emulator: Emulator;
  const stacks: Stack[] = [];

  beforeAll(async () => {
    emulator = await Emulator.start();
    github = await CodeHost.start("github");
  });

  beforeEach(() => {
    github.reset();
  });

  afterAll(async () => {
    for (const stack of stacks) stack.remove();
    github.stop();
    await emulator.stop();
  });

  async function deployed(resources: object, name = "prod"): Promise<Stack> {
    const stack = await Stack.create({
      connection: emulator.connection(),
      program: { resources },
      stack: name,
    });
    stacks.push(stack);
    await stack.up();
    return stack;
  }

  async function idOf(stack: Stack, name: string): Promise<string> {
    const { id } = await stack.resource(name);
    return String(id);
  }

  const inDays = (days: number) =>
    new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

  const cancels = (id: string) => {
    const [cloud, region, keyId] = id.split("/");
    const program = cloud === "alibaba" ? "aliyun" : "tccli";
    return `  ${program} kms CancelKeyDeletion --region ${String(region)} --KeyId ${String(keyId)}\n`;
  };

  test("the comment names every key that the merge deletes, why, when, and how to cancel, before all else", async () => {
    const stack = await deployed({
      replaced: key({ spec: "AES_256" }),
      changed: key({ description: "old" }),
      removed: key({ deletionWindowInDays: 7 }, {}, "tencent"),
      disabled: key({ deletionPolicy: "DISABLE" }),
      kept: key({}, { retainOnDelete: true }),
    });
    const ids = Object.fromEntries(
      await Promise.all(
        ["replaced", "removed", "disabled", "kept"].map(
          async (name) => [name, await idOf(stack, name)] as const,
        ),
      ),
    );
    const id = (name: string) => ids[name] ?? "";
    stack.write({
      resources: {
        replaced: key({ spec: "SM4" }),
        changed: key({ description: "new" }),
        made: key(),
      },
    });
    // A test that runs over midnight sees either day.
    const days = [inDays(30), inDays(7)];
    const { code, comment, printed } = await work(stack);
    if (inDays(30) !== days[0]) days.splice(0, 2, inDays(30), inDays(7));
    const [in30, in7] = days;

    expect(printed).toContain(comment);
    expect(code).toBe(3);
    expect(comment).toMatch(/^## 🛑 This change destroys 2 keys\n/);
    expect(comment).toMatch(
      /\*\*2\*\* destroyed · \*\*2\*\* kept · \*\*1\*\* changed · \*\*1\*\* made · /,
    );
    const where = "`alibaba/cn-hangzhou`";
    expect(comment.split("\n")).toEqual(
      expect.arrayContaining([
        `| \`replaced\` | ${where} | replaced, for another \`spec\` | **${String(in30)}** or later (30 days) |`,
        `| \`removed\` | \`tencent/ap-singapore\` | removed from the stack | **${String(in7)}** or later (7 days) |`,
        `| \`disabled\` | ${where} | removed from the stack | disabled and kept; what it has encrypted can't be read until it is enabled again |`,
        `| \`kept\` | ${where} | removed from the stack | left as it is, by \`retainOnDelete\` |`,
        `- \`replaced\` \`${id("replaced")}\``,
        "- `made`",
        "- `changed`: `description`",
      ]),
    );
    expect(comment).toContain(cancels(id("replaced")));
    expect(comment).toContain(cancels(id("removed")));
    expect(comment).not.toContain(cancels(id("kept")));
    expect(comment).toMatch(/`This replaces key .*CancelKeyDeletion/s);

    github.label("destroys-keys");
    const allowed = await work(stack);
    expect(allowed.code).toBe(0);
    expect(allowed.comment).toContain("The label `destroys-keys` allows this.");

    await stack.up();
    const nothing = await work(stack);
    expect(nothing.comment).toMatch(/^## ✅ No key is destroyed\n/);
    expect(github.comments).toHaveLength(1);
    expect(readFileSync(join(stack.folder, "steps.md"), "utf8")).toContain(
      nothing.comment,
    );
  });

  test("a plan that a refused input stops is incomplete, though nothing in it is deleted", async () => {
    const stack = await deployed({ refused: key(), removed: key() });
    stack.write({ resources: { refused: key({ spec: "AES_257" }) } });

    const { comment, code } = await work(stack);
    expect(code).toBe(1);
    expect(comment).toMatch(/^## ⚠️ The preview failed: .*AES_257/s);
    expect(comment).not.toContain("No key is destroyed");
  });

  test.each([
    ["plain", "${other.creator}"],
    ["secret", { "fn::secret": "${other.creator}" }],
  ])(
    "a key that a %s input, not known yet, may replace is in the headline",
    async (_, spec) => {
      const stack = await deployed({ ledger: key({ spec: "AES_256" }) });
      const id = await idOf(stack, "ledger");
      stack.write({ resources: { other: key(), ledger: key({ spec }) } });

      const { comment, code } = await work(stack);
      expect(code).toBe(3);
      expect(comment).toMatch(/^## 🛑 This change may replace 1 key\n/);
      expect(comment).toContain(
        "| `ledger` | `alibaba/cn-hangzhou` | `spec` | destroyed: **",
      );
      expect(comment).toContain(cancels(id));
      expect(comment).not.toContain("No key is destroyed");
    },
  );

  test("keys that are replaced together are all in the headline, though Pulumi shows only the first", async () => {
    const along = (name: string) => ({ replaceWith: [`\${${name}}`] });
    const resources = (spec: string) => ({
      ledger: key({ spec }),
      copy: key({}, along("ledger"), "tencent"),
      second: key({}, along("copy")),
    });
    const stack = await deployed(resources("AES_256"));
    const id = await idOf(stack, "second");
    const changed = { other: key(), ...resources("${other.creator}") };
    stack.write({ resources: changed });

    const { comment, code } = await work(stack);
    expect(code).toBe(3);
    expect(comment).toMatch(/^## 🛑 This change may replace 3 keys\n/);
    expect(comment).toContain(
      "| `second` | `alibaba/cn-hangzhou` | inputs of `copy`, by `replaceWith` | destroyed: **",
    );
    expect(comment).toContain(cancels(id));
  });

  test("a key that the merge disables is in the headline", async () => {
    const stack = await deployed({ ledger: key() });
    stack.write({ resources: { ledger: key({ enabled: false }) } });

    const { comment, code } = await work(stack);
    expect(code).toBe(0);
    expect(comment).toMatch(/^## ⚠️ This change disables 1 key\n/);
    expect(comment).toContain("- `ledger`: `enabled`; the key is disabled");
  });

  test("an input that is not known yet, but never replaces, is a plain update", async () => {
    const stack = await deployed({ ledger: key({ spec: "AES_256" }) });
    const ledger = key({ spec: "AES_256", description: "${other.creator}" });
    stack.write({ resources: { other: key(), ledger } });

    const { comment, code } = await work(stack);
    expect(code).toBe(0);
    expect(comment).toMatch(/^## ✅ No key is destroyed\n/);
    expect(comment).toContain("- `ledger`: `description`");
  });

  test("the old key that a failed replacement has left is deleted by any merge", async () => {
    const stack = await deployed({ ledger: key({ spec: "AES_256" }) });
    const old = await idOf(stack, "ledger");
    await emulator.fault({
      cloud: "alibaba",
      action: "ScheduleKeyDeletion",
      kind: "error",
      code: "Forbidden.NoPermission",
      count: 1,
    });
    const ledger = key({ spec: "SM4" });
    stack.write({ resources: { ledger } });
    await stack.fails("up");
    stack.write({ resources: { ledger } });

    const { comment } = await work(stack);
    expect(comment).toMatch(/^## 🛑 This change destroys 1 key\n/);
    expect(comment).toContain(
      "| replaced by an earlier update, which failed to delete it |",
    );
    expect(comment).toContain(cancels(old));
  });

  test("a key that an interrupted deleteBeforeReplace has deleted is in the headline, with the latest date", async () => {
    const ledger = (spec: string) => ({
      ledger: key(
        { spec, deletionWindowInDays: 9 },
        { deleteBeforeReplace: true },
      ),
    });
    const stack = await deployed(ledger("AES_256"));
    const old = await idOf(stack, "ledger");
    await emulator.fault({
      cloud: "alibaba",
      action: "CreateKey",
      kind: "error",
      code: "Forbidden.NoPermission",
      count: 1,
    });
    stack.write({ resources: ledger("SM4") });
    const before = await work(stack);
    expect(before.comment).toMatch(/^## 🛑 This change destroys 1 key\n/);
    expect(before.comment).toContain("replaced, for another `spec` | **");
    expect(before.comment).not.toMatch(/already|earlier/);
    await stack.fails("up");

    const days = [inDays(9)];
    const { comment } = await work(stack);
    days.push(inDays(9));
    expect(comment).toMatch(/^## ⚠️ 1 key is being destroyed already\n/);
    expect(
      days
        .map((day) => `| destroyed: **${day}** or earlier (9 days) |`)
        .some((text) => comment.includes(text)),
    ).toBe(true);
    expect(comment).toContain(cancels(old));
    expect(comment).toContain("- `replace` `ledger`: `spec`");
  });

  test("a protected key makes the preview fail, which the comment tells, and that no label changes that", async () => {
    const ledger = (spec: string) => key({ spec }, { protect: true });
    const stack = await deployed({ ledger: ledger("AES_256") });
    stack.write({ resources: { ledger: ledger("SM4") } });

    const { comment, code } = await work(stack);
    expect(code).toBe(1);
    expect(comment).toMatch(/^## ⚠️ The preview failed: /);
    expect(comment).toContain(
      "**The check fails, with or without the label `destroys-keys`.**",
    );
    expect(comment).toMatch(
      /^- `ledger`\\\n {2}`unable to replace [^\n]*\n[^\n]*marked for protection/m,
    );

    github.label("destroys-keys");
    stack.write({ resources: {} });
    const removed = await work(stack);
    expect(removed.code).toBe(1);
    expect(removed.comment).toMatch(/^## ⚠️ The preview failed: /);
    expect(removed.comment).not.toMatch(/### Destroyed|label .* allows/);
    expect(removed.comment).toContain(
      "removed from the stack | kept by `protect`, on which the update fails |",
    );
    expect(removed.comment).toContain("because it is protected");

    stack.write({ resources: { ledger: key({ spec: "AES_256" }) } });
    const opened = await work(stack);
    expect(opened.comment).toContain("`ledger`; the option `protect` goes off");
  });

  test("a run that fails before there is a plan is commented, with what Pulumi said", async () => {
    const stack = await deployed({ ledger: key() }, "dev");
    const absent = await work(stack);
    expect(absent.code).toBe(1);
    expect(absent.comment).toMatch(
      /^## ⚠️ The preview failed: .*no stack named 'prod' found/s,
    );

    const there = await deployed({ ledger: key() });
    const uninstalled = await work(there, {
      pulumi: `[ "$1" != install ] && exec ${join(BIN, "pulumi")} "$@"`,
    });
    expect(uninstalled.code).toBe(1);
    expect(uninstalled.comment).toMatch(/^## ✅ No key is destroyed\n/);
  });
});
