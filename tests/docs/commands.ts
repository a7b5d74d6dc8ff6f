import { existsSync } from "node:fs";
import { join } from "node:path";
import { BIN, ROOT } from "../support/paths";
import { run } from "../support/processes";
import { textOf } from "./pages";

/** Commands on a page for another machine: not run, but checked. */

type Check = (words: readonly string[]) => Promise<string[]> | string[];

/** What is wrong with a command line, in words; a command without a check is wrong. */
export async function failuresOf(command: string): Promise<string[]> {
  const words = command.trim().match(/'[^']*'|\S+/g) ?? [];
  const check = CHECKS[words[0] ?? ""];
  if (!check) return [`no check knows ${words[0] ?? ""}`];
  // A command that is an argument of another one.
  const inner = words.flatMap(
    (word) => /^'(pulumi .*)'$/.exec(word)?.[1] ?? [],
  );
  const failures = await Promise.all(inner.map(failuresOf));
  return [...(await check(words)), ...failures.flat()];
}

const CHECKS: Readonly<Record<string, Check>> = {
  pulumi: (words) => flagFailures(join(BIN, "pulumi"), words),
  "pulumi-cmk/bin/kms-emulator": (words) =>
    flagFailures(join(BIN, "kms-emulator"), words),
  mkdir: () => [],
  cd: () => [],
  "bin/kms-emulator": (words) => flagFailures(join(BIN, "kms-emulator"), words),
  "bin/kms-verify": (words) => flagFailures(join(BIN, "kms-verify"), words),
  make: (words) => words.slice(1).filter((word) => !isTarget(word)),
  npx: (words) => pathFailures(words),
  npm: (words) => pathFailures(words),
  pip: (words) => pathFailures(words),
  go: (words) => pathFailures(words),
  git: (words) => pathFailures(words),
  ln: (words) =>
    words.includes("$PWD/pulumi-cmk/bin/pulumi")
      ? []
      : ["links something else"],
  export: () => [],
  // Not to be had on every machine.
  terraform: () => [],
  tr: () => [],
};

/** Every flag is in the help of its command, which for `pulumi` has up to three words. */
async function flagFailures(
  program: string,
  words: readonly string[],
): Promise<string[]> {
  const command = words
    .slice(1)
    .filter((word) => /^[a-z][a-z-]*$/.test(word))
    .slice(0, 3);
  const { stdout } = await run(program, [...command, "--help"]);
  const flags = words
    .filter((word) => word.startsWith("-"))
    .map((word) => word.replace(/=.*/, ""));
  return flags.filter((flag) => !new RegExp(`${flag}\\b`).test(stdout));
}

/** `-C FOLDER` and variables apart. */
function isTarget(word: string): boolean {
  return (
    /[=-]/.test(word) ||
    word === "pulumi-cmk" ||
    new RegExp(`^${word}:`, "m").test(textOf("Makefile"))
  );
}

/** What lies in a checkout beside the project, or in this one, exists here. */
function pathFailures(words: readonly string[]): string[] {
  return words
    .flatMap((word) => /(?:^|=)\.\.\/pulumi-cmk\/(.+)$/.exec(word)?.[1] ?? [])
    .concat(words.filter((word) => /^(provider|tests|emulator)\//.test(word)))
    .filter((path) => !existsSync(join(ROOT, path)));
}
