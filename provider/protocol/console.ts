/**
 * Must be imported first: the engine reads the port from the first line of stdout, so no loaded module may print to it.
 * What a vendor's SDK prints goes to stderr, which the engine keeps for crashes.
 */
import { Console } from "node:console";

globalThis.console = new Console(process.stderr, process.stderr);

// A killed engine leaves broken pipes. A line that nobody reads must not end a running Create.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", () => undefined);
