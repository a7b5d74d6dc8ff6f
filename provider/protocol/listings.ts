import { randomUUID } from "node:crypto";
import { RequestError, type ListItem } from "../resource/values/requests";

/** The length of a page where the engine leaves it to the provider, as it does so far. */
const PAGE_SIZE = 100;

/** Listings kept open for their next page; older ones are ended, and begun anew where they go on after all. */
const KEPT = 16;

export interface PageRequest {
  /** How many items in all pages together; 0 = no limit. */
  limit: number;
  /** 0 = the provider chooses. */
  pageSize: number;
  /** From the page before; "" = the first page. */
  token: string;
}

/** What a continuation token says. The limit is the first page's: engines lower theirs by what they have got. */
interface Cursor {
  listing: string;
  offset: number;
  limit: number;
}

/** A listing after its first pages: the item that comes next has been fetched to know that there is one. */
interface Rest {
  next: ListItem;
  items: AsyncIterator<ListItem>;
}

/** Cuts listings into pages. They stay open between two pages, since to begin anew repeats every call to the cloud. */
export class Listings {
  readonly #open = new Map<string, Rest>();

  /** Yields the items of one page, and returns the token of the page after it; "" = there is none. */
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
    if (this.#open.size <= KEPT || oldest === undefined) return;
    const old = this.#take(oldest);
    if (old) end(old);
  }
}

/** A listing from its beginning, after the items that earlier pages had. */
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
    // Falls through to the refusal.
  }
  throw new RequestError(
    "INVALID_ARGUMENT",
    "The continuation token is none of this provider's; list again from the first page.",
  );
}
