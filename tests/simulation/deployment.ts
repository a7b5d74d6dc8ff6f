import type { Value } from "../../provider/resource/values/properties";
import {
  PartialFailure,
  type CallHost,
  type DiffReply,
  type ProviderHandlers,
} from "../../provider/resource/values/requests";
import {
  dependenciesOf,
  resolveInputs,
  UNKNOWN,
  type Declaration,
  type Program,
} from "./program";
import type { ProviderCall, Run } from "./run";
import { SnapshotManager, type ResourceState, type Snapshot } from "./state";
import { StepGenerator, type Generated } from "./step-generator";
import { EngineError, refreshed, type Op, type Step } from "./steps";

/** Thrown to a registration whose turn comes after the deployment has stopped. */
class Stopped extends Error {}

export interface DeploymentOptions {
  program: Program;
  /** Reads all resources first (`--refresh`); `refreshOnly` leaves it at that. */
  refresh?: boolean;
  refreshOnly?: boolean;
  /** Names (`--target`). */
  targets?: readonly string[];
  /** Names (`--replace`; with `targets` of the same names `--target-replace`). */
  replace?: readonly string[];
  ignoreProtect?: boolean;
}

/** What the user sees of a step. */
export interface PlannedStep {
  op: Op;
  urn: string;
  /** The key that was there before. */
  oldId?: string;
  detailed?: DiffReply["detailed"];
  old?: ResourceState;
  /** As it is after the step. */
  new?: ResourceState;
}

/** What a command is carried out with. */
export interface Backend {
  stack: string;
  run: Run;
  snapshot: Snapshot;
  /** Starts a plugin for a provider resource of this id. */
  plugin: (name: string, id: string) => Promise<ProviderHandlers>;
  /** Stores a checkpoint; previews store none. */
  write: (snapshot: Snapshot) => void;
  randomSeed: () => Uint8Array;
  /** An id for a new provider resource. */
  newId: () => string;
}

/** One deployment of Pulumi's engine: a program's registrations, the steps for them, and the deletions afterwards. */
export class Deployment {
  readonly generator: StepGenerator;
  readonly snapshots: SnapshotManager;
  readonly preview: boolean;
  readonly steps: PlannedStep[] = [];
  readonly errors: unknown[] = [];
  /** Keys that the engine has dropped without a Delete, as it was asked to. */
  readonly released = new Set<string>();
  prev: readonly ResourceState[];
  olds = new Map<string, ResourceState>();
  #isStopped = false;
  #mutex: Promise<unknown> = Promise.resolve();
  readonly #plugins = new Map<string, Promise<ProviderHandlers>>();
  readonly #results = new Map<string, { state: ResourceState; op?: Op }>();

  constructor(
    private readonly backend: Backend,
    readonly options: DeploymentOptions,
  ) {
    const { run, snapshot, write } = backend;
    this.preview = run.isPreview;
    this.prev = snapshot.resources;
    this.snapshots = new SnapshotManager(snapshot, (changed) => {
      if (!this.preview && !run.engineKilled) write(changed);
    });
    this.generator = new StepGenerator(this);
    this.#index();
  }

  get randomSeed() {
    return this.backend.randomSeed;
  }

  urnOf(name: string): string {
    return `urn:pulumi:${this.backend.stack}::sim::cmk:index:Cmk::${name}`;
  }

  isTargeted(name: string): boolean {
    return this.options.targets?.includes(name) ?? true;
  }

  isTargetUrn(urn: string): boolean {
    const { targets } = this.options;
    return targets?.some((name) => this.urnOf(name) === urn) ?? true;
  }

  isTargetedReplace(name: string, old: ResourceState | undefined): boolean {
    return (
      (this.options.replace?.includes(name) ?? false) || old?.taint === true
    );
  }

  tell(urn: string, text: string): void {
    this.backend.run.log(urn, "error", text);
  }

  /** In previews the user is to see all else, too. */
  refuse(text: string): void {
    const error = new EngineError(text);
    if (!this.preview) throw error;
    this.errors.push(error);
  }

