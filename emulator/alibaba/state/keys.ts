import type { Services } from "../../core/contract";
import { IndexedCollection } from "./indexed";
import type { KeyRecord } from "./key";
import { passTime } from "./lifecycle";

/** The collection of all keys. */
export const KEYS = "alibaba.keys";

/** Whose keys, and where: what a request can see. */
export interface Scope {
  account: string;
  region: string;
}

function scopeGroup({ account, region }: Scope): string {
  return `${account}/${region}`;
}

function instanceGroup(scope: Scope, instanceId: string): string {
  return `${scopeGroup(scope)}/${instanceId}`;
}

/** Products' keys count in no quota. */
function quotaGroup(key: KeyRecord): string {
  const { product, dkmsInstanceId = "" } = key;
  return product === undefined
    ? instanceGroup(key, dkmsInstanceId)
    : `${scopeGroup(key)} of products`;
}

/** The keys as of the emulator's clock: what time changes about a key is applied when it is read. */
export class Keys {
  private readonly records: IndexedCollection<KeyRecord>;
  /** When the next key of a scope is destroyed; no key has to be checked before. */
  private readonly nextDeletion = new Map<string, number>();

  constructor(
    private readonly services: Services,
    /** Called when a key is gone for good. */
    private readonly onGone: (key: KeyRecord) => void,
  ) {
    this.records = new IndexedCollection<KeyRecord>(
      services.store.collection(KEYS),
      (key) => key.keyId,
      (key) => [scopeGroup(key), quotaGroup(key)],
    );
  }

  /** Removes keys whose time is up. Must be called before anything is listed or counted. */
  removeDeleted(scope: Scope): void {
    const group = scopeGroup(scope);
    const due = this.nextDeletion.get(group) ?? 0;
    if (due > this.services.clock.now()) return;
    let next = Infinity;
    for (const keyId of [...this.records.ids(group)]) {
      const record = this.records.get(keyId);
      const key = record && this.asOfNow(record);
      next = Math.min(next, key?.deleteAt ?? Infinity);
    }
    this.nextDeletion.set(group, next);
  }

  /** Undefined if there is no such key in the scope: a caller can't see others' keys. */
  find(scope: Scope, keyId: string): KeyRecord | undefined {
    const key = this.records.get(keyId);
    if (key?.account !== scope.account || key.region !== scope.region)
      return undefined;
    return this.asOfNow(key);
  }

  /** Ids in order of creation. */
  ids(scope: Scope): readonly string[] {
    return this.records.ids(scopeGroup(scope));
  }

  /** How many keys an instance holds; without an instance, how many live outside of any. */
  count(scope: Scope, instanceId = ""): number {
    return this.records.ids(instanceGroup(scope, instanceId)).length;
  }

  *inScope(scope: Scope): Generator<KeyRecord> {
    for (const keyId of [...this.ids(scope)]) {
      const key = this.find(scope, keyId);
      if (key !== undefined) yield key;
    }
  }

  /** Every key of every account and region. */
  *all(): Generator<KeyRecord> {
    for (const record of [...this.records.values()]) {
      const key = this.asOfNow(record);
      if (key !== undefined) yield key;
    }
  }

  nextOrder(): number {
    return this.records.nextOrder();
  }

  put(key: KeyRecord): void {
    this.records.put(key);
    if (key.deleteAt === undefined) return;
    const group = scopeGroup(key);
    const known = this.nextDeletion.get(group);
    // A scope that was never looked through is looked through as a whole.
    if (known !== undefined && key.deleteAt < known)
      this.nextDeletion.set(group, key.deleteAt);
  }

  /** Gives a key another id. False if there is a key with that. */
  rename(from: string, to: string): boolean {
    const key = this.records.get(from);
    if (key === undefined || this.records.get(to) !== undefined) return false;
    this.records.delete(from);
    this.put({ ...key, keyId: to });
    return true;
  }

  /** How many more versions the scope's keys may have together, by the quota. */
  readonly versionRoom = (scope: Scope): number => {
    const quota = this.services.switches.get<number>("alibaba.keyVersionQuota");
    let count = 0;
    for (const id of this.ids(scope))
      count += this.records.get(id)?.versions.length ?? 0;
    return Math.max(0, quota - count);
  };

  private asOfNow(record: KeyRecord): KeyRecord | undefined {
    const now = this.services.clock.now();
    const key = passTime(record, now, this.versionRoom);
    if (key === undefined) {
      this.records.delete(record.keyId);
      this.onGone(record);
    } else if (key !== record) this.records.put(key);
    return key;
  }
}
