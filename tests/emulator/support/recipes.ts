import { itemsOf } from "../../docs/pages";

/** What a section of docs/emulator/test-suites.md has its readers do. */
export interface Recipe {
  /** Its heading. */
  name: string;
  /** The text of each file, by the name in its first line. */
  files: Record<string, string>;
  /** That runs the tests. */
  command: string;
}

const PAGE = "docs/emulator/test-suites.md";
const HEADING = /^#+ (.+)$/gm;
const FILE_NAME = /^(?:#|\/\/) (\S+)\n/;

/** In the page's order. A section on containers has the files of the one before but for those that it prints anew. */
export function recipes(): Recipe[] {
  const found: Recipe[] = [];
  for (const item of itemsOf(PAGE)) {
    const heading = [...item.prose.matchAll(HEADING)].at(-1)?.[1];
    if (heading !== undefined) {
      const before = found.at(-1);
      const { files = {}, command = "" } =
        before && heading.startsWith(before.name) ? before : {};
      found.push({ name: heading, files: { ...files }, command });
    }
    const recipe = found.at(-1);
    if (recipe === undefined || item.kind !== "block") continue;
    const name = FILE_NAME.exec(item.code)?.[1];
    if (name !== undefined) recipe.files[name] = item.code;
    else if (item.language === "sh") recipe.command = item.code.trim();
  }
  return found;
}
