import "./protocol/console";
import { HELP, readArguments } from "./protocol/arguments";
import { reportInternalError } from "./protocol/internal-errors";
import { Lifecycle } from "./protocol/lifecycle";
import { Listener } from "./protocol/listener";
import {
  keepCompiledCode,
  keepHeapSmall,
  unsupportedNodeMessage,
} from "./protocol/startup";
import { VERSION } from "./resource/version";

async function main(): Promise<void> {
  const message = unsupportedNodeMessage(process.version);
  if (message !== undefined) {
    process.stderr.write(`${message}\n`);
    process.exitCode = 1;
    return;
  }
  const { help, version, engineAddress } = readArguments(process.argv.slice(2));
  if (help || version) {
    process.stdout.write(help ? HELP : `${VERSION}\n`);
    return;
  }
  const lifecycle = new Lifecycle();
  lifecycle.listen();
  const listener = await Listener.start();
  process.stdout.write(`${String(listener.port)}\n`);

  // Loads while the engine reads the port and connects.
  keepCompiledCode();
  const [{ serve }, { createProvider }] = await Promise.all([
    import("./protocol/server.js"),
    import("./resource/provider.js"),
  ]);
  serve({ listener, lifecycle, createProvider, engineAddress });
  // Not earlier: all that is loaded stays, so that collecting meanwhile would cost time for nothing.
  keepHeapSmall();
}

main().catch((error: unknown) => {
  reportInternalError("the start", error);
  process.exit(1);
});
