import type {
  Session as RenewedSession,
  SessionSource,
} from "../../common/renewal";
import { CloudError } from "../../errors";
import { flawOf } from "../../common/text";
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
export type PartNames = Readonly<Record<keyof AccessKey, string>>;

export function partsOf(from: string): PartNames {
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
  for (const part of [
    "accessKeyId",
    "accessKeySecret",
    "securityToken",
  ] as const) {
    const flaw = flawOf(accessKey[part] ?? "");
    if (flaw) throw noCredentials(`${names[part]} ${flaw}`, "Write it again.");
  }
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
