import type { Collection } from "../../core/contract";

interface Ordered {
  /** Grows with each record of the collection: the order of creation. */
  order: number;
}

/**
 * A collection that also indexes the ids of each group of records in order of creation, so that a page of a list costs
 * the page and not the collection. The index is only in memory. It is rebuilt after the store was reset, which is
 * detected by the collection's size.
 */
export class IndexedCollection<T extends Ordered> {
  private groups = new Map<string, string[]>();
  private indexed = 0;
  private lastOrder = 0;

  constructor(
    private readonly records: Collection<T>,
    private readonly idOf: (record: T) => string,
    private readonly groupsOf: (record: T) => string[],
  ) {}

  get(id: string): T | undefined {
    return this.records.get(id);
  }

  values(): IterableIterator<T> {
    return this.records.values();
  }

  /** The ids of a group, in order of creation. Not to be changed. */
  ids(group: string): readonly string[] {
    this.catchUp();
    return this.groups.get(group) ?? [];
  }

  nextOrder(): number {
    this.catchUp();
    return this.lastOrder + 1;
  }

  put(record: T): void {
    this.catchUp();
    const id = this.idOf(record);
    const before = this.records.get(id);
    this.records.put(id, record);
    if (before === undefined) this.include(record);
    else this.regroup(id, this.groupsOf(before), this.groupsOf(record));
  }

  delete(id: string): void {
    this.catchUp();
    const record = this.records.get(id);
    if (record === undefined) return;
    this.records.delete(id);
    this.regroup(id, this.groupsOf(record), []);
    this.indexed--;
  }

  private catchUp(): void {
    if (this.indexed === this.records.size) return;
    this.groups = new Map();
    this.indexed = 0;
    this.lastOrder = 0;
    const inOrder = [...this.records.values()].sort(
      (a, b) => a.order - b.order,
    );
    for (const record of inOrder) this.include(record);
  }

  private include(record: T): void {
    this.regroup(this.idOf(record), [], this.groupsOf(record));
    this.indexed++;
    this.lastOrder = Math.max(this.lastOrder, record.order);
  }

  private regroup(
    id: string,
    before: readonly string[],
    after: readonly string[],
  ): void {
    for (const group of before)
      if (!after.includes(group)) this.takeOut(id, group);
    for (const group of after) if (!before.includes(group)) this.add(id, group);
  }

  /** At its place in the order; new records come last. */
  private add(id: string, group: string): void {
    const ids = this.groups.get(group) ?? [];
    const order = this.orderOf(id);
    let at = ids.length;
    while (at > 0 && this.orderOf(ids[at - 1]) > order) at--;
    ids.splice(at, 0, id);
    this.groups.set(group, ids);
  }

  private orderOf(id: string | undefined): number {
    return (id !== undefined && this.records.get(id)?.order) || 0;
  }

  private takeOut(id: string, group: string): void {
    const ids = this.groups.get(group) ?? [];
    const at = ids.indexOf(id);
    if (at >= 0) ids.splice(at, 1);
    if (ids.length === 0) this.groups.delete(group);
  }
}
