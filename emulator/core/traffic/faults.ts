import { createHash } from "node:crypto";
import type { CloudEmulator, FaultKind, FaultRule } from "../contract";

interface ActiveRule {
  id: number;
  rule: FaultRule;
  hits: number;
  draws: number;
}

export type ListedFault = FaultRule & { id: number; hits: number };

/** The fault rules in force, in the order in which they were added. */
export class Faults {
  #active: ActiveRule[] = [];
  #added = 0;

  add(rule: FaultRule): void {
    this.#active.push({ id: ++this.#added, rule, hits: 0, draws: 0 });
  }

  /** False if there is no such rule, or no more. */
  remove(id: number): boolean {
    const others = this.#active.filter((active) => active.id !== id);
    const found = others.length < this.#active.length;
    this.#active = others;
    return found;
  }

  clear(): void {
    this.#active = [];
  }

  /** The rules that can still hit, with the hits so far. */
  list(): ListedFault[] {
    return this.#active.map(({ id, rule, hits }) => ({ id, ...rule, hits }));
  }

  /** What the rules have still to do. */
  left(): FaultRule[] {
    return this.#active.map(({ rule, hits }) =>
      rule.count === undefined ? rule : { ...rule, count: rule.count - hits },
    );
  }

  /**
   * Uses up one hit of the first rule that matches and whose probability applies. A rule whose count is used up is
   * removed. `kind` selects rules that a cloud simulates itself; without it, those for any request.
   */
  take(cloud: string, action: string, kind?: FaultKind): FaultRule | undefined {
    const hit = this.#active.find(
      (active) => matches(active.rule, cloud, action, kind) && isLucky(active),
    );
    if (hit === undefined) return undefined;
    hit.hits += 1;
    if (hit.hits === hit.rule.count) {
      this.#active = this.#active.filter((active) => active !== hit);
    }
    return hit.rule;
  }
}

/** Kinds that don't affect the request here: the cloud asks for them while it handles the action. */
const ACTED_OUT_BY_CLOUD: ReadonlySet<FaultKind> = new Set(["tag-failure"]);

/** Why the rule can never apply, beginning with the wrong property; undefined if it can. */
export function idleness(
  { kind, cloud, action }: FaultRule,
  clouds: readonly CloudEmulator[],
): string | undefined {
  if (!ACTED_OUT_BY_CLOUD.has(kind)) return undefined;
  const able = clouds.filter(({ tagFailures }) => tagFailures.length > 0);
  const named = able.filter(({ name }) => (cloud ?? name) === name);
  if (named.length === 0) {
    const names = able.map(({ name }) => name).join(", ");
    return `cloud: ${kind} hits only ${names}, not ${cloud}`;
  }
  const actions = named.flatMap(({ tagFailures }) => tagFailures);
  if (action === undefined || actions.includes(action)) return undefined;
  return `action: ${kind} hits only ${actions.join(", ")}, not ${action}`;
}

function matches(
  rule: FaultRule,
  cloud: string,
  action: string,
  kind: FaultKind | undefined,
): boolean {
  if (rule.cloud !== undefined && rule.cloud !== cloud) return false;
  if (rule.action !== undefined && rule.action !== action) return false;
  return kind === undefined
    ? !ACTED_OUT_BY_CLOUD.has(rule.kind)
    : rule.kind === kind;
}

/**
 * Random numbers for a rule's probability. The n-th number of a seed is always the same, so that a run can be repeated.
 */
function isLucky(active: ActiveRule): boolean {
  const { probability = 1, seed = 0 } = active.rule;
  const turn = active.draws++;
  const hash = createHash("sha256").update(`${seed}/${turn}`).digest();
  return hash.readUInt32BE() / 2 ** 32 < probability;
}
