import { Connections } from "./connections";
import { RunHistory } from "./run-history";

/** What the calls of one provider instance share: its settings, its connections, and the history of this run. */
export class Session extends Connections {
  readonly history = new RunHistory();
}
