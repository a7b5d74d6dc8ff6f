import { TokenBucket } from "limiter";

/** How often one action may be called. */
export interface Rate {
  perSecond: number;
  /** How many calls may start at once after a pause. */
  burst: number;
  /** Calls a second for a while after the cloud has throttled one, because others use the account, too. */
  afterRefusal: number;
}

/** The limits of one cloud, per action of one account in one region. */
export interface Rates {
  other: Rate;
  actions: Readonly<Record<string, Rate>>;
}

/** When a call may be sent. */
export interface Turn {
  /** Milliseconds from when it was taken. */
  wait: number;
  /** The same by the process's own clock. */
  due: number;
  round: number;
}

/** How long one throttled call slows down later ones. */
const REFUSAL_MS = 30_000;
/**
 * A slot that is missed by more is lost. Otherwise, after a pause of the whole process, all waiting calls would start
 * at once.
 */
const LATE_MS = 250;

/**
 * Assigns slots in the order of requests. A future slot is reserved by letting the bucket go below zero: so each call
 * waits once, for its own time, and timers that fire a little late lose no slot.
 */
export class RateLimit {
  readonly #rate: Rate;
  readonly #bucket: TokenBucket;
  /** How many calls wait for their slots at the moment; their callers count. */
  waiting = 0;
  #round = 0;
  #rareUntil = 0;
  /** Calls since the last pause that was long enough for a whole burst. */
  #asked = 0;

  constructor(rate: Rate) {
    this.#rate = rate;
    this.#bucket = new TokenBucket({
      bucketSize: rate.burst,
      tokensPerInterval: rate.perSecond,
      interval: "second",
    });
    this.#bucket.content = rate.burst;
  }

  take(): Turn {
    const bucket = this.#bucket;
    bucket.drip();
    if (this.waiting === 0 && bucket.content >= this.#rate.burst)
      this.#asked = 0;
    this.#asked += 1;
    bucket.tokensPerInterval =
      Date.now() < this.#rareUntil
        ? this.#rate.afterRefusal
        : this.#rate.perSecond;
    bucket.content -= 1;
    const debt = Math.max(0, -bucket.content);
    const wait = Math.ceil((debt / bucket.tokensPerInterval) * 1000);
    return { wait, due: performance.now() + wait, round: this.#round };
  }

  /** A slot in place of one that was lost. */
  retake(): Turn {
    this.#asked -= 1;
    return this.take();
  }

  /** For a slot that is not used. */
  giveBack(turn: Turn): void {
    this.#asked -= 1;
    if (turn.round === this.#round) this.#bucket.content += 1;
  }

  /** How many have been asked for so far; there may be more to come. */
  get asked(): number {
    return this.#asked;
  }

  get sent(): number {
    return this.#asked - this.waiting;
  }

  /** Whether a reserved slot may still be used. Otherwise a new one must be reserved. */
  holds(turn: Turn): boolean {
    return (
      turn.round === this.#round && performance.now() <= turn.due + LATE_MS
    );
  }

  /** The cloud has throttled a call that had its slot: future slots are assigned again, at longer intervals. */
  refused(): void {
    this.#rareUntil = Date.now() + REFUSAL_MS;
    this.#round += 1;
    this.#bucket.drip();
    this.#bucket.content = 0;
  }
}
