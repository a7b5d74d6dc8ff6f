import type { CallContext } from "../cloud";

const LONGEST_MS = 20_000;
/** After Cancel the process is to end within a few seconds. */
const LONGEST_AFTER_CANCEL_MS = 4_000;

/**
 * A short life of its own for finding out what an unanswered request has done: neither Cancel nor the end of the user's
 * time may cut it off at once, or the id of a new key would be lost.
 */
export function lookingContext(context: CallContext): {
  context: CallContext;
  end: () => void;
} {
  const ended = new AbortController();
  const hurry = () => {
    setTimeout(() => ended.abort(), LONGEST_AFTER_CANCEL_MS).unref();
  };
  if (context.signal.aborted) hurry();
  else
    context.signal.addEventListener("abort", hurry, {
      once: true,
      signal: ended.signal,
    });
  return {
    context: {
      ...context,
      signal: ended.signal,
      deadline: Date.now() + LONGEST_MS,
    },
    end: () => ended.abort(),
  };
}
