import type { ErrorKind } from "../../provider/clouds/errors";
import type { Method } from "../support/fake-key-service";
import {
  PartialFailure,
  RequestError,
} from "../../provider/resource/values/requests";
import { never } from "./virtual-time";

/** What is hit at an await: the engine (kill -9), the plugin, both (power off), or the engine by one Ctrl-C. */
export type Hit = "engine" | "plugin" | "machine" | "cancel";

/** Of a cloud call: before its effect, between its parts, or when its answer is on the way. */
export type Moment = "before" | "during" | "after";

/** A fault injection of one command, by the number of the cloud call or all of one method, or by the await in engine and plugin. */
export type Fault =
  | { call: number | Method; fails: ErrorKind; when: Moment }
  | { await: number; hits: Hit };

export interface Message {
  urn: string;
  severity: string;
  text: string;
}

/** A call of the engine's to the provider. */
export interface ProviderCall {
  method: string;
  urn: string;
  id?: string;
  preview: boolean;
}

/** The plugin has ended in the middle of a call: the engine reports it, and no reply is stored. */
export class PluginExited extends Error {
  constructor() {
    super("the plugin exited prematurely");
  }
}

/** The processes of one command, engine and plugin, as far as they live, and what the user sees of them. */
export class Run {
  readonly messages: Message[] = [];
  readonly calls: ProviderCall[] = [];
  /** Errors that no layer has made readable. */
  readonly untyped: unknown[] = [];
  awaits = 0;
  cloudCalls = 0;
  /** Faults that have come about. */
  readonly struck: Fault[] = [];
  engineKilled = false;
  pluginKilled = false;
  isCancelled = false;
  /** Settled when the engine is killed. */
  readonly engineEnd: Promise<void>;
  readonly #cancel = new AbortController();
  readonly #pluginEnd: Promise<never>;
  readonly #underWay = new Set<Promise<unknown>>();
  #endEngine!: () => void;
  #endPlugin!: () => void;

  constructor(
    readonly isPreview: boolean,
    readonly faults: readonly Fault[] = [],
  ) {
    this.engineEnd = new Promise((resolve) => {
      this.#endEngine = resolve;
    });
    this.#pluginEnd = new Promise((_, reject) => {
      this.#endPlugin = () => {
        reject(new PluginExited());
      };
    });
    this.#pluginEnd.catch(() => undefined);
  }

  get signal(): AbortSignal {
    return this.#cancel.signal;
  }

  /** An await of the engine's own. A killed engine comes no further. */
  async engineAwait(): Promise<void> {
    if (this.engineKilled) return never();
    this.#strike();
    return this.engineKilled ? never() : undefined;
  }

  /** An await in the plugin. A killed one comes no further. */
  async pluginAwait(): Promise<void> {
    if (this.pluginKilled) return never();
    this.#strike();
    return this.pluginKilled ? never() : undefined;
  }

  /** How a cloud call fails at this moment, if it does. A call is counted before it has its effect. */
  faultOf(moment: Moment, method: Method): ErrorKind | undefined {
    if (moment === "before") this.cloudCalls += 1;
    const number = this.cloudCalls - 1;
    for (const fault of this.faults) {
      if (!("call" in fault) || fault.when !== moment) continue;
      if (fault.call !== number && fault.call !== method) continue;
      this.struck.push(fault);
      return fault.fails;
    }
    return undefined;
  }

  /** Carries one call to the plugin. */
  async carry<Reply>(
    call: ProviderCall,
    work: () => Promise<Reply>,
  ): Promise<Reply> {
    await this.engineAwait();
    this.calls.push(call);
    if (this.pluginKilled) throw new PluginExited();
    const working = work();
    this.#underWay.add(working);
    const ended = () => this.#underWay.delete(working);
    working.then(ended, ended);
    try {
      const reply = await Promise.race([working, this.#pluginEnd]);
      await this.engineAwait();
      return reply;
    } catch (error) {
      this.#noteUntyped(error);
      await this.engineAwait();
      throw error;
    }
  }

  log(urn: string, severity: string, text: string): void {
    // Nobody listens to the plugin of a dead engine.
    if (!this.engineKilled) this.messages.push({ urn, severity, text });
  }

  /** Until a plugin that has outlived its engine has ended, too. */
  async idle(): Promise<void> {
    const pluginEnd = this.#pluginEnd.catch(() => undefined);
    while (!this.pluginKilled && this.#underWay.size > 0)
      await Promise.race([Promise.allSettled([...this.#underWay]), pluginEnd]);
  }

  #noteUntyped(error: unknown): void {
    const isTyped =
      error instanceof RequestError ||
      error instanceof PartialFailure ||
      error instanceof PluginExited;
    if (!isTyped) this.untyped.push(error);
  }

  #strike(): void {
    const number = this.awaits++;
    for (const fault of this.faults)
      if ("await" in fault && fault.await === number) {
        this.struck.push(fault);
        this.#hit(fault.hits);
      }
  }

  #hit(hit: Hit): void {
    if (hit === "engine" || hit === "machine") {
      this.engineKilled = true;
      this.#endEngine();
    }
    if (hit === "plugin" || hit === "machine") {
      this.pluginKilled = true;
      this.#endPlugin();
    }
    // A plugin without its engine ends as one that gets Cancel does.
    if (hit === "cancel" || hit === "engine") this.#cancel.abort();
    this.isCancelled ||= hit === "cancel";
  }
}
