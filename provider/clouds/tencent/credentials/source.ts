import { CloudError } from "../../errors";
import { flawOf } from "../../common/text";
import type { ApiKey } from "../connection";

/** An API key with all that belongs to it: handed on as a whole, so that its parts never come from two renewals. */
export interface Credential extends ApiKey {
  /** Epoch milliseconds; absent where it does not expire, or its source doesn't say. */
  expires?: number;
  /** A role that its source says is to be assumed with it. */
  role?: Role;
}

export interface Role {
  arn: string;
  sessionName?: string;
  durationSeconds?: number;
  externalId?: string;
  policy?: string;
}

/** Throws `unauthenticated` where a part can't be what it should be. `names`: what each part comes from. */
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

/** What one source has, or in words what it lacks. */
export type Lookup = { found: Credential } | { missing: string };

export function unauthenticated(detail: string, remedy?: string): CloudError {
  return new CloudError(detail, {
    kind: "unauthenticated",
    cloud: "tencent",
    action: "credentials",
    remedy,
  });
}
