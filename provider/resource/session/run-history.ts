import type { CmkInputs } from "../../model/inputs";
import type { CloudName, Tags } from "../../model/types";
import type { Bag, Properties, Value } from "../values/properties";

/** A key in the state. */
export interface StateKey {
  id: string;
  inputs: Bag;
}

/** The key that a Diff compared with the program. */
export interface OldKey
  extends
    StateKey,
    Pick<CmkInputs, "deletionWindowInDays" | "deletionProtection"> {
  /** Another version of the provider may have written it. */
  deletionPolicy?: Value;
  /** Of a deletion that is already scheduled. */
  deletionDate?: string;
  /** Contains the account. */
  arn?: string;
  /** The comparison left these out. */
  ignoreChanges?: readonly string[];
  /** The output. */
  cloudTags?: Tags;
}

/** An alias that a resource asks for, with the place where it is unique. */
export interface RequestedAlias {
  cloud: CloudName;
  region: string;
  alias: string;
  /** The resource's key has it in the state, and is not replaced. */
  isInState?: boolean;
}

/** Why a resource, or another one, can't get its alias in this run: each waits for the other, or the other's turn was first. */
export interface AliasConflict {
  kind: "circle" | "order";
  alias: string;
  /** The other resource. */
  urn: string;
}

/** What this run has seen of one resource. */
interface ResourceHistory {
  /** Where it has reserved aliases. */
  reservations: readonly string[];
  /** Where its key has aliases in the state. */
  held: readonly string[];
  /** Its last Create or Update, which ends well in any case. */
  turn?: Promise<unknown>;
  /** The end of its last Create or Update was in a preview. */
  isPreviewed: boolean;
  /** The last Check compared the program with the state, so the key of the Diff after it is kept. */
  checkedAgainstState: boolean;
  /** A Check has shown it in the program. */
  isInProgram?: boolean;
  /** The inputs in the state, as far as a Check or a refresh has shown those of one key. A replacement's Check has none. */
  stateInputs?: Properties;
  /** The program itself sets the alias. */
  givesAlias: boolean;
  /** The key that the last Diff compared with, until this run deletes it. */
  diffed?: OldKey;
  /** A refresh has compared several keys, of which all but one wait for their deletion. */
  isDiffAmbiguous?: boolean;
  /** The key that this run deleted last. */
  deleted?: StateKey;
  /** The key of the state that the program keeps. */
  currentId?: string;
  /** The key that this run has created. */
  createdId?: string;
  /** The key that this run has read for an import or for `.get()`. */
  imported?: { id: string; isOtherForm: boolean };
  /** The resource's keys in the state, as far as a Diff or a refresh has named them, until they are deleted. */
  readonly stateIds: Set<string>;
}

