/**
 * Markdown that quoted texts can't break: a comment quotes them with `code`, in which there are no links, mentions, headings,
 * tables or HTML.
 */
import { stripVTControlCharacters } from "node:util";

const LONGEST_TEXT = 4_000;
/** In a table, a longer name would hide the other columns. */
const LONGEST_CELL = 80;
/** GitHub takes 65,536 characters. */
const LONGEST_COMMENT = 60_000;

/** Characters that are invisible or look blank, or that reverse the text around them. */
const UNSEEN = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

const escaped = (character: string) =>
  `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`;

/** A quoted text, shown as it is. */
export function code(text: string, longest = LONGEST_TEXT): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  const visible = stripVTControlCharacters(cut).replaceAll(UNSEEN, escaped);
  const runs = visible.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const pad = /^$|^[ `]|[ `]$/.test(visible) ? " " : "";
  return fence + pad + visible + pad + fence;
}

/** The same in a table, where a bar ends the cell even in code. */
export function cell(text: string): string {
  return code(text, LONGEST_CELL).replaceAll("|", escaped);
}

/** A text of several lines, each on one of its own in a list item. */
export function codeLines(text: string): string {
  const lines = text.split(/[\n\r\v\f\u0085\u2028\u2029]/);
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => code(line.trim()))
    .join("\\\n  ");
}

export function listed(texts: readonly string[], quote = code): string {
  const all = texts.map((text) => quote(text));
  const last = all.pop() ?? "";
  return all.length > 0 ? `${all.join(", ")} and ${last}` : last;
}

/** A part of a comment: lines that can be cut from the end, between a head and a tail that are only shown with them. */
export interface Part {
  before?: readonly string[];
  lines: readonly string[];
  after?: readonly string[];
}

export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): Part {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const before = [line(head), line(head.map(() => "---"))];
  return { before, lines: rows.map(line) };
}

/** Lines that the reader expands. The summary is not quoted. */
export function details(summary: string, lines: readonly string[]): Part {
  const head = `<details><summary>${summary}</summary>`;
  return { before: [head, ""], lines, after: ["", "</details>"] };
}

/** As much as fits into a comment. The most important parts come first. */
export function fitted(parts: readonly Part[]): string {
  const texts: string[] = [];
  let [room, left] = [LONGEST_COMMENT, 0];
  for (const { before = [], lines, after = [] } of parts) {
    const frame = [...before, ...after].join("\n").length + 4;
    let length = frame;
    const kept = lines.filter((line) => (length += line.length + 1) <= room);
    left += lines.length - kept.length;
    if (kept.length === 0) continue;
    const text = [...before, ...kept, ...after].join("\n");
    texts.push(text);
    room -= text.length + 2;
  }
  if (left > 0)
    texts.push(
      `**${String(left)} more lines are left out. \`pulumi preview\` shows everything.**`,
    );
  return `${texts.join("\n\n")}\n`;
}
