import * as z from "zod";

/** An error that the user can fix. Its message says what and how, and is shown without a stack trace. */
export class UserError extends Error {}

/** The message for the user if what was asked is wrong; undefined for every other error. */
export function refusal(error: unknown): string | undefined {
  if (error instanceof UserError) return error.message;
  if (!(error instanceof z.ZodError)) return undefined;
  return error.issues
    .map(({ path, message }) => [...path, message].join(": "))
    .join("; ");
}
