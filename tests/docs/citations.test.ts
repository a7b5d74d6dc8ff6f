import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "../support/paths";
import { anchorsIn, anchorsOf } from "./headings";

const FOLDERS = ["provider", "emulator", "tests", "tools", "examples", "docs"];
const FILES = ["CONTRIBUTING.md", "README.md", "CHANGELOG.md", "Makefile"];

/** What others wrote, or a tool made. */
const FOREIGN_FILES = /(^|\/)(node_modules|sdks|bin|recorded|metaschema)\//;

const SOURCES = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
)
  .filter((path) => !FOREIGN_FILES.test(path))
  .concat(FILES);

/** A page of the repository by its path from the root, in a comment or a message, with or without a heading. */
const CITATION = /(?<![\w./-])docs\/[\w/-]+\.md(?:#[\w-]+)?/g;

/** Citations of a document that is not in the repository, as they once stood here. */
const FOREIGN =
  /(?<!\w)\((?:reference\b(?!\.md)|seed[);])|\breferences? \d|\breferences' |^\s*\/\/ \d\.\d+(?:, \d\.\d+)*$|\/\/ .*\(\d\.\d+\)/gim;

function deadCitations(text: string): string[] {
  return (text.match(CITATION) ?? []).filter((citation) => {
    const [page = "", anchor] = citation.split("#");
    if (!existsSync(join(ROOT, page))) return true;
    return anchor !== undefined && !anchorsOf(page).includes(anchor);
  });
}

/** Each citation with its file, of all files but this one, whose examples lead nowhere. */
function inSources(find: (text: string) => string[]): string[] {
  return SOURCES.filter((path) => !path.endsWith("citations.test.ts")).flatMap(
    (path) =>
      find(readFileSync(join(ROOT, path), "utf8")).map(
        (citation) => `${path}: ${citation}`,
      ),
  );
}

test("every page that code cites exists and has the heading", () => {
  expect(SOURCES.length).toBeGreaterThan(500);
  expect(
    inSources((text) => text.match(CITATION) ?? []).length,
  ).toBeGreaterThan(100);
  expect(inSources(deadCitations)).toEqual([]);
});

test("nothing cites a document that is not in the repository", () => {
  expect(inSources((text) => text.match(FOREIGN) ?? [])).toEqual([]);
});

test.each([
  [
    "a page that is not there",
    "see docs/clouds/azure.md",
    ["docs/clouds/azure.md"],
  ],
  [
    "a heading that is not there",
    "(docs/clouds/tencent.md#nowhere).",
    ["docs/clouds/tencent.md#nowhere"],
  ],
  [
    "a page and a heading",
    "docs/clouds/tencent.md, docs/clouds/tencent.md#tags.",
    [],
  ],
  ["another repository's page", "https://example.com/docs/guide.md", []],
])("a citation of %s is judged", (_, text, dead) => {
  expect(deadCitations(text)).toEqual(dead);
});

/** Written so that no search for such citations finds these. */
const DOCUMENT = ["refer", "ence"].join("");

test.each([
  `(${DOCUMENT} 1.2)`,
  "(seed).",
  `R${DOCUMENT.slice(1)} 3, row by row`,
  `(seed; ${DOCUMENT} 2)`,
  `by ${DOCUMENT}s 2.1 to 2.9`,
  "  // 2.4, 2.5",
  "// CreateKey (1.1), tags (1.6)",
])("%j is a citation of a document that is not in the repository", (text) => {
  expect(text.match(FOREIGN)).not.toBeNull();
});

test.each([
  ["# Create, update, delete", "create-update-delete"],
  ["## SDK for `Node`", "sdk-for-node"],
  ["## [Limits](https://example.com) and rates", "limits-and-rates"],
  ["# A\n\n## A", "a-1"],
])("GitHub's anchor of %j is %s", (text, anchor) => {
  expect(anchorsIn(text)).toContain(anchor);
});

test("a line of code that looks like a heading has no anchor", () => {
  expect(anchorsIn("```sh\n# comment\n```")).toEqual([]);
});
