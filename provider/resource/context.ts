import type { CallContext } from "../clouds/cloud";
import type { CallHost } from "./requests";

/** How long a call may take where the program sets no customTimeouts. Seconds. */
export const DEFAULT_TIMEOUT = 600;

/** The user's time-out as a deadline for everything that one call does. `timeout` in seconds, 0 = the default. */
export function callContext(host: CallHost, timeout: number): CallContext {
  return {
    signal: host.signal,
    deadline: Date.now() + (timeout > 0 ? timeout : DEFAULT_TIMEOUT) * 1000,
    status: (message) => {
      host.log("info", message, true);
    },
    warn: (message) => {
      host.log("warning", message);
    },
  };
}
