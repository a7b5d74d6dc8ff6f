import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import ts from "typescript";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { EXAMPLES } from "../support/paths";
import { run } from "../support/processes";

const FOLDER = join(EXAMPLES, "pull-requests");
const WORKFLOW = readFileSync(
  join(FOLDER, ".github/workflows/preview.yml"),
  "utf8",
);

interface Step {
  id?: string;
  /** Whether it runs after another one has failed. */
  always: boolean;
  command: string;
}

/** The steps of the workflow that run a command; each is one line. */
const STEPS: readonly Step[] = WORKFLOW.split(/^ {6}- /m)
  .slice(1)
  .flatMap((text) => {
    const [, command] = /^ *run: (.*)$/m.exec(text) ?? [];
    const [, id] = /^id: (\w+)$/m.exec(text) ?? [];
    const always = /^if: \$\{\{ !cancelled\(\) \}\}$/m.test(text);
    return command === undefined ? [] : [{ id, always, command }];
  });

/** A workflow's run on a stack: what it comments, and whether the job ends well. */
async function work(stack: Stack, npm = "exit 0") {
  const bin = join(stack.workplace.folder, "runner");
  mkdirSync(bin, { recursive: true });
  for (const [name, script] of [
    ["npm", npm],
    ["gh", 'echo "$@" > gh.txt'],
  ] as const) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  // Node.js 24 strips the types; older ones take this file as it is.
  const source = readFileSync(join(FOLDER, "summarize.ts"), "utf8");
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
    },
  });
  writeFileSync(join(stack.folder, "summarize.ts"), outputText);

  const environment = stack.workplace.environment(stack.env);
  const env = {
    ...environment,
    PATH: [bin, environment["PATH"]].join(delimiter),
    PULL_REQUEST: "17",
    GITHUB_STEP_SUMMARY: join(stack.folder, "steps.md"),
    OUTCOME: "skipped",
  };
  let succeeds = true;
  for (const { id, always, command } of STEPS) {
    if (!succeeds && !always) continue;
    const { code, stderr } = await run("bash", ["-e", "-c", command], {
      cwd: stack.folder,
      env,
    });
    if (always) expect(stderr).toBe("");
    if (id === "preview") env.OUTCOME = code === 0 ? "success" : "failure";
    succeeds &&= code === 0;
  }
  const text = (name: string) => readFileSync(join(stack.folder, name), "utf8");
  expect(text("gh.txt")).toBe(
    "pr comment 17 --body-file summary.md --edit-last --create-if-none\n",
  );
  expect(text("steps.md").endsWith(text("summary.md"))).toBe(true);
  return { succeeds, comment: text("summary.md") };
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
  });

  afterAll(async () => {
    for (const stack of stacks) stack.remove();
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
    return `\`${program} kms CancelKeyDeletion --region ${String(region)} --KeyId ${String(keyId)}\``;
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
    const { comment, succeeds } = await work(stack);
    if (inDays(30) !== days[0]) days.splice(0, 2, inDays(30), inDays(7));
    const [in30, in7] = days;

    expect(succeeds).toBe(true);
    expect(comment).toMatch(/^## ⚠️ Keys that this change deletes: 4\n/);
    expect(comment.split("\n")).toEqual(
      expect.arrayContaining([
        `- \`replaced\` (\`${id("replaced")}\`) is replaced: \`spec\`. It will be destroyed, \`30\` days after the deletion: not before ${String(in30)}. Until then this cancels it: ${cancels(id("replaced"))}`,
        `- \`removed\` (\`${id("removed")}\`) is removed from the stack. It will be destroyed, \`7\` days after the deletion: not before ${String(in7)}. Until then this cancels it: ${cancels(id("removed"))}`,
        `- \`disabled\` (\`${id("disabled")}\`) is removed from the stack. It will be disabled and kept: what is encrypted under it can't be read until it is enabled again.`,
        `- \`kept\` (\`${id("kept")}\`) is removed from the stack. It will be kept as it is: retainOnDelete.`,
        "- `create` `made`",
        "- `update` `changed`: `description`",
      ]),
    );
    expect(comment).toMatch(/^- `replaced` `warning: .*CancelKeyDeletion/m);

    await stack.up();
    const nothing = await work(stack);
    expect(nothing.comment).toBe("## No key is deleted\n");
  });

  test("a plan that a refused input stops is incomplete, though nothing in it is deleted", async () => {
    const stack = await deployed({ refused: key(), removed: key() });
    stack.write({ resources: { refused: key({ spec: "AES_257" }) } });

    const { comment, succeeds } = await work(stack);
    expect(succeeds).toBe(false);
    expect(comment).toMatch(/^## ⚠️ The preview is incomplete\n.*AES_257/s);
    expect(comment).not.toContain("No key is deleted");
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

      const { comment } = await work(stack);
      expect(comment).toMatch(/^## ⚠️ Keys that this change may replace: 1\n/);
      expect(comment).toContain(
        `\`ledger\` (\`${id}\`) is replaced if the value of \`spec\`, which is not known yet, differs`,
      );
      expect(comment).toContain(cancels(id));
      expect(comment).not.toContain("No key is deleted");
    },
  );

  test("an input that is not known yet, but never replaces, is a plain update", async () => {
    const stack = await deployed({ ledger: key({ spec: "AES_256" }) });
    const ledger = key({ spec: "AES_256", description: "${other.creator}" });
    stack.write({ resources: { other: key(), ledger } });

    const { comment } = await work(stack);
    expect(comment).toMatch(/^## No key is deleted\n/);
    expect(comment).toContain("- `update` `ledger`: `description`");
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
    expect(comment).toMatch(/^## ⚠️ Keys that this change deletes: 1\n/);
    expect(comment).toContain(
      `- \`ledger\` (\`${old}\`) was replaced by an earlier update, which has not deleted it.`,
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
    await stack.fails("up");

    const days = [inDays(9)];
    const { comment } = await work(stack);
    days.push(inDays(9));
    expect(comment).toMatch(/^## ⚠️ Keys that are being deleted already: 1\n/);
    expect(
      days
        .map(
          (day) =>
            `\`9\` days after the deletion: not after ${day}. Until then this cancels it: ${cancels(old)}`,
        )
        .some((text) => comment.includes(text)),
    ).toBe(true);
    expect(comment).toContain(`\`ledger\` (\`${old}\`) was deleted`);
    expect(comment).toContain("- `replace` `ledger`: `spec`");
  });

  test("a protected key makes the preview fail, which the comment tells", async () => {
    const ledger = (spec: string) => key({ spec }, { protect: true });
    const stack = await deployed({ ledger: ledger("AES_256") });
    stack.write({ resources: { ledger: ledger("SM4") } });

    const { comment, succeeds } = await work(stack);
    expect(succeeds).toBe(false);
    expect(comment).toMatch(/^## ⚠️ The preview is incomplete\n/);
    expect(comment).toMatch(
      /^- `ledger` `error: unable to replace [^\n]*\n[^\n]*marked for protection/m,
    );

    stack.write({ resources: { ledger: key({ spec: "AES_256" }) } });
    const opened = await work(stack);
    expect(opened.comment).toContain("`ledger`; the option protect goes off");
  });

  test("a run that fails before there is a plan is commented, with what Pulumi said", async () => {
    const stack = await deployed({ ledger: key() }, "dev");
    const absent = await work(stack);
    expect(absent.succeeds).toBe(false);
    expect(absent.comment).toMatch(
      /^## ⚠️ The preview is incomplete\n.*no stack named 'prod' found/s,
    );

    const uninstalled = await work(stack, "exit 1");
    expect(uninstalled.succeeds).toBe(false);
    expect(uninstalled.comment).toMatch(/^## ⚠️ The preview is incomplete\n/);
    expect(uninstalled.comment).not.toContain("No key is deleted");
  });
});
