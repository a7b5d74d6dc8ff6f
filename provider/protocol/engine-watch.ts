import { connect } from "node:net";

/** The time between two probes of the engine. */
const PROBE_INTERVAL_MS = 250;

/** The engine counts as gone after this many failed probes in a row, because a busy machine may delay one. */
const PROBES = 4;

/** How long a probe waits for a connection. */
const PROBE_TIMEOUT_MS = 1000;

/**
 * Detects that the engine which started this process is gone. A killed engine sends no signal, and its plugins would
 * run for ever. The engine is probed only while it has no open connection.
 */
export class EngineWatch {
  readonly #onGone: () => void;
  readonly #parent = process.ppid;
  #address: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #missed = 0;

  constructor(onGone: () => void) {
    this.#onGone = onGone;
  }

  /** `address` as the engine gives it: `127.0.0.1:4711`. */
  start(address: string, connections: number): void {
    this.#address = address;
    this.update(connections);
  }

  /** For a process that was started by hand and outlives the engines that attach to it. */
  stop(): void {
    this.#address = undefined;
    this.#rest();
  }

  /** Must be called when the number of open connections has changed. */
  update(connections: number): void {
    if (connections > 0) this.#rest();
    else if (this.#address !== undefined)
      this.#timer ??= setInterval(
        () => void this.#probe(),
        PROBE_INTERVAL_MS,
      ).unref();
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#missed = 0;
  }

  async #probe(): Promise<void> {
    const timer = this.#timer;
    const isGone =
      process.ppid !== this.#parent || (await refuses(this.#address ?? ""));
    if (timer !== this.#timer) return;
    this.#missed = isGone ? this.#missed + 1 : 0;
    if (this.#missed < PROBES) return;
    this.stop();
    this.#onGone();
  }
}

/** Whether nothing listens at an address any more. Other errors prove nothing. */
function refuses(address: string): Promise<boolean> {
  const separator = address.lastIndexOf(":");
  const host = address.slice(0, separator).replace(/^\[(.*)\]$/, "$1");
  const port = Number(address.slice(separator + 1));
  return new Promise((resolve) => {
    const probe = connect({ host, port, timeout: PROBE_TIMEOUT_MS });
    const end = (isGone: boolean) => {
      probe.destroy();
      resolve(isGone);
    };
    probe.once("connect", () => {
      end(false);
    });
    probe.once("timeout", () => {
      end(false);
    });
    probe.once("error", (error: NodeJS.ErrnoException) => {
      end(error.code === "ECONNREFUSED");
    });
  });
}