/**
 * What the engine has asked of this provider in one run, by resource (URN). The engine does not tell a provider what a
 * call is a part of: a Create is the same call whether the key is new, replaces another, or is made again after its key
 * was deleted. The calls before it tell, so each is noted here:
 *
 * ```text
 *                       Check (no old inputs)
 *          unseen ────────────────────────────────▶ new ──── Create ──▶ a first key; also a replacement that is
 *            │                                       ▲                  forced by taint or --target-replace, which
 *            │ Check (old inputs)                    │                  has no Diff and looks the same
 *            ▼                                       │
 *         checked                                    │
 *            │ Diff                                  │ Check (no old inputs): the Diff's answer was "replace"
 *            ▼                                       │
 *          kept ─────────────────────────────────────┼─▶ replaced ──── Create ──▶ takes the old key's place
 *            │                                       │                   │ Delete: the old key goes last
 *            │ Delete: the resource has left the     │                   ▼
 *            │ program (or deleteBeforeReplace)      │                deleted
 *            ▼                                       │
 *         deleted ───────────────────────────────────┘  Check, Create: a failure tells how the deleted key is kept
 * ```
 *
 * | Query                  | Answers                                                                                       | In state                |
 * | ---------------------- | --------------------------------------------------------------------------------------------- | ----------------------- |
 * | `keyToReplace`         | the old key that a Create of the resource replaces                                            | kept, replaced          |
 * | `inputsToReplace`      | as above, of a forced replacement too                                                         | checked, kept, replaced |
 * | `deletedKey`           | the key that was deleted before a Create                                                      | deleted                 |
 * | `isReplaced`           | whether the resource has another key by now                                                   | kept, replaced          |
 * | `isInProgram`          | whether the program has the resource, as far as this run has seen                             | all but unseen          |
 * | `isOldKey`             | whether a key is the resource's own in the state, so that its alias may be taken              | all but deleted         |
 * | `otherResourceKeeping` | another resource that still stands for a key, so that a Delete must not schedule its deletion | kept, imported          |
 * | `otherResourceSharing` | another resource that the program keeps on the same key: each preview warns of it             | kept                    |
 * | `isKnown`              | whether a key belongs to this run's state: others are orphans or foreign                      | any                     |
 *
 * Besides, each Check and each Create reserves the aliases that the resource asks for, whatever state it is in. For each:
 *
 * ```text
 *               reserve: free, or asked for by this resource
 *   none ◀──────────────────────────────────────────────────▶ reserved
 *               reserve of others, or of none                     │
 *                                                                 └─ reserve by another resource ──▶ refused, and named
 * ```
 *
 * Only resources that have the alias in the state already share it: they stand for one key. A resource that asks for an alias
 * of another one's key (`giverOf`) waits for that one's turn, its Create or Update, in which it gets others.
 */
export class RunHistory {
  readonly #resources = new Map<string, ResourceHistory>();
  readonly #resourcesOfId = new Map<string, Set<string>>();
  readonly #knownIds = new Set<string>();
  /** By place and resource: whether the resource has the alias in the state. */
  readonly #aliasReservations = new Map<string, Map<string, boolean>>();
  /** By place: the resources whose keys have the alias in the state. */
  readonly #aliasHolders = new Map<string, Set<string>>();

  /** Records a Check. A Check without old inputs is for a new key. */
  noteCheck(urn: string, oldInputs: Properties): void {
    const isNew = Object.keys(oldInputs).length === 0;
    const resource = this.#of(urn);
    resource.isInProgram = true;
    resource.checkedAgainstState = !isNew;
    if (isNew) this.#keep(urn, undefined);
    else resource.stateInputs = oldInputs;
  }

  /** As the last Check had it: ignoreChanges gives an alias to the first Check of a replacement only. */
  noteAliasGiven(urn: string, isGiven: boolean): void {
    this.#of(urn).givesAlias = isGiven;
  }

  /** Records a Diff. If its answer is that the key is replaced, a Check without old inputs follows. */
  noteDiff(urn: string, old: OldKey): void {
    this.noteInState(urn, old.id);
    const resource = this.#of(urn);
    const { diffed, checkedAgainstState } = resource;
    // Before a Check it is a refresh, which also compares keys that wait for their deletion, in any order.
    resource.isDiffAmbiguous =
      !checkedAgainstState && diffed !== undefined && diffed.id !== old.id;
    resource.diffed = old;
    if (checkedAgainstState) this.#keep(urn, old.id);
  }

  /** Records a refreshed key of the state, by its outputs, which have the inputs that are in force. Of several, those that wait for their deletion look like the resource's own. */
  noteRefreshed(urn: string, id: string, outputs: Properties): void {
    this.noteInState(urn, id);
    const resource = this.#of(urn);
    if (resource.stateIds.size === 1) resource.stateInputs = outputs;
    else delete resource.stateInputs;
  }

  /** Records that the state has this key for a resource. */
  noteInState(urn: string, id: string): void {
    this.noteKnown(id);
    this.#of(urn).stateIds.add(id);
  }

  /** Records a key that this run has read, created, changed or reported as an orphan. */
  noteKnown(id: string): void {
    this.#knownIds.add(id);
  }

  /** Records that this run has created a key for a resource. */
  noteCreated(urn: string, id: string): void {
    this.noteKnown(id);
    this.#of(urn).createdId = id;
  }

