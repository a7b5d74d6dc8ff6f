import type { KeyParameters } from "../model/inputs";
import type {
  CloudName,
  KeyState,
  Origin,
  RotationState,
  Spec,
  SyncStatus,
  Tags,
  Usage,
} from "../model/types";
import type { UnknownParameters } from "./parameters";
import type { CloudRules, CloudSettings, SettingRule } from "./rules";

/**
 * The interface of a cloud for the resource layer: its rules, and the calls on one account, in the model's words.
 * Nothing here or below knows of Pulumi.
 */

/** Some clouds keep `intervalSeconds` while rotation is off, without effect. */
export interface Rotation {
  enabled: boolean;
  intervalSeconds?: number;
}

/** A key as its cloud describes it. Times are RFC 3339 in UTC, absent if the cloud has none. */
export interface Key extends KeyParameters {
  region: string;
  keyId: string;
  arn: string;
  state: KeyState;
  spec: Spec;
  usage: Usage;
  origin: Origin;
  /** Without a prefix (Alibaba's `alias/` is removed). Undefined if they were not requested. */
  aliases?: string[];
  description: string;
  /** Undefined if the cloud's reply lacks it. */
  rotation?: Rotation;
  rotationState?: RotationState;
  /** The user's tags, without the cloud's own and our owner tag. Undefined if they were not requested. */
  tags?: Tags;
  /** Tags that the cloud itself has set. Undefined if the tags were not requested, or the cloud shows none of its own. */
  cloudTags?: Tags;
  /** The owner (see CreateRequest.ownerId), if the cloud shows one on this key. */
  ownerId?: string;
  /** JSON text as the cloud stores it. Undefined if it was not requested, or the key can have none. */
  policy?: string;
  deletionProtection?: boolean;
  creator?: string;
  /** The cloud's own product that made the key; absent for the user's keys. */
  product?: string;
  creationDate?: string;
  lastRotationDate?: string;
  nextRotationDate?: string;
  primaryKeyVersion?: string;
  /** Empty if the cloud reports none; undefined if its reply lacks it. */
  materialExpireTime?: string;
  deletionDate?: string;
  isSyncReplica?: boolean;
  sourceRegion?: string;
  syncStatus?: SyncStatus;
  /** Parameters whose values this version of the provider does not know. */
  unknownParameters?: UnknownParameters;
}

/** Parts of a key that cost another request. */
export interface KeyInclude {
  aliases?: boolean;
  /** With `aliases`: if the key has these, others may be left out, which can save a request. */
  expectedAliases?: readonly string[];
  tags?: boolean;
  policy?: boolean;
}

/**
 * Identifies reads that belong together, as those of one refresh: what was true at any moment since it began answers
 * them (common/reads/listed-reads.ts).
 */
export type RefreshPass = object;

/** Everything that CreateKey itself accepts. Other parts are set afterwards, by one call each. */
export interface CreateRequest extends KeyParameters {
  spec: Spec;
  usage: Usage;
  origin: Origin;
  /**
   * A generated name, `…-OWNER-TOKEN`, for clouds whose CreateKey requires an alias. No other request can have created
   * a key under it, so that after an unknown outcome the key is found with certainty. The user's own alias is set
   * afterwards. Clouds whose `rules.alias.count` is "many" ignore it. Every cloud also stores the owner in a tag of
   * ours.
   */
  uniqueAlias: string;
  description: string;
  rotation?: Rotation;
  tags: Tags;
  policy?: string;
  /** Identifies the resource that owns the key: `[0-9a-z]{16}`, the same in each run of one state. */
  ownerId: string;
  /** Identifies this request: `[0-9a-z]{12}`, new for each Create. */
  token: string;
}

/** The result of CreateKey; `undone` lists requested parts that are still to be set. */
export interface CreatedKey {
  keyId: string;
  /** Parts of the request that the cloud did not apply, e.g. tags after Tencent's TagCode ≠ 0. */
  undone: {
    tags?: string;
    /** The owner tag may be missing. It is set together with the user's tags. */
    ownerTag?: boolean;
  };
  /** Ids of further keys that this request created by mistake (a resend that overlapped with its first attempt). */
  doubled: string[];
  /** The key as CreateKey's own reply describes it, if the reply is complete; saves a read. */
  key?: Key;
}

