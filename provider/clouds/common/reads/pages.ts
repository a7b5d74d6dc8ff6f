import type { CloudError } from "../../errors";

/** One page of a listing; `total` is the cloud's count of the rows on all pages. */
export interface Page<Row> {
  rows: Row[];
  total: number;
  /** The offset of the next page after this one; by default, its number of rows. */
  step?: number;
}

/**
 * The pages of a listing that counts its rows. A page with fewer rows than its own count promises is a bad reply:
 * missing rows would look as if they were gone. So is a page that comes twice, because such a listing has no end.
 */
export async function* countedPages<Row>(
  read: (offset: number, number: number) => Promise<Page<Row>>,
  unreadable: (field: string, why: string) => CloudError,
): AsyncGenerator<Page<Row>, void> {
  let previous: string | undefined;
  for (let offset = 0, number = 1; ; number++) {
    const page = await read(offset, number);
    const { rows, total, step = rows.length } = page;
    if (rows.length === 0 && offset < total)
      throw unreadable(
        "TotalCount",
        `it says ${total} rows, but none came after the first ${offset}`,
      );
    const text = JSON.stringify(rows);
    if (rows.length > 0 && text === previous)
      throw unreadable("TotalCount", "the same page came twice");
    yield page;
    previous = text;
    // A count that the page itself contradicts does not end the listing, because missing rows would count as gone.
    const belied = rows.length > Math.max(0, total - offset);
    offset += step;
    if (offset >= total && !belied) return;
    if (rows.length === 0) return;
  }
}
