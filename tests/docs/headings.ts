import { readFileSync } from "node:fs";
import { join } from "node:path";
import GithubSlugger from "github-slugger";
import MarkdownIt from "markdown-it";
import { ROOT } from "../support/paths";

const markdown = new MarkdownIt();

/** The anchors that GitHub gives the headings of a Markdown text. */
export function anchorsIn(text: string): string[] {
  const slugger = new GithubSlugger();
  const tokens = markdown.parse(text, {});
  return tokens
    .filter((_, at) => tokens[at - 1]?.type === "heading_open")
    .map(({ children }) => {
      const words = (children ?? []).map(({ content }) => content).join("");
      return slugger.slug(words);
    });
}

const known = new Map<string, string[]>();

/** The anchors of a page of the repository. */
export function anchorsOf(page: string): string[] {
  const anchors =
    known.get(page) ?? anchorsIn(readFileSync(join(ROOT, page), "utf8"));
  known.set(page, anchors);
  return anchors;
}
