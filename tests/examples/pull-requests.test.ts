import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { summarize, type Plan } from "../../examples/pull-requests/summarize";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { EXAMPLES } from "../support/paths";
import { run } from "../support/processes";

const SCRIPT = join(EXAMPLES, "pull-requests/summarize.ts");

/** What `node summarize.ts PLAN` does, as the workflow types it; an older Node.js gets the file without its types. */
async function typed(plan: string, folder: string) {
  if (Reflect.get(process.features, "typescript"))
    return run(process.execPath, [SCRIPT, plan]);
  const { outputText } = ts.transpileModule(readFileSync(SCRIPT, "utf8"), {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
    },
  });
  const file = join(folder, "summarize.mjs");
  writeFileSync(file, outputText);
  const load = `await import("${pathToFileURL(file).href}")`;
  const options = ["--input-type=module", "-e", load];
  return run(process.execPath, [...options, SCRIPT, plan]);
}

function program(keys: Record<string, string>): string {
  const resources = Object.entries(keys).map(
    ([name, inputs]) =>
      `  ${name}: { type: cmk:Cmk, properties: { cloud: alibaba, ${inputs} } }`,
  );
  return ["resources:", ...resources].join("\n");
}

test("pull-requests: the comment names every key that the merge deletes, why, and its fate, before all else", async () => {
  const emulator = await Emulator.start();
  const stack = await Stack.create({
    connection: emulator.connection(),
    program: program({
      replaced: "spec: AES_256",
      changed: "description: old",
      removed: "deletionWindowInDays: 7",
      disabled: "deletionPolicy: DISABLE",
    }),
  });
  try {
    await stack.up();
    const idOf = async (name: string) => (await stack.resource(name)).id;
    const [replaced, removed, disabled] = await Promise.all(
      ["replaced", "removed", "disabled"].map(idOf),
    );
    stack.write(
      program({ replaced: "spec: SM4", changed: "description: new", made: "" }),
    );
    const done = await stack.run("preview", "--json");
    const comment = summarize(JSON.parse(done.stdout) as Plan);

    expect(comment).toMatch(/^## ⚠️ Keys that this change deletes: 3\n/);
    expect(comment.split("\n")).toEqual(
      expect.arrayContaining([
        `| replaced | \`${String(replaced)}\` | is replaced: spec | destroyed after 30 days |`,
        `| removed | \`${String(removed)}\` | is removed | destroyed after 7 days |`,
        `| disabled | \`${String(disabled)}\` | is removed | disabled and kept |`,
        "- create made",
        "- update changed: description",
      ]),
    );
    expect(comment).toMatch(/> \*\*replaced\*\* .*CancelKeyDeletion/);

    await stack.up();
    const nothing = await stack.run("preview", "--json");
    expect(summarize(JSON.parse(nothing.stdout) as Plan)).toBe(
      "## No key is deleted",
    );
  } finally {
    stack.remove();
    await emulator.stop();
  }
});

test("pull-requests: run by node, the script comments a preview that a protected key makes fail", async () => {
  const emulator = await Emulator.start();
  const key = (spec: string) =>
    `resources: { ledger: { type: cmk:Cmk, properties: { cloud: alibaba, spec: ${spec} }, options: { protect: true } } }`;
  const stack = await Stack.create({
    connection: emulator.connection(),
    program: key("AES_256"),
  });
  const folder = mkdtempSync(join(tmpdir(), "cmk-comment-"));
  try {
    await stack.up();
    stack.write(key("SM4"));
    const preview = await stack.attempt(["preview", "--json"]);
    expect(preview.code).not.toBe(0);
    const plan = join(folder, "plan.json");
    writeFileSync(plan, preview.stdout);

    const { code, stdout, stderr } = await typed(plan, folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^> \*\*ledger\*\* error: unable to replace .*marked for protection/ms,
    );
  } finally {
    stack.remove();
    await emulator.stop();
    rmSync(folder, { recursive: true });
  }
});
