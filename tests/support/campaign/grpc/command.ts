import { CallError, type Props } from "../../protocol";
import type { ProviderClient } from "../../provider-client";
import type { Outcome, Failure } from "../pulumi";
import type { Declared, Entry, Program, State } from "../state";

export type Operation =
  "check" | "diff" | "create" | "read" | "update" | "delete";

export interface CommandOptions {
  /** The plugin's randomSeed. */
  seed: Uint8Array;
  /** customTimeouts of every resource, in seconds. 0: none. */
  timeout: number;
  /** How many resources are processed at the same time. */
  parallel: number;
}

type Ended<Reply> =
  { reply: Reply } | { partial: { id: string; properties: Props } } | undefined;

/**
 * One Pulumi command against a configured provider. It follows the engine's rules for what the state keeps
 * (docs/clouds/pulumi.md#order-of-calls, docs/clouds/pulumi.md#kills-and-signals).
 */
export class Command implements Outcome {
  readonly failures: Failure[] = [];
  changes = 0;
  /** Calls to the provider so far. */
  calls = 0;
  /** Calls to the provider that have not been answered yet. */
  readonly underWay = new Set<{ operation: Operation; name: string }>();
  readonly deletions = new Set<string>();
  readonly made = new Set<string>();
  #stopped = false;
  #killed = false;

  constructor(
    private readonly state: State,
    private readonly client: ProviderClient,
    private readonly options: CommandOptions,
  ) {}

  /** Starts nothing new and records the running calls when they end, as after one Ctrl-C. */
  stop(): void {
    this.#stopped = true;
  }

  /** The engine is gone: replies that still arrive don't reach the state. */
  kill(): void {
    this.#stopped = true;
    this.#killed = true;
  }

