import { isRead } from "../../calls";
import type { CallContext, RefreshPass } from "../../cloud";

/**
 * Reads from listings. A page of a listing tells of a hundred keys and more, so that a refresh of many keys reads pages
 * instead of each key.
 *
 * What a listing tells is older than the read that it answers. Why no refresh lies for that:
 *
 * - Only reads of one refresh pass are answered by it. Its pages are asked for after the pass began, so that each answer
 *   was true at a moment of the refresh. The first request that may depend on what was changed meanwhile ends the pass.
 * - A key that this process changes is void from the beginning of the change on: see Writes.
 * - A listing only confirms. A key that it lacks, or that it shows otherwise than the state has it, is asked for by
 *   itself; so a listing alone never makes a key count as gone, or as changed.
 * - What has several rows, as the tags of a key, counts only once all pages have come.
 *
 * What it may cost: of each listing, the first few keys of a pass are asked for by themselves, and each further key
 * pays for one page, or all of them pay for the whole listing if that has no more pages than keys were asked for. So a
 * small stack in a large account reads no page, and no pass makes more than twice the calls of single reads.
 */

/** What one more page of a listing tells. */
export interface ListedPage<V> {
  /** Those of which all is known by now. */
  whole: Iterable<readonly [id: string, value: V]>;
  /** How many pages there are, if the cloud tells. */
  pages?: number;
}

/** The pages of a listing. Each is asked for with the context of the read that needs it. */
export type ListedPages<V> = AsyncGenerator<ListedPage<V>, void>;

/** So many keys of a refresh pass are asked for by themselves before a page is. */
export const FEW = 6;

/** One listing, read page by page as far as it pays. */
export class ListedReads<V> {
  readonly #pages: ListedPages<V>;
  readonly #few: number;
  readonly #isVoid: (id: string) => boolean;
  readonly #listed = new Map<string, V>();
  readonly #wanted = new Set<string>();
  #context: CallContext | undefined;
  #pagesRead = 0;
  #pagesInAll = Infinity;
  #isOver = false;
  #isWhole = false;
  #pageUnderWay: Promise<void> | undefined;

  constructor(
    list: (context: () => CallContext) => ListedPages<V>,
    few: number,
    isVoid: (id: string) => boolean = () => false,
  ) {
    this.#pages = list(() => {
      if (!this.#context) throw new Error("no page has been asked for");
      return this.#context;
    });
    this.#few = few;
    this.#isVoid = isVoid;
  }

  /** Undefined for what is to be asked for by itself. */
  async find(id: string, context: CallContext): Promise<V | undefined> {
    this.#wanted.add(id);
    for (;;) {
      if (this.#isVoid(id)) return undefined;
      const value = this.#listed.get(id);
      if (value !== undefined) return value;
      if (!this.#isWorthAPage()) return undefined;
      this.#pageUnderWay ??= this.#readPage(context);
      await this.#pageUnderWay;
    }
  }

  /** Whether all pages have been read, and lack it. */
  async lacks(id: string, context: CallContext): Promise<boolean> {
    const value = await this.find(id, context);
    return value === undefined && this.#isWhole && !this.#isVoid(id);
  }

  #isWorthAPage(): boolean {
    if (this.#isOver) return false;
    const wanted = this.#wanted.size;
    return this.#pagesRead < wanted - this.#few || this.#pagesInAll <= wanted;
  }

  /** Without the listing, as when the credentials may not list keys, each read still has its own call, which says why. */
  async #readPage(context: CallContext): Promise<void> {
    this.#context = context;
    this.#pagesRead += 1;
    try {
      const { done, value: page } = await this.#pages.next();
      this.#isWhole = this.#isOver = done === true;
      for (const [id, value] of page?.whole ?? []) this.#listed.set(id, value);
      this.#pagesInAll = page?.pages ?? this.#pagesInAll;
    } catch {
      this.#isOver = true;
    } finally {
      this.#pageUnderWay = undefined;
    }
  }
}

/** The listings of each pass, by region. */
export class ListedRegions<V> {
  readonly #byPass = new WeakMap<RefreshPass, Map<string, ListedReads<V>>>();
  readonly #open: (region: string) => ListedReads<V>;

  constructor(open: (region: string) => ListedReads<V>) {
    this.#open = open;
  }

  in(pass: RefreshPass, region: string): ListedReads<V> {
    const regions = this.#byPass.get(pass) ?? new Map<string, ListedReads<V>>();
    this.#byPass.set(pass, regions);
    const reads = regions.get(region) ?? this.#open(region);
    regions.set(region, reads);
    return reads;
  }
}

interface Target {
  action: string;
  region: string;
  keyId?: string;
}

/** What this process changes: keys, or aliases. A change counts when it is begun and when it has ended. */
export class Writes {
  #count = 0;
  readonly #latest = new Map<string, number>();

  async during<T>(
    region: string,
    id: string,
    change: () => Promise<T>,
  ): Promise<T> {
    this.#note(region, id);
    try {
      return await change();
    } finally {
      this.#note(region, id);
    }
  }

  /** A call of an action, on one key if it names one. What does not only read is a change. */
  duringCall<T>(
    { action, region, keyId }: Target,
    call: () => Promise<T>,
  ): Promise<T> {
    return keyId === undefined || isRead(action)
      ? call()
      : this.during(region, keyId, call);
  }

  /** Tells what of a region has been changed since now. */
  since(region: string): (id: string) => boolean {
    const start = this.#count;
    return (id) => (this.#latest.get(nameOf(region, id)) ?? 0) > start;
  }

  #note(region: string, id: string): void {
    this.#count += 1;
    this.#latest.set(nameOf(region, id), this.#count);
  }
}

function nameOf(region: string, id: string): string {
  return `${region}/${id}`;
}
