import type {
  Key,
  KeyFilter,
  KeyInclude,
  KeyVersion,
  Listing,
  Rotation,
  RefreshPass,
} from "../../provider/clouds/cloud";
import { CloudError, type ErrorKind } from "../../provider/clouds/errors";
import { CLOUDS } from "../../provider/clouds/registry";
import { nativeFor } from "../../provider/clouds/rules";
import type {
  CloudName,
  NamedSpec,
  RotationState,
  Tags,
} from "../../provider/model/types";
import { FAKE_CLOUDS } from "./fake-clouds";
import { HARDWARE_INSTANCE } from "./instances";

/** Time as the cloud in memory sees it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** Moves only by what a test, or one who sleeps, adds to it. */
export class VirtualClock implements Clock {
  #now: number;

  constructor(now = Date.now()) {
    this.#now = Math.floor(now / SECOND_MS) * SECOND_MS;
  }

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  sleep(ms: number): Promise<void> {
    this.advance(ms);
    return Promise.resolve();
  }
}

/** A key as the cloud keeps it: tests read it, and change it as other people would. */
export interface FakeKey extends Key {
  rotation: Rotation;
  aliases: string[];
  /** All, the cloud's own too, but the owner tag, which is `ownerId`. */
  tags: Tags;
  /** What the cloud never shows. */
  hidden: {
    account: string;
    token?: string;
    /** Imported material, and that of the first import, which no other one may follow. */
    material?: string;
    firstMaterial?: string;
    versions: KeyVersion[];
  };
}

/** A key that reads do not see yet. */
export interface Hiding {
  by?: "describe" | "listing";
  /** So many reads more. */
  reads?: number;
  /** Until then, in epoch milliseconds of the clock. */
  until?: number;
}

export const SECOND_MS = 1_000;
const MATERIAL = Buffer.alloc(32, 1).toString("base64");

/** The keys of one cloud in memory, as time alone leaves them, and the reads of KeyService. */
export class FakeRegistry {
  readonly keys: FakeKey[] = [];
  accountId = "100000000001";
  /** What reads don't see yet, by key. */
  readonly hidden = new Map<string, Hiding>();
  #made = 0;
  readonly #aliases = new Map<string, Set<string>>();
  readonly #passes = new WeakMap<RefreshPass, number>();
  #listedSoFar = 0;
  readonly #listings = new Map<string, Map<string, FakeKey>>();

  constructor(
    readonly name: CloudName,
    readonly clock: Clock,
  ) {}

  get cloud() {
    return FAKE_CLOUDS[this.name];
  }

  get rules() {
    return CLOUDS[this.name].rules;
  }

  protected get isOne(): boolean {
    return this.rules.alias.count === "one";
  }

