import {
  applyIgnoreChanges,
  UNKNOWN,
  type Bag,
} from "../../provider/resource/values/properties";
import type { DiffReply } from "../../provider/resource/values/requests";
import type { Deployment } from "./deployment";
import {
  DEFAULT_PROVIDER,
  dependenciesOf,
  type Declaration,
  type ResolvedInputs,
} from "./program";
import type { ResourceState } from "./state";
import {
  createStep,
  deleteStep,
  EngineError,
  importStep,
  readStep,
  removePendingReplaceStep,
  replaceStep,
  sameStep,
  skippedCreateStep,
  updateStep,
  type Step,
} from "./steps";

const EMPTY: Bag = { values: {}, secrets: [] };

/** The steps for one registration. Those of an import go on with what it has read. */
export interface Generated {
  steps: Step[];
  state: ResourceState;
  /** The resource's outputs are as the state has them. */
  goOn?: () => Promise<Generated>;
}

/** Pulumi's step generator: which steps a declaration needs, given the state. It works on one declaration at a time. */
export class StepGenerator {
  readonly deletes = new Set<string>();
  readonly skippedCreates = new Set<string>();
  readonly #replaces = new Set<string>();
  readonly #operatedOn = new Set<string>();
  readonly #pendingDeletes = new Set<ResourceState>();
  /** Former URNs that resources of the program have taken over. */
  readonly #aliased = new Map<string, string>();

  constructor(private readonly deployment: Deployment) {}

  async generate(
    declaration: Declaration,
    resolved: ResolvedInputs,
  ): Promise<Generated> {
    const { deployment } = this;
    const urn = deployment.urnOf(declaration.name);
    const old = this.#oldResource(urn, declaration);
    const state = this.#stateOf(urn, declaration, resolved);
    if (declaration.get !== undefined)
      return { state, steps: this.#read(old, state, declaration.get) };
    const importId = declaration.options?.import;
    const isImport =
      importId !== undefined &&
      (!old || old.external || (old.importId ?? old.id) !== importId);
    const isTargeted = deployment.isTargeted(declaration.name);
    if (!isImport || !isTargeted)
      return this.#continue(declaration, resolved, old, state, false);
    this.#operatedOn.add(urn);
    const isReplacing = old !== undefined && !this.deletes.has(urn);
    const imported = { ...state };
    return {
      state: imported,
      steps: [
        importStep(deployment, isReplacing ? old : undefined, imported),
        ...(isReplacing ? [replaceStep(old, imported)] : []),
      ],
      goOn: () => this.#continue(declaration, resolved, imported, state, true),
    };
  }

  #stateOf(
    urn: string,
    declaration: Declaration,
    { bag, propertyDependencies }: ResolvedInputs,
  ): ResourceState {
    const { deployment } = this;
    const { options = {} } = declaration;
    const urnsOf = (names: readonly string[]) =>
      names.map((name) => deployment.urnOf(name));
    return {
      urn,
      id: "",
      inputs: bag,
      outputs: EMPTY,
      provider: options.provider ?? DEFAULT_PROVIDER,
      external: false,
      delete: false,
      pendingReplacement: false,
      taint: false,
      protect: options.protect ?? false,
      retainOnDelete: options.retainOnDelete ?? false,
      initErrors: [],
      importId: options.import,
      ignoreChanges: options.ignoreChanges ?? [],
      dependencies: urnsOf(dependenciesOf(declaration)),
      propertyDependencies: Object.fromEntries(
        Object.entries(propertyDependencies).map(([name, resources]) => [
          name,
          urnsOf(resources),
        ]),
      ),
      deletedWith:
        options.deletedWith === undefined
          ? undefined
          : deployment.urnOf(options.deletedWith),
    };
  }

