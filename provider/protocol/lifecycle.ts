import { reportInternalError } from "./internal-errors";
import type { Runs } from "./runs";

/**
 * How long the process waits for running calls before it exits. An engine that has sent Cancel kills it after the same
 * time.
 */
const EXIT_GRACE_PERIOD_MS = 5000;

/** How long the last replies may take to be sent. */
const FLUSH_MS = 500;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The parts of the process, once it serves. */
export interface Served {
  runs: Runs;
  /** Resolves when every reply has been sent. */
  flush: () => Promise<void>;
}

/** Ends the process without losing a key: running calls reply first, with the ids of what they created. */
export class Lifecycle {
  #served: Served | undefined;
  #ending = false;

  /** From now on, signals and unexpected errors end the process in an orderly way. */
  listen(): void {
    for (const signal of SIGNALS) process.on(signal, () => void this.stop(0));
    process.on("uncaughtException", (error) => {
      reportInternalError("an event", error);
      void this.stop(1);
    });
    // An unhandled rejection does not affect running calls.
    process.on("unhandledRejection", (error) => {
      reportInternalError("a promise", error);
    });
  }

  serve(served: Served): void {
    this.#served = served;
  }

  /** Running calls stop early; the process exits after them. */
  async stop(code: number): Promise<void> {
    this.#served?.runs.cancelAll();
    setTimeout(() => process.exit(code), EXIT_GRACE_PERIOD_MS);
    if (this.#ending) return;
    this.#ending = true;
    await this.#served?.runs.idle();
    setTimeout(() => process.exit(code), FLUSH_MS);
    await this.#served?.flush();
    process.exit(code);
  }
}
