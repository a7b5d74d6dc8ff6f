import type { Sweep } from "../../clouds/cloud";
import { Connections } from "./connections";
import { RunHistory } from "./run-history";

/** What the calls of one provider instance share: its settings, its connections, and the history of this run. */
export class Session extends Connections {
  readonly history = new RunHistory();
  #sweep: Sweep = {};

  /** What the reads of one refresh share, of which the engine asks one after another, with nothing but Diffs between them. */
  get sweep(): Sweep {
    return this.#sweep;
  }

  /**
   * Whatever else the engine asks for may follow from a change, by this provider or by another one of the same program:
   * what is read after it must not be older.
   */
  endSweep(): void {
    this.#sweep = {};
  }
}
