import type { Bag } from "../../provider/resource/values/properties";
import {
  PartialFailure,
  type DiffReply,
} from "../../provider/resource/values/requests";
import type { Deployment } from "./deployment";
import type { OperationType, ResourceState } from "./state";

export type Op =
  | "same"
  | "create"
  | "update"
  | "delete"
  | "replace"
  | "create-replacement"
  | "delete-replaced"
  | "read"
  | "read-replacement"
  | "refresh"
  | "discard"
  | "discard-replaced"
  | "remove-pending-replace"
  | "import"
  | "import-replacement";

/** One step of Pulumi's: what it asks the provider for, and what becomes of the states. */
export interface Step {
  op: Op;
  urn: string;
  old?: ResourceState;
  new?: ResourceState;
  detailed?: DiffReply["detailed"];
  operation?: { type: OperationType; resource: ResourceState };
  /** Throws what the provider has thrown. */
  apply: () => Promise<void>;
  /** What the snapshot manager notes of a step that went well, or in part. */
  commit?: () => void;
  /** Whether the deployment goes on after its failure. */
  isSurvivable?: boolean;
}

/** A failure of the engine's own, such as of a protected resource. */
export class EngineError extends Error {}

type Made = Pick<ResourceState, "id" | "outputs">;

/** Notes a partial failure in the new state, and gives what it has made. */
function partOf(error: unknown, state: ResourceState): Made {
  if (!(error instanceof PartialFailure)) throw error;
  state.initErrors = error.reasons;
  return { id: error.id, outputs: error.outputs };
}

export function sameStep(
  { snapshots }: Deployment,
  old: ResourceState,
  state: ResourceState,
): Step {
  return {
    op: "same",
    urn: state.urn,
    old,
    new: state,
    apply: () => {
      state.id = old.id;
      state.outputs = old.outputs;
      return Promise.resolve();
    },
    commit: () => {
      snapshots.markDone(old);
      snapshots.markNew(state);
    },
  };
}

/** A create that the `--target`s leave out: it is neither made nor stored. */
export function skippedCreateStep(state: ResourceState): Step {
  return {
    op: "same",
    urn: state.urn,
    new: state,
    apply: () => Promise.resolve(),
  };
}

export function createStep(
  deployment: Deployment,
  state: ResourceState,
  replacement?: {
    old: ResourceState;
    pendingDelete: boolean;
    detailed?: DiffReply["detailed"];
  },
): Step {
  const { snapshots, preview } = deployment;
  const old = replacement?.old;
  const store = ({ id, outputs }: Made) => {
    state.id = id;
    state.outputs = outputs;
    if (old && replacement.pendingDelete) old.delete = true;
  };
  return {
    op: old ? "create-replacement" : "create",
    urn: state.urn,
    old,
    new: state,
    detailed: replacement?.detailed,
    operation: { type: "creating", resource: state },
    apply: async () => {
      const { urn, inputs, provider } = state;
      try {
        store(
          await deployment.ask(
            provider,
            { method: "create", urn },
            (plugin, host) =>
              plugin.create({ urn, inputs, preview, timeout: 0 }, host),
          ),
        );
      } catch (error) {
        store(partOf(error, state));
        throw error;
      }
    },
    commit: () => {
      snapshots.markNew(state);
      if (old?.pendingReplacement) snapshots.markDone(old);
    },
  };
}

export function updateStep(
  deployment: Deployment,
  old: ResourceState,
  state: ResourceState,
  detailed: DiffReply["detailed"],
): Step {
  const { snapshots, preview } = deployment;
  return {
    op: "update",
    urn: state.urn,
    old,
    new: state,
    detailed,
    operation: { type: "updating", resource: state },
    apply: async () => {
      state.id = old.id;
      const { urn, id, provider } = state;
      try {
        const { outputs } = await deployment.ask(
          provider,
          { method: "update", urn, id },
          (plugin, host) =>
            plugin.update(
              {
                id,
                urn,
                oldInputs: old.inputs,
                oldOutputs: old.outputs,
                news: state.inputs,
                ignoreChanges: [...state.ignoreChanges],
                preview,
                timeout: 0,
              },
              host,
            ),
        );
        state.outputs = outputs;
      } catch (error) {
        state.outputs = partOf(error, state).outputs;
        state.inputs = old.inputs;
        throw error;
      }
    },
    commit: () => {
      snapshots.markDone(old);
      snapshots.markNew(state);
    },
  };
}

