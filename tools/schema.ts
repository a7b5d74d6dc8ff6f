/**
 * Writes the files that are generated from the model: schema.json, and the tables in the README and the docs. With
 * `--check` it writes nothing, lists differences, and fails if there are any.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { packageSchema } from "../provider/schema/schema";
import { schemaPages } from "./schema-pages";
import { withTables } from "./tables";

const ROOT = join(__dirname, "..");

/** A generated file, or one with generated parts. */
interface Generated {
  path: string;
  /** The expected text. */
  text: string;
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

function schema(): Generated {
  const { version } = JSON.parse(read("package.json")) as { version: string };
  const content = packageSchema({ version, pages: schemaPages() });
  return {
    path: "schema.json",
    text: `${JSON.stringify(content, undefined, 2)}\n`,
  };
}

async function page(path: string): Promise<Generated> {
  const text = await format(withTables(read(path)), { parser: "markdown" });
  return { path, text };
}

function pages(): string[] {
  const docs = existsSync(join(ROOT, "docs"))
    ? readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    : [];
  return ["README.md", ...docs.map((path) => join("docs", path))]
    .filter((path) => path.endsWith(".md"))
    .sort();
}

async function main(): Promise<void> {
  const files = [schema(), ...(await Promise.all(pages().map(page)))];
  if (process.argv.includes("--check")) {
    const stale = files.filter(({ path, text }) => read(path) !== text);
    for (const { path } of stale) console.log(`${path} is out of date`);
    process.exitCode = stale.length && 1;
  } else {
    for (const { path, text } of files) writeFileSync(join(ROOT, path), text);
  }
}

void main();
