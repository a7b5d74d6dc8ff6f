/**
 * To be imported before anything else: the engine reads the port from the first line of stdout, so that nothing that is
 * loaded may print there. What a vendor's SDK has to say goes to stderr, which the engine keeps for crashes.
 */
import { Console } from "node:console";

globalThis.console = new Console(process.stderr, process.stderr);

// A killed engine leaves broken pipes behind, and a line that nobody reads must not end a Create that is under way.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", () => undefined);
