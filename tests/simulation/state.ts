import type { Bag } from "../../provider/resource/values/properties";

/** A resource as a stack's state has it, with the names of Pulumi's `resource.State`. */
export interface ResourceState {
  urn: string;
  id: string;
  inputs: Bag;
  outputs: Bag;
  /** The provider's name in the program. */
  provider: string;
  /** It was read by `.get()`, and is another's. */
  external: boolean;
  /** Its successor has been made, and it waits for its deletion. */
  delete: boolean;
  /** It has been deleted, and its successor is to be made (deleteBeforeReplace). */
  pendingReplacement: boolean;
  taint: boolean;
  protect: boolean;
  retainOnDelete: boolean;
  initErrors: readonly string[];
  importId?: string;
  ignoreChanges: readonly string[];
  /** By URN; those of single inputs as well. */
  dependencies: readonly string[];
  propertyDependencies: Readonly<Record<string, readonly string[]>>;
  deletedWith?: string;
}

export type OperationType =
  "creating" | "updating" | "deleting" | "reading" | "importing";

export interface PendingOperation {
  type: OperationType;
  resource: ResourceState;
}

/** What is kept between two commands. */
export interface Snapshot {
  resources: readonly ResourceState[];
  pendingOperations: readonly PendingOperation[];
  /** Ids of provider resources by their names. */
  providers: Readonly<Record<string, string>>;
}

export const EMPTY_SNAPSHOT: Snapshot = {
  resources: [],
  pendingOperations: [],
  providers: {},
};

/** States are changed in place while a command runs, so that each command gets states of its own. */
export function copyOf(snapshot: Snapshot): Snapshot {
  return {
    resources: snapshot.resources.map((state) => ({ ...state })),
    pendingOperations: snapshot.pendingOperations.map((operation) => ({
      ...operation,
      resource: { ...operation.resource },
    })),
    providers: { ...snapshot.providers },
  };
}

/** Pulumi's snapshot manager: what of the former state is done with, what is new, and what is under way. */
export class SnapshotManager {
  readonly #dones = new Set<ResourceState>();
  readonly #news: ResourceState[] = [];
  readonly #operations = new Set<PendingOperation>();

  /** `write` stores a checkpoint. */
  constructor(
    private base: Snapshot,
    private readonly write: (snapshot: Snapshot) => void,
  ) {}

  /** After a refresh the base is what was read. */
  rebase(resources: readonly ResourceState[]): void {
    this.base = { ...this.base, resources };
    this.save();
  }

  begin(type: OperationType, resource: ResourceState): PendingOperation {
    const operation = { type, resource };
    this.#operations.add(operation);
    this.save();
    return operation;
  }

  /** `apply` marks what has become of the states, if it went well. */
  end(operation: PendingOperation | undefined, apply?: () => void): void {
    if (operation) this.#operations.delete(operation);
    apply?.();
    this.save();
  }

  markDone(state: ResourceState): void {
    this.#dones.add(state);
  }

  markNew(state: ResourceState): void {
    this.#news.push(state);
  }

  setProvider(name: string, id: string): void {
    this.base = {
      ...this.base,
      providers: { ...this.base.providers, [name]: id },
    };
    this.save();
  }

  get snapshot(): Snapshot {
    const resources = [...this.#news, ...this.base.resources].filter(
      (state) => !this.#dones.has(state),
    );
    // Creations stay until the user clears them.
    const left = this.base.pendingOperations.filter(
      ({ type }) => type === "creating",
    );
    return {
      resources,
      pendingOperations: [...this.#operations, ...left],
      providers: this.base.providers,
    };
  }

  save(): void {
    this.write(copyOf(this.snapshot));
  }
}
