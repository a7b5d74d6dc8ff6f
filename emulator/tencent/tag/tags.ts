import type { Collection, Switches } from "../../core/contract";
import { refusal } from "../wire/errors";
import { checkTag, type Tag } from "./rules";

export interface TagSet {
  keyId: string;
  /** In the order in which they were attached. */
  tags: Readonly<Record<string, string>>;
}

/** The values that an account has ever given a tag key. */
export interface TagKeyUse {
  account: string;
  key: string;
  values: readonly string[];
}

/** Which tags are attached to which keys, and which tags exist in an account. */
export class Tags {
  constructor(
    private readonly attached: Collection<TagSet>,
    private readonly used: Collection<TagKeyUse>,
    private readonly switches: Switches,
  ) {}

  of(keyId: string): Readonly<Record<string, string>> {
    return this.attached.get(keyId)?.tags ?? {};
  }

  tagged(): TagSet[] {
    return [...this.attached.values()];
  }

  exists(account: string, tag: Tag): boolean {
    const use = this.used.get(useId(account, tag.TagKey));
    return use?.values.includes(tag.TagValue) ?? false;
  }

  /** Sets and removes tags of a key in one step: a refusal changes nothing. Tags that are missing are created. */
  change(
    account: string,
    keyId: string,
    set: readonly Tag[],
    removed: readonly string[] = [],
  ): void {
    const emptyRefused = this.switches.get<boolean>(
      "tencent.emptyTagValueRefused",
    );
    for (const tag of set) checkTag(tag, emptyRefused);
    const gone = new Set(removed);
    const kept = Object.entries(this.of(keyId)).filter(
      ([key]) => !gone.has(key),
    );
    const tags = Object.fromEntries([
      ...kept,
      ...set.map((tag) => [tag.TagKey, tag.TagValue] as const),
    ]);
    const quota = this.switches.get<number>("tencent.tagQuota");
    if (set.length > 0 && Object.keys(tags).length > quota)
      throw refusal(
        "LimitExceeded.ResourceAttachedTags",
        `A resource may have ${quota}.`,
      );
    this.create(account, set);
    this.keep(keyId, tags);
  }

  forget(keyId: string): void {
    this.attached.delete(keyId);
  }

  private keep(keyId: string, tags: Readonly<Record<string, string>>): void {
    if (Object.keys(tags).length === 0) this.attached.delete(keyId);
    else this.attached.put(keyId, { keyId, tags });
  }

  private create(account: string, tags: readonly Tag[]): void {
    const missing = tags.filter((tag) => !this.exists(account, tag));
    this.checkQuotas(account, missing);
    for (const { TagKey, TagValue } of missing) {
      const id = useId(account, TagKey);
      const values = this.used.get(id)?.values ?? [];
      this.used.put(id, {
        account,
        key: TagKey,
        values: [...values, TagValue],
      });
    }
  }

  private checkQuotas(account: string, missing: readonly Tag[]): void {
    const held = [...this.used.values()].filter(
      (use) => use.account === account,
    );
    const uses = missing.map(({ TagKey }) =>
      this.used.get(useId(account, TagKey)),
    );
    const pairQuota = this.switches.get<number>("tencent.tagPairQuota");
    const pairs = held.reduce((sum, { values }) => sum + values.length, 0);
    if (missing.length > 0 && pairs + missing.length > pairQuota)
      throw refusal(
        "LimitExceeded.Quota",
        `An account may have ${pairQuota} tags.`,
      );
    const newKeys = uses.filter((use) => use === undefined).length;
    const valueQuota = this.switches.get<number>("tencent.tagValueQuota");
    if (uses.some((use) => (use?.values.length ?? 0) >= valueQuota))
      throw refusal("LimitExceeded.TagValue", `A key may have ${valueQuota}.`);
    if (newKeys === 0) return;
    const keyQuota = this.switches.get<number>("tencent.tagKeyQuota");
    if (held.length + newKeys > keyQuota)
      throw refusal("LimitExceeded.TagKey", `An account may have ${keyQuota}.`);
  }
}

function useId(account: string, key: string): string {
  return `${account}/${key}`;
}