  /** By its URN first, then by its former ones. */
  #oldResource(
    urn: string,
    { options }: Declaration,
  ): ResourceState | undefined {
    const { deployment } = this;
    if (this.#aliased.has(urn))
      throw new EngineError(`${urn} has been claimed by an alias`);
    const own = deployment.olds.get(urn);
    if (own) return own;
    for (const name of options?.aliases ?? []) {
      const alias = deployment.urnOf(name);
      const old = deployment.olds.get(alias);
      if (!old) continue;
      if (this.#operatedOn.has(alias) || this.#aliased.has(alias))
        throw new EngineError(`${alias} is claimed twice`);
      this.#aliased.set(alias, urn);
      return old;
    }
    return undefined;
  }

  #read(
    old: ResourceState | undefined,
    state: ResourceState,
    id: string,
  ): Step[] {
    Object.assign(state, { id, external: true, inputs: EMPTY });
    this.#operatedOn.add(state.urn);
    if (old && !old.external && old.id !== id)
      return [
        readStep(this.deployment, old, state, true),
        replaceStep(old, state),
      ];
    return [readStep(this.deployment, old, state, false)];
  }

  async #continue(
    declaration: Declaration,
    resolved: ResolvedInputs,
    old: ResourceState | undefined,
    state: ResourceState,
    isImported: boolean,
  ): Promise<Generated> {
    const { deployment } = this;
    const { urn, provider } = state;
    const { options = {}, name } = declaration;
    const isRecreating = this.deletes.has(urn);
    const isTargeted = deployment.isTargeted(name);
    const isForced = deployment.isTargetedReplace(name, old);
    if (!isTargeted) return this.#untargeted(old, state);

    const ignoreChanges = old ? (options.ignoreChanges ?? []) : [];
    const ignored = {
      values: applyIgnoreChanges(
        resolved.bag.values,
        old?.inputs.values ?? {},
        ignoreChanges,
      ),
      secrets: [
        ...resolved.bag.secrets,
        ...(old?.inputs.secrets ?? []).filter(([name]) =>
          ignoreChanges.some((path) => path === "*" || path === name),
        ),
      ],
    };
    const isNew = !old || isRecreating || old.external || isForced;
    const randomSeed = deployment.randomSeed();
    state.inputs = isNew
      ? await this.#check(provider, urn, EMPTY, resolved.bag, randomSeed)
      : await this.#check(provider, urn, old.inputs, ignored, randomSeed);
    this.#refuseSkipped(state);

    if (isRecreating && old) {
      this.deletes.delete(urn);
      this.#replaces.add(urn);
      this.#operatedOn.add(urn);
      const replacement = { old, pendingDelete: false };
      return {
        state,
        steps: [
          replaceStep(old, state),
          createStep(deployment, state, replacement),
        ],
      };
    }
    this.#operatedOn.add(urn);
    if (!old) return { state, steps: [createStep(deployment, state)] };
    if (old.external) {
      // The new key's deletion of the read one is a discard, at the end.
      const replacement = { old, pendingDelete: true };
      return {
        state,
        steps: [
          createStep(deployment, state, replacement),
          replaceStep(old, state),
        ],
      };
    }
    const detailed = isForced
      ? { id: { kind: "update", replace: true, inputDiff: false } as const }
      : await this.#diff(old, state, options.replaceOnChanges ?? []);
    const isChanged = Object.keys(detailed).length > 0;
    const isReplaced =
      old.pendingReplacement ||
      Object.values(detailed).some(({ replace }) => replace);
    if (isReplaced)
      return {
        state,
        steps: await this.#replace(
          declaration,
          resolved,
          { old, state, detailed, isForced },
          randomSeed,
        ),
      };
    if (isChanged || old.initErrors.length > 0)
      return { state, steps: [updateStep(deployment, old, state, detailed)] };
    if (isImported) return { state: old, steps: [] };
    return { state, steps: [sameStep(deployment, old, state)] };
  }

  #untargeted(old: ResourceState | undefined, state: ResourceState): Generated {
    this.#operatedOn.add(state.urn);
    if (!old) {
      this.skippedCreates.add(state.urn);
      return { state, steps: [skippedCreateStep(state)] };
    }
    this.#operatedOn.add(old.urn);
    const copy = { ...old, id: "" };
    return { state: copy, steps: [sameStep(this.deployment, old, copy)] };
  }

  /** A resource that depends on one that is not made is not made either. */
  #refuseSkipped({ urn, dependencies }: ResourceState): void {
    const skipped = dependencies.find((other) =>
      this.skippedCreates.has(other),
    );
    if (skipped !== undefined)
      throw new EngineError(
        `${urn} depends on ${skipped}, which is untargeted`,
      );
  }

  async #check(
    provider: string,
    urn: string,
    olds: Bag,
    news: Bag,
    randomSeed: Uint8Array,
  ): Promise<Bag> {
    const { inputs, failures } = await this.deployment.ask(
      provider,
      { method: "check", urn },
      (plugin, host) => plugin.check({ urn, olds, news, randomSeed }, host),
    );
    if (failures.length === 0) return inputs;
    for (const { reason } of failures) this.deployment.tell(urn, reason);
    throw new EngineError(`${urn} is invalid`);
  }

  async #diff(
    old: ResourceState,
    state: ResourceState,
    replaceOnChanges: readonly string[],
  ): Promise<DiffReply["detailed"]> {
    const detailed = await this.#askDiff(old, state.inputs, {
      provider: state.provider,
      urn: state.urn,
      ignoreChanges: state.ignoreChanges,
    });
    const roots = new Set(replaceOnChanges);
    const replaced = Object.fromEntries(
      Object.entries(detailed).map(([path, change]) => {
        const [root = ""] = path.split(/[.[]/);
        const replace = change.replace || roots.has(root) || roots.has("*");
        return [path, { ...change, replace }];
      }),
    );
    if (old.initErrors.length > 0 && roots.has("*"))
      replaced["#initerror"] = {
        kind: "update",
        replace: true,
        inputDiff: false,
      };
    return replaced;
  }

  async #askDiff(
    old: ResourceState,
    news: Bag,
    {
      provider,
      urn,
      ignoreChanges,
    }: Pick<ResourceState, "provider" | "urn" | "ignoreChanges">,
  ): Promise<DiffReply["detailed"]> {
    const { id, inputs, outputs } = old;
    const { detailed } = await this.deployment.ask(
      provider,
      { method: "diff", urn, id },
      (plugin, host) =>
        plugin.diff(
          {
            id,
            urn,
            oldInputs: inputs,
            oldOutputs: outputs,
            news,
            ignoreChanges: [...ignoreChanges],
          },
          host,
        ),
    );
    return detailed;
  }

  async #replace(
    { name, options = {} }: Declaration,
    resolved: ResolvedInputs,
    {
      old,
      state,
      detailed,
      isForced,
    }: {
      old: ResourceState;
      state: ResourceState;
      detailed: DiffReply["detailed"];
      isForced: boolean;
    },
    randomSeed: Uint8Array,
  ): Promise<Step[]> {
    const { deployment } = this;
    const { urn, provider } = state;
    if (state.protect && old.protect && !deployment.options.ignoreProtect)
      deployment.refuse(`${urn} is protected against replacement`);
    if (options.import !== undefined && !deployment.preview)
      throw new EngineError(`${name} is imported, and can't be replaced`);
    this.#replaces.add(urn);
    if (!isForced)
      state.inputs = await this.#check(
        provider,
        urn,
        EMPTY,
        resolved.bag,
        randomSeed,
      );
    const isDeletedFirst = options.deleteBeforeReplace ?? false;
    const replacement = { old, detailed, pendingDelete: !isDeletedFirst };
    if (!isDeletedFirst)
      return [
        createStep(deployment, state, replacement),
        replaceStep(old, state, detailed),
      ];
    const steps: Step[] = [];
    for (const dependent of (await this.#dependents(old)).reverse()) {
      if (this.#pendingDeletes.has(dependent)) continue;
      if (dependent.protect && !deployment.options.ignoreProtect)
        throw new EngineError(`${dependent.urn} is protected`);
      steps.push(
        deleteStep(
          deployment,
          dependent,
          dependent.delete ? "gone" : "pendingReplacement",
        ),
      );
      this.deletes.add(dependent.urn);
      this.#pendingDeletes.add(dependent);
    }
    if (!old.pendingReplacement)
      steps.push(deleteStep(deployment, old, "pendingReplacement"));
    return [
      ...steps,
      replaceStep(old, state, detailed),
      createStep(deployment, state, replacement),
    ];
  }

  /** Who must be deleted before this one is: resources that would be replaced if its outputs changed. */
  async #dependents(root: ResourceState): Promise<ResourceState[]> {
    const replaced = new Set([root.urn]);
    const dependents: ResourceState[] = [];
    for (const other of this.deployment.prev) {
      if (other === root || other.external) continue;
      const open = Object.entries(other.propertyDependencies).filter(
        ([name, urns]) =>
          other.inputs.values[name] !== undefined &&
          urns.some((urn) => replaced.has(urn)),
      );
      if (open.length === 0) continue;
      const values = {
        ...other.inputs.values,
        ...Object.fromEntries(open.map(([name]) => [name, UNKNOWN])),
      };
      const news = { ...other.inputs, values };
      const detailed = await this.#askDiff(other, news, other);
      if (!Object.values(detailed).some(({ replace }) => replace)) continue;
      replaced.add(other.urn);
      dependents.push(other);
    }
    return dependents;
  }

  /** Once the whole program has been registered: what has left it, and what is pending deletion. */
  async deletions(): Promise<{ sames: Step[]; deletes: Step[] }> {
    const { deployment } = this;
    const allowed = await this.#allowedDeletes();
    const sames: Step[] = [];
    const deletes: Step[] = [];
    for (const old of deployment.prev) {
      const isOperatedOn = this.#operatedOn.has(
        this.#aliased.get(old.urn) ?? old.urn,
      );
      if (allowed && !allowed.has(old.urn)) {
        if (!isOperatedOn)
          sames.push(sameStep(deployment, old, { ...old, id: "" }));
        continue;
      }
      if (old.delete) {
        if (this.#pendingDeletes.has(old)) continue;
        this.deletes.add(old.urn);
        deletes.push(deleteStep(deployment, old, "replaced"));
      } else if (!isOperatedOn) {
        this.deletes.add(old.urn);
        deletes.push(
          old.pendingReplacement
            ? removePendingReplaceStep(deployment, old)
            : deleteStep(deployment, old, "gone"),
        );
      }
    }
    for (const { urn } of deletes)
      if (!deployment.isTargetUrn(urn))
        deployment.refuse(`${urn} would be destroyed, and is no target`);
    return { sames, deletes };
  }

  /** With targets, what goes with them: their dependents, and what would be replaced with those. */
  async #allowedDeletes(): Promise<Set<string> | undefined> {
    const { deployment } = this;
    if (!deployment.options.targets) return undefined;
    const allowed = new Set<string>();
    for (const state of deployment.prev)
      if (
        deployment.isTargetUrn(state.urn) ||
        state.dependencies.some((urn) => allowed.has(urn))
      )
        allowed.add(state.urn);
    for (const state of deployment.prev)
      if (allowed.has(state.urn))
        for (const { urn } of await this.#dependents(state)) allowed.add(urn);
    return allowed;
  }
}
