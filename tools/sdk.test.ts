import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import ts from "typescript";

const ROOT = join(__dirname, "..");
/** What is built, installed or kept by hand in the SDKs' folders. */
const NOT_GENERATED = new Set(["bin", "node_modules", "go.mod", "go.sum"]);
const WITHOUT_GO = isMissing("go");

function isMissing(command: string): boolean {
  try {
    execFileSync(command, ["version"], { stdio: "ignore" });
    return false;
  } catch {
    return true;
  }
}

function filesUnder(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (path: string) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (NOT_GENERATED.has(entry.name)) continue;
      if (entry.isDirectory()) visit(inner);
      else found[relative(folder, inner)] = readFileSync(inner, "utf8");
    }
  };
  visit(folder);
  return found;
}

(WITHOUT_GO ? test.skip : test)(
  "the SDKs in sdk/ are what the schema gives; else run `make sdk`",
  () => {
    const out = mkdtempSync(join(tmpdir(), "cmk-sdk-"));
    try {
      execFileSync(join(ROOT, "tools/sdk.sh"), [out]);
      const committed = filesUnder(join(ROOT, "sdk"));
      expect(committed).toEqual(filesUnder(out));
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  },
  600_000,
);

/** What TypeScript offers an editor between the quotes of a program's first `""`. */
function completionsIn(program: string): string[] {
  const path = join(ROOT, "examples", "completions.ts");
  const config = ts.readConfigFile(join(ROOT, "tsconfig.json"), (name) =>
    ts.sys.readFile(name),
  ).config as { compilerOptions: object };
  const { options } = ts.convertCompilerOptionsFromJson(
    config.compilerOptions,
    ROOT,
  );
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [path],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => {
      const text = name === path ? program : ts.sys.readFile(name);
      return text === undefined
        ? undefined
        : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => ROOT,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === path || ts.sys.fileExists(name),
    readFile: (name) => ts.sys.readFile(name),
  });
  const found = service.getCompletionsAtPosition(
    path,
    program.indexOf('""') + 1,
    undefined,
  );
  return (found?.entries ?? []).map(({ name }) => name).sort();
}

test.each([
  ['new cmk.Cmk("a", { cloud: "" })', ["alibaba", "tencent"]],
  [
    'new cmk.Cmk("a", { deletionPolicy: "" })',
    ["DISABLE", "PREVENT", "SCHEDULE_DELETION"],
  ],
  ['cmk.getCmks({ usages: [""] })', ["ENCRYPT_DECRYPT", "SIGN_VERIFY"]],
  ['cmk.getCmkOutput({ cloud: "" })', ["alibaba", "tencent"]],
])("an editor offers the values in %s", (use, values) => {
  const program = `import * as cmk from "pulumi-cmk";\n${use};\n`;
  expect(completionsIn(program)).toEqual(values);
});
