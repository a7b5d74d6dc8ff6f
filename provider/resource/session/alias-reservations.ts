import type { CallContext } from "../../clouds/cloud";
import { sleep } from "../../clouds/common/sleep";
import type { CloudName } from "../../model/types";

/** An alias that a resource asks for, with the place where it is unique. */
export interface RequestedAlias {
  cloud: CloudName;
  region: string;
  alias: string;
  /** The resource's key has it in the state, and is not replaced. */
  isInState?: boolean;
}

/** Why a resource, or another one, can't get its alias in this run: each waits for the other, or the other's operation was first. */
export interface AliasConflict {
  kind: "circle" | "order";
  alias: string;
  /** The other resource. */
  urn: string;
}

/** What one resource does with aliases. */
interface ResourceAliases {
  /** Where it has reserved aliases. */
  reservations: readonly string[];
  /** Where its key has aliases in the state. */
  held: readonly string[];
  /** Its last Create or Update, which ends well in any case. */
  operation?: Promise<unknown>;
  /** The end of its last Create or Update was in a preview. */
  isPreviewed: boolean;
}

/** The longest delay that a timer takes. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Which resource of a run asks for which aliases, which has them in the state, and which waits for another one's. Each Check
 * and each Create reserves the aliases that its resource asks for. For each alias:
 *
 * ```text
 *               reserve: free, or asked for by this resource
 *   none ◀──────────────────────────────────────────────────▶ reserved
 *               reserve of others, or of none                     │
 *                                                                 └─ reserve by another resource ──▶ refused, and named
 * ```
 *
 * Only resources that have the alias in the state already share it: they stand for one key. A resource that asks for an alias
 * of another one's key (`releaserOf`) waits for the end of that one's operation, its Create or Update, in which it gets others.
 */
export class AliasReservations {
  readonly #resources = new Map<string, ResourceAliases>();
  /** By place and resource: whether the resource has the alias in the state. */
  readonly #reserved = new Map<string, Map<string, boolean>>();
  /** By place: the resources whose keys have the alias in the state. */
  readonly #held = new Map<string, Set<string>>();
  /** By place: the id of the key that this run has given the alias. */
  readonly #given = new Map<string, string>();
  /** When the engine has last asked for something, or got it; epoch milliseconds. */
  lastActivity = 0;

