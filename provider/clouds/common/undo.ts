import type { CallContext } from "../cloud";

/** How long the undoing of a step may take after Cancel or the time-out: the plugin ends a little later. */
const UNDO_MS = 4_000;

/** For what must be undone or completed whatever happens, after Cancel and when the call's time is over, too. */
export function undoContext(context: CallContext): CallContext {
  return {
    ...context,
    signal: new AbortController().signal,
    deadline: Math.max(context.deadline, Date.now() + UNDO_MS),
  };
}
