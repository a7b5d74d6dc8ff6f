import type {
  CreatedKey,
  CreateRequest,
  ImportMaterialRequest,
  Key,
  KeyVersion,
  PublicKey,
  Rotation,
} from "../../provider/clouds/cloud";
import { type ErrorKind, isKind } from "../../provider/clouds/errors";
import { type KeyParameters, parametersOf } from "../../provider/model/inputs";
import type { KeyState, NamedSpec, Tags } from "../../provider/model/types";
import type { Method } from "./fake-clouds";
import { HARDWARE_INSTANCE } from "./instances";
import { areTags, isAlias, isDescription } from "./fake-limits";
import {
  dateText,
  dropMaterial,
  type FakeKey,
  FakeRegistry,
  SECOND_MS,
} from "./fake-registry";

/** How the next key is made, where that is not as usual. */
export interface Oddity {
  /** The same request makes so many further keys. */
  doubled?: number;
  /** The reply does not describe the key. */
  undescribed?: boolean;
  /** The answer was lost and the key found, so that its tags may be missing. */
  lost?: boolean;
}

/** An effect that has parts: what is thrown at a `yield` leaves undone what comes after it. */
type InParts<Result = void> = Generator<undefined, Result, undefined>;

const ANSWER_LOST = "CreateKey's answer was lost";
const DAY_S = 86_400;
const DAY_MS = DAY_S * SECOND_MS;

/**
 * One cloud in memory, by the rules that decide about a key's life: its state, its aliases, its owner, its material, its
 * dates. Each method is that of KeyService, without the call's context; one that works in parts yields between them.
 */
