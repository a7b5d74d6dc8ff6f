import { Connections } from "./connections";
import { RunHistory } from "./run-history";

/** What one provider instance shares between calls: its settings and connections, and what this run has seen. */
export class Session extends Connections {
  readonly history = new RunHistory();
}
