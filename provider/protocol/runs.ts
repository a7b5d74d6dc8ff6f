import { setMaxListeners } from "node:events";
import {
  RequestError,
  type ProviderHandlers,
} from "../resource/values/requests";
import { EngineLog } from "./engine-log";
import { Listings } from "./listings";

/** One provider of a program in this process: its settings, its connections to clouds, and its engine's Cancel. */
export class Run {
  readonly log = new EngineLog();
  readonly listings = new Listings();
  /** The number of running calls. */
  running = 0;
  /** The connection whose Handshake began the run. */
  peer = "";
  readonly #cancelled = new AbortController();

  constructor(readonly provider: ProviderHandlers) {
    // Every wait of every call listens to it, and Node.js warns on stderr of more than ten listeners.
    setMaxListeners(0, this.signal);
  }

  /** Aborted by Cancel and by the end of the process. */
  get signal(): AbortSignal {
    return this.#cancelled.signal;
  }

  /** Running calls finish by themselves, and no new ones start. */
  cancel(): void {
    this.#cancelled.abort();
  }

  close(): void {
    this.listings.close();
    this.log.close();
    this.provider.close();
  }
}

interface Connection {
  /** The run of its latest call. */
  run: Run;
  /** Aborted when the connection closes. */
  closed: AbortController;
  /** Aborted by either. */
  signal: AbortSignal;
}

/**
 * The runs of this process, by connection. An engine starts a process for each provider of a program, which then has
 * one run. If engines attach to a process (PULUMI_DEBUG_PROVIDERS), all providers and plugin hosts of a command share
 * it, and commands follow each other. Each has its own connection, and must not see the others' settings or Cancel.
 */
export class Runs {
  readonly #open: () => Run;
  readonly #byPeer = new Map<string, Run>();
  readonly #connections = new Map<string, Connection>();
  readonly #all = new Set<Run>();
  #latest: Run | undefined;
  #ended = false;
  #onIdle: (() => void) | undefined;

  constructor(open: () => Run) {
    this.#open = open;
  }

  /** The run that a Handshake begins. A repeated Handshake continues its run. */
  begin(peer: string): Run {
    const own = this.#byPeer.get(peer);
    if (own?.peer === peer && !own.signal.aborted) return own;
    const run = this.#open();
    run.peer = peer;
    if (this.#ended) run.cancel();
    this.#byPeer.set(peer, run);
    this.#all.add(run);
    this.#latest = run;
    this.#closeUnused();
    return run;
  }

  /** A connection without a Handshake belongs to the latest run, because gRPC reconnects after a long pause. */
  of(peer: string): Run {
    const known = this.#byPeer.get(peer) ?? this.#latest;
    if (!known) return this.begin(peer);
    this.#byPeer.set(peer, known);
    return known;
  }

  /**
   * Counts a call as running until it has ended. Refuses it if it is `stoppable` and nothing new may start. Its signal
   * is also aborted when its connection closes: an engine that is gone can't record what starts now.
   */
  async during<Result>(
    peer: string,
    stoppable: boolean,
    call: (run: Run, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const run = this.of(peer);
    if (stoppable && run.signal.aborted)
      throw new RequestError(
        "CANCELLED",
        "The provider is stopping, so it starts no new operation.",
      );
    const signal = this.#signal(run, peer);
    run.running += 1;
    try {
      return await call(run, signal);
    } finally {
      run.running -= 1;
      this.#closeUnused();
    }
  }

  /** Must be called when a connection has closed. */
  forget(peer: string): void {
    this.#byPeer.delete(peer);
    this.#connections.get(peer)?.closed.abort();
    this.#connections.delete(peer);
    this.#closeUnused();
  }

  /** All calls of a run on one connection share a signal, because making one costs as much as answering Diff. */
  #signal(run: Run, peer: string): AbortSignal {
    const known = this.#connections.get(peer);
    if (known?.run === run) return known.signal;
    const closed = known?.closed ?? new AbortController();
    const signal = AbortSignal.any([run.signal, closed.signal]);
    setMaxListeners(0, signal);
    this.#connections.set(peer, { run, closed, signal });
    return signal;
  }

  /** The end of the process: like Cancel, for every run. */
  cancelAll(): void {
    this.#ended = true;
    for (const run of this.#all) run.cancel();
  }

  /** Resolves as soon as no call is running. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#onIdle = resolve;
      this.#closeUnused();
    });
  }

  /** Closes runs that no connection can reach any more. The latest run stays, see `of`. */
  #closeUnused(): void {
    const inUse = new Set(this.#byPeer.values());
    for (const run of this.#all) {
      if (run === this.#latest || inUse.has(run) || run.running > 0) continue;
      this.#all.delete(run);
      run.close();
    }
    if ([...this.#all].every((run) => run.running === 0)) this.#onIdle?.();
  }
}
