import type { CallContext, KeyService, Listing } from "../../clouds/cloud";
import { isKind } from "../../clouds/errors";
import { CLOUDS } from "../../clouds/registry";
import type { CmkInputs } from "../../model/inputs";
import type { CloudName } from "../../model/types";
import type { Bag } from "../values/properties";
import type { Config } from "../values/settings";

/** A key that a Diff of this run compared with: if a Create of the same URN follows, the key is being replaced. */
export interface OldKey extends Pick<
  CmkInputs,
  "deletionPolicy" | "deletionWindowInDays" | "deletionProtection"
> {
  id: string;
  /** As the state has them. */
  inputs: Bag;
  /** Of a deletion that is scheduled already. */
  deletionDate?: string;
}

/** What one provider instance knows between calls: its settings, its connections, and what this run has met. */
export class Session {
  config: Config = {};
  configBag: Bag = { values: {}, secrets: [] };
  providerId = "";

  /** Keys by the URN of the Diff that named them. */
  readonly diffed = new Map<string, OldKey>();
  /** URNs of the resources whose program gives them an alias. */
  readonly withExplicitAlias = new Set<string>();
  /** Keys that this run has deleted, by the URN of the resource. */
  readonly deleted = new Map<string, Pick<OldKey, "id" | "inputs">>();
  /** Ids that this run has read, compared, made, changed or deleted: keys that its state knows. */
  readonly knownIds = new Set<string>();

  /** Ids that this run's state has for a resource, as far as a Diff or a refresh has named them, by its URN. */
  private readonly idsOfResource = new Map<string, Set<string>>();
  /** Resources whose program Check has held against the state, and not since then against nothing, as for a new key. */
  private readonly checked = new Set<string>();
  /** The keys of the state that the program keeps, by the URN of its resource, and the other way round. */
  private readonly keptIds = new Map<string, string>();
  private readonly resourcesOfId = new Map<string, Set<string>>();
  /** Keys that the program has asked for by another form of their id, by the URN of its resource. */
  private readonly importedAs = new Map<string, string>();
  private readonly services = new Map<CloudName, Promise<KeyService>>();
  private readonly listings = new Map<string, Promise<Listing>>();
  private readonly aliasReservations = new Map<string, string>();

  configure(providerId: string, bag: Bag, config: Config): void {
    this.providerId = providerId;
    this.configBag = bag;
    this.config = config;
  }

  /** Notes that the state has this key for a resource. */
  noteKnown(urn: string, id: string): void {
    this.knownIds.add(id);
    this.idsOfResource.set(
      urn,
      (this.idsOfResource.get(urn) ?? new Set()).add(id),
    );
  }

  /** Whether a Create of the resource takes this key's place. */
  isReplaced(urn: string, id: string): boolean {
    return this.idsOfResource.get(urn)?.has(id) ?? false;
  }

  /** Notes a Check: one without old inputs is for a new key. */
  noteCheck(urn: string, isNew: boolean): void {
    if (isNew) {
      this.checked.delete(urn);
      this.keep(urn, undefined);
    } else this.checked.add(urn);
  }

  private keep(urn: string, id: string | undefined): void {
    const former = this.keptIds.get(urn);
    if (former !== undefined) this.resourcesOfId.get(former)?.delete(urn);
    this.keptIds.delete(urn);
    if (id === undefined) return;
    this.keptIds.set(urn, id);
    this.resourcesOfId.set(
      id,
      (this.resourcesOfId.get(id) ?? new Set()).add(urn),
    );
  }

  /** Notes a Diff, whose answer may still be that the key is replaced: then another Check follows. */
  noteDiff(urn: string, old: OldKey): void {
    this.noteKnown(urn, old.id);
    this.diffed.set(urn, old);
    if (this.checked.has(urn)) this.keep(urn, old.id);
  }

  /** Notes that the program has imported or read a key, by this text. */
  noteImported(urn: string, text: string, id: string): void {
    this.knownIds.add(id);
    if (text !== id) this.importedAs.set(urn, id);
  }

  /**
   * The resource that the program keeps on this key, though the engine deletes it: the engine takes a key for another one
   * when it is imported or read by another form of its id, and it asks no provider when two resources stand for one key.
   */
  resourceOfId(urn: string, id: string): string | undefined {
    if (this.importedAs.get(urn) === id) return urn;
    const [keeper] = this.resourcesOfId.get(id) ?? [];
    return keeper;
  }

  /** A key that this run deletes can't be replaced by it any more: deleteBeforeReplace. */
  noteDeleted(urn: string, id: string, inputs: Bag): void {
    this.knownIds.add(id);
    this.idsOfResource.get(urn)?.delete(id);
    this.deleted.set(urn, { id, inputs });
    if (this.diffed.get(urn)?.id === id) this.diffed.delete(urn);
  }

  /** The connection to a cloud, made when it is first asked for. */
  service(name: CloudName): Promise<KeyService> {
    const made = this.services.get(name);
    if (made) return made;
    const cloud = CLOUDS[name];
    const service = cloud.connect(settingsOf(this.config, cloud.settings));
    service.catch(() => this.services.delete(name));
    this.services.set(name, service);
    return service;
  }

  /** A region's keys as they were when this process first asked; a failed listing is asked for again. */
  listing(
    name: CloudName,
    region: string,
    context: CallContext,
  ): Promise<Listing> {
    const place = `${name}/${region}`;
    const begun = this.listings.get(place);
    // Whose time-out ended it may have had less time than this one.
    if (begun)
      return begun.catch((error: unknown) => {
        if (!isKind(error, "deadline")) throw error;
        return this.listing(name, region, context);
      });
    const listing = this.service(name).then((service) =>
      service.listing(region, context),
    );
    listing.catch(() => this.listings.delete(place));
    this.listings.set(place, listing);
    return listing;
  }

  /** Notes that a resource's Create asks for an alias; gives the other resource that asked for it in this run, if any. */
  reserveAlias(
    name: CloudName,
    region: string,
    alias: string,
    urn: string,
  ): string | undefined {
    const place = `${name}/${region}/${alias}`;
    const holder = this.aliasReservations.get(place) ?? urn;
    this.aliasReservations.set(place, holder);
    return holder === urn ? undefined : holder;
  }

  close(): void {
    for (const service of this.services.values())
      service.then(
        (open) => {
          open.close();
        },
        () => undefined,
      );
    this.services.clear();
  }
}

function settingsOf(
  config: Config,
  rules: object,
): Record<string, string | number | undefined> {
  return Object.fromEntries(
    Object.keys(rules)
      .filter((name) => config[name] !== undefined)
      .map((name) => {
        const value = config[name];
        return [
          name,
          typeof value === "object" ? JSON.stringify(value) : value,
        ] as [string, string | number];
      }),
  );
}
