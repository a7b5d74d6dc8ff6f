import type { CmkInputs } from "../../model/inputs";
import type { Tags } from "../../model/types";
import type { Bag, Properties, Value } from "../values/properties";
import { AliasReservations } from "./alias-reservations";

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
  /** The Diff's own answer: the engine also replaces a key without it. */
  asksReplacement?: boolean;
  outputs?: Bag;
  /** The comparison left these out. */
  ignoreChanges?: readonly string[];
  /** The output. */
  cloudTags?: Tags;
}

/** What this run has seen of one resource. */
interface ResourceHistory {
  /** The last Check compared the program with the state, so the key of the Diff after it is kept. */
  checkedAgainstState: boolean;
  /** A Check has shown it in the program. */
  isInProgram?: boolean;
  /** The inputs in the state, as far as a Check or a refresh has shown those of one key. A replacement's Check has none. */
  stateInputs?: Properties;
  /** What the last Check asks for, if it is for a key that this run has still to create. */
  requested?: Bag;
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
 * | `inputsToCreate`       | what a new key will have that this run has still to create: before a Delete, of its replacement | new, replaced           |
 * | `deletedKey`           | the key that was deleted before a Create                                                      | deleted                 |
 * | `isReplaced`           | whether the resource has another key by now                                                   | kept, replaced          |
 * | `isInProgram`          | whether the program has the resource, as far as this run has seen                             | all but unseen          |
 * | `isOldKey`             | whether a key is the resource's own in the state, so that its alias may be taken              | all but deleted         |
 * | `otherResourceKeeping` | another resource that still stands for a key, so that a Delete must not schedule its deletion | kept, imported          |
 * | `otherResourceSharing` | another resource that the program keeps on the same key: each preview warns of it             | kept                    |
 * | `isKnown`              | whether a key belongs to this run's state: others are orphans or foreign                      | any                     |
 */
export class RunHistory {
  readonly #resources = new Map<string, ResourceHistory>();
  readonly #resourcesOfId = new Map<string, Set<string>>();
  readonly #knownIds = new Set<string>();
  /** By key: the resource that this run has imported or read it for. */
  readonly #importers = new Map<string, string>();
  /** Which aliases the resources ask for, and who waits for whom. */
  readonly aliases = new AliasReservations();

  /** Records a Check. A Check without old inputs is for a new key. */
  noteCheck(urn: string, oldInputs: Properties): void {
    const isNew = Object.keys(oldInputs).length === 0;
    const resource = this.#of(urn);
    resource.isInProgram = true;
    resource.checkedAgainstState = !isNew;
    if (isNew) this.#keep(urn, undefined);
    else resource.stateInputs = oldInputs;
    delete resource.requested;
  }

  /** Records the inputs that a Check without old inputs has accepted. */
  noteRequested(urn: string, inputs: Bag): void {
    const resource = this.#of(urn);
    if (!resource.checkedAgainstState) resource.requested = inputs;
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
    const resource = this.#of(urn);
    resource.createdId = id;
    delete resource.requested;
  }

  /** Records that the program has imported or read a key by this id. */
  noteImported(urn: string, text: string, id: string): void {
    this.noteKnown(id);
    this.#importers.set(id, urn);
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

  keyToReplace(urn: string): OldKey | undefined {
    const resource = this.#resources.get(urn);
    return resource?.isDiffAmbiguous ? undefined : resource?.diffed;
  }

  /** The inputs in the state of a key that a Create replaces; a replacement without a Diff shows them after a refresh only. */
  inputsToReplace(urn: string): Properties | undefined {
    return this.#resources.get(urn)?.stateInputs;
  }

  inputsToCreate(urn: string): Bag | undefined {
    return this.#resources.get(urn)?.requested;
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

  /** Whether this run imports a key for the resource. */
  imports(urn: string): boolean {
    return this.#resources.get(urn)?.imported !== undefined;
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
   * one if it is imported or read by another form of its id or for another resource, and it asks no provider when two
   * resources stand for one key.
   */
  otherResourceKeeping(urn: string, id: string): string | undefined {
    const { imported } = this.#resources.get(urn) ?? {};
    if (imported?.id === id && imported.isOtherForm) return urn;
    const importer = this.#importers.get(id);
    const [other = importer === urn ? undefined : importer] =
      this.#resourcesOfId.get(id) ?? [];
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
