import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REGISTRY_PAGES } from "../../tools/registry-pages";
import { ROOT } from "../support/paths";

/** A fenced block of a page. */
export interface Block {
  kind: "block";
  page: string;
  /** Of its opening fence, from 1. */
  line: number;
  language: string;
  code: string;
  /** The page's text since the previous item. */
  prose: string;
}

/** A comment for these tests, `<!-- test WORD: TEXT -->`, which readers don't see. */
export interface Note {
  kind: "note";
  page: string;
  line: number;
  word: string;
  text: string;
  prose: string;
}

export type Item = Block | Note;

/** What Pulumi's Registry takes, which is made from other pages. */
export const MADE_PAGES = REGISTRY_PAGES.map(({ path }) => path);

const PAGES = readdirSync(join(ROOT, "docs"), { recursive: true })
  .map((path) => `docs/${String(path)}`)
  .filter((path) => path.endsWith(".md") && !MADE_PAGES.includes(path))
  .sort();

/** Facts and decisions, without blocks to run. */
export const CONTRIBUTORS_PAGES = PAGES.filter((page) =>
  /^docs\/(clouds\/|decisions\.md)/.test(page),
);

/** Run by tests/emulator, without Pulumi. */
export const EMULATOR_PAGES = PAGES.filter((page) =>
  page.startsWith("docs/emulator/"),
);

export const DOCS_PAGES = PAGES.filter(
  (page) =>
    !EMULATOR_PAGES.includes(page) && !CONTRIBUTORS_PAGES.includes(page),
);

/** The pages that are executed from top to bottom. */
export const WALKED_PAGES = ["README.md", ...DOCS_PAGES];

export const ALL_PAGES = ["CONTRIBUTING.md", ...WALKED_PAGES];

export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

/** A block in a list is indented as its item is. */
const ITEMS =
  /^(?<indent> *)```(?<language>\w+)\n(?<code>.*?)^\k<indent>```$|^ *<!-- test (?<note>.*?) -->$/gms;

/** The blocks and notes of a page, in its order. */
export function itemsOf(page: string): Item[] {
  const text = textOf(page);
  let read = 0;
  return [...text.matchAll(ITEMS)].map(({ 0: whole, index, groups = {} }) => {
    const line = text.slice(0, index).split("\n").length;
    const prose = text.slice(read, index).trim();
    read = index + whole.length;
    const { indent, language, code = "", note = "" } = groups;
    const [word = "", ...rest] = note.split(": ");
    return language === undefined
      ? { kind: "note", page, line, word, text: rest.join(": "), prose }
      : {
          kind: "block",
          page,
          line,
          language,
          code: code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
          prose,
        };
  });
}

export function blocksOf(pages: readonly string[], language: string): Block[] {
  return pages
    .flatMap(itemsOf)
    .filter((item): item is Block => item.kind === "block")
    .filter((block) => block.language === language);
}

/** For the names of tests and in failures. */
export function place({ page, line }: Pick<Block, "page" | "line">): string {
  return `${page}:${String(line)}`;
}
