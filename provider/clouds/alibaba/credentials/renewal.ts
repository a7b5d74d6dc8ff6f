import type { AccessKey } from "../rpc-client";
import type { CredentialSource, Session } from "./source";

/** Credentials are renewed this long before they expire, or a quarter of their life before, whichever is shorter. */
const RESERVE_MS = 5 * 60_000;

/** Hands on one consistent snapshot after the other, with one renewal under way at most, however many ask. */
export class Renewal {
  readonly #find: () => Promise<CredentialSource>;
  #source?: CredentialSource;
  #session?: Session;
  #staleAt = 0;
  #pending?: Promise<Session>;

  /** `find` is asked when first needed, and again after the cloud has refused what the source gave. */
  constructor(find: () => Promise<CredentialSource>) {
    this.#find = find;
  }

  async current(): Promise<AccessKey> {
    const session = this.#session;
    if (session && Date.now() < this.#staleAt) return session;
    try {
      return await this.#renew();
    } catch (error) {
      // There is time left to try again.
      if (session && Date.now() < (session.expires ?? Infinity)) return session;
      throw error;
    }
  }

  /** In place of what the cloud has refused. Gives the same again where there is nothing newer. */
  async replace(refused: AccessKey): Promise<AccessKey> {
    if (this.#session && this.#session !== refused) return this.#session;
    this.#source = undefined;
    const session = await this.#renew();
    return sameKey(session, refused) ? refused : session;
  }

  #renew(): Promise<Session> {
    this.#pending ??= this.#fetch().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #fetch(): Promise<Session> {
    const source = (this.#source ??= await this.#find());
    const begun = Date.now();
    const session = await source.fetch();
    const { expires = Infinity } = session;
    this.#staleAt = expires - Math.min(RESERVE_MS, (expires - begun) / 4);
    this.#session = session;
    return session;
  }
}

function sameKey(a: AccessKey, b: AccessKey): boolean {
  return (
    a.accessKeyId === b.accessKeyId &&
    a.accessKeySecret === b.accessKeySecret &&
    a.securityToken === b.securityToken
  );
}
