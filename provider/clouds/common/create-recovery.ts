import { setMaxListeners } from "node:events";
import type { CloudName } from "../../model/types";
import type { CallContext, CreatedKey } from "../cloud";
import { CloudError, isKind, term, type ErrorKind } from "../errors";
import { sleep } from "./sleep";

/** One request for a key, as its cloud sends it and finds what it made. */
export interface KeyCreation {
  cloud: CloudName;
  region: string;
  /** Sends CreateKey once. Throws CloudError. */
  send(): Promise<CreatedKey>;
  /** Looks once for the keys that this very request made; undefined if there is none so far. */
  find(context: CallContext): Promise<CreatedKey | undefined>;
  /**
   * The key gets a name that the cloud gives only once. Then a second CreateKey makes no second key (`aliasTaken`), and is
   * also the quickest way to learn that the first made none. Otherwise the first must be known to have made none before.
   */
  hasUniqueName: boolean;
  /** How often CreateKey is sent in all. */
  maxSends: number;
  /** How the user finds the key, in full sentences. */
  howToFind: string;
}

/** Listings may show a new key this much later: an assumption, as neither vendor says how much. It is the search's first four waits. */
const LISTING_LAG_MS = 3_750;
/** How long the search goes on for a request that may be under way still, whatever is left of the user's time. */
export const GRACE_PERIOD_MS = 20_000;
/**
 * How long a search goes on after Cancel, or after its own start if Cancel came before it. A signal kills the process five
 * seconds after it came; the engine's Cancel does not, so that a later search still finds the key.
 */
export const CANCEL_GRACE_PERIOD_MS = 4_000;
/** What the last search attempt, which begins when the grace period ends, may take to begin all of its calls. */
const LAST_ATTEMPT_MS = 1_000;
/** A request that has been without an answer for this long may be under way still; one that is cut sooner is not. */
const SLOW_MS = 3_000;
const FIRST_INTERVAL_MS = 250;
const MAX_INTERVAL_MS = 2_000;

/** After these a search attempt is not repeated. Any other trouble may pass. */
const PERMANENT: readonly ErrorKind[] = [
  "denied",
  "unauthenticated",
  "invalid",
  "unsupported",
  "notFound",
];

/** How the latest search attempt ended: nothing found, no answer in time, or why it failed. */
type Outcome = "none" | "unfinished" | CloudError;

/**
 * CreateKey takes no client token on either cloud: sent twice, it may make two keys. So it is sent again only where it
 * can't make a second one, and after an unknown outcome the key is searched for until it is found or a grace period is
 * over. Throws the cloud's refusal where no key was made, and `uncertain` where that can't be known.
 */
export function createOnce(
  creation: KeyCreation,
  context: CallContext,
): Promise<CreatedKey> {
  return new CreateRecovery(creation, context).run();
}

class CreateRecovery {
  readonly #creation: KeyCreation;
  readonly #context: CallContext;
  /** A request had an unknown outcome, so that no later refusal tells that there is no key. */
  #inDoubt = false;
  /** A request got no answer of the cloud's own, so that it may still arrive. */
  #unanswered = false;
  /** A request may be under way still. */
  #underWay = false;
  #lastAttempt: Outcome = "unfinished";

  constructor(creation: KeyCreation, context: CallContext) {
    this.#creation = creation;
    this.#context = context;
  }

  async run(): Promise<CreatedKey> {
    const { region, maxSends, hasUniqueName } = this.#creation;
    for (let sends = 1; ; sends++) {
      const sent = await this.#send();
      if (!(sent instanceof CloudError))
        return sends === 1 || hasUniqueName ? sent : this.#withDoubles(sent);
      const failure = sent;
      const isLost = failure.kind === "unknownOutcome";
      if (!this.#inDoubt && failure.kind !== "aliasTaken") throw failure;

      const mayResend = isLost && sends < maxSends && !this.#isOver();
      const found = await this.#search(
        hasUniqueName && mayResend ? 0 : this.#period(),
      );
      if (found) return found;
      if (!mayResend || this.#lastAttempt !== "none" || this.#isOver())
        throw this.#notFound(failure);
      if (hasUniqueName) await this.#pause(intervalAfter(sends));
      if (this.#isOver()) throw this.#notFound(failure);
      this.#context.status(
        `CreateKey in ${region} has made no key; sending it again`,
      );
    }
  }

  async #send(): Promise<CreatedKey | CloudError> {
    try {
      return await this.#creation.send();
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      if (isKind(error, "unknownOutcome")) this.#noteLost(error);
      return error;
    }
  }

