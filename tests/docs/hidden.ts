import { place, type Block, type Item, type Note } from "./pages";

/**
 * What a page may do invisibly. Readers who do what is shown must get the shown output: a hidden step prepares an
 * environment (earlier work of others, a cloud's answers, another tool's files) and compares; it never does what the
 * reader must do.
 */

/**
 * Pages that show single commands, each in its own situation, and no program: how the situation came about may be
 * hidden.
 */
const SITUATIONS = ["README.md", "docs/troubleshooting.md"];

/** Commands that tell something and change nothing. */
const READING = /^(pulumi (stack output|config get)|cat) [^;&>]*$/;
/** Another person's work with the vendors' command lines, or keys that were there before. */
const OTHERS =
  /^((aliyun|tccli) kms [^;&|>]*|curl -s \S+\/_emulator\/seed -d '[^']*')$/;
/** Instead of an installed runner, a program that the page shows. */
const RUNNER = /^node -r ts-node\/register\/transpile-only (\S+)$/;

type Check = (note: Note, items: readonly Item[]) => boolean;

/** Each kind of note, and whether one does no more than it may. */
const ALLOWED: Readonly<Record<string, Check>> = {
  run: ({ text }, items) =>
    OTHERS.test(text) ||
    READING.test(text) ||
    showsFile(items, RUNNER.exec(text)?.[1]),
  let: ({ text }) => {
    const command = text.split(" = ").slice(1).join(" = ");
    return OTHERS.test(command) || READING.test(command);
  },
  named: () => true,
  example: ({ text, prose }) => prose.includes(`examples/${text})`),
  prints: () => true,
  // A file of another tool, never the reader's program, config or state.
  write: ({ text }) =>
    /^(terraform\.tfstate|tsconfig\.json)$/.test(text.split("\n")[0] ?? ""),
  project: ({ prose }) => /\bproject of its own\b/.test(prose),
  cloudTags: () => true,
  policy: () => true,
  file: () => true,
  fails: () => true,
  unrun: () => true,
};

function showsFile(items: readonly Item[], name: string | undefined): boolean {
  return items.some(
    (item) =>
      item.kind === "note" && item.word === "file" && item.text === name,
  );
}

/** The notes of a page that do more than surroundings. */
export function hiddenSteps(items: readonly Item[]): string[] {
  return items
    .filter((item): item is Note => item.kind === "note")
    .filter(({ page }) => !SITUATIONS.includes(page))
    .filter((note) => !ALLOWED[note.word]?.(note, items))
    .map((note) => `${place(note)}: ${note.word}: ${note.text}`);
}

/** Keys that a program of the page leaves out, so that a reader who pastes it deletes them, without a word. */
export function silentDeletions(items: readonly Item[]): string[] {
  const faults: string[] = [];
  let before: string[] = [];
  let prose = "";
  let about = "";
  for (const item of items) {
    prose += item.prose;
    if (item.kind === "note") {
      if (item.word === "project") before = [];
      if (item.word === "file" || item.word === "unrun") about = item.word;
      continue;
    }
    if (item.language === "yaml" && about === "") {
      const now = resourcesOf(item);
      const gone = before.filter((name) => !now.includes(name));
      if (gone.length > 0 && !/\bout of the\s+program\b/i.test(prose))
        faults.push(`${place(item)} leaves out ${gone.join(", ")}`);
      before = now;
      prose = "";
    }
    about = "";
  }
  return faults;
}

/** Says in which project to write the program. */
const PLACE = /\bin\s+(a\s+project\s+of\s+its\s+own|the\s+project\s+of)\b/i;

/** First programs, without such a word, whose successor a reader deploys: elsewhere, that deletes the project's other keys. */
export function unplacedPrograms(items: readonly Item[]): string[] {
  const faults: string[] = [];
  let first: Block | undefined;
  let [isPlaced, isReplaced] = [false, false];
  let prose = "";
  let about = "";
  for (const item of items) {
    prose += `${item.prose}\n`;
    if (item.kind === "note") {
      if (item.word === "project") [first, isReplaced] = [undefined, false];
      if (item.word === "file" || item.word === "unrun") about = item.word;
      continue;
    }
    if (item.language === "yaml" && about === "") {
      if (first) isReplaced = true;
      else [first, isPlaced] = [item, PLACE.test(prose)];
      prose = "";
    }
    if (first && isReplaced && !isPlaced && /^pulumi up/m.test(item.code)) {
      faults.push(`${place(first)} doesn't say in which project`);
      isPlaced = true;
    }
    about = "";
  }
  return faults;
}

/** The names below `resources:` in block style, in which the pages are written, and former names, whose keys stay. */
function resourcesOf({ code }: Block): string[] {
  const [, resources = ""] = /^resources:\n((?: .*\n|\n)*)/m.exec(code) ?? [];
  const names = /^ {2}([\w-]+):|^ +aliases: \[\{ name: ([\w-]+) \}\]/gm;
  return [...resources.matchAll(names)].map(
    ([, name, former]) => name ?? former ?? "",
  );
}

/** Pages of single situations show no program that a walk runs; else they are no such pages. */
export function isSituations(page: string): boolean {
  return SITUATIONS.includes(page);
}
