/** A command as a POSIX shell reads it: `words` one by one, then each parameter as a flag with its value. */
export function commandLine(
  words: readonly string[],
  parameters: Readonly<Record<string, string | number>>,
  flags: readonly string[],
): string {
  const named = Object.entries(parameters).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ]);
  return [...words, ...named, ...flags].map(quoted).join(" ");
}

function quoted(word: string): string {
  return /^[\w.:/@=,+-]+$/.test(word)
    ? word
    : `'${word.replaceAll("'", `'\\''`)}'`;
}
