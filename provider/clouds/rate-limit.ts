import { TokenBucket } from "limiter";

/** How often one action may be called. */
export interface Rate {
  perSecond: number;
  /** How many calls may start at once after a pause. */
  burst: number;
}

/** The limits of one cloud, per action of one account in one region. */
export interface Rates {
  other: Rate;
  actions: Readonly<Record<string, Rate>>;
}

/** When a call may be sent, or when to ask for a turn again. */
export interface Turn {
  /** Milliseconds from when it was taken. */
  wait: number;
  /** The same by the process's own clock. */
  due: number;
  /** Undefined while the slots are too far ahead to be assigned. */
  round: number | undefined;
}

/**
 * A slot that is missed by more is lost. Otherwise, after a pause of the whole process, all waiting calls would start
 * at once.
 */
const LATE_MS = 250;
/** While the rate is lowered, slots further ahead are not assigned yet, because it may grow until then. */
const HORIZON_MS = 1_000;

/** How long a cloud saves up what its limit allows and nobody uses. */
const SAVED_UP_S = 1;
/** How long nothing is sent after a refusal, so that the cloud saves something up. */
const PAUSE_S = 0.5;
/** After its first refusal a process uses this part of its share, */
const CAUTION = 0.95;
/** of which it takes these parts of the whole limit at least, and at most: it is not alone. */
const LEAST_SHARE = 0.16;
const MOST_SHARE = 0.5;
/** A further refusal slows down to this part of the rate, and never to less than that part of the whole limit. */
const SLOWER = 0.85;
const SLOWEST = 0.05;
/** Sooner than after so many accepted calls, a refusal only shows that others have not slowed down yet. */
const SETTLED_CALLS = 3;
/** After so many accepted calls the rate grows, with each further one by this part. */
const HELD_CALLS = 5;
const GROWTH = 0.05;

/**
 * Assigns slots in the order of requests. A future slot is reserved by letting the bucket go below zero: so each call
 * waits for its own time, and timers that fire a little late lose no slot.
 *
 * Others may use the same account, and nothing tells how many they are. A process alone uses the limit whole. Its first
 * refusal tells its share: what was accepted of its calls, beside all that the limit allowed in that time. So processes
 * that begin together find their shares with about one refusal each. Each later refusal slows down a little more, and
 * calls without one speed up again.
 */
export class RateLimit {
  readonly #rate: Rate;
  readonly #bucket: TokenBucket;
  /** How many calls wait for their slots at the moment; their callers count. */
  waiting = 0;
  /** Calls since the last pause that was long enough for a whole burst. */
  #asked = 0;
  /** Calls a second, as far as is known of others. */
  #current: number;
  #round = 0;
  /** Calls that were accepted since the last refusal. */
  #accepted = 0;
  /** When the first call since then was due. */
  #since: number | undefined;

  constructor(rate: Rate) {
    this.#rate = rate;
    this.#current = rate.perSecond;
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
    bucket.tokensPerInterval = this.#current;
    const debt = Math.max(0, 1 - bucket.content);
    const wait = Math.ceil((debt / this.#current) * 1000);
    // One slot is always assigned, however slow the rate.
    if (this.#isLowered && wait > HORIZON_MS && debt > 1) {
      const queue = (this.waiting * 1000) / this.#current;
      const due = performance.now() + Math.max(wait, queue);
      return { wait: HORIZON_MS, due, round: undefined };
    }
    bucket.content -= 1;
    const due = performance.now() + wait;
    this.#since ??= due;
    return { wait, due, round: this.#round };
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

  get #isLowered(): boolean {
    return this.#current < this.#rate.perSecond;
  }

  /** Whether a reserved slot may still be used. Otherwise a new one must be reserved. */
  holds(turn: Turn): boolean {
    return (
      turn.round === this.#round && performance.now() <= turn.due + LATE_MS
    );
  }

  /** The cloud has carried out a call. */
  accepted(): void {
    this.#accepted += 1;
    if (this.#accepted > HELD_CALLS)
      this.#current = Math.min(
        this.#rate.perSecond,
        this.#current * (1 + GROWTH),
      );
  }

  /**
   * The cloud has throttled a call that had this slot. Future slots are assigned again, at longer intervals. A call that
   * was under way when the rate was lowered tells nothing new.
   */
  refused({ round }: Turn): void {
    if (round !== this.#round) return;
    if (!this.#isLowered) this.#current = this.#share();
    else if (this.#accepted >= SETTLED_CALLS) this.#current = this.#slower();
    this.#round += 1;
    this.#accepted = 0;
    this.#since = undefined;
    // Others were refused at the same time: they go on at different moments.
    const pause = PAUSE_S * (2 / 3) * (1 + Math.random());
    this.#bucket.drip();
    this.#bucket.content = 1 - pause * this.#current;
  }

  #slower(): number {
    return Math.max(SLOWEST * this.#rate.perSecond, SLOWER * this.#current);
  }

  #share(): number {
    const { perSecond } = this.#rate;
    const now = performance.now();
    const seconds = SAVED_UP_S + (now - (this.#since ?? now)) / 1000;
    const share = this.#accepted / seconds / perSecond;
    const used = CAUTION * Math.min(share, MOST_SHARE);
    return perSecond * Math.max(LEAST_SHARE, used);
  }
}
