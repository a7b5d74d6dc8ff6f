import type { Collection, Store } from "../contract";

/** One value of one collection, as the state file keeps it. */
export interface StoredValue {
  collection: string;
  id: string;
  value: unknown;
}

/** A value that was put, or (value undefined) deleted, since the last write. */
export type Change = StoredValue;

/** Makes changes durable. */
export interface Journal {
  /** Resolves when all of the changes, or on failure none, would survive a kill of the process or the machine. */
  write(changes: readonly Change[]): Promise<void>;
}

/** Is told of a value that was put or deleted: what was there, and what is there now. */
export type Watcher = (before: unknown, after: unknown) => void;

/**
 * Collections in memory. With a journal, changes are gathered and written together by the next `committed()`;
 * requests that end while a write is running share the one after it.
 */
export class MemoryStore implements Store {
  readonly #collections = new Map<string, MemoryCollection<unknown>>();
  readonly #journal: Journal | undefined;
  #changes = new Map<string, Change>();
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #version = 0;

  constructor(stored: Iterable<StoredValue> = [], journal?: Journal) {
    for (const { collection, id, value } of stored) {
      this.#collection(collection).load(id, value);
    }
    this.#journal = journal;
  }

  /** Grows with each change. */
  get version(): number {
    return this.#version;
  }

  /** Calls at each change of a collection, but for those of `clear`, `replace` and of what `atomically` takes back. */
  watch(collection: string, watcher: Watcher): void {
    this.#collection(collection).watchers.push(watcher);
  }

  collection<T>(name: string): Collection<T> {
    return this.#collection(name) as MemoryCollection<T>;
  }

  #collection(name: string): MemoryCollection<unknown> {
    let collection = this.#collections.get(name);
    if (collection === undefined) {
      const changed = (id: string, value: unknown) => {
        this.#version++;
        if (this.#journal === undefined) return;
        const change = { collection: name, id, value };
        this.#changes.set(`${name}/${id}`, change);
      };
      collection = new MemoryCollection(changed);
      this.#collections.set(name, collection);
    }
    return collection;
  }

  /** Everything, as a journal's start. */
  *values(): IterableIterator<StoredValue> {
    for (const [collection, values] of this.#collections) {
      for (const [id, value] of values.entries()) {
        yield { collection, id, value };
      }
    }
  }

  /**
   * A request without changes still waits for a running write, because its answer may show what that write makes
   * durable.
   */
  committed(): Promise<void> {
    const journal = this.#journal;
    if (journal === undefined || this.#changes.size === 0) return this.#running;
    const write = () => this.#write(journal);
    this.#next ??= this.#running.then(write, write);
    return this.#next;
  }

  async #write(journal: Journal): Promise<void> {
    this.#running = this.#next ?? this.#running;
    this.#next = undefined;
    const changes = this.#changes;
    this.#changes = new Map();
    try {
      await journal.write([...changes.values()]);
    } catch (error) {
      // Memory is ahead of the file now. The next write includes these changes, in their latest state.
      this.#changes = new Map([...changes, ...this.#changes]);
      throw error;
    }
  }

  clear(): void {
    for (const collection of this.#collections.values()) collection.clear();
  }

  /** Holds these values from now on, and no others. */
  replace(values: Iterable<StoredValue>): void {
    this.clear();
    for (const { collection, id, value } of values)
      this.#collection(collection).set(id, value);
  }

  /** Does all of `run`, or nothing if it throws. Values are never changed in place, so that the old ones are whole. */
  atomically<T>(run: () => T): T {
    const before = new Map(
      Array.from(this.#collections, ([name, values]) => [
        name,
        new Map(values.entries()),
      ]),
    );
    try {
      return run();
    } catch (error) {
      for (const [name, values] of this.#collections)
        values.restore(before.get(name) ?? new Map<string, unknown>());
      throw error;
    }
  }
}

class MemoryCollection<T> implements Collection<T> {
  readonly #values = new Map<string, T>();
  readonly #changed: (id: string, value: T | undefined) => void;
  readonly watchers: Watcher[] = [];

  constructor(changed: (id: string, value: T | undefined) => void) {
    this.#changed = changed;
  }

  get size(): number {
    return this.#values.size;
  }

  get(id: string): T | undefined {
    return this.#values.get(id);
  }

  /** Loads what the journal already has. */
  load(id: string, value: T): void {
    this.#values.set(id, value);
  }

  put(id: string, value: T): void {
    const before = this.#values.get(id);
    this.set(id, value);
    for (const watcher of this.watchers) watcher(before, value);
  }

  /** Puts a value of which watchers know. */
  set(id: string, value: T): void {
    this.#values.set(id, value);
    this.#changed(id, value);
  }

  delete(id: string): void {
    const before = this.#values.get(id);
    if (!this.#remove(id)) return;
    for (const watcher of this.watchers) watcher(before, undefined);
  }

  #remove(id: string): boolean {
    const existed = this.#values.delete(id);
    if (existed) this.#changed(id, undefined);
    return existed;
  }

  values(): IterableIterator<T> {
    return this.#values.values();
  }

  entries(): IterableIterator<[string, T]> {
    return this.#values.entries();
  }

  clear(): void {
    for (const id of this.#values.keys()) this.#remove(id);
  }

  restore(values: ReadonlyMap<string, T>): void {
    for (const id of this.#values.keys()) if (!values.has(id)) this.#remove(id);
    for (const [id, value] of values)
      if (this.#values.get(id) !== value) this.set(id, value);
  }
}