  #noteLost({ code, lastedMs }: CloudError): void {
    this.#inDoubt = true;
    if (code !== undefined) return;
    this.#unanswered = true;
    this.#underWay ||= lastedMs >= SLOW_MS;
  }

  /** Whether Cancel or the end of the user's time keeps anything new from being sent. */
  #isOver(): boolean {
    const { signal, deadline } = this.#context;
    return signal.aborted || Date.now() >= deadline;
  }

  #period(): number {
    return this.#underWay ? GRACE_PERIOD_MS : LISTING_LAG_MS;
  }

  /** Search attempts until a key is found; the last one begins when the period is over, or the grace period after Cancel. */
  async #search(periodMs: number): Promise<CreatedKey | undefined> {
    const { region } = this.#creation;
    this.#context.status(
      `CreateKey in ${region} got no answer; searching for the key that it may have made`,
    );
    const grace = new GracePeriod(periodMs, this.#context.signal);
    this.#lastAttempt = "unfinished";
    try {
      for (let attempts = 1; ; attempts++) {
        const isLast = grace.isOver();
        const found = await this.#attempt(grace.contextFor(this.#context));
        if (found) return found;
        if (isLast || this.#isPermanent()) return undefined;
        const wait = Math.min(intervalAfter(attempts), grace.left());
        await this.#pause(wait);
      }
    } finally {
      grace.end();
    }
  }

  async #attempt(context: CallContext): Promise<CreatedKey | undefined> {
    try {
      const found = await this.#creation.find(context);
      this.#lastAttempt = "none";
      return found;
    } catch (error) {
      // What it found is not this request's key.
      if (!(error instanceof CloudError) || isKind(error, "uncertain"))
        throw error;
      this.#lastAttempt = isKind(error, "deadline", "cancelled")
        ? "unfinished"
        : error;
      return undefined;
    }
  }

  #isPermanent(): boolean {
    return isKind(this.#lastAttempt, ...PERMANENT);
  }

  /** Ends early with Cancel. */
  async #pause(ms: number): Promise<void> {
    const { signal } = this.#context;
    await sleep(ms, signal.aborted ? undefined : signal).catch(() => undefined);
  }

  /** A try that was thought to be lost may have made a key after all, beside the one that was answered. */
  async #withDoubles(made: CreatedKey): Promise<CreatedKey> {
    const grace = new GracePeriod(0, this.#context.signal);
    try {
      const found = await this.#creation.find(grace.contextFor(this.#context));
      if (!found) return made;
      const { keyId, doubled } = found;
      if (keyId === made.keyId) return { ...made, doubled };
      const others = new Set([...doubled, made.keyId]);
      return { ...found, doubled: [...others] };
    } catch (error) {
      const why = error instanceof CloudError ? error.message : "";
      this.#context.warn(
        `The CreateKey of key ${made.keyId} had to be sent again, and it is unknown whether the first attempt created a second key: ${why} ${this.#creation.howToFind}`,
      );
      return made;
    } finally {
      grace.end();
    }
  }

  #notFound(failure: CloudError): CloudError {
    const { hasUniqueName } = this.#creation;
    // Each of its requests was answered, and the name would have shown what they made.
    if (hasUniqueName && !this.#unanswered && this.#lastAttempt === "none")
      return failure;
    const last = this.#lastAttempt;
    const why =
      last === "none"
        ? "none was found so far"
        : last === "unfinished"
          ? "the search for it did not end in time"
          : `the search for it failed: ${last.message}`;
    return uncertain(
      this.#creation,
      `whether a key was made is not known, and ${why}. What happened first: ${failure.message}`,
      failure.requestId,
    );
  }
}

/** Whether CreateKey made a key, or which, is unknown. */
export function uncertain(
  {
    cloud,
    region,
    howToFind,
  }: Pick<KeyCreation, "cloud" | "region" | "howToFind">,
  detail: string,
  requestId?: string,
): CloudError {
  return new CloudError(detail, {
    kind: "uncertain",
    cloud,
    action: "CreateKey",
    region,
    requestId,
    remedy: `${howToFind} Import what it lists, or schedule it for deletion, before the next ${term("apply")}, which makes a new key.`,
  });
}

function intervalAfter(attempts: number): number {
  return Math.min(FIRST_INTERVAL_MS * 2 ** (attempts - 1), MAX_INTERVAL_MS);
}

/** The time of a search, which neither the user's time-out nor Cancel cuts off at once: a key's id would be lost. */
class GracePeriod {
  readonly #ended = new AbortController();
  #until: number;

  constructor(ms: number, cancelled: AbortSignal) {
    this.#until = Date.now() + ms;
    setMaxListeners(0, this.#ended.signal);
    const hurry = () => {
      this.#until = Math.min(this.#until, Date.now() + CANCEL_GRACE_PERIOD_MS);
      const most = CANCEL_GRACE_PERIOD_MS + LAST_ATTEMPT_MS;
      setTimeout(() => this.#ended.abort(), most).unref();
    };
    if (cancelled.aborted) hurry();
    else
      cancelled.addEventListener("abort", hurry, {
        once: true,
        signal: this.#ended.signal,
      });
  }

  left(): number {
    return Math.max(0, this.#until - Date.now());
  }

  isOver(): boolean {
    return this.left() === 0;
  }

  /** For one attempt, the last of which must be able to begin its calls. */
  contextFor(context: CallContext): CallContext {
    return {
      ...context,
      signal: this.#ended.signal,
      deadline: this.#until + LAST_ATTEMPT_MS,
    };
  }

  end(): void {
    this.#ended.abort();
  }
}
