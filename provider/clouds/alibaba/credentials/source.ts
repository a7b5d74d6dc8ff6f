import { CloudError } from "../../errors";
import type { AccessKey } from "../rpc-client";

export interface Session extends AccessKey {
  /** Epoch milliseconds after which the cloud refuses it; absent where it holds for good. */
  expires?: number;
}

/** A place that gives credentials, as often as it is asked. */
export interface CredentialSource {
  /** In words, for messages. */
  readonly from: string;
  /** Throws CloudError of kind `unauthenticated` or `denied`. */
  fetch(): Promise<Session>;
}

export function fixed(from: string, accessKey: AccessKey): CredentialSource {
  return { from, fetch: () => Promise.resolve(accessKey) };
}

export function noCredentials(detail: string, remedy?: string): CloudError {
  return new CloudError(detail, {
    kind: "unauthenticated",
    cloud: "alibaba",
    action: "credentials",
    remedy,
  });
}
