import { reportFault } from "./faults";
import type { Runs } from "./runs";

/** How long the end of the process waits for calls under way: after as long an engine that has sent Cancel kills it. */
const GRACE_PERIOD_MS = 5000;

/** How long the last replies may take to leave. */
const FLUSH_MS = 500;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What runs in this process, once it serves. */
export interface Served {
  runs: Runs;
  /** Resolves when every reply has been sent. */
  flush: () => Promise<void>;
}

/** Ends the process so that no key is lost: a call under way replies first, with the id of what it made. */
export class Lifecycle {
  #served: Served | undefined;
  #ending = false;

  /** From now on signals and unforeseen errors end the process in order. */
  listen(): void {
    for (const signal of SIGNALS) process.on(signal, () => void this.stop(0));
    process.on("uncaughtException", (error) => {
      reportFault("an event", error);
      void this.stop(1);
    });
    // A promise that nobody waits for does no harm to the calls under way.
    process.on("unhandledRejection", (error) => {
      reportFault("a promise", error);
    });
  }

  serve(served: Served): void {
    this.#served = served;
  }

  /** Calls under way cut short what they do; the process exits after them. */
  async stop(code: number): Promise<void> {
    this.#served?.runs.cancelAll();
    setTimeout(() => process.exit(code), GRACE_PERIOD_MS);
    if (this.#ending) return;
    this.#ending = true;
    await this.#served?.runs.idle();
    setTimeout(() => process.exit(code), FLUSH_MS);
    await this.#served?.flush();
    process.exit(code);
  }
}
