import type {
  CallContext,
  Cloud,
  CloudCommands,
  KeyService,
  KeysInRegion,
  Listing,
  RefreshPass,
} from "../../clouds/cloud";
import {
  emulatedSettings,
  findEmulator,
  type Emulator,
} from "../../clouds/emulator";
import { Memo } from "../../clouds/common/reads/memo";
import { isKind } from "../../clouds/errors";
import { CLOUDS } from "../../clouds/registry";
import type { CloudSettings } from "../../clouds/rules";
import type { CloudName } from "../../model/types";
import type { Bag, Path } from "../values/properties";
import {
  ignoredTags,
  keysWithoutIgnored,
  type IsIgnored,
} from "../values/ignored-tags";
import { NETWORK_SETTINGS, type Config } from "../values/settings";
import { RunHistory } from "./run-history";

/** Opens the connection to one cloud. */
export type Connect = (
  cloud: Cloud,
  settings: CloudSettings,
) => Promise<KeyService>;

/** A region of a cloud, as one of the engine's calls works in it. */
export interface Placement {
  cloud: Cloud;
  commands: CloudCommands;
  keys: KeysInRegion;
  context: CallContext;
}

/** What the calls of one provider instance share: its settings, its connections and listings, and the history of this run. */
export class Session {
  config: Config = {};
  secretSettings: readonly Path[] = [];
  providerId = "";
  /** Undefined if the settings ignore no tags. */
  isIgnored: IsIgnored | undefined;
  readonly history = new RunHistory();
  #refreshPass: RefreshPass = {};

  readonly #connect: Connect;
  readonly #services = new Map<CloudName, Promise<KeyService>>();
  /** By cloud, once a running emulator has said where it serves it. */
  readonly #emulators = new Map<CloudName, Emulator>();
  readonly #listings = new Memo<Listing>();
  /** The latest listing of each region's ids, and when it started. */
  readonly #keyIds = new Map<
    string,
    { at: number; ids: Promise<ReadonlySet<string>> }
  >();

  constructor(connect: Connect = (cloud, settings) => cloud.connect(settings)) {
    this.#connect = connect;
  }

  configure(providerId: string, { values, secrets }: Bag): void {
    this.providerId = providerId;
    this.config = values;
    this.secretSettings = secrets;
    this.isIgnored = ignoredTags(this.config);
  }

  /** What the reads of one refresh share, of which the engine asks one after another, with nothing but Diffs between them. */
  get refreshPass(): RefreshPass {
    return this.#refreshPass;
  }

  /**
   * Whatever else the engine asks for may follow from a change, by this provider or by another one of the same program:
   * what is read after it must not be older.
   */
  endRefreshPass(): void {
    this.#refreshPass = {};
  }

  /** The keys of a region, as one request works on them. */
  async keys(
    { cloud, region }: { cloud: Cloud; region: string },
    context: CallContext,
  ): Promise<KeysInRegion> {
    const service = await this.#service(cloud.name);
    const keys = service.in(region, context);
    return this.isIgnored ? keysWithoutIgnored(keys, this.isIgnored) : keys;
  }

  async placement(
    { cloud, region }: { cloud: Cloud; region: string },
    context: CallContext,
  ): Promise<Placement> {
    const keys = await this.keys({ cloud, region }, context);
    return { cloud, commands: this.commands(cloud), keys, context };
  }

  /** The connection to a cloud, opened on first use. A failed one is opened again. */
  #service(name: CloudName): Promise<KeyService> {
    const made = this.#services.get(name);
    if (made) return made;
    const service = this.#open(CLOUDS[name]);
    service.catch(() => this.#services.delete(name));
    this.#services.set(name, service);
    return service;
  }

  async #open(cloud: Cloud): Promise<KeyService> {
    const { emulator } = this.config;
    if (emulator !== undefined)
      this.#emulators.set(cloud.name, await findEmulator(emulator, cloud.name));
    return this.#connect(cloud, this.#settings(cloud));
  }

  #settings(cloud: Cloud): CloudSettings {
    const { emulator: url } = this.config;
    const settings = settingsOf(this.config, [
      ...Object.keys(cloud.settings),
      ...NETWORK_SETTINGS,
    ]);
    if (url === undefined) return settings;
    const emulator = this.#emulators.get(cloud.name) ?? { url };
    return emulatedSettings(cloud.settings, settings, emulator);
  }

  /** The vendor's own commands, which need no connection. */
  commands(cloud: Cloud): CloudCommands {
    return cloud.commands(this.#settings(cloud));
  }

  /** A region's keys when this process first asked for them. A failed listing is repeated. */
  listing(
    name: CloudName,
    region: string,
    context: CallContext,
  ): Promise<Listing> {
    return this.#listings.get(`${name}/${region}`, async () => {
      const service = await this.#service(name);
      return service.in(region, context).listing();
    });
  }

  /**
   * The ids of all keys of a region, from a listing that started at `since` (epoch milliseconds) or later. Calls at
   * nearly the same time share one listing.
   */
  async keyIds(
    name: CloudName,
    region: string,
    since: number,
    context: CallContext,
  ): Promise<ReadonlySet<string>> {
    const place = `${name}/${region}`;
    const service = await this.#service(name);
    const begun = this.#keyIds.get(place);
    const listed =
      begun && begun.at >= since ? await unlessTimedOut(begun.ids) : undefined;
    if (listed) return listed;
    const ids = service.in(region, context).keyIds();
    this.#keyIds.set(place, { at: Date.now(), ids });
    return ids;
  }

  close(): void {
    for (const service of this.#services.values())
      service.then(
        (open) => {
          open.close();
        },
        () => undefined,
      );
    this.#services.clear();
  }
}

/** Undefined if a listing that another call began has timed out: that call may have had less time than this one has. */
function unlessTimedOut<Result>(
  listing: Promise<Result>,
): Promise<Result | undefined> {
  return listing.catch((error: unknown) => {
    if (!isKind(error, "deadline")) throw error;
    return undefined;
  });
}

function settingsOf(config: Config, names: readonly string[]): CloudSettings {
  return Object.fromEntries(
    names
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