  /** Records that the program has imported or read a key by this id. */
  noteImported(urn: string, text: string, id: string): void {
    this.noteKnown(id);
    this.#of(urn).imported = { id, isOtherForm: text !== id };
  }

  /** Records a Delete. A later Create no longer replaces this key, because it is gone already. */
  noteDeleted(urn: string, { id, inputs }: StateKey): void {
    this.noteKnown(id);
    const resource = this.#of(urn);
    resource.stateIds.delete(id);
    resource.deleted = { id, inputs };
    if (resource.diffed?.id === id) delete resource.diffed;
    delete resource.stateInputs;
  }

  /**
   * Records that a resource asks for these aliases, and for no others. Gives the first of them that another resource reserved
   * earlier in this run, with that resource; then nothing is reserved.
   */
  reserveAliases(
    urn: string,
    requested: readonly RequestedAlias[],
  ): { alias: string; urn: string } | undefined {
    const resource = this.#of(urn);
    for (const place of resource.reservations)
      this.#aliasReservations.get(place)?.delete(urn);
    resource.reservations = [];
    for (const { alias, isInState, ...where } of requested)
      for (const [holder, hasIt] of this.#holders({ alias, ...where }))
        if (!(isInState && hasIt)) return { alias, urn: holder };
    for (const each of requested)
      this.#holders(each).set(urn, each.isInState ?? false);
    resource.reservations = requested.map(placeOf);
    return undefined;
  }

  /**
   * Records the aliases that a resource's key has in the state, after those that it asks for. Gives one that it can never get: its
   * holder gives it up only once it has one that this resource gives up only once it has that. Or one that it may give up too late: a
   * resource whose turn in this preview is over already, perhaps because this one waits for it, asks for it.
   */
  noteHeldAliases(
    urn: string,
    held: readonly RequestedAlias[],
  ): AliasConflict | undefined {
    const resource = this.#of(urn);
    for (const place of resource.held)
      this.#aliasHolders.get(place)?.delete(urn);
    resource.held = held.map(placeOf);
    for (const place of resource.held) {
      const holders = this.#aliasHolders.get(place) ?? new Set();
      this.#aliasHolders.set(place, holders.add(urn));
    }
    const circle = this.#waitsFor(urn).find((next) =>
      this.#waits(next.urn, urn),
    );
    if (circle) return { kind: "circle", ...circle };
    const [late] = resource.held.flatMap((place) =>
      [...(this.#aliasReservations.get(place) ?? [])]
        .filter(([other, hasIt]) => other !== urn && !hasIt)
        .filter(([other]) => this.#of(other).isPreviewed)
        .map(([other]) => ({ alias: aliasOf(place), urn: other })),
    );
    return late && { kind: "order", ...late };
  }

  /** Another resource, whose key has an alias in the state, and that asks for others. */
  giverOf(urn: string, alias: RequestedAlias): string | undefined {
    const place = placeOf(alias);
    return [...(this.#aliasHolders.get(place) ?? [])].find(
      (other) => other !== urn && !this.#of(other).reservations.includes(place),
    );
  }

  /** Records that a Create or an Update of a resource has begun. */
  noteTurn(urn: string, turn: Promise<unknown>, isPreview: boolean): void {
    const resource = this.#of(urn);
    resource.turn = turn.then(
      () => {
        resource.isPreviewed = isPreview;
      },
      () => undefined,
    );
  }

  /** The end of the last Create or Update of a resource that has begun. */
  turnOf(urn: string): Promise<unknown> | undefined {
    return this.#resources.get(urn)?.turn;
  }

  /** Whether a resource waits for another one, directly or through others. */
  #waits(urn: string, other: string): boolean {
    const chain = new Set([urn]);
    // A Set gives what is added to it meanwhile, too.
    for (const each of chain)
      for (const next of this.#waitsFor(each)) chain.add(next.urn);
    return chain.has(other);
  }

  /** The resources that must give up an alias before this one can have it. */
  #waitsFor(urn: string): { alias: string; urn: string }[] {
    const { reservations, held } = this.#of(urn);
    return reservations
      .filter((place) => !held.includes(place))
      .flatMap((place) =>
        [...(this.#aliasHolders.get(place) ?? [])].map((holder) => ({
          alias: aliasOf(place),
          urn: holder,
        })),
      );
  }

  #holders(requested: RequestedAlias): Map<string, boolean> {
    const place = placeOf(requested);
    const holders =
      this.#aliasReservations.get(place) ?? new Map<string, boolean>();
    this.#aliasReservations.set(place, holders);
    return holders;
  }

  keyToReplace(urn: string): OldKey | undefined {
    const resource = this.#resources.get(urn);
    return resource?.isDiffAmbiguous ? undefined : resource?.diffed;
  }

  /** The inputs in the state of a key that a Create replaces; a replacement without a Diff shows them after a refresh only. */
  inputsToReplace(urn: string): Properties | undefined {
    return this.#resources.get(urn)?.stateInputs;
  }

  deletedKey(urn: string): StateKey | undefined {
    return this.#resources.get(urn)?.deleted;
  }

  givesAlias(urn: string): boolean {
    return this.#resources.get(urn)?.givesAlias ?? false;
  }

  /** Whether this run imports the key, which the engine then doesn't replace. */
  isImported(urn: string, id: string): boolean {
    return this.#resources.get(urn)?.imported?.id === id;
  }

  isOldKey(urn: string, id: string): boolean {
    return this.#resources.get(urn)?.stateIds.has(id) ?? false;
  }

  /** Whether the program has the resource, so that one whose key is deleted has another one or gets it. */
  isInProgram(urn: string): boolean {
    return this.#resources.get(urn)?.isInProgram ?? false;
  }

  /** Whether the resource has another key by now, as far as this run has seen. */
  isReplaced(urn: string, id: string): boolean {
    const { currentId, createdId } = this.#resources.get(urn) ?? {};
    const itsOwn = currentId ?? createdId;
    return itsOwn !== undefined && itsOwn !== id;
  }

  /** The resources that this run has seen. */
  urns(): string[] {
    return [...this.#resources.keys()];
  }

  isKnown(id: string): boolean {
    return this.#knownIds.has(id);
  }

  /**
   * The resource that the program keeps on this key, although the engine deletes it. The engine takes a key for another
   * one if it is imported or read by another form of its id, and it asks no provider when two resources stand for one
   * key.
   */
  otherResourceKeeping(urn: string, id: string): string | undefined {
    const { imported } = this.#resources.get(urn) ?? {};
    if (imported?.id === id && imported.isOtherForm) return urn;
    const [other] = this.#resourcesOfId.get(id) ?? [];
    return other;
  }

  /** Another resource that the program keeps on this key, as far as this run has seen. */
  otherResourceSharing(urn: string, id: string): string | undefined {
    return [...(this.#resourcesOfId.get(id) ?? [])].find(
      (other) => other !== urn,
    );
  }

  /** Whether the program keeps the resource on this key. A refresh doesn't tell. */
  isKept(urn: string, id: string): boolean {
    return this.#resources.get(urn)?.currentId === id;
  }

  #of(urn: string): ResourceHistory {
    const known = this.#resources.get(urn);
    if (known) return known;
    const resource: ResourceHistory = {
      reservations: [],
      held: [],
      isPreviewed: false,
      checkedAgainstState: false,
      givesAlias: false,
      stateIds: new Set(),
    };
    this.#resources.set(urn, resource);
    return resource;
  }

  #keep(urn: string, id: string | undefined): void {
    const resource = this.#of(urn);
    if (resource.currentId !== undefined)
      this.#resourcesOfId.get(resource.currentId)?.delete(urn);
    if (id === undefined) {
      delete resource.currentId;
      return;
    }
    resource.currentId = id;
    const urns = this.#resourcesOfId.get(id) ?? new Set();
    this.#resourcesOfId.set(id, urns.add(urn));
  }
}

function placeOf({ cloud, region, alias }: RequestedAlias): string {
  return `${cloud}/${region}/${alias}`;
}

/** Alibaba Cloud's may contain slashes. */
function aliasOf(place: string): string {
  return place.split("/").slice(2).join("/");
}
