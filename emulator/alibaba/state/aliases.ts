import type { Store } from "../../core/contract";
import { IndexedCollection } from "./indexed";
import type { Scope } from "./keys";

export interface AliasRecord extends Scope {
  order: number;
  /** With `alias/`. */
  name: string;
  keyId: string;
}

function idOf({ account, region }: Scope, name: string): string {
  return `${account}/${region}/${name}`;
}

function scopeGroup({ account, region }: Scope): string {
  return `in ${account}/${region}`;
}

/** Aliases: names unique in an account and region, any number to a key. */
export class Aliases {
  private readonly records: IndexedCollection<AliasRecord>;

  constructor(store: Store) {
    this.records = new IndexedCollection<AliasRecord>(
      store.collection("alibaba.aliases"),
      (alias) => idOf(alias, alias.name),
      (alias) => [scopeGroup(alias), `of ${alias.keyId}`],
    );
  }

  find(scope: Scope, name: string): AliasRecord | undefined {
    return this.records.get(idOf(scope, name));
  }

  put(scope: Scope, name: string, keyId: string): void {
    const order = this.find(scope, name)?.order ?? this.records.nextOrder();
    const { account, region } = scope;
    this.records.put({ account, region, name, keyId, order });
  }

  delete(scope: Scope, name: string): void {
    this.records.delete(idOf(scope, name));
  }

  /** Of a key, or of the whole scope; in order of creation. Each id is resolved by `at`. */
  ids(scope: Scope, keyId?: string): readonly string[] {
    return this.records.ids(
      keyId === undefined ? scopeGroup(scope) : `of ${keyId}`,
    );
  }

  at(id: string): AliasRecord | undefined {
    return this.records.get(id);
  }

  namesOf(keyId: string): string[] {
    return this.records.ids(`of ${keyId}`).flatMap((id) => {
      const alias = this.records.get(id);
      return alias === undefined ? [] : [alias.name];
    });
  }

  deleteAllOf(keyId: string): void {
    for (const id of [...this.records.ids(`of ${keyId}`)])
      this.records.delete(id);
  }
}
