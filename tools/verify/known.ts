import { randomBytes } from "node:crypto";
import type { Known } from "./placeholders";

/**
 * Begins every alias that a run gives, and is the key of its tag on Alibaba Cloud, so that any run finds what is left.
 * Not `kms-`, which Tencent Cloud reserves for its own products.
 */
export const MARK = "verify-kms";
export const MARK_VALUE = "temporary";

export interface Run {
  region: string;
  account: string;
  /** The instance or cluster of the keys, if they are to be in one. */
  home?: string;
}

/** What placeholders stand for before the first step. */
export function newRun({ region, account, home }: Run): Known {
  const known: Known = new Map([
    ["run", randomBytes(4).toString("hex")],
    ["account", account],
    ["region", region],
  ]);
  if (home !== undefined) known.set("home", home);
  return known;
}
