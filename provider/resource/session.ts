import type { CallContext, KeyService, Survey } from "../clouds/cloud";
import { isKind } from "../clouds/errors";
import { CLOUDS } from "../clouds/registry";
import type { CmkInputs } from "../model/inputs";
import type { CloudName } from "../model/types";
import type { Config } from "./settings";
import type { Bag } from "./values";

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
  readonly compared = new Map<string, OldKey>();
  /** URNs of the resources whose program gives them an alias. */
  readonly named = new Set<string>();
  /** Keys that this run has deleted, by the URN of the resource. */
  readonly deleted = new Map<string, Pick<OldKey, "id" | "inputs">>();
  /** Ids that this run has read, compared, made, changed or deleted: keys that its state knows. */
  readonly met = new Set<string>();

  /** Ids that this run's state has for a resource, as far as a Diff or a refresh has named them, by its URN. */
  private readonly known = new Map<string, Set<string>>();
  /** Resources whose program Check has held against the state, and not since then against nothing, as for a new key. */
  private readonly checked = new Set<string>();
  /** The keys of the state that the program keeps, by the URN of its resource, and the other way round. */
  private readonly kept = new Map<string, string>();
  private readonly keepers = new Map<string, Set<string>>();
  /** Keys that the program has asked for by another form of their id, by the URN of its resource. */
  private readonly spelled = new Map<string, string>();
  private readonly services = new Map<CloudName, Promise<KeyService>>();
  private readonly surveys = new Map<string, Promise<Survey>>();
  private readonly aliasClaims = new Map<string, string>();

  configure(providerId: string, bag: Bag, config: Config): void {
    this.providerId = providerId;
    this.configBag = bag;
    this.config = config;
  }

  /** Notes that the state has this key for a resource. */
  meet(urn: string, id: string): void {
    this.met.add(id);
    this.known.set(urn, (this.known.get(urn) ?? new Set()).add(id));
  }

  /** Whether a Create of the resource takes this key's place. */
  isReplaced(urn: string, id: string): boolean {
    return this.known.get(urn)?.has(id) ?? false;
  }

  /** Notes a Check: one without old inputs is for a new key. */
  noteCheck(urn: string, isNew: boolean): void {
    if (isNew) {
      this.checked.delete(urn);
      this.keep(urn, undefined);
    } else this.checked.add(urn);
  }

  private keep(urn: string, id: string | undefined): void {
    const former = this.kept.get(urn);
    if (former !== undefined) this.keepers.get(former)?.delete(urn);
    this.kept.delete(urn);
    if (id === undefined) return;
    this.kept.set(urn, id);
    this.keepers.set(id, (this.keepers.get(id) ?? new Set()).add(urn));
  }

  /** Notes a Diff, whose answer may still be that the key is replaced: then another Check follows. */
  noteDiff(urn: string, old: OldKey): void {
    this.meet(urn, old.id);
    this.compared.set(urn, old);
    if (this.checked.has(urn)) this.keep(urn, old.id);
  }

  /** Notes that the program has imported or read a key, by this text. */
  noteSpelled(urn: string, text: string, id: string): void {
    this.met.add(id);
    if (text !== id) this.spelled.set(urn, id);
  }

  /**
   * The resource that the program keeps on this key, though the engine deletes it: the engine takes a key for another one
   * when it is imported or read by another form of its id, and it asks no provider when two resources stand for one key.
   */
  keeperOf(urn: string, id: string): string | undefined {
    if (this.spelled.get(urn) === id) return urn;
    const [keeper] = this.keepers.get(id) ?? [];
    return keeper;
  }

  /** A key that this run deletes can't be replaced by it any more: deleteBeforeReplace. */
  forget(urn: string, id: string, inputs: Bag): void {
    this.met.add(id);
    this.known.get(urn)?.delete(id);
    this.deleted.set(urn, { id, inputs });
    if (this.compared.get(urn)?.id === id) this.compared.delete(urn);
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
  survey(
    name: CloudName,
    region: string,
    context: CallContext,
  ): Promise<Survey> {
    const place = `${name}/${region}`;
    const begun = this.surveys.get(place);
    // Whose time-out ended it may have had less time than this one.
    if (begun)
      return begun.catch((error: unknown) => {
        if (!isKind(error, "deadline")) throw error;
        return this.survey(name, region, context);
      });
    const survey = this.service(name).then((service) =>
      service.survey(region, context),
    );
    survey.catch(() => this.surveys.delete(place));
    this.surveys.set(place, survey);
    return survey;
  }

  /** Notes that a resource's Create asks for an alias; gives the other resource that asked for it in this run, if any. */
  claimAlias(
    name: CloudName,
    region: string,
    alias: string,
    urn: string,
  ): string | undefined {
    const place = `${name}/${region}/${alias}`;
    const holder = this.aliasClaims.get(place) ?? urn;
    this.aliasClaims.set(place, holder);
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
