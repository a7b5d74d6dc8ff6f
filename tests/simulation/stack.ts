import type { Properties } from "../../provider/resource/values/properties";
import { createProvider } from "../../provider/resource/provider";
import type { ProviderHandlers } from "../../provider/resource/values/requests";
import {
  Deployment,
  type Backend,
  type DeploymentOptions,
  type PlannedStep,
} from "./deployment";
import { DEFAULT_PROVIDER, ELSEWHERE } from "./program";
import type { Random } from "./random";
import { Run, type Fault } from "./run";
import { EMPTY_SNAPSHOT, type ResourceState, type Snapshot } from "./state";
import type { World } from "./world";

export type Ending = "succeeded" | "failed" | "killed";

/** What came of one command. */
export interface Outcome {
  run: Run;
  ending: Ending;
  steps: readonly PlannedStep[];
  errors: readonly unknown[];
}

const EMPTY = { values: {}, secrets: [] };
const OTHER_REGIONS = {
  alibabaRegion: "cn-beijing",
  tencentRegion: "eu-frankfurt",
};

/** A stack with a state of its own, and Pulumi's commands on it. */
export class Stack {
  snapshot: Snapshot = EMPTY_SNAPSHOT;
  /** Keys that the user has given up knowingly. */
  readonly released = new Set<string>();
  /** Ids that its provider resources have had. */
  readonly providerIds = new Set<string>();

  constructor(
    private readonly world: World,
    readonly name: string,
    private readonly settings: Properties,
    private readonly random: Random,
    /** How long cloud calls take at most, in milliseconds. */
    private readonly latency: number,
  ) {}

  urnOf(name: string): string {
    return `urn:pulumi:${this.name}::sim::cmk:index:Cmk::${name}`;
  }

  preview(options: DeploymentOptions): Promise<Outcome> {
    return this.#deploy(options, true, []);
  }

  update(
    options: DeploymentOptions,
    faults: readonly Fault[],
  ): Promise<Outcome> {
    return this.#deploy(options, false, faults);
  }

  /** `pulumi import`: the resource is protected from then on. */
  async import(name: string, id: string): Promise<Outcome> {
    const run = new Run(false);
    const urn = this.urnOf(name);
    const backend = this.#backend(run);
    const deployment = new Deployment(backend, { program: [] });
    const errors: unknown[] = [];
    try {
      const old = deployment.olds.get(urn);
      if (old && (old.importId ?? old.id) === id)
        return { run, ending: "succeeded", steps: [], errors };
      if (old) throw new Error(`${urn} exists already`);
      const read = await deployment.ask(
        DEFAULT_PROVIDER,
        { method: "read", urn, id },
        (plugin, host) =>
          plugin.read(
            { id, urn, inputs: EMPTY, outputs: EMPTY, timeout: 0 },
            host,
          ),
      );
      if (!read) throw new Error(`resource '${id}' does not exist`);
      const { failures } = await deployment.ask(
        DEFAULT_PROVIDER,
        { method: "check", urn },
        (plugin, host) =>
          plugin.check(
            {
              urn,
              olds: read.inputs,
              news: read.inputs,
              randomSeed: this.random.bytes(32),
            },
            host,
          ),
      );
      for (const { reason } of failures)
        errors.push(new Error(`a bug in the provider: ${reason}`));
      this.#write({
        ...this.snapshot,
        resources: [...this.snapshot.resources, importedState(urn, read)],
      });
    } catch (error) {
      errors.push(error);
      run.log(urn, "error", String(error));
    }
    const ending = errors.length > 0 ? "failed" : "succeeded";
    return { run, ending, steps: [], errors };
  }

  /** `pulumi state delete`, which refuses what it would ask about. */
  forget(name: string): void {
    const urn = this.urnOf(name);
    const found = this.#of(urn);
    const isNeeded = this.snapshot.resources.some(
      ({ dependencies, deletedWith }) =>
        dependencies.includes(urn) || deletedWith === urn,
    );
    if (found.length !== 1 || found[0]?.protect || isNeeded) return;
    for (const { id } of found) this.released.add(id);
    const resources = this.snapshot.resources.filter(
      (state) => state.urn !== urn,
    );
    this.#write({ ...this.snapshot, resources });
  }

  /** `pulumi state taint`: the next update replaces it by force. */
  taint(name: string): void {
    const urn = this.urnOf(name);
    const resources = this.snapshot.resources.map((state) =>
      state.urn === urn && !state.delete ? { ...state, taint: true } : state,
    );
    this.#write({ ...this.snapshot, resources });
  }

  #of(urn: string): ResourceState[] {
    return this.snapshot.resources.filter((state) => state.urn === urn);
  }

  async #deploy(
    options: DeploymentOptions,
    isPreview: boolean,
    faults: readonly Fault[],
  ): Promise<Outcome> {
    const run = new Run(isPreview, faults);
    const deployment = new Deployment(this.#backend(run), options);
    await Promise.race([deployment.execute(), run.engineEnd]);
    await run.idle();
    if (run.pluginKilled) await this.world.time.endAll();
    for (const id of deployment.released) this.released.add(id);
    const { steps, errors } = deployment;
    const failed = errors.length > 0 ? "failed" : "succeeded";
    return { run, ending: run.engineKilled ? "killed" : failed, steps, errors };
  }

  #backend(run: Run): Backend {
    return {
      stack: this.name,
      run,
      snapshot: {
        ...this.snapshot,
        resources: this.snapshot.resources.map((state) => ({ ...state })),
      },
      plugin: (name, id) => this.#plugin(run, name, id),
      write: (snapshot) => {
        this.#write(snapshot);
      },
      randomSeed: () => this.random.bytes(32),
      newId: () => Buffer.from(this.random.bytes(16)).toString("hex"),
    };
  }

  async #plugin(run: Run, name: string, id: string): Promise<ProviderHandlers> {
    if (id !== "") this.providerIds.add(id);
    const connect = this.world.connect(run, () =>
      this.latency > 0 ? this.random.below(this.latency) : 0,
    );
    const plugin = createProvider(connect);
    const host = { signal: run.signal, log: () => undefined };
    const settings =
      name === ELSEWHERE
        ? { ...this.settings, ...OTHER_REGIONS }
        : this.settings;
    const args = { values: settings, secrets: [] };
    await plugin.configure({ providerId: id, args }, host);
    return plugin;
  }

  #write(snapshot: Snapshot): void {
    this.snapshot = snapshot;
  }
}

function importedState(
  urn: string,
  read: Pick<ResourceState, "id" | "inputs" | "outputs">,
): ResourceState {
  return {
    urn,
    ...read,
    provider: DEFAULT_PROVIDER,
    external: false,
    delete: false,
    pendingReplacement: false,
    taint: false,
    protect: true,
    retainOnDelete: false,
    initErrors: [],
    ignoreChanges: [],
    dependencies: [],
    propertyDependencies: {},
  };
}