export function deleteStep(
  deployment: Deployment,
  old: ResourceState,
  kind: "gone" | "replaced" | "pendingReplacement",
): Step {
  const { snapshots, preview, options, generator } = deployment;
  const isReplacing = kind !== "gone";
  const deletion = isReplacing ? "delete-replaced" : "delete";
  const discard = isReplacing ? "discard-replaced" : "discard";
  const isProtected = !isReplacing && old.protect && !options.ignoreProtect;
  return {
    op: old.external ? discard : deletion,
    urn: old.urn,
    old,
    operation: { type: "deleting", resource: old },
    isSurvivable: isProtected,
    apply: async () => {
      if (isProtected) throw new EngineError(`${old.urn} is protected`);
      const isKept =
        old.retainOnDelete ||
        (old.deletedWith !== undefined &&
          generator.deletes.has(old.deletedWith));
      if (isKept && !preview) deployment.released.add(old.id);
      if (!preview && !old.external && !isKept) {
        const { urn, id, provider, inputs, outputs } = old;
        await deployment.ask(
          provider,
          { method: "delete", urn, id },
          (plugin, host) =>
            plugin.delete(
              { id, urn, oldInputs: inputs, outputs, timeout: 0 },
              host,
            ),
        );
      }
      if (kind === "pendingReplacement") old.pendingReplacement = true;
    },
    commit: () => {
      if (!old.pendingReplacement) snapshots.markDone(old);
    },
  };
}

/** Tells of a replacement, and does nothing. */
export function replaceStep(
  old: ResourceState,
  state: ResourceState,
  detailed?: DiffReply["detailed"],
): Step {
  return {
    op: "replace",
    urn: state.urn,
    old,
    new: state,
    detailed,
    apply: () => Promise.resolve(),
  };
}

export function removePendingReplaceStep(
  { snapshots }: Deployment,
  old: ResourceState,
): Step {
  return {
    op: "remove-pending-replace",
    urn: old.urn,
    old,
    apply: () => Promise.resolve(),
    commit: () => {
      snapshots.markDone(old);
    },
  };
}

const NOTHING: Bag = { values: {}, secrets: [] };

/** `.get()`: reads another's key, in previews, too. */
export function readStep(
  deployment: Deployment,
  old: ResourceState | undefined,
  state: ResourceState,
  isReplacing: boolean,
): Step {
  const { snapshots } = deployment;
  return {
    op: isReplacing ? "read-replacement" : "read",
    urn: state.urn,
    old,
    new: state,
    operation: { type: "reading", resource: state },
    apply: async () => {
      const read = await readOf(deployment, state, state.id, {
        inputs: state.inputs,
        outputs: state.inputs,
      });
      if (!read) throw new EngineError(`resource '${state.id}' does not exist`);
      state.outputs = read.outputs;
      state.id = read.id;
      if (old && isReplacing) old.delete = true;
      else if (old && !old.external) deployment.released.add(old.id);
    },
    commit: () => {
      if (old && !isReplacing) snapshots.markDone(old);
      snapshots.markNew(state);
    },
  };
}

/** The resource option `import`: `state` becomes what was read. */
export function importStep(
  deployment: Deployment,
  old: ResourceState | undefined,
  state: ResourceState,
): Step {
  const { snapshots } = deployment;
  return {
    op: old ? "import-replacement" : "import",
    urn: state.urn,
    old,
    new: state,
    operation: { type: "importing", resource: state },
    apply: async () => {
      const id = state.importId ?? "";
      const read = await readOf(deployment, state, id, {
        inputs: NOTHING,
        outputs: NOTHING,
      });
      if (!read) throw new EngineError(`resource '${id}' does not exist`);
      state.id = read.id;
      state.inputs = read.inputs;
      state.outputs = read.outputs;
      if (old) old.delete = true;
    },
    commit: () => {
      snapshots.markNew(state);
    },
  };
}

/** Reads a resource of the state; gives its new state, or nothing where it is gone. */
export async function refreshed(
  deployment: Deployment,
  old: ResourceState,
): Promise<{
  state: ResourceState | undefined;
  detailed: DiffReply["detailed"];
}> {
  if (old.pendingReplacement) return { state: old, detailed: {} };
  const read = await readOf(deployment, old, old.id, old);
  if (!read) return { state: undefined, detailed: {} };
  const state = { ...old, ...read, initErrors: [] };
  if (old.external) return { state, detailed: {} };
  const { urn, ignoreChanges, provider } = old;
  const { detailed } = await deployment.ask(
    provider,
    { method: "diff", urn, id: state.id },
    (plugin, host) =>
      plugin.diff(
        {
          id: state.id,
          urn,
          oldInputs: state.inputs,
          oldOutputs: state.outputs,
          news: old.inputs,
          ignoreChanges: [...ignoreChanges],
        },
        host,
      ),
  );
  return { state, detailed };
}

function readOf(
  deployment: Deployment,
  { urn, provider }: ResourceState,
  id: string,
  { inputs, outputs }: Pick<ResourceState, "inputs" | "outputs">,
) {
  return deployment.ask(provider, { method: "read", urn, id }, (plugin, host) =>
    plugin.read({ id, urn, inputs, outputs, timeout: 0 }, host),
  );
}
