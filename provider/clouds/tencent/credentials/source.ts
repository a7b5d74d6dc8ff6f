import {
  checkParts,
  unauthenticated,
  type Role,
} from "../../common/credentials/credentials";
import type { CloudError } from "../../errors";
import type { ApiKey } from "../connection";

/**
 * An API key with everything that belongs to it, passed on as a whole, so that its parts never come from two renewals.
 */
export interface Credential extends ApiKey {
  /** Epoch milliseconds; absent if it does not expire, or its source does not say. */
  expires?: number;
  /** A role to assume with it, according to its source. */
  role?: Role;
}

/** Throws `unauthenticated` if a part is invalid. `names`: the source of each part. */
export function checkKey(
  key: ApiKey,
  names: Readonly<Record<keyof ApiKey, string>>,
): void {
  checkParts("tencent", key, names);
}

/** The result of one source, or in words what it lacks. */
export type Lookup = { found: Credential } | { missing: string };

export function noCredentials(detail: string, remedy?: string): CloudError {
  return unauthenticated("tencent", detail, remedy);
}
