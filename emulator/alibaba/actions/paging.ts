import { LIMITS } from "../tables/limits";
import type { Fields } from "../wire/reply";

/** The parameters that every numbered list takes. */
export function pageParameters<L extends keyof typeof LIMITS.pageSize>(
  list: L,
  defaultSize: number = LIMITS.defaultPageSize,
) {
  return {
    PageNumber: { type: "integer", min: 1, max: 2 ** 31 - 1, default: 1 },
    PageSize: {
      type: "integer",
      ...LIMITS.pageSize[list],
      default: defaultSize,
    },
  } as const;
}

/** The page's items, and the three totals that go with it. */
export function pageOf<T>(
  items: readonly T[],
  { PageNumber, PageSize }: { PageNumber: number; PageSize: number },
): { page: T[]; totals: Fields } {
  const start = (PageNumber - 1) * PageSize;
  return {
    page: items.slice(start, start + PageSize),
    totals: { TotalCount: items.length, PageNumber, PageSize },
  };
}
