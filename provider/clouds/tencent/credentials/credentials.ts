import type { Credential } from "./credential";

/** How long before they expire credentials are renewed, or half their life if that is shorter. */
const RENEW_BEFORE_MS = 300_000;

/** The credentials in force: found at first use, renewed before they expire, one renewal at a time. */
export class Credentials {
  readonly #find: () => Promise<Credential>;
  #held?: { credential: Credential; renewAt: number };
  #renewal?: Promise<Credential>;

  constructor(find: () => Promise<Credential>) {
    this.#find = find;
  }

  async current(): Promise<Credential> {
    const held = this.#held;
    if (held && Date.now() < held.renewAt) return held.credential;
    try {
      return await this.#renew();
    } catch (error) {
      const { expires } = held?.credential ?? {};
      if (held && expires && Date.now() < expires) return held.credential;
      throw error;
    }
  }

  /** After the cloud has refused these: others, if the source by now has any. */
  async insteadOf(refused: Credential): Promise<Credential | undefined> {
    const held = this.#held?.credential;
    const other = held && held !== refused ? held : await this.#renew();
    const same =
      other.secretId === refused.secretId &&
      other.secretKey === refused.secretKey &&
      other.token === refused.token;
    return same ? undefined : other;
  }

  #renew(): Promise<Credential> {
    this.#renewal ??= this.#find()
      .then((credential) => {
        this.#held = { credential, renewAt: renewalTime(credential) };
        return credential;
      })
      .finally(() => {
        this.#renewal = undefined;
      });
    return this.#renewal;
  }
}

function renewalTime({ expires }: Credential): number {
  if (expires === undefined) return Infinity;
  const life = expires - Date.now();
  return expires - Math.min(RENEW_BEFORE_MS, life / 2);
}
