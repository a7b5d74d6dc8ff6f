import type { CloudError } from "../errors";

/** One page of a listing; `total` as the cloud counts the rows of all pages. */
export interface Page<Row> {
  rows: Row[];
  total: number;
  /** How far the next page begins after this one; as many as it has rows. */
  step?: number;
}

/**
 * The pages of a listing that counts its rows. A page that lacks what its own count promises is a bad reply: rows that
 * are silently left out would look as if they were gone. So is one that comes twice, as such a listing has no end.
 */
export async function* countedPages<Row>(
  read: (offset: number, number: number) => Promise<Page<Row>>,
  unreadable: (field: string, why: string) => CloudError,
): AsyncGenerator<Row[], void> {
  let previous: string | undefined;
  for (let offset = 0, number = 1; ; number++) {
    const { rows, total, step = rows.length } = await read(offset, number);
    if (rows.length === 0 && offset < total)
      throw unreadable(
        "TotalCount",
        `it says ${total} rows, but none came after the first ${offset}`,
      );
    const text = JSON.stringify(rows);
    if (rows.length > 0 && text === previous)
      throw unreadable("TotalCount", "the same page came twice");
    yield rows;
    previous = text;
    // A count that the page itself belies is no reason to stop: what is left out would count as gone.
    const belied = rows.length > Math.max(0, total - offset);
    offset += step;
    if (offset >= total && !belied) return;
    if (rows.length === 0) return;
  }
}