/** No tag is both set and removed. */
export interface TagChange {
  set: Tags;
  remove: string[];
}

/** How a call is carried out: what cancels it, its deadline, and where it reports. */
export interface CallContext {
  /** Aborted on Cancel. A running request is finished; no new one starts, and delays end at once. */
  signal: AbortSignal;
  /** Epoch milliseconds after which no attempt and no delay starts. */
  deadline: number;
  /** An ephemeral status line, such as "23 of 80, about 6 s left: rate limit of CreateKey in cn-hangzhou". */
  status(message: string): void;
  /** A warning that stays in the diagnostics. */
  warn(message: string): void;
}

/** Which keys `list` yields; absent members do not filter. */
export interface KeyFilter {
  specs?: Spec[];
  usages?: Usage[];
  states?: KeyState[];
  tags?: Tags;
  aliasPrefix?: string;
}

/** A key found by listing, before it has been described in full. */
export interface ListedKey {
  keyId: string;
  state?: KeyState;
  creationDate?: string;
  deletionDate?: string;
}

export interface OwnedKey extends ListedKey {
  ownerId: string;
  /** The request that created it, see CreateRequest.token. */
  token?: string;
}

/** One pass over the keys of a region. */
export interface Listing {
  /** Keys that carry one of our owners. */
  owned: OwnedKey[];
  /** Keys by alias, including keys pending deletion; undefined if the listing has no aliases. */
  aliases?: Map<string, ListedKey>;
}

export interface ImportMaterialRequest {
  /** Raw key material in base64. Never logged. */
  material: string;
  /** RFC 3339; absent means that it never expires. */
  expires?: string;
}

export interface PublicKey {
  /** SubjectPublicKeyInfo, DER, base64. */
  der: string;
  pem: string;
}

/** One version of a key's material. */
export interface KeyVersion {
  id: string;
  creationDate: string;
}

/** The keys of one account of one cloud. */
export interface KeyService {
  /** The keys of one region, for one request. Makes no call itself. */
  in(region: string, context: CallContext): KeysInRegion;
  /** Ends idle connections and renewals. */
  close(): void;
}

/**
 * The calls on the keys of one region, all with one context. What a cloud can't do has no method.
 *
 * Errors are CloudError (errors.ts). `describe` gives undefined only for the cloud's own not-found code, and only after
 * the caller's account has been compared with the one in `arn` (if given); if they differ, it throws `accountMismatch`.
 * Reads at the same time are batched if the cloud allows it; a read that starts after a write sees the write. Only `listed` may answer
 * with what was true before it was called.
 */
export interface KeysInRegion {
  readonly region: string;
  /** The same keys, with another context. */
  with(context: CallContext): KeysInRegion;

  describe(
    keyId: string,
    include: KeyInclude,
    arn?: string,
  ): Promise<Key | undefined>;
  /**
   * The key as `pass` has listed it, at the cost of few calls for many keys. It can only confirm what is known: undefined,
   * or another key than expected, means that the key must be described.
   */
  listed(
    pass: RefreshPass,
    keyId: string,
    include: KeyInclude,
    arn?: string,
  ): Promise<Key | undefined>;
  /** The key that holds an alias (without prefix), or undefined. Includes keys pending deletion. */
  findByAlias(alias: string): Promise<Key | undefined>;
  /**
   * Whether the region's aliases have been listed since this service was opened, at the cost of few calls for many look-ups,
   * and this one is none of them. Otherwise the alias must be looked up. Absent if `listing` has aliases.
   */
  lacksAlias?(alias: string): Promise<boolean>;
  list(filter: KeyFilter, include: KeyInclude): AsyncIterable<Key>;
  /** One listing of the region, cheap enough for once per process. */
  listing(): Promise<Listing>;
  /** Ids of all customer keys of the region, by one listing; includes keys pending deletion. */
  keyIds(): Promise<ReadonlySet<string>>;

