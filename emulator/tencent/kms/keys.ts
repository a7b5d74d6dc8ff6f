import type { Collection } from "../../core/contract";
import { refusal } from "../wire/errors";
import { asOf, type KeyRecord } from "./record";
import { timeOrder } from "./uuid";

/** An index of the keys of one account in one region. */
interface ScopeIndex {
  /** In the order of creation. */
  ids: Set<string>;
  byAlias: Map<string, Set<string>>;
  /** Keys that count in the quota: all but those pending deletion, and those of products. */
  counted: number;
}

/**
 * Every key of the cloud. What time changes about a key is applied when it is read (`asOf`). The index by account,
 * region and alias is in memory, and is built from the collection.
 */
export class Keys {
  private readonly indexes = new Map<string, ScopeIndex>();
  private indexed = 0;

  constructor(
    private readonly records: Collection<KeyRecord>,
    /** Unix seconds. */
    private readonly now: () => number,
    private readonly destroyed: (keyId: string) => void,
  ) {}

  /** Throws CmkNotFound for a key that never was, is gone, or belongs to another account or region. */
  find(account: string, region: string, keyId: string): KeyRecord {
    const key = this.lookUp(account, region, keyId);
    if (key) return key;
    throw refusal(
      "ResourceUnavailable.CmkNotFound",
      `No key ${keyId} of this account is in ${region}.`,
    );
  }

  lookUp(
    account: string,
    region: string,
    keyId: string,
  ): KeyRecord | undefined {
    const key = this.get(keyId);
    return key?.account === account && key.region === region ? key : undefined;
  }

  /** In the order of creation. */
  in(account: string, region: string): KeyRecord[] {
    return this.existing(this.indexOf(account, region).ids);
  }

  /** Without a region, of all regions. */
  withAlias(
    account: string,
    region: string | undefined,
    alias: string,
  ): KeyRecord[] {
    this.refreshIndex();
    const indexes = region
      ? [this.indexOf(account, region)]
      : [...this.indexes].flatMap(([name, index]) =>
          name.startsWith(`${account}/`) ? [index] : [],
        );
    const ids = indexes.flatMap(({ byAlias }) => [
      ...(byAlias.get(alias) ?? []),
    ]);
    return this.existing(ids);
  }

  /** How many keys of an account count in a region's quota. */
  counted(account: string, region: string): number {
    return this.indexOf(account, region).counted;
  }

  all(): KeyRecord[] {
    return this.existing([...this.records.values()].map(({ keyId }) => keyId));
  }

  /** Keeps a new or changed key. Records are replaced, never changed in place, or the index would go stale. */
  put(key: KeyRecord): void {
    this.refreshIndex();
    const old = this.records.get(key.keyId);
    if (old) this.unlist(old);
    else this.indexed += 1;
    this.records.put(key.keyId, key);
    this.list(key);
  }

  /** In any account; undefined if it is gone. */
  get(keyId: string): KeyRecord | undefined {
    const key = this.records.get(keyId);
    if (!key) return undefined;
    const settled = asOf(key, this.now());
    if (!settled) this.remove(key);
    else if (settled !== key) this.put(settled);
    return settled;
  }

  /** Gives a key another id. False if there is a key with that. */
  rename(from: string, to: string): boolean {
    const key = this.get(from);
    if (key === undefined || this.get(to) !== undefined) return false;
    this.remove(key);
    this.put({ ...key, keyId: to });
    return true;
  }

  private existing(ids: Iterable<string>): KeyRecord[] {
    const keys = [...ids].map((id) => this.get(id));
    return keys.filter((key) => key !== undefined);
  }

  private remove(key: KeyRecord): void {
    this.refreshIndex();
    this.unlist(key);
    this.indexOf(key.account, key.region).ids.delete(key.keyId);
    this.indexed -= 1;
    this.records.delete(key.keyId);
    this.destroyed(key.keyId);
  }

  private list(key: KeyRecord): void {
    const index = this.indexOf(key.account, key.region);
    index.ids.add(key.keyId);
    const holders = index.byAlias.get(key.alias) ?? new Set();
    index.byAlias.set(key.alias, holders.add(key.keyId));
    index.counted += counts(key);
  }

  private unlist(key: KeyRecord): void {
    const index = this.indexOf(key.account, key.region);
    const holders = index.byAlias.get(key.alias);
    holders?.delete(key.keyId);
    if (holders?.size === 0) index.byAlias.delete(key.alias);
    index.counted -= counts(key);
  }

  private indexOf(account: string, region: string): ScopeIndex {
    this.refreshIndex();
    const name = `${account}/${region}`;
    const index = this.indexes.get(name) ?? {
      ids: new Set(),
      byAlias: new Map<string, Set<string>>(),
      counted: 0,
    };
    this.indexes.set(name, index);
    return index;
  }

  /** The store is filled before the first request, and emptied by `POST /_emulator/reset`: its size tells. */
  private refreshIndex(): void {
    if (this.indexed === this.records.size) return;
    this.indexes.clear();
    this.indexed = this.records.size;
    const keys = [...this.records.values()].map(
      (key) => [timeOrder(key.keyId), key] as const,
    );
    keys.sort(([one], [other]) => (one < other ? -1 : 1));
    for (const [, key] of keys) this.list(key);
  }
}

function counts({ state, product }: KeyRecord): number {
  return state === "PendingDelete" || product !== undefined ? 0 : 1;
}
