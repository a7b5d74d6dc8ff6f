import type { CallContext } from "../cloud";
import { isKind } from "../errors";

/** How long the undoing of a step may take after Cancel or the time-out: the plugin ends a little later. */
const UNDO_MS = 4_000;

/** For what must be undone or completed whatever happens, after Cancel and when the call's time is over, too. */
export function undoContext(context: CallContext): CallContext {
  const { signal, deadline } = context;
  const shortest = Date.now() + UNDO_MS;
  return {
    ...context,
    signal: new AbortController().signal,
    deadline: signal.aborted ? shortest : Math.max(deadline, shortest),
  };
}

/**
 * Makes a change, and then does something else. If either fails, and the change may have been made, it is undone. The
 * first failure is the one that counts; `undo` tells the user of its own.
 */
export async function changeOrUndo(
  change: () => Promise<void>,
  then: () => Promise<void>,
  undo: () => Promise<void>,
): Promise<void> {
  let mayBeMade = false;
  try {
    await change().catch((error: unknown) => {
      mayBeMade = isKind(error, "unknownOutcome");
      throw error;
    });
    mayBeMade = true;
    await then();
  } catch (error) {
    if (mayBeMade) await undo().catch(() => undefined);
    throw error;
  }
}
