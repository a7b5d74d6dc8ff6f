import { CloudError } from "../../errors";
import { flawOf } from "../../common/text";
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

export interface Role {
  arn: string;
  sessionName?: string;
  durationSeconds?: number;
  externalId?: string;
  policy?: string;
}

/** Throws `unauthenticated` if a part is invalid. `names`: the source of each part. */
export function checkKey(
  key: ApiKey,
  names: Readonly<Record<keyof ApiKey, string>>,
): void {
  for (const part of ["secretId", "secretKey", "token"] as const) {
    const flaw = flawOf(key[part] ?? "");
    if (flaw)
      throw unauthenticated(`${names[part]} ${flaw}`, "Write it again.");
  }
}

/** The result of one source, or in words what it lacks. */
export type Lookup = { found: Credential } | { missing: string };

export function unauthenticated(detail: string, remedy?: string): CloudError {
  return new CloudError(detail, {
    kind: "unauthenticated",
    cloud: "tencent",
    action: "credentials",
    remedy,
  });
}
