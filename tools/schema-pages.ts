import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PageToken } from "../provider/schema/schema";

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

/** A file of provider/schema, with the programs of examples/snippets inserted. */
function page(file: string): string {
  return readFileSync(join(ROOT, "provider/schema", file), "utf8")
    .trimEnd()
    .replace(/\{\{snippet ([\w-]+)\}\}/g, (_, snippet: string) =>
      fences(snippet),
    );
}

/** What schema.json says of the resource and of each function. */
export function schemaPages(): Record<PageToken, string> {
  return {
    "cmk:index:Cmk": page("cmk.md"),
    "cmk:index:getCmk": page("get-cmk.md"),
    "cmk:index:getCmks": page("get-cmks.md"),
    "cmk:index:getKeyVersions": page("get-key-versions.md"),
    "cmk:index:getPublicKey": page("get-public-key.md"),
  };
}