  /** A key that somebody has made: a test, or `create`. */
  add(key: Partial<FakeKey> = {}): FakeKey {
    this.#made += 1;
    const { cloud, accountId: account } = this;
    const keyId = cloud.keyId(String(this.#made).padStart(8, "0"));
    const region = key.region ?? cloud.region;
    const creationDate = this.date();
    const isOwn = key.origin !== "EXTERNAL";
    const hasMaterial = !isOwn && key.state !== "PendingImport";
    const spec = key.spec ?? "SYMMETRIC_DEFAULT";
    const made: FakeKey = {
      state: "Enabled",
      usage: "ENCRYPT_DECRYPT",
      origin: "KMS",
      aliases: this.isOne ? [`key-${String(this.#made)}`] : [],
      description: "",
      rotation: { enabled: false },
      tags: {},
      creator: account,
      creationDate,
      ...(this.name === "alibaba" && {
        deletionProtection: false,
        lastRotationDate: isOwn || hasMaterial ? creationDate : undefined,
        primaryKeyVersion: this.isSymmetric(spec)
          ? `version-${String(this.#made)}`
          : undefined,
      }),
      ...(this.isOne && { isSyncReplica: false }),
      ...key,
      ...{ region, keyId },
      protectionLevel:
        key.dkmsInstanceId === HARDWARE_INSTANCE
          ? "HSM"
          : (key.protectionLevel ?? (this.isOne ? undefined : "SOFTWARE")),
      hidden: {
        account,
        ...(hasMaterial && { material: MATERIAL, firstMaterial: MATERIAL }),
        versions: [{ id: `version-${String(this.#made)}`, creationDate }],
        ...key.hidden,
      },
      arn: key.arn ?? cloud.arn(region, account, keyId),
      spec: cloud.spec(region, this.native(spec, key.usage) ?? spec),
    };
    this.keys.push(made);
    return made;
  }

  describe(
    region: string,
    keyId: string,
    include: KeyInclude,
    arn?: string,
  ): Key | undefined {
    const key = this.find(region, keyId);
    if (key && !this.#isHidden(key, "describe"))
      return this.shown(key, include);
    const account = arn && this.rules.parseArn(arn)?.account;
    if (account && account !== this.accountId)
      throw this.error("accountMismatch", keyId);
    return undefined;
  }

  /** As the refresh pass's first read has found all keys, unless we have changed this one since then. */
  listed(
    region: string,
    pass: RefreshPass,
    keyId: string,
    include: KeyInclude,
  ): Key | undefined {
    const listed = this.#listedBy(region, pass).get(keyId);
    return listed && this.shown(listed, include);
  }

  /** As the region's first look-up has found all aliases, unless we have changed this one since then. */
  lacksAlias(region: string, alias: string): boolean {
    const aliases =
      this.#aliases.get(region) ??
      new Set(this.in(region).flatMap((key) => key.aliases));
    this.#aliases.set(region, aliases);
    return !aliases.has(alias);
  }

  forgetListings(): void {
    this.#aliases.clear();
  }

  /** No listing from before tells of a key that we change, named by its id or an alias. */
  noteWritten(names: readonly unknown[]): void {
    // As if it were taken: it must be looked up.
    for (const aliases of this.#aliases.values())
      for (const name of names) if (typeof name === "string") aliases.add(name);
    for (const listing of this.#listings.values())
      for (const [keyId, { aliases }] of listing)
        if ([keyId, ...aliases].some((name) => names.includes(name)))
          listing.delete(keyId);
  }

  #listedBy(region: string, pass: RefreshPass): Map<string, FakeKey> {
    let at = this.#passes.get(pass);
    if (at === undefined) this.#passes.set(pass, (at = this.#listedSoFar += 1));
    const name = `${region} ${String(at)}`;
    let listing = this.#listings.get(name);
    if (!listing) {
      const keys = this.#listed(region).map((key) => structuredClone(key));
      listing = new Map(keys.map((key) => [key.keyId, key]));
      this.#listings.set(name, listing);
    }
    return listing;
  }

  findByAlias(region: string, alias: string): Key | undefined {
    const key = this.holder(region, alias);
    return key && !this.#isHidden(key, this.cloud.findsAliasBy)
      ? this.shown(key, {})
      : undefined;
  }

  list(region: string, filter: KeyFilter, include: KeyInclude): Key[] {
    const wanted = {
      ...include,
      aliases: include.aliases || filter.aliasPrefix !== undefined,
      tags: include.tags || (!this.isOne && filter.tags !== undefined),
    };
    return this.#listed(region)
      .filter((key) => this.#matches(key, filter))
      .map((key) => this.shown(key, wanted));
  }

  listing(region: string): Listing {
    const keys = this.#listed(region);
    const { cloud } = this;
    if (!this.isOne)
      return {
        owned: keys.flatMap(({ keyId, ownerId, hidden: { token } }) =>
          ownerId === undefined ? [] : [{ keyId, ownerId, token }],
        ),
      };
    const owned: Listing["owned"] = [];
    const aliases: Listing["aliases"] = new Map();
    for (const key of keys) {
      const { keyId, state, creationDate, deletionDate } = key;
      const listed = { keyId, state, creationDate, deletionDate };
      for (const alias of key.aliases) aliases.set(alias, listed);
      const owner = cloud.ownerOf(key);
      if (owner) owned.push({ ...listed, ...owner });
    }
    return { owned, aliases };
  }

  keyIds(region: string): ReadonlySet<string> {
    return new Set(this.#listed(region).map(({ keyId }) => keyId));
  }

  error(kind: ErrorKind, keyId?: string): CloudError {
    const details = { kind, cloud: this.name, action: "Fake", keyId };
    return new CloudError(`the fake says ${kind}`, details);
  }

  /** The keys of the account in a region, as they are by now. */
  protected in(region: string): FakeKey[] {
    for (let index = this.keys.length - 1; index >= 0; index -= 1) {
      const key = this.keys[index];
      if (key && !this.#outlives(key)) this.keys.splice(index, 1);
    }
    return this.keys.filter(
      (key) => key.region === region && key.hidden.account === this.accountId,
    );
  }

  protected find(region: string, keyId: string): FakeKey | undefined {
    return this.in(region).find((key) => key.keyId === keyId);
  }

  protected holder(region: string, alias: string): FakeKey | undefined {
    return this.in(region).find(({ aliases }) => aliases.includes(alias));
  }

  #listed(region: string): FakeKey[] {
    const keys = this.in(region);
    return this.hidden.size === 0
      ? keys
      : keys.filter((key) => !this.#isHidden(key, "listing"));
  }

  #isHidden({ keyId }: FakeKey, by: "describe" | "listing"): boolean {
    const hiding = this.hidden.get(keyId);
    if (!hiding || (hiding.by ?? by) !== by) return false;
    if (this.clock.now() < (hiding.until ?? 0)) return true;
    const { reads = 0 } = hiding;
    hiding.reads = reads - 1;
    return reads > 0;
  }

  protected key(region: string, keyId: string): FakeKey {
    const key = this.find(region, keyId);
    if (!key) throw this.error("notFound", keyId);
    return key;
  }

  /** Parts that cost a call of their own are left out. */
  protected shown(key: FakeKey, include: KeyInclude): Key {
    const named = this.cloud.ownerOf(key)?.ownerId;
    const hasPolicy = include.policy && key.dkmsInstanceId !== undefined;
    return {
      ...key,
      ...{ hidden: undefined, keyStorageMechanism: undefined },
      rotation: { ...key.rotation },
      rotationState: this.#rotationState(key),
      materialExpireTime: key.materialExpireTime ?? "",
      aliases: include.aliases || this.isOne ? [...key.aliases] : undefined,
      ...(include.tags
        ? this.#separated(key.tags)
        : { tags: undefined, cloudTags: undefined }),
      policy: hasPolicy ? key.policy : undefined,
      ownerId: named ?? (include.tags ? key.ownerId : undefined),
    };
  }

  #rotationState({ rotation, state }: FakeKey): RotationState {
    if (!rotation.enabled) return "Disabled";
    return this.isOne || state === "Enabled" ? "Enabled" : "Suspended";
  }

  #separated(all: Tags): Pick<Key, "tags" | "cloudTags"> {
    const { reservedPrefixes, providerPrefix, use } = this.rules.tags;
    const tags: Tags = {};
    const cloudTags: Tags = {};
    for (const [name, value] of Object.entries(all))
      if (reservedPrefixes.some((prefix) => name.startsWith(prefix)))
        cloudTags[name] = value;
      else if (!name.startsWith(providerPrefix)) tags[name] = value;
    return { tags, cloudTags: use && cloudTags };
  }

  #matches(key: FakeKey, filter: KeyFilter): boolean {
    const { specs, usages, states, tags = {}, aliasPrefix } = filter;
    return (
      (!states || states.includes(key.state)) &&
      (!usages || usages.includes(key.usage)) &&
      (!specs || specs.some((spec) => this.#isOfSpec(key, spec))) &&
      Object.entries(tags).every(([name, value]) => key.tags[name] === value) &&
      (aliasPrefix === undefined ||
        key.aliases.some((alias) => alias.startsWith(aliasPrefix)))
    );
  }

  /** A symmetric key also goes by the default's name, and any key by the vendor's. */
  #isOfSpec({ spec: own, usage }: Key, spec: string): boolean {
    if (spec === own) return true;
    const isLoose = spec === "SYMMETRIC_DEFAULT" || spec.startsWith("native:");
    const native = this.native(spec, usage);
    return (
      isLoose && native !== undefined && native === this.native(own, usage)
    );
  }

  protected native(spec: string, usage: Key["usage"] = "ENCRYPT_DECRYPT") {
    return nativeFor(this.rules.specs, spec, usage);
  }

  protected isSymmetric(spec: string): boolean {
    return this.rules.specs[spec as NamedSpec]?.symmetric === true;
  }

  protected date(fromNowMs = 0): string {
    return dateText(this.clock.now() + fromNowMs);
  }

  /** What time alone makes of a key; false once it is destroyed. */
  #outlives(key: FakeKey): boolean {
    const now = this.clock.now();
    const isDue = (date: string | undefined) =>
      date !== undefined && Date.parse(date) <= now;
    if (key.state === "PendingDeletion") {
      if (isDue(key.deletionDate)) return false;
      if (this.isOne) return true;
    }
    if (isDue(key.materialExpireTime)) dropMaterial(key);
    const suspended = !this.isOne && key.state !== "Enabled";
    if (!suspended && isDue(key.nextRotationDate)) {
      const next = Date.parse(key.nextRotationDate ?? "");
      const interval = (key.rotation.intervalSeconds ?? 0) * SECOND_MS;
      const last = next + Math.floor((now - next) / interval) * interval;
      this.rotated(key, last);
    }
    return true;
  }

  /** Once, now: a rotation that was suspended goes on. */
  protected rotateIfOverdue(key: FakeKey): void {
    const { nextRotationDate: next } = key;
    if (next === undefined || this.isOne || key.state !== "Enabled") return;
    if (Date.parse(next) > this.clock.now()) return;
    this.rotated(key);
  }

  /** A new period begins with it. */
  protected rotated(key: FakeKey, at = this.clock.now()): void {
    const { rotation, hidden } = key;
    key.lastRotationDate = dateText(at);
    if (rotation.enabled)
      key.nextRotationDate = dateText(
        at + (rotation.intervalSeconds ?? 0) * SECOND_MS,
      );
    if (this.isOne) return;
    const id = `version-${key.lastRotationDate}-${String(hidden.versions.length)}`;
    hidden.versions.push({ id, creationDate: key.lastRotationDate });
    key.primaryKeyVersion = id;
  }
}

/** Without material a key waits for it; one that is to be destroyed does not. */
export function dropMaterial(key: FakeKey): void {
  delete key.hidden.material;
  delete key.materialExpireTime;
  if (key.state !== "PendingDeletion") key.state = "PendingImport";
}

/** Whole seconds, as both clouds have them. */
export function dateText(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, "Z");
}
