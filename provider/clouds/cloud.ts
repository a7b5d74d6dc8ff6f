import type { KeyParameters } from "../model/inputs";
import type {
  CloudName,
  KeyState,
  Origin,
  Spec,
  Tags,
  Usage,
} from "../model/types";
import type { UnknownParameters } from "./parameters";
import type { CloudRules, CloudSettings, SettingRule } from "./rules";

/**
 * What the resource layer asks of a cloud: its rules, and the calls on one account, in the model's words. Nothing here
 * or below knows of Pulumi.
 */

/** `intervalSeconds` is kept by some clouds while rotation is off; it is then without effect. */
export interface Rotation {
  enabled: boolean;
  intervalSeconds?: number;
}

/** A key as its cloud describes it. Times are RFC 3339 in UTC, absent where the cloud has none. */
export interface Key extends KeyParameters {
  region: string;
  keyId: string;
  arn: string;
  state: KeyState;
  spec: Spec;
  usage: Usage;
  origin: Origin;
  /** Without a prefix (Alibaba's `alias/` is cut off). Undefined where they were not asked for. */
  aliases?: string[];
  description: string;
  /** Undefined where the cloud has not told it. */
  rotation?: Rotation;
  /** The user's tags: the cloud's own and our owner tag are left out. Undefined where they were not asked for. */
  tags?: Tags;
  /** The owner (see CreateRequest.ownerId), where the cloud shows one on this key. */
  ownerId?: string;
  /** JSON text as the cloud stores it. Undefined where it was not asked for, or the key can have none. */
  policy?: string;
  deletionProtection?: boolean;
  creator?: string;
  creationDate?: string;
  lastRotationDate?: string;
  nextRotationDate?: string;
  primaryKeyVersion?: string;
  /** Empty where the cloud says that there is none; undefined where it has not told. */
  materialExpireTime?: string;
  deletionDate?: string;
  /** Parameters whose values are new to this version of the provider. */
  unknownParameters?: UnknownParameters;
}

/** Parts of a key that cost a call of their own. */
export interface KeyInclude {
  aliases?: boolean;
  tags?: boolean;
  policy?: boolean;
}

/** Everything CreateKey itself can take. What it can't take is set afterwards, one call each. */
export interface CreateRequest extends KeyParameters {
  spec: Spec;
  usage: Usage;
  origin: Origin;
  /**
   * A name of ours, `…-OWNER-TOKEN`, for clouds whose CreateKey demands an alias: nobody else's request can have made a key
   * under it, so that after an unknown outcome the key is found with certainty. The user's own alias is set afterwards.
   * Clouds whose `rules.alias.count` is "many" ignore it. Each cloud carries the owner in a tag of ours, too.
   */
  uniqueAlias: string;
  description: string;
  rotation?: Rotation;
  tags: Tags;
  policy?: string;
  /** Names the resource that owns the key: `[0-9a-z]{16}`, the same in each run of one state. */
  ownerId: string;
  /** Names this very request: `[0-9a-z]{12}`, new for each Create. */
  token: string;
}

/** What CreateKey left behind, `undone` saying which requested parts still are to be set. */
export interface CreatedKey {
  keyId: string;
  /** The parts of the request that the cloud did not take along, e.g. tags after Tencent's TagCode ≠ 0. */
  undone: {
    tags?: string;
    /** The owner tag may be missing. It is set with the user's tags, whenever these are. */
    ownerTag?: boolean;
  };
  /** Ids of further keys that this very request made by mistake (a resend that crossed its first try). */
  doubled: string[];
  /** The key as CreateKey's own reply describes it, where that reply is whole; saves a read. */
  key?: Key;
}

export interface TagChange {
  set: Tags;
  remove: string[];
}

/** How one call is carried: who may stop it, until when it may wait, whom to tell. */
export interface CallContext {
  /** Aborted on Cancel. A request under way is finished; none is begun after it, and waits end at once. */
  signal: AbortSignal;
  /** Epoch milliseconds after which no try and no wait is begun. */
  deadline: number;
  /** A passing status line, such as "waiting for the rate limit of CreateKey". */
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
}

export interface OwnedKey extends ListedKey {
  ownerId: string;
  /** The request that made it, see CreateRequest.token. */
  token?: string;
}

