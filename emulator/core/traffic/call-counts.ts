/** Names beyond this many per cloud are counted together, so that made-up actions can't fill the memory. */
const MAX_ACTIONS = 500;
const OTHERS = "(others)";

/** How often each action was called, also by requests that were refused or hit by a fault. */
export class CallCounts {
  readonly #counts: ReadonlyMap<string, Map<string, number>>;

  constructor(clouds: readonly string[]) {
    this.#counts = new Map(clouds.map((cloud) => [cloud, new Map()]));
  }

  count(cloud: string, action: string): void {
    const counts = this.#counts.get(cloud)!;
    const known = counts.has(action) || counts.size < MAX_ACTIONS;
    const name = known ? action : OTHERS;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }

  clear(): void {
    for (const counts of this.#counts.values()) counts.clear();
  }

  list(): Record<string, Record<string, number>> {
    const lists = Array.from(this.#counts, ([cloud, counts]) => {
      return [cloud, Object.fromEntries(counts)] as const;
    });
    return Object.fromEntries(lists);
  }
}