  /** `forced` resources are replaced without a Diff, as with `--target-replace`. */
  async up(
    program: Program,
    forced: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    await this.#each([...program], ([name, declared]) =>
      this.#apply(name, declared, forced.has(name)),
    );
    const scheduledForDeletion = this.state.entries.filter(
      ({ name, pendingDelete }) => pendingDelete || !program.has(name),
    );
    if (this.failures.length === 0)
      await this.#each(scheduledForDeletion, (entry) => this.#delete(entry));
  }

  async refresh(): Promise<void> {
    await this.#each([...this.state.entries], (entry) => this.#refresh(entry));
  }

  /**
   * Imports a key and gives the inputs from which Pulumi writes a program. The engine shows Check's failures as
   * warnings.
   */
  async import(name: string, id: string): Promise<Props | undefined> {
    const urn = this.state.urn(name);
    const read = await this.#reply("read", name, () =>
      this.client.read(id, { urn, timeout: this.options.timeout }),
    );
    if (!read) return undefined;
    const { inputs, properties } = read;
    if (!(await this.#check(name, inputs, inputs))) return undefined;
    this.state.entries.push({
      ...this.#entry(name, read.id, inputs, properties),
      initFailed: false,
    });
    return inputs;
  }

  async #apply(
    name: string,
    declared: Declared,
    forced: boolean,
  ): Promise<void> {
    const old = this.state.current(name);
    if (!old || forced) {
      await this.#make(name, declared, old);
      return;
    }
    const news = await this.#check(name, declared.inputs, old.inputs);
    const diff =
      news && (await this.#reply("diff", name, () => this.#diff(old, news)));
    if (!news || !diff) return;
    if (diff.replaces.length > 0) await this.#make(name, declared, old);
    else if (diff.changes !== "none" || old.initFailed)
      await this.#update(old, news);
    else old.inputs = news;
  }

  #diff(old: Entry, news: Props) {
    const { id, urn, inputs, outputs } = old;
    return this.client.diff({
      id,
      urn,
      olds: outputs,
      oldInputs: inputs,
      news,
    });
  }

  /** Creates a key, as a replacement if there is an old one. */
  async #make(name: string, declared: Declared, old?: Entry): Promise<void> {
    const inputs = await this.#check(name, declared.inputs, {});
    if (!inputs) return;
    if (old && declared.deleteBeforeReplace) {
      await this.#delete(old);
      if (this.state.entries.includes(old)) return;
    }
    const { timeout } = this.options;
    const urn = this.state.urn(name);
    const outcome = await this.#call("create", name, () =>
      this.client.create(inputs, { urn, timeout }),
    );
    if (!outcome) return;
    const { id, properties } = madeIn(outcome);
    this.made.add(name);
    if (old) old.pendingDelete = true;
    this.state.entries.push({
      ...this.#entry(name, id, inputs, properties),
      initFailed: "partial" in outcome,
    });
  }

  #entry(name: string, id: string, inputs: Props, outputs: Props) {
    this.changes += 1;
    const urn = this.state.urn(name);
    return { name, urn, id, inputs, outputs, pendingDelete: false };
  }

  /** An update that fails in part keeps its old inputs, so that the next Diff shows the rest again. */
  async #update(old: Entry, news: Props): Promise<void> {
    const { id, urn, inputs, outputs } = old;
    const { timeout } = this.options;
    const outcome = await this.#call("update", old.name, () =>
      this.client.update({
        id,
        urn,
        olds: outputs,
        oldInputs: inputs,
        news,
        timeout,
      }),
    );
    if (!outcome) return;
    this.changes += 1;
    old.initFailed = "partial" in outcome;
    if ("partial" in outcome) old.outputs = outcome.partial.properties;
    else {
      old.inputs = news;
      old.outputs = outcome.reply;
    }
  }

  async #delete(entry: Entry): Promise<void> {
    const { id, urn, inputs, outputs } = entry;
    const { timeout } = this.options;
    this.deletions.add(id);
    const outcome = await this.#call("delete", entry.name, () =>
      this.client.delete(id, {
        urn,
        properties: outputs,
        oldInputs: inputs,
        timeout,
      }),
    );
    if (!outcome) return;
    this.changes += 1;
    this.state.drop(entry);
  }

  async #refresh(entry: Entry): Promise<void> {
    const { id, urn, inputs, outputs } = entry;
    const { timeout } = this.options;
    const outcome = await this.#call("read", entry.name, () =>
      this.client.read(id, { urn, inputs, properties: outputs, timeout }),
    );
    if (!outcome || "partial" in outcome) return;
    if (!outcome.reply) {
      this.state.drop(entry);
      return;
    }
    const read = outcome.reply;
    // The engine shows drift by a Diff in the opposite direction.
    const program = inputs;
    Object.assign(entry, {
      inputs: read.inputs,
      outputs: read.properties,
      initFailed: false,
    });
    await this.#reply("diff", entry.name, () => this.#diff(entry, program));
  }

  async #check(
    name: string,
    news: Props,
    olds: Props,
  ): Promise<Props | undefined> {
    const urn = this.state.urn(name);
    const checked = await this.#reply("check", name, () =>
      this.client.check(news, { urn, olds, seed: this.#seedOf(name) }),
    );
    if (!checked) return undefined;
    for (const { reason } of checked.failures)
      this.#fail(name, `Check: ${reason}`);
    return checked.failures.length === 0 ? checked.inputs : undefined;
  }

  #seedOf(name: string): Uint8Array {
    return Buffer.concat([this.options.seed, Buffer.from(name)]);
  }

  async #reply<Reply>(
    operation: Operation,
    name: string,
    send: () => Promise<Reply>,
  ): Promise<Reply | undefined> {
    const outcome = await this.#call(operation, name, send);
    return outcome && "reply" in outcome ? outcome.reply : undefined;
  }

  /** Gives nothing if the call failed, was not started because of a stop, or was answered to a dead engine. */
  async #call<Reply>(
    operation: Operation,
    name: string,
    send: () => Promise<Reply>,
  ): Promise<Ended<Reply>> {
    if (this.#stopped) return undefined;
    this.calls += 1;
    const call = { operation, name };
    this.underWay.add(call);
    try {
      const reply = await send();
      return this.#killed ? undefined : { reply };
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (this.#killed) return undefined;
      this.#fail(name, `${error.code} in ${operation}: ${error.message}`);
      return error.initFailed && { partial: error.initFailed };
    } finally {
      this.underWay.delete(call);
    }
  }

  #fail(name: string, message: string): void {
    this.failures.push({ urn: this.state.urn(name), name, message });
  }

  /** Processes some items at the same time. After a failure it starts no more, and the running ones end. */
  async #each<Item>(
    items: readonly Item[],
    work: (item: Item) => Promise<void>,
  ): Promise<void> {
    const left = [...items];
    const worker = async () => {
      while (this.failures.length === 0 && !this.#stopped) {
        const item = left.shift();
        if (item === undefined) return;
        await work(item);
      }
    };
    await Promise.all(Array.from({ length: this.options.parallel }, worker));
  }
}

function madeIn(
  outcome: NonNullable<Ended<{ id: string; properties: Props }>>,
): { id: string; properties: Props } {
  return "partial" in outcome ? outcome.partial : outcome.reply;
}