  /** Asks a provider. An engine that is dead by the time of the reply hears nothing. */
  async ask<Reply>(
    provider: string,
    call: Omit<ProviderCall, "preview">,
    work: (plugin: ProviderHandlers, host: CallHost) => Promise<Reply>,
  ): Promise<Reply> {
    const { run } = this.backend;
    const plugin = await this.#plugin(provider);
    const host: CallHost = {
      signal: run.signal,
      log: (severity, message, display) => {
        if (display !== "status" && !run.pluginKilled)
          run.log(call.urn, severity, message);
      },
    };
    return run.carry({ ...call, preview: this.preview }, () =>
      work(plugin, host),
    );
  }

  #plugin(name: string): Promise<ProviderHandlers> {
    const started = this.#plugins.get(name);
    if (started) return started;
    let id = this.backend.snapshot.providers[name];
    if (id === undefined && !this.preview) {
      id = this.backend.newId();
      this.snapshots.setProvider(name, id);
    }
    const plugin = this.backend.plugin(name, id ?? "");
    this.#plugins.set(name, plugin);
    return plugin;
  }

  async execute(): Promise<void> {
    const { run } = this.backend;
    const { refreshOnly, targets } = this.options;
    // The engine looks for targets before a refresh only where it has something to read.
    const isRefreshed = (this.options.refresh || refreshOnly) && !this.#isEmpty;
    try {
      if (isRefreshed) {
        this.#refuseUnknown(targets);
        await this.#refresh();
      }
      if (!refreshOnly && this.#goesOn) await this.#update();
    } catch (error) {
      this.#fail(error);
    }
    if (run.isCancelled) this.#fail(new EngineError("canceled"));
    for (const plugin of this.#plugins.values()) (await plugin).close();
  }

  async #update(): Promise<void> {
    const { program, targets, replace } = this.options;
    this.#refuseUnknown(replace);
    await this.#register(program);
    if (!this.#goesOn) return;
    await this.#delete();
    const declared = program.map(({ name }) => name);
    if (this.#goesOn) this.#refuseUnknown(targets, declared);
  }

  /** Each resource that the user names is in the state, or in the program. */
  #refuseUnknown(
    names: readonly string[] = [],
    declared: readonly string[] = [],
  ): void {
    const known = new Set(this.prev.map(({ urn }) => urn));
    for (const name of names)
      if (!declared.includes(name) && !known.has(this.urnOf(name)))
        throw new EngineError(`${name} could not be found in the stack`);
  }

  /** A stack that was never updated, or destroyed whole, has no provider either. */
  get #isEmpty(): boolean {
    const { providers } = this.backend.snapshot;
    return this.prev.length === 0 && Object.keys(providers).length === 0;
  }

  get #goesOn(): boolean {
    return !this.#isStopped && !this.backend.run.isCancelled;
  }

  #fail(error: unknown): void {
    this.errors.push(error);
    this.#isStopped = true;
  }

  #index(): void {
    this.olds = new Map(
      this.prev
        .filter((state) => !state.delete)
        .map((state) => [state.urn, state]),
    );
  }

  /** All are read, whatever comes of others; then the state is what was read. */
  async #refresh(): Promise<void> {
    const errors: unknown[] = [];
    const read = new Map<ResourceState, ResourceState | undefined>();
    const targets = this.options.targets?.map((name) => this.urnOf(name));
    await Promise.all(
      this.prev.map(async (old) => {
        if (targets && !targets.includes(old.urn)) return;
        if (!this.#goesOn) return;
        try {
          const { state, detailed } = await refreshed(this, old);
          read.set(old, state);
          this.#record({ op: "refresh", old, new: state, detailed });
        } catch (error) {
          errors.push(error);
        }
      }),
    );
    this.prev = this.prev.flatMap((old) => {
      const state = read.has(old) ? read.get(old) : old;
      return state ? [state] : [];
    });
    const left = new Set(this.prev.map(({ urn }) => urn));
    for (const state of this.prev) {
      state.dependencies = state.dependencies.filter((urn) => left.has(urn));
      if (state.deletedWith !== undefined && !left.has(state.deletedWith))
        delete state.deletedWith;
    }
    this.#index();
    this.snapshots.rebase(this.prev);
    for (const error of errors) this.#fail(error);
  }

  async #register(program: Program): Promise<void> {
    const registrations = new Map<string, Promise<void>>();
    for (const declaration of program)
      registrations.set(
        declaration.name,
        this.#registerOne(
          declaration,
          dependenciesOf(declaration).flatMap(
            (name) => registrations.get(name) ?? [],
          ),
        ),
      );
    await Promise.all(registrations.values());
  }

  async #registerOne(
    declaration: Declaration,
    dependencies: Promise<void>[],
  ): Promise<void> {
    await Promise.all(dependencies);
    const isReady = dependenciesOf(declaration).every((name) =>
      this.#results.has(name),
    );
    if (!isReady || !this.#goesOn) return;
    try {
      const resolved = resolveInputs(declaration, (name, property) =>
        this.#outputOf(name, property),
      );
      let generated: Generated | undefined = await this.#serially(() =>
        this.generator.generate(declaration, resolved),
      );
      while (generated) {
        if (!(await this.#chain(generated.steps))) return;
        const { state, steps, goOn }: Generated = generated;
        this.#results.set(declaration.name, { state, op: steps[0]?.op });
        generated = goOn && (await this.#serially(goOn));
      }
    } catch (error) {
      if (!(error instanceof Stopped)) this.#fail(error);
    }
  }

  /** Steps are generated for one registration at a time. */
  #serially<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#mutex.then(() => {
      if (!this.#goesOn) throw new Stopped();
      return work();
    });
    this.#mutex = result.catch(() => undefined);
    return result;
  }

  #outputOf(name: string, property: string): Value | undefined {
    const result = this.#results.get(name);
    if (!result) return undefined;
    const { state, op } = result;
    const value =
      property === "id"
        ? state.id || undefined
        : state.outputs.values[property];
    const isOpen = this.preview && op !== "same" && op !== "read";
    return value ?? (isOpen ? UNKNOWN : undefined);
  }

  /** Gives false where a step failed or was not begun. */
  async #chain(steps: readonly Step[]): Promise<boolean> {
    for (const step of steps) {
      if (!this.#goesOn) return false;
      if (!(await this.#execute(step))) return false;
    }
    return true;
  }

  async #execute(step: Step): Promise<boolean> {
    const { run } = this.backend;
    const before = step.old && { ...step.old };
    const operation =
      step.operation && !this.preview
        ? this.snapshots.begin(step.operation.type, step.operation.resource)
        : undefined;
    let failure: unknown;
    try {
      await step.apply();
    } catch (error) {
      failure = error;
      if (error instanceof PartialFailure)
        for (const reason of error.reasons) this.tell(step.urn, reason);
      else this.tell(step.urn, String(error));
    }
    // A checkpoint is a write of its own.
    await run.engineAwait();
    const isStored = failure === undefined || failure instanceof PartialFailure;
    if (!this.preview)
      this.snapshots.end(operation, isStored ? step.commit : undefined);
    if (failure !== undefined) {
      if (step.isSurvivable) this.errors.push(failure);
      else this.#fail(failure);
      return false;
    }
    this.#record({ ...step, old: before });
    return true;
  }

  #record({
    op,
    old,
    new: state,
    detailed,
  }: Pick<Step, "op" | "old" | "new" | "detailed">): void {
    this.steps.push({
      op,
      urn: (state ?? old)?.urn ?? "",
      oldId: old?.id,
      detailed,
      old,
      new: state && { ...state },
    });
  }

  /** Dependents first; those that don't depend on each other at the same time. */
  async #delete(): Promise<void> {
    const { sames, deletes } = await this.generator.deletions();
    await this.#chain(sames);
    let left = deletes;
    while (left.length > 0 && this.#goesOn) {
      const needed = new Set(
        left.flatMap(({ old }) => [...(old?.dependencies ?? [])]),
      );
      const free = left.filter(({ urn }) => !needed.has(urn));
      const round = free.length > 0 ? free : left;
      await Promise.all(round.map((step) => this.#chain([step])));
      left = left.filter((step) => !round.includes(step));
    }
  }
}
