import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EXAMPLES, ROOT } from "./paths";

/** The blocks of commands below a heading of a page, in its order. */
export function commandsBelow(page: string, heading: string): string[] {
  const text = readFileSync(join(ROOT, page), "utf8");
  const [, rest] = text.split(new RegExp(`^#+ ${heading}\n`, "m"));
  if (rest === undefined) throw new Error(`${page} has no heading ${heading}`);
  const [section = ""] = rest.split(/^#+ /m);
  return [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(
    ([, commands = ""]) => commands,
  );
}

/** What examples/README.md has a reader type for one example. */
export function settingsOf(example: string): string[] {
  return commandsBelow("examples/README.md", example);
}

export function exampleText(path: string): string {
  return readFileSync(join(EXAMPLES, path), "utf8");
}
