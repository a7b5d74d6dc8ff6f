/**
 * Writes the files that are generated from the model: schema.json, the tables in the README and the docs, the pages for
 * Pulumi's Registry, and the example that lists the keys of every region. With `--check` it writes nothing, lists differences, and fails if there are any.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { CLOUDS } from "../provider/clouds/registry";
import { packageSchema } from "../provider/schema/schema";
import { REGISTRY_PAGES, registryText } from "./registry-pages";
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

/** For docs/how-to/adopt-an-account.md. One line each, so that a reader can remove a region. */
function everyRegion(): Generated {
  const outputs = Object.values(CLOUDS).flatMap(({ name, rules }) =>
    rules.regions.map((region) => {
      const place = `{ cloud: ${name}, region: ${region} }`;
      return `  ${region}: { fn::invoke: { function: cmk:getCmks, arguments: ${place}, return: cmks } }`;
    }),
  );
  return {
    path: "examples/adopt-an-account/every-region.yaml",
    text: [
      "# The keys of every region that the provider knows. Remove the lines of a cloud or a region that you can't use.",
      "# prettier-ignore",
      "outputs:",
      ...outputs,
      "",
    ].join("\n"),
  };
}

async function page(path: string): Promise<Generated> {
  const text = await format(withTables(read(path)), { parser: "markdown" });
  return { path, text };
}

/** Of pages whose tables are up to date. */
function registryPages(sources: readonly Generated[]): Promise<Generated[]> {
  return Promise.all(
    REGISTRY_PAGES.map(async (page) => {
      const source = sources.find(({ path }) => path === page.source);
      if (!source) throw new Error(`there is no page ${page.source}`);
      const text = registryText(page, source.text);
      return {
        path: page.path,
        text: await format(text, { parser: "markdown" }),
      };
    }),
  );
}

function pages(): string[] {
  const docs = existsSync(join(ROOT, "docs"))
    ? readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    : [];
  return ["README.md", ...docs.map((path) => join("docs", path))]
    .filter((path) => path.endsWith(".md"))
    .filter((path) => !REGISTRY_PAGES.some((made) => made.path === path))
    .sort();
}

async function main(): Promise<void> {
  const sources = await Promise.all(pages().map(page));
  const files = [
    schema(),
    everyRegion(),
    ...sources,
    ...(await registryPages(sources)),
  ];
  if (process.argv.includes("--check")) {
    const stale = files.filter(
      ({ path, text }) => !existsSync(join(ROOT, path)) || read(path) !== text,
    );
    for (const { path } of stale) console.log(`${path} is out of date`);
    process.exitCode = stale.length && 1;
  } else {
    for (const { path, text } of files) writeFileSync(join(ROOT, path), text);
  }
}

void main();