  /** Refuses, before anything is created, what only the cloud can check (Tencent: the region's symmetric algorithm). */
  precheck?(request: CreateRequest): Promise<void>;
  /**
   * CreateKey, never blindly retried: after an unknown outcome the key of this request is found by its token (or
   * `uniqueAlias`) and returned. If that is impossible, throws CloudError of kind `uncertain`, which names candidates.
   */
  create(request: CreateRequest): Promise<CreatedKey>;

  setDescription(keyId: string, description: string): Promise<void>;
  setRotation(keyId: string, rotation: Rotation): Promise<void>;
  /**
   * Rotates the key once, now, or joins a rotation that is under way. Never sent again: after an unknown outcome the key
   * tells whether it was rotated since `key` was read; if it doesn't, throws `unknownOutcome`. The cloud may complete it
   * some time later.
   */
  rotate(
    key: Pick<Key, "keyId" | "primaryKeyVersion" | "lastRotationDate">,
  ): Promise<void>;
  /** The versions of a key, oldest first. */
  versions?(keyId: string): Promise<KeyVersion[]>;
  enable(keyId: string): Promise<void>;
  disable(keyId: string): Promise<void>;
  /** Takes one call, if the change is within `rules.tags.perCall`. `arn` as in Key: some clouds' tag service addresses keys by it. */
  setTags(key: Pick<Key, "keyId" | "arn">, change: TagChange): Promise<void>;
  /** Gives the key a free alias; throws `aliasTaken` otherwise. If a key has exactly one alias, this replaces it. */
  addAlias(keyId: string, alias: string): Promise<void>;
  /** Moves an alias from the key that holds it to another one. Absent if a key has exactly one. */
  moveAlias?(alias: string, toKeyId: string): Promise<void>;
  /** Frees an alias; succeeds if it does not exist. Absent if a key has exactly one. */
  removeAlias?(alias: string): Promise<void>;
  setPolicy?(keyId: string, policy: string): Promise<void>;
  setDeletionProtection?(keyId: string, enabled: boolean): Promise<void>;
  /** From any state that allows it, with the steps that the cloud requires first (Tencent: disable; un-archive). */
  scheduleDeletion(
    key: Pick<Key, "keyId" | "state">,
    windowInDays: number,
  ): Promise<void>;
  /** Gives the state of the key afterwards. If that can't be read, throws `unknownOutcome`. */
  cancelDeletion(keyId: string): Promise<KeyState>;
  /** Archived → Enabled. Absent if keys can't be archived. */
  cancelArchive?(keyId: string): Promise<void>;
  importMaterial(keyId: string, request: ImportMaterialRequest): Promise<void>;
  deleteMaterial(keyId: string): Promise<void>;
  publicKey(key: Pick<Key, "keyId" | "primaryKeyVersion">): Promise<PublicKey>;
}

/** Commands of a vendor's command line, which can be run as they are printed. */
export interface CloudCommands {
  describe: (region: string, keyId: string) => string;
  cancelDeletion: (region: string, keyId: string) => string;
  /** With what the cloud requires first of a key in this state. */
  scheduleDeletion: (region: string, keyId: string, state?: KeyState) => string;
}

export interface Cloud {
  readonly name: CloudName;
  /** As the vendor writes it, e.g. "Alibaba Cloud". */
  readonly title: string;
  readonly rules: CloudRules;
  /** Provider config keys, which all begin with the cloud's name; `<name>Region` is one of them. */
  readonly settings: Readonly<Record<string, SettingRule>>;
  /** The vendor's own commands for the same changes, with the endpoint of these settings. */
  commands(settings: CloudSettings): CloudCommands;
  /** Loads the vendor's SDK and gives the calls. Makes no cloud call itself; credentials are looked up on first use. */
  connect(settings: CloudSettings): Promise<KeyService>;
}
