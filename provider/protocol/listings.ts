import { randomUUID } from "node:crypto";
import { RequestError, type ListItem } from "../resource/values/requests";

/** The page size if the engine does not set one, which so far it never does. */
const PAGE_SIZE = 100;

/**
 * How many listings stay open for their next page. Older ones are closed, and started again if their next page is
 * requested after all.
 */
const MAX_OPEN = 16;

export interface PageRequest {
  /** The number of items in all pages together; 0 = no limit. */
  limit: number;
  /** 0 = the provider chooses. */
  pageSize: number;
  /** From the previous page; "" = the first page. */
  token: string;
}

/**
 * The contents of a continuation token. The limit is that of the first page, because engines reduce theirs by the
 * number of items received.
 */
interface Cursor {
  listing: string;
  offset: number;
  limit: number;
}

/** A listing after its first pages. The next item has already been fetched, to know that there is one. */
interface Rest {
  next: ListItem;
  items: AsyncIterator<ListItem>;
}

/**
 * Divides listings into pages. A listing stays open between two pages, because starting again repeats every call to the
 * cloud.
 */
export class Listings {
  readonly #open = new Map<string, Rest>();

  /** Yields the items of one page, and returns the token of the next page; "" if there is none. */
  async *page(
    request: PageRequest,
    list: (limit: number) => AsyncIterable<ListItem>,
  ): AsyncGenerator<ListItem, string> {
    const cursor = request.token
      ? readToken(request.token)
      : { listing: randomUUID(), offset: 0, limit: request.limit };
    let rest = this.#take(cursor.listing) ?? (await begin(list, cursor));
    const size = request.pageSize > 0 ? request.pageSize : PAGE_SIZE;
    let isWhole = false;
    try {
      for (let count = 0; rest && count < size; count += 1) {
        yield rest.next;
        rest = await advance(rest.items);
      }
      isWhole = true;
    } finally {
      if (rest && !isWhole) end(rest);
    }
    if (!rest) return "";
    this.#keep(cursor.listing, rest);
    return writeToken({ ...cursor, offset: cursor.offset + size });
  }

  close(): void {
    for (const rest of this.#open.values()) end(rest);
    this.#open.clear();
  }

  #take(listing: string): Rest | undefined {
    const rest = this.#open.get(listing);
    this.#open.delete(listing);
    return rest;
  }

  #keep(listing: string, rest: Rest): void {
    this.#open.set(listing, rest);
    const [oldest] = this.#open.keys();
    if (this.#open.size <= MAX_OPEN || oldest === undefined) return;
    const old = this.#take(oldest);
    if (old) end(old);
  }
}

/** A listing started again, without the items of earlier pages. */
async function begin(
  list: (limit: number) => AsyncIterable<ListItem>,
  cursor: Cursor,
): Promise<Rest | undefined> {
  const items = list(cursor.limit)[Symbol.asyncIterator]();
  let rest = await advance(items);
  for (let count = 0; rest && count < cursor.offset; count += 1)
    rest = await advance(items);
  return rest;
}

async function advance(
  items: AsyncIterator<ListItem>,
): Promise<Rest | undefined> {
  const result = await items.next();
  return result.done === true ? undefined : { next: result.value, items };
}

function end(rest: Rest): void {
  rest.items.return?.().catch(() => undefined);
}

function writeToken(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

function readToken(token: string): Cursor {
  try {
    const { listing, offset, limit } = JSON.parse(
      Buffer.from(token, "base64url").toString("utf8"),
    ) as Cursor;
    if (
      typeof listing === "string" &&
      Number.isSafeInteger(offset) &&
      Number.isSafeInteger(limit)
    )
      return { listing, offset, limit };
  } catch {
    // Falls through to the error.
  }
  throw new RequestError(
    "INVALID_ARGUMENT",
    "The continuation token is not from this provider; list again from the first page.",
  );
}
