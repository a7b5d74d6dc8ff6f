import "./protocol/console";
import { HELP, readArguments } from "./protocol/arguments";
import { keepCompiledCode } from "./protocol/compile-cache";
import { reportFault } from "./protocol/faults";
import { Lifecycle } from "./protocol/lifecycle";
import { Listener } from "./protocol/listener";
import { keepHeapSmall } from "./protocol/memory";
import { refusalOfNode } from "./protocol/node-version";
import { VERSION } from "./resource/version";

async function main(): Promise<void> {
  const refusal = refusalOfNode(process.version);
  if (refusal !== undefined) {
    process.stderr.write(`${refusal}\n`);
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

  // Loaded while the engine reads the port and connects.
  keepHeapSmall();
  keepCompiledCode();
  const [{ serve }, { createProvider }] = await Promise.all([
    import("./protocol/server.js"),
    import("./resource/provider.js"),
  ]);
  serve({ listener, lifecycle, createProvider, engineAddress });
}

main().catch((error: unknown) => {
  reportFault("the start", error);
  process.exit(1);
});
