import { isDeepStrictEqual } from "node:util";

/** What signs requests, its parts always of one session. */
export interface Session {
  /** Epoch milliseconds after which the cloud refuses it; absent where it holds for good, or its source doesn't say. */
  expires?: number;
}

/** A place that gives sessions, as often as it is asked. */
export interface SessionSource<S extends Session> {
  fetch(): Promise<S>;
}

/** Credentials are renewed this long before they expire, or a quarter of their life before, whichever is shorter. */
const RESERVE_MS = 5 * 60_000;

/** Hands on one consistent session after the other, with one renewal under way at most, however many ask. */
export class Renewal<S extends Session> {
  readonly #find: () => Promise<SessionSource<S>>;
  #source?: SessionSource<S>;
  #session?: S;
  #staleAt = 0;
  #pending?: Promise<S>;

  /** `find` is called on first use, and again after the cloud has refused the credentials. */
  constructor(find: () => Promise<SessionSource<S>>) {
    this.#find = find;
  }

  /** Sends with the session in force. One that is refused had no effect, so that even a CreateKey is sent again with another. */
  async use<T>(
    send: (session: S) => Promise<T>,
    isRefusal: (error: unknown) => boolean,
  ): Promise<T> {
    const session = await this.current();
    try {
      return await send(session);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const newer = await this.replace(session);
      if (newer === session) throw error;
      return send(newer);
    }
  }

  async current(): Promise<S> {
    const session = this.#session;
    if (session && Date.now() < this.#staleAt) return session;
    try {
      return await this.#renew();
    } catch (error) {
      // There is time left for another attempt.
      if (session && Date.now() < (session.expires ?? Infinity)) return session;
      throw error;
    }
  }

  /** Replaces credentials that the cloud has refused. Gives the same again if there are no newer ones. */
  async replace(refused: S): Promise<S> {
    if (this.#session && this.#session !== refused) return this.#session;
    this.#source = undefined;
    const session = await this.#renew();
    return isSame(session, refused) ? refused : session;
  }

  #renew(): Promise<S> {
    this.#pending ??= this.#fetch().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #fetch(): Promise<S> {
    const source = (this.#source ??= await this.#find());
    const begun = Date.now();
    const session = await source.fetch();
    const { expires = Infinity } = session;
    this.#staleAt = expires - Math.min(RESERVE_MS, (expires - begun) / 4);
    this.#session = session;
    return session;
  }
}

/** Whatever their ends are. */
function isSame(one: Session, other: Session): boolean {
  const [a, b] = [one, other].map((all) => ({ ...all, expires: undefined }));
  return isDeepStrictEqual(a, b);
}