export class FakeKeys
  extends FakeRegistry
  implements Record<Method, (region: string, ...args: never[]) => unknown>
{
  /** Keys that an account may have in a region. */
  quota = 200;
  oddity: Oddity = {};
  /** Owners of keys that were made without their owner tag. */
  readonly #untagged = new Map<string, string>();

  precheck(region: string, { spec }: CreateRequest): void {
    if (!this.isOne || (spec !== "AES_256" && spec !== "SM4")) return;
    const own = this.cloud.spec(region, this.native(spec) ?? "");
    if (spec !== own) throw this.error("unsupported");
  }

  *create(region: string, request: CreateRequest): InParts<CreatedKey> {
    this.#checkCreation(region, request);
    const found = this.#madeBefore(region, request);
    if (found) return found;
    const { usage, origin, description, ownerId, token, policy } = request;
    const { doubled = 0, undescribed = false, lost = false } = this.oddity;
    this.oddity = {};
    const rotation = this.isOne ? undefined : request.rotation;
    const made = Array.from({ length: 1 + doubled }, () =>
      this.add({
        ...parametersOf(request),
        ...{ region, usage, origin, description },
        spec: request.spec,
        state: origin === "EXTERNAL" ? "PendingImport" : "Enabled",
        aliases: this.isOne ? [request.uniqueAlias] : [],
        policy:
          request.dkmsInstanceId === undefined
            ? undefined
            : (policy ?? defaultPolicy(this.accountId)),
        ...(this.isOne ? {} : { ownerId, tags: { ...request.tags } }),
      }),
    );
    const [key] = made;
    if (!key) throw new Error("no key was made");
    for (const each of made) {
      each.hidden.token = token;
      if (rotation?.enabled) this.#rotate(each, rotation);
    }
    const others = made.slice(1).map(({ keyId }) => keyId);
    const { keyId } = key;
    if (!this.isOne) {
      const shown = this.shown(key, { aliases: true, tags: true });
      const reply = undescribed ? undefined : { ...shown, policy };
      return { keyId, undone: {}, doubled: others, key: reply };
    }
    const hasTags = Object.keys(request.tags).length > 0;
    let failure = lost ? ANSWER_LOST : undefined;
    try {
      yield;
      for (const each of made) {
        Object.assign(each.tags, request.tags);
        each.ownerId = ownerId;
      }
    } catch (error) {
      failure = String(error);
      this.#untagged.set(keyId, ownerId);
    }
    return {
      keyId,
      undone: {
        tags: hasTags ? failure : undefined,
        ownerTag: failure !== undefined,
      },
      doubled: others,
      key:
        undescribed || failure !== undefined
          ? undefined
          : this.shown(key, { aliases: true, tags: true }),
    };
  }

  setDescription(region: string, keyId: string, description: string): void {
    this.#check(isDescription(description, this.rules));
    this.#changeable("setDescription", region, keyId).description = description;
  }

  setRotation(region: string, keyId: string, rotation: Rotation): void {
    const { minDays, maxDays } = this.rules.rotation;
    const days = (rotation.intervalSeconds ?? 0) / DAY_S;
    if (rotation.enabled && (days < minDays || days > maxDays))
      throw this.error("invalid", keyId);
    // Tencent Cloud has an action of its own for it, which every state takes.
    const isOff = this.isOne && !rotation.enabled;
    const key = isOff
      ? this.key(region, keyId)
      : this.#changeable("setRotation", region, keyId, (it) =>
          this.#noRotation(it),
        );
    this.#rotate(key, rotation);
  }

  rotate(region: string, { keyId }: Pick<Key, "keyId">): void {
    const key = this.#changeable(
      "rotate",
      region,
      keyId,
      (it) => this.#noRotation(it) ?? this.#noRotationNow(it),
    );
    this.rotated(key);
  }

  versions(region: string, keyId: string): KeyVersion[] {
    return this.key(region, keyId).hidden.versions;
  }

  enable(region: string, keyId: string): void {
    const key = this.#changeable("enable", region, keyId);
    key.state = "Enabled";
    this.rotateIfOverdue(key);
  }

  disable(region: string, keyId: string): void {
    this.#changeable("disable", region, keyId).state = "Disabled";
  }

  setTags(
    region: string,
    { keyId }: Pick<Key, "keyId">,
    { set, remove }: { set: Tags; remove: string[] },
  ): void {
    this.#check(areTags(set, this.rules));
    const key = this.#changeable("setTags", region, keyId);
    for (const name of remove) delete key.tags[name];
    const tags = { ...key.tags, ...set };
    if (Object.keys(tags).length > this.rules.tags.max)
      throw this.error("quota", keyId);
    key.tags = tags;
    key.ownerId ??= this.#untagged.get(keyId);
  }

  addAlias(region: string, keyId: string, alias: string): void {
    this.#check(isAlias(alias, this.rules));
    const key = this.#changeable("addAlias", region, keyId);
    const holder = this.holder(region, alias);
    if (holder && holder !== key) throw this.error("aliasTaken", keyId);
    if (this.isOne) key.aliases = [alias];
    else if (!holder) key.aliases.push(alias);
  }

  moveAlias(region: string, alias: string, keyId: string): void {
    this.#check(isAlias(alias, this.rules));
    const key = this.#changeable("moveAlias", region, keyId);
    if (!this.holder(region, alias)) throw this.error("notFound", keyId);
    this.removeAlias(region, alias);
    key.aliases.push(alias);
  }

  removeAlias(region: string, alias: string): void {
    this.#check(isAlias(alias, this.rules));
    const holder = this.holder(region, alias);
    if (holder)
      holder.aliases = holder.aliases.filter((name) => name !== alias);
  }

  setPolicy(region: string, keyId: string, policy: string): void {
    const key = this.#changeable("setPolicy", region, keyId);
    if (key.dkmsInstanceId === undefined)
      throw this.error("unsupported", keyId);
    key.policy = policy;
  }

  setDeletionProtection(region: string, keyId: string, enabled: boolean): void {
    const key = this.#changeable("setDeletionProtection", region, keyId);
    key.deletionProtection = enabled;
  }

  *scheduleDeletion(
    region: string,
    { keyId, state: known }: Pick<Key, "keyId" | "state">,
    windowInDays: number,
  ): InParts {
    if (known === "PendingDeletion") return;
    const key = this.key(region, keyId);
    if (!this.isOne) {
      if (key.state !== "PendingDeletion") this.#schedule(key, windowInDays);
      return;
    }
    const attempt = { days: windowInDays, hasDisabled: false };
    try {
      yield* this.#scheduleFrom(key, known, attempt);
    } catch (error) {
      // What the cloud does not schedule is not to stay disabled either.
      if (attempt.hasDisabled && !isKind(error, "unknownOutcome"))
        key.state = "Enabled";
      throw error;
    }
  }

  /** One that is not pending is as it should be. The key is read afterwards, for its state. */
  *cancelDeletion(region: string, keyId: string): InParts<KeyState> {
    const key = this.key(region, keyId);
    if (key.state === "PendingDeletion") {
      const lacksMaterial =
        key.origin === "EXTERNAL" && key.hidden.material === undefined;
      key.state = lacksMaterial ? "PendingImport" : this.cloud.afterCancel;
      delete key.deletionDate;
      this.rotateIfOverdue(key);
    }
    try {
      yield;
    } catch {
      throw this.error("unknownOutcome", keyId);
    }
    return key.state;
  }

  cancelArchive(region: string, keyId: string): void {
    this.#changeable("cancelArchive", region, keyId).state = "Enabled";
  }

  importMaterial(
    region: string,
    keyId: string,
    { material, expires }: ImportMaterialRequest,
  ): void {
    const key = this.#changeable("importMaterial", region, keyId, isForeign);
    const bytes = Buffer.from(material, "base64").length;
    const own = this.rules.specs[key.spec as NamedSpec]?.materialBytes;
    if (
      !own?.includes(bytes) ||
      (key.hidden.firstMaterial ?? material) !== material ||
      (expires !== undefined && Date.parse(expires) <= this.clock.now())
    )
      throw this.error("invalid", keyId);
    key.hidden.material = material;
    key.hidden.firstMaterial = material;
    key.materialExpireTime =
      expires === undefined ? undefined : dateText(Date.parse(expires));
    if (key.state === "PendingImport") key.state = "Enabled";
    if (!this.isOne) key.lastRotationDate ??= key.creationDate;
  }

  deleteMaterial(region: string, keyId: string): void {
    dropMaterial(this.#changeable("deleteMaterial", region, keyId, isForeign));
  }

  publicKey(
    region: string,
    { keyId }: Pick<Key, "keyId" | "primaryKeyVersion">,
  ): PublicKey {
    this.#changeable("publicKey", region, keyId, (key) =>
      this.isSymmetric(key.spec) ? this.cloud.refusals.noPublicKey : undefined,
    );
    const der = Buffer.from(keyId).toString("base64");
    return {
      der,
      pem: `-----BEGIN PUBLIC KEY-----\n${der}\n-----END PUBLIC KEY-----\n`,
    };
  }

  #checkCreation(region: string, request: CreateRequest): void {
    const { spec, usage, origin, rotation } = request;
    const { refusals, makes } = this.cloud;
    this.#check(isDescription(request.description, this.rules));
    if (this.isOne) this.#check(isAlias(request.uniqueAlias, this.rules));
    else this.#check(areTags(request.tags, this.rules));
    const rule = this.rules.specs[spec as NamedSpec];
    const isExternal = origin === "EXTERNAL";
    if (this.native(spec, usage) === undefined)
      throw this.error(refusals.noSuchKey);
    const isWrong =
      (isExternal && rule?.symmetric === false) ||
      (request.keyStorageMechanism !== undefined &&
        request.dkmsInstanceId !== HARDWARE_INSTANCE) ||
      (rotation?.enabled === true && isUnrotatable(request)) ||
      (rule?.needs !== undefined && request[rule.needs] === undefined) ||
      (!this.isOne &&
        rotation?.enabled === true &&
        (isExternal || rule?.symmetric === false));
    if (isWrong) throw this.error("invalid");
    const isElsewhere = rule?.regions && !rule.regions.pattern.test(region);
    if (isElsewhere || !makes(region, spec))
      throw this.error(refusals.noSuchRegion);
    if (!this.isOne && request.policy && !request.dkmsInstanceId)
      throw this.error("unsupported");
    const counted = this.in(region).filter(
      ({ state }) => !this.isOne || state !== "PendingDeletion",
    );
    if (counted.length >= this.quota) throw this.error("quota");
  }

  /** A key with the unique alias of this very request is taken for its own, if it is such a key. */
  #madeBefore(region: string, request: CreateRequest): CreatedKey | undefined {
    const { uniqueAlias, spec, usage, origin, tags, ownerId } = request;
    const holder = this.isOne ? this.holder(region, uniqueAlias) : undefined;
    if (!holder) return undefined;
    const { keyId } = holder;
    if (
      holder.origin !== origin ||
      this.native(holder.spec, holder.usage) !== this.native(spec, usage)
    )
      throw this.error("uncertain", keyId);
    this.#untagged.set(keyId, ownerId);
    const hasTags = Object.keys(tags).length > 0;
    return {
      keyId,
      undone: { tags: hasTags ? ANSWER_LOST : undefined, ownerTag: true },
      doubled: [],
    };
  }

  #check(isTaken: boolean): void {
    if (!isTaken) throw this.error("invalid");
  }

  /** What the provider's service does for a cloud that destroys no key that can be used. */
  *#scheduleFrom(
    key: FakeKey,
    known: KeyState,
    attempt: { days: number; hasDisabled: boolean },
  ): InParts {
    try {
      yield* this.#disableAndSchedule(key, known, attempt);
    } catch (error) {
      // The key may be in another state than its last read showed.
      if (!isKind(error, "state", "unknownOutcome")) throw error;
      if (key.state === "Enabled") attempt.hasDisabled = false;
      if (key.state === known) throw error;
      if (key.state === "PendingDeletion") return;
      yield* this.#disableAndSchedule(key, key.state, attempt);
    }
  }

  *#disableAndSchedule(
    key: FakeKey,
    known: KeyState,
    attempt: { days: number; hasDisabled: boolean },
  ): InParts {
    const must = (...states: KeyState[]) => {
      if (!states.includes(key.state)) throw this.error("state", key.keyId);
    };
    if (known === "Archived") {
      must("Archived", "Enabled");
      key.state = "Enabled";
    }
    if (known === "Archived" || known === "Enabled") {
      must("Enabled", "Disabled");
      key.state = "Disabled";
      attempt.hasDisabled = true;
    }
    yield;
    this.#schedule(key, attempt.days, () => {
      must("Disabled", "PendingImport");
    });
  }

  #schedule(key: FakeKey, days: number, check?: () => void): void {
    const { minDays, maxDays } = this.rules.deletionWindow;
    if (days < minDays || days > maxDays)
      throw this.error("invalid", key.keyId);
    check?.();
    if (key.deletionProtection) throw this.error("protected", key.keyId);
    key.state = "PendingDeletion";
    key.deletionDate = this.date(days * DAY_MS);
  }

  #rotate(key: FakeKey, rotation: Rotation): void {
    if (!rotation.enabled) {
      key.rotation = { enabled: false };
      delete key.nextRotationDate;
      return;
    }
    const { intervalSeconds = 0 } = rotation;
    const isSame = key.rotation.intervalSeconds === intervalSeconds;
    if (this.isOne && isSame) return;
    // Tencent's period begins now, Alibaba's with the last rotation.
    const since = this.isOne
      ? this.clock.now()
      : Date.parse(key.lastRotationDate ?? this.date());
    key.rotation = { enabled: true, intervalSeconds };
    key.nextRotationDate = dateText(since + intervalSeconds * SECOND_MS);
    this.rotateIfOverdue(key);
  }

  /** On demand: Alibaba's instances of the software kind, and Tencent's keys that rotate by themselves. */
  #noRotationNow(key: FakeKey): ErrorKind | undefined {
    const isTaken = this.isOne
      ? key.rotation.enabled
      : key.dkmsInstanceId !== undefined && key.protectionLevel !== "HSM";
    return isTaken ? undefined : "unsupported";
  }

  /** The key, if its state and its kind take the change. */
  #noRotation(key: FakeKey): ErrorKind | undefined {
    const { origin, spec } = key;
    if (origin === "EXTERNAL" || isUnrotatable(key)) return "unsupported";
    return this.isSymmetric(spec)
      ? undefined
      : this.cloud.refusals.noAsymmetricRotation;
  }

  #changeable(
    method: Method,
    region: string,
    keyId: string,
    refusal?: (key: FakeKey) => ErrorKind | undefined,
  ): FakeKey {
    const key = this.key(region, keyId);
    const { takes, kindFirst } = this.cloud;
    const states = takes[method];
    const byState =
      states && !states.includes(key.state)
        ? (this.cloud.refusals.byState[method] ?? "state")
        : undefined;
    const byKind = refusal?.(key);
    const kind = kindFirst.includes(method)
      ? (byKind ?? byState)
      : (byState ?? byKind);
    if (kind !== undefined) throw this.error(kind, keyId);
    return key;
  }
}

/** What a key of a KMS instance has unless its creation names another (docs/clouds/alibaba.md#key-policies). */
function defaultPolicy(accountId: string): string {
  const statement = {
    Sid: "kms default key policy",
    Effect: "Allow",
    Principal: { RAM: [`acs:ram::${accountId}:*`] },
    Action: ["kms:*"],
    Resource: ["*"],
  };
  return JSON.stringify({ Version: "1", Statement: [statement] });
}

/** Of a hardware instance: only what lies in a database that the HSM encrypts. */
function isUnrotatable(key: KeyParameters): boolean {
  return (
    key.dkmsInstanceId === HARDWARE_INSTANCE &&
    key.keyStorageMechanism !== "HsmEncryptedDatabase"
  );
}

function isForeign({ origin }: FakeKey): ErrorKind | undefined {
  return origin === "EXTERNAL" ? undefined : "unsupported";
}
