import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

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
