/** `QUICK=1 make bench` tries in some minutes whether every part works. Its figures mean nothing and replace none. */
export const QUICK = process.env["QUICK"] === "1";

/** How often what takes under 5 s is measured, cmk and what it is compared with in turn. */
export const PAIRS = QUICK ? 2 : 5;

export const scaled = (full: number, quick: number) => (QUICK ? quick : full);
