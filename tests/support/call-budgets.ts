import type { CloudName } from "../../provider/model/types";

/** The calls of a refresh of so many keys, and of getCmks, at most: `tests/calls` counts them, and the page on performance shows them. */
export const REFRESH_BUDGETS: Readonly<
  Record<CloudName, Readonly<Record<number, number>>>
> = {
  tencent: { 5: 12, 10: 24, 1_000: 40, 10_000: 400 },
  alibaba: { 5: 10, 10: 24, 1_000: 1_060 },
};

/** The calls of an `up` that makes 100 keys with alias and tags, and with rotation as well. */
export const UP_BUDGETS = {
  alibaba: { rotating: 205 },
  tencent: { plain: 205, rotating: 405 },
} as const;
