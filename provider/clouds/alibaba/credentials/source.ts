import type {
  Session as RenewedSession,
  SessionSource,
} from "../../common/credentials/renewal";
import {
  checkParts,
  unauthenticated,
} from "../../common/credentials/credentials";
import type { CloudError } from "../../errors";
import type { AccessKey } from "../connection";

export type Session = AccessKey & Pick<RenewedSession, "expires">;

/** A place that gives credentials, as often as it is asked. */
export interface CredentialSource extends SessionSource<Session> {
  /** In words, for messages. */
  readonly from: string;
  /** Throws CloudError of kind `unauthenticated` or `denied`. */
  fetch(): Promise<Session>;
}

/** What each part comes from, in words for messages. */
function partsOf(from: string): Record<keyof AccessKey, string> {
  return {
    accessKeyId: `the AccessKey id of ${from}`,
    accessKeySecret: `the AccessKey secret of ${from}`,
    securityToken: `the security token of ${from}`,
  };
}

/** Throws `unauthenticated` where a part can't be what it should be. */
export function fixed(
  from: string,
  accessKey: AccessKey,
  names = partsOf(from),
): CredentialSource {
  checkParts("alibaba", accessKey, names);
  return { from, fetch: () => Promise.resolve(accessKey) };
}

export function noCredentials(detail: string, remedy?: string): CloudError {
  return unauthenticated("alibaba", detail, remedy);
}
