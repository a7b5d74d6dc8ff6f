import { TokenBucket } from "limiter";
import type { LimitedRequest } from "../contract";

export interface LimitRule {
  cloud?: string;
  action?: string;
  /** Also the size of a burst (at least 1). */
  perSecond: number;
}

/** Every assumed role adds an account. Above this many buckets, all of them start full again. */
const MAX_BUCKETS = 10_000;

/** Request limits: each account has a token bucket for each action in each region of a cloud, filled in real time. */
export class Limits {
  #rules: LimitRule[] = [];
  readonly #buckets = new Map<string, TokenBucket>();

  /** The newest rule that matches a request counts; one for the same cloud and action is replaced. */
  set(rule: LimitRule): void {
    this.remove(rule);
    this.#rules.unshift(rule);
  }

  /** The rule for just this cloud and action. False if there is none. */
  remove({ cloud, action }: Omit<LimitRule, "perSecond">): boolean {
    const others = this.#rules.filter(
      (rule) => rule.cloud !== cloud || rule.action !== action,
    );
    const found = others.length < this.#rules.length;
    this.#rules = others;
    this.#buckets.clear();
    return found;
  }

  clear(): void {
    this.#rules = [];
    this.#buckets.clear();
  }

  list(): readonly LimitRule[] {
    return this.#rules;
  }

  /** Whether the request is within the limit; if so, it is counted. */
  allows({ cloud, region, action, account }: LimitedRequest): boolean {
    const rule = this.#rules.find(
      (each) =>
        (each.cloud ?? cloud) === cloud && (each.action ?? action) === action,
    );
    if (rule === undefined) return true;
    const key = `${cloud}/${region}/${action}/${account}`;
    return this.#bucket(key, rule).tryRemoveTokens(1);
  }

  #bucket(key: string, { perSecond }: LimitRule): TokenBucket {
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      if (this.#buckets.size >= MAX_BUCKETS) this.#buckets.clear();
      const bucketSize = Math.max(1, perSecond);
      bucket = new TokenBucket({
        bucketSize,
        tokensPerInterval: perSecond,
        interval: "second",
      });
      bucket.content = bucketSize;
      this.#buckets.set(key, bucket);
    }
    return bucket;
  }
}
