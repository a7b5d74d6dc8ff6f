import type { Account, Services, Switches } from "../core/contract";
import type { Keys } from "./kms/keys";
import type { Tags } from "./tag/tags";

/** What an action works with. */
export interface Context {
  services: Services;
  switches: Switches;
  keys: Keys;
  tags: Tags;
  caller: Account;
  /** The region of X-TC-Region; services without regions ignore it. */
  region: string;
  /** Unix seconds. */
  now: number;
  /** Whether "7" is accepted for 7, because a query has only texts. */
  lenientTypes: boolean;
  /** Throws what a CAM policy refuses. Called after the parameters have been checked, before any key is read. */
  authorize: (parameters: unknown) => void;
}
