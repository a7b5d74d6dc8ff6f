import type { CloudName } from "../contract";

/** Names beyond this many per cloud are counted together, so that made-up actions can't fill the memory. */
const MAX_ACTIONS = 500;
const OTHERS = "(others)";

/** How often each action was called, also by requests that were refused or hit by a fault. */
export class CallCounts {
  #counts = emptyCounts();

  count(cloud: CloudName, action: string): void {
    const counts = this.#counts[cloud];
    const known = counts.has(action) || counts.size < MAX_ACTIONS;
    const name = known ? action : OTHERS;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }

  clear(): void {
    this.#counts = emptyCounts();
  }

  list(): Record<CloudName, Record<string, number>> {
    return {
      alibaba: Object.fromEntries(this.#counts.alibaba),
      tencent: Object.fromEntries(this.#counts.tencent),
    };
  }
}

function emptyCounts(): Record<CloudName, Map<string, number>> {
  return { alibaba: new Map(), tencent: new Map() };
}
