import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..");

/** The file that holds a snippet in each language of schema.json's fences. */
const SNIPPET_FILES = {
  typescript: "index.ts",
  python: "__main__.py",
  go: "main.go",
  yaml: "program.yaml",
} as const;

/** A snippet in every language, each in a fence of its own. */
function fences(snippet: string): string {
  return Object.entries(SNIPPET_FILES)
    .map(([language, file]) => {
      const path = join(ROOT, "examples/snippets", snippet, file);
      const code = readFileSync(path, "utf8").trimEnd();
      return `\`\`\`${language}\n${code}\n\`\`\``;
    })
    .join("\n\n");
}

/** The Cmk's page for schema.json: provider/schema/cmk.md with the programs of examples/snippets in their places. */
export function resourcePage(): string {
  return readFileSync(join(ROOT, "provider/schema/cmk.md"), "utf8").replace(
    /\{\{snippet ([\w-]+)\}\}/g,
    (_, snippet: string) => fences(snippet),
  );
}
