import { CloudError } from "../../errors";
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
