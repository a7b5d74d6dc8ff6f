/**
 * Reports a bug on stderr by its kind and its places. Its message is left out, because JavaScript's messages can
 * contain values ("Unexpected token … in JSON"), and a value can be a secret.
 */
export function reportInternalError(where: string, error: unknown): void {
  console.error(
    [`${errorKind(error)} in ${where}`, ...stackFrames(error)].join("\n"),
  );
}

/** Such as `TypeError`, with Node.js's own code if there is one: `Error ERR_MODULE_NOT_FOUND`. */
export function errorKind(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = "code" in error ? error.code : undefined;
  return typeof code === "string" && /^E[A-Z_]+$/.test(code)
    ? `${error.name} ${code}`
    : error.name;
}

/** The lines of a stack trace that name places, without the message before them. */
export function stackFrames(error: unknown): string[] {
  if (!(error instanceof Error) || !error.stack) return [];
  const { message, stack } = error;
  const start = stack.includes(message)
    ? stack.indexOf(message) + message.length
    : 0;
  return stack
    .slice(start)
    .split("\n")
    .filter((line) => /^\s+at .*:\d+\)?$/.test(line));
}