  /**
   * Records that a resource asks for these aliases, and for no others. Gives the first of them that another resource reserved
   * earlier in this run, with that resource; then nothing is reserved.
   */
  reserve(
    urn: string,
    requested: readonly RequestedAlias[],
  ): { alias: string; urn: string } | undefined {
    this.lastActivity = Date.now();
    const resource = this.#of(urn);
    for (const place of resource.reservations)
      this.#reserved.get(place)?.delete(urn);
    resource.reservations = [];
    for (const { alias, isInState, ...where } of requested)
      for (const [holder, hasIt] of this.#reservationsOf({ alias, ...where }))
        if (!(isInState && hasIt)) return { alias, urn: holder };
    for (const each of requested)
      this.#reservationsOf(each).set(urn, each.isInState ?? false);
    resource.reservations = requested.map(placeOf);
    return undefined;
  }

  /**
   * Records the aliases that a resource's key has in the state, after those that it asks for. Gives one that it can never get: its
   * holder gives it up only once it has one that this resource gives up only once it has that. Or one that it may give up too late: a
   * resource whose operation in this preview is over already, perhaps because this one waits for it, asks for it.
   */
  noteHeld(
    urn: string,
    held: readonly RequestedAlias[],
  ): AliasConflict | undefined {
    const resource = this.#of(urn);
    for (const place of resource.held) this.#held.get(place)?.delete(urn);
    resource.held = held.map(placeOf);
    for (const place of resource.held) {
      const holders = this.#held.get(place) ?? new Set();
      this.#held.set(place, holders.add(urn));
    }
    const circle = this.#asksOf(urn).find((next) => this.#asks(next.urn, urn));
    if (circle) return { kind: "circle", ...circle };
    const [late] = resource.held.flatMap((place) =>
      [...(this.#reserved.get(place) ?? [])]
        .filter(([other, hasIt]) => other !== urn && !hasIt)
        .filter(([other]) => this.#of(other).isPreviewed)
        .map(([other]) => ({ alias: aliasOf(place), urn: other })),
    );
    return late && { kind: "order", ...late };
  }

  /** A resource that gets an alias in this run, or gives it up, as far as this run has come. */
  changing(alias: RequestedAlias): string | undefined {
    const place = placeOf(alias);
    const [taker] =
      [...(this.#reserved.get(place) ?? [])].find(([, hasIt]) => !hasIt) ?? [];
    return taker ?? this.releaserOf("", alias);
  }

  /** Another resource, whose key has an alias in the state, and that asks for others. */
  releaserOf(urn: string, alias: RequestedAlias): string | undefined {
    const place = placeOf(alias);
    return [...(this.#held.get(place) ?? [])].find(
      (other) => other !== urn && !this.#of(other).reservations.includes(place),
    );
  }

  /** Records that a Create or an Update of a resource has begun. */
  noteOperation(
    urn: string,
    operation: Promise<unknown>,
    isPreview: boolean,
  ): void {
    const resource = this.#of(urn);
    this.lastActivity = Date.now();
    const end = (isPreviewed: boolean) => {
      resource.isPreviewed = isPreviewed;
      this.lastActivity = Date.now();
    };
    resource.operation = operation.then(
      () => {
        end(isPreview);
      },
      () => {
        end(resource.isPreviewed);
      },
    );
  }

  noteGiven(alias: RequestedAlias, keyId: string): void {
    this.#given.set(placeOf(alias), keyId);
  }

  /** The id of the key that this run has given an alias last, whatever a listing still shows. */
  givenTo(alias: RequestedAlias): string | undefined {
    return this.#given.get(placeOf(alias));
  }

  hasBegun(urn: string): boolean {
    return this.#resources.get(urn)?.operation !== undefined;
  }

  /**
   * Waits for the end of a resource's operation, at most as long as the one that waits may last. No two wait for each other:
   * Check refuses such circles.
   */
  async awaitOperation(
    urn: string,
    { signal, deadline }: CallContext,
  ): Promise<void> {
    const ended = new AbortController();
    const left = Math.min(LONGEST_MS, deadline - Date.now());
    const timeOut = sleep(left, AbortSignal.any([signal, ended.signal]));
    await Promise.race([
      this.#resources.get(urn)?.operation,
      timeOut.catch(() => undefined),
    ]);
    ended.abort();
  }

  /** Whether a resource asks for an alias of another one, directly or through others. */
  #asks(urn: string, other: string): boolean {
    const chain = new Set([urn]);
    // A Set gives what is added to it meanwhile, too.
    for (const each of chain)
      for (const next of this.#asksOf(each)) chain.add(next.urn);
    return chain.has(other);
  }

  /** The resources that must give up an alias before this one can have it. */
  #asksOf(urn: string): { alias: string; urn: string }[] {
    const { reservations, held } = this.#of(urn);
    return reservations
      .filter((place) => !held.includes(place))
      .flatMap((place) =>
        [...(this.#held.get(place) ?? [])].map((holder) => ({
          alias: aliasOf(place),
          urn: holder,
        })),
      );
  }

  #reservationsOf(requested: RequestedAlias): Map<string, boolean> {
    const place = placeOf(requested);
    const reservations =
      this.#reserved.get(place) ?? new Map<string, boolean>();
    this.#reserved.set(place, reservations);
    return reservations;
  }

  #of(urn: string): ResourceAliases {
    const known = this.#resources.get(urn);
    if (known) return known;
    const resource = { reservations: [], held: [], isPreviewed: false };
    this.#resources.set(urn, resource);
    return resource;
  }
}

function placeOf({ cloud, region, alias }: RequestedAlias): string {
  return `${cloud}/${region}/${alias}`;
}

/** Alibaba Cloud's may contain slashes. */
function aliasOf(place: string): string {
  return place.split("/").slice(2).join("/");
}