/** One pass over the keys of a region. */
export interface Listing {
  /** Keys that carry an owner of ours. */
  owned: OwnedKey[];
  /** Keys by alias, pending ones included; undefined where the listing doesn't tell aliases. */
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

/** The keys of one account of one cloud. */
export interface KeyService {
  /** The keys of one region, as one request works on them. Calls nothing, so that it costs nothing. */
  in(region: string, context: CallContext): KeysInRegion;
  /** Ends idle connections and renewals. */
  close(): void;
}

/**
 * The calls on the keys of one region, all of them carried as one context says. What a cloud can't do has no method.
 *
 * Errors are CloudError (errors.ts). `describe` gives undefined for the cloud's own not-found code only, and only
 * after the caller's account has been found to be the one in `arn` (when given): see AccountMismatch there.
 * Reads under way at the same time are batched where the cloud allows it; a read begun after a write sees the write.
 */
export interface KeysInRegion {
  readonly region: string;
  /** The same keys, by calls that are carried otherwise. */
  with(context: CallContext): KeysInRegion;

  describe(
    keyId: string,
    include: KeyInclude,
    arn?: string,
  ): Promise<Key | undefined>;
  /** The key that holds an alias (given without prefix), or undefined. Pending keys count. */
  findByAlias(alias: string): Promise<Key | undefined>;
  list(filter: KeyFilter, include: KeyInclude): AsyncIterable<Key>;
  /** One listing of the region, cheap enough for once per process. */
  listing(): Promise<Listing>;
  /** Ids of all customer keys of the region, by one listing; keys pending deletion included. */
  keyIds(): Promise<ReadonlySet<string>>;

  /** Refuses what only the cloud can tell before anything is made (Tencent: the region's symmetric algorithm). */
  precheck?(request: CreateRequest): Promise<void>;
  /**
   * CreateKey, never blindly retried: after an unknown outcome the key that this very request made is found by its
   * token (or `uniqueAlias`) and returned. Throws CloudError of kind `uncertain`, naming candidates, where it can't be.
   */
  create(request: CreateRequest): Promise<CreatedKey>;

  setDescription(keyId: string, description: string): Promise<void>;
  setRotation(keyId: string, rotation: Rotation): Promise<void>;
  enable(keyId: string): Promise<void>;
  disable(keyId: string): Promise<void>;
  /** `arn` as in Key: the tag service addresses some clouds' keys by it. */
  setTags(key: Pick<Key, "keyId" | "arn">, change: TagChange): Promise<void>;
  /**
   * Gives the key an alias that nobody holds; `aliasTaken` otherwise. Where a key has exactly one, it takes the place of
   * the key's former one.
   */
  addAlias(keyId: string, alias: string): Promise<void>;
  /** Moves an alias from the key that holds it to another one. Absent where a key has exactly one. */
  moveAlias?(alias: string, toKeyId: string): Promise<void>;
  /** Frees an alias; one that is gone already is fine. Absent where a key has exactly one. */
  removeAlias?(alias: string): Promise<void>;
  setPolicy?(keyId: string, policy: string): Promise<void>;
  setDeletionProtection?(keyId: string, enabled: boolean): Promise<void>;
  /** From any state that allows it, with the steps that the cloud demands first (Tencent: disable; un-archive). */
  scheduleDeletion(
    key: Pick<Key, "keyId" | "state">,
    windowInDays: number,
  ): Promise<void>;
  /** Gives the state in which the cloud leaves the key. */
  cancelDeletion(keyId: string): Promise<KeyState>;
  /** Archived → Enabled. Absent where keys can't be archived. */
  cancelArchive?(keyId: string): Promise<void>;
  importMaterial(keyId: string, request: ImportMaterialRequest): Promise<void>;
  deleteMaterial(keyId: string): Promise<void>;
  publicKey(key: Pick<Key, "keyId" | "primaryKeyVersion">): Promise<PublicKey>;
}

/** Commands of a vendor's command line, which run as they are printed. */
export interface CloudCommands {
  describe: (region: string, keyId: string) => string;
  cancelDeletion: (region: string, keyId: string) => string;
  /** With what the cloud demands first of a key in this state. */
  scheduleDeletion: (region: string, keyId: string, state?: KeyState) => string;
}

export interface Cloud {
  readonly name: CloudName;
  /** As the vendor writes it, e.g. "Alibaba Cloud". */
  readonly title: string;
  readonly rules: CloudRules;
  /** Provider config keys, all beginning with the cloud's name; `<name>Region` is among them. */
  readonly settings: Readonly<Record<string, SettingRule>>;
  /** The vendor's own commands that do to a key what Pulumi would, with the endpoint of these settings. */
  commands(settings: CloudSettings): CloudCommands;
  /** Loads the vendor's SDK and gives the calls. Does no cloud call itself; credentials are looked for at first use. */
  connect(settings: CloudSettings): Promise<KeyService>;
}
