import { TokenBucket } from "limiter";

/** How often one action may be called. */
export interface Rate {
  perSecond: number;
  /** How many calls may go at once after a pause. */
  burst: number;
  /** Calls a second for a while after the cloud has refused one as too frequent: others use the account, too. */
  afterRefusal: number;
}

/** When a call may be sent. */
export interface Turn {
  /** Milliseconds from when it was taken. */
  wait: number;
  /** The same by the process' own clock. */
  due: number;
  round: number;
}

/** How long one refusal makes calls rarer. */
const REFUSAL_MS = 30_000;
/** A turn that is missed by more is lost: after a pause of the whole process, all that waited would go at once. */
const LATE_MS = 250;

/**
 * Deals out turns in the order in which they are asked for. A turn that lies ahead is taken on credit, the bucket's content
 * falling below zero: so each call waits once, for its own time, and no turn is lost to timers that fire a little late.
 */
export class RateLimit {
  readonly #rate: Rate;
  readonly #bucket: TokenBucket;
  #round = 0;
  #rareUntil = 0;

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
    bucket.tokensPerInterval =
      Date.now() < this.#rareUntil
        ? this.#rate.afterRefusal
        : this.#rate.perSecond;
    bucket.content -= 1;
    const debt = Math.max(0, -bucket.content);
    const wait = Math.ceil((debt / bucket.tokensPerInterval) * 1000);
    return { wait, due: performance.now() + wait, round: this.#round };
  }

  /** For a turn that is not made use of. */
  giveBack(turn: Turn): void {
    if (turn.round === this.#round) this.#bucket.content += 1;
  }

  /** Whether a turn that was waited for may be used. Otherwise another one is to be taken. */
  holds(turn: Turn): boolean {
    return (
      turn.round === this.#round && performance.now() <= turn.due + LATE_MS
    );
  }

  /** The cloud has refused a call that had its turn: the turns that are still ahead are dealt out anew, at longer intervals. */
  refused(): void {
    this.#rareUntil = Date.now() + REFUSAL_MS;
    this.#round += 1;
    this.#bucket.drip();
    this.#bucket.content = 0;
  }
}
