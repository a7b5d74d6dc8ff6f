import { decorrelatedJitterGenerator, ExponentialBackoff } from "cockatiel";
import type { InputName } from "../model/inputs";
import type { CloudName } from "../model/types";
import type { CallContext } from "./cloud";
import { sleep } from "./common/sleep";
import { REMEDIES } from "./common/replies/treatment";
import { CloudError, type ErrorKind, isKind } from "./errors";
import type { Endpoint } from "./common/http/network";
import { RateLimit, type Rates, type Turn } from "./rate-limit";

/** What a call does and to what; goes into every message about it. */
export interface Where {
  action: string;
  region: string;
  keyId?: string;
  /** Where it is sent, for the commands that a remedy names. */
  endpoint?: Endpoint;
  /** What the program asks for, for remedies that name an input with its value. */
  inputs?: Readonly<Partial<Record<InputName, unknown>>>;
  /**
   * "safe": sending it again after an unknown outcome does no harm. "never": it may be carried out twice (CreateKey),
   * so it is only sent again where the cloud itself refused it, or it never left, without any effect.
   */
  retry?: "safe" | "never";
}

export interface CallWhere extends Where {
  retry: "safe" | "never";
}

/** A call under way. */
interface Course extends Where {
  /** One of its tries may have been carried out. If no other one can be made, its outcome is unknown. */
  mayHaveEffect: boolean;
}

export interface CallsOptions {
  cloud: CloudName;
  /** The SDK's error as ours. Never throws; what it can't tell is `unknownOutcome`. */
  classify(error: unknown, where: Where): CloudError;
  /** The cloud's own. */
  rates: Rates;
  /** Milliseconds of the first and of the longest wait between tries; 250 and 15,000. */
  backoff?: { initialDelay: number; maxDelay: number };
  /** Milliseconds that a call may wait, all waits together, before the user sees why; 2,000. */
  tellAfter?: number;
  /** Milliseconds that one try may take; 30,000. */
  tryTimeout?: number;
}

const TRY_TIMEOUT_MS = 30_000;
/** A try that is begun shortly before the deadline still gets this long: cutting it would leave its outcome unknown. */
const SHORTEST_TRY_MS = 5_000;
/** How often an unknown outcome or an unreachable cloud is tried; what is waited out until the deadline is not counted. */
const MOST_TRIES = 5;
const TELL_AFTER_MS = 2_000;
/** Of many waiting calls, each tells less often: 50 of them a second, all together. */
const TELL_EVERY_MS = 2_000;
/** Failures before the cloud has looked at the key, which tell nothing of what an earlier try did to it. */
const UNTOUCHED = ["unavailable", "unauthenticated", "denied"] as const;
const BACKOFF = { initialDelay: 250, maxDelay: 15_000 };

/** Carries every call to one cloud: within its rate limits, repeated where that is harmless, ended by deadline and Cancel. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #limits = new Map<string, RateLimit>();

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** Throws CloudError only. `send` gets the milliseconds after which it is to give up this one try. */
  async call<T>(
    where: CallWhere,
    send: (timeoutMs: number) => Promise<T>,
    context: CallContext,
  ): Promise<T> {
    let backoff = new ExponentialBackoff({
      ...BACKOFF,
      ...this.#options.backoff,
      generator: decorrelatedJitterGenerator,
    }).next();
    const tellAt = Date.now() + (this.#options.tellAfter ?? TELL_AFTER_MS);
    let failure: CloudError | undefined;
    const course = { ...where, mayHaveEffect: false };
    for (let tries = 0; ;) {
      const turn = await this.#awaitTurn(course, context, tellAt, failure);
      const begun = Date.now();
      try {
        const reply = await send(
          Math.min(
            this.#options.tryTimeout ?? TRY_TIMEOUT_MS,
            Math.max(SHORTEST_TRY_MS, context.deadline - Date.now()),
          ),
        );
        this.#limit(where).accepted();
        return reply;
      } catch (error) {
        failure = this.#options.classify(error, where);
        failure.lastedMs = Date.now() - begun;
        course.mayHaveEffect ||=
          isKind(failure, "unknownOutcome") && !isRead(where.action);
      }
      if (!isWaitedOut(failure)) {
        tries += 1;
        if (tries >= MOST_TRIES || !isRepeatable(failure, where))
          throw this.#given(failure, course);
      }
      // Signing in is an action of its own, with a limit of its own.
      if (failure.kind === "throttled" && failure.action === where.action)
        this.#limit(where).refused(turn);
      const wait = backoff.duration;
      if (Date.now() + wait > tellAt)
        tellOfRetry(wait, where, context, failure);
      await this.#pause(
        wait,
        course,
        context,
        `the last answer: ${failure.message}`,
      );
      backoff = backoff.next(undefined);
    }
  }

  /** Waits, unless that would outlast the deadline. Throws as `#ended` does. */
  async #pause(
    ms: number,
    where: Course,
    context: CallContext,
    why: string,
  ): Promise<void> {
    this.#checkContext(where, context, why);
    if (Date.now() + ms > context.deadline)
      throw this.#ended("deadline", where, why);
    try {
      await sleep(ms, context.signal);
    } catch {
      throw this.#ended("cancelled", where, why);
    }
  }

  async #awaitTurn(
    where: Course,
    context: CallContext,
    tellAt: number,
    failure?: CloudError,
  ): Promise<Turn> {
    const last = failure && `the last answer: ${failure.message}`;
    this.#checkContext(where, context, last ?? "it was not started");
    const limit = this.#limit(where);
    const why = last ?? "it was waiting for the cloud's rate limit";
    let turn = limit.take();
    let told: NodeJS.Timeout | undefined;
    try {
      while (turn.wait > 0) {
        limit.waiting += 1;
        if (Date.now() + turn.wait > tellAt)
          told ??= tellOfTurn(() => turn.due, limit, where, context);
        try {
          await this.#pause(turn.wait, where, context, why);
        } catch (error) {
          limit.giveBack(turn);
          throw error;
        } finally {
          limit.waiting -= 1;
        }
        if (limit.holds(turn)) break;
        turn = limit.retake();
      }
    } finally {
      clearInterval(told);
    }
    return turn;
  }

  #limit(where: Where): RateLimit {
    const name = `${where.region} ${where.action}`;
    let limit = this.#limits.get(name);
    if (!limit) {
      const { actions, other } = this.#options.rates;
      limit = new RateLimit(actions[where.action] ?? other);
      this.#limits.set(name, limit);
    }
    return limit;
  }

  #checkContext(where: Course, context: CallContext, why: string): void {
    if (context.signal.aborted) throw this.#ended("cancelled", where, why);
    if (Date.now() >= context.deadline)
      throw this.#ended("deadline", where, why);
  }

  /** `deadline` or `cancelled`, unless an earlier try may have had an effect. */
  #ended(
    why: "cancelled" | "deadline",
    where: Course,
    before: string,
  ): CloudError {
    const kind = where.mayHaveEffect ? "unknownOutcome" : why;
    const detail =
      why === "cancelled"
        ? "cancelled"
        : "the resource's timeout ends before the call can be made";
    return this.#failure(kind, where, `${detail}: ${before}`, REMEDIES[why]);
  }

  /** The last failure, unless it says nothing of an earlier try that may have had an effect. */
  #given(failure: CloudError, where: Course): CloudError {
    if (!where.mayHaveEffect || !isKind(failure, ...UNTOUCHED)) return failure;
    const detail = `the answer to it was lost, and it could not be sent again: ${failure.message}`;
    return this.#failure("unknownOutcome", where, detail);
  }

  #failure(
    kind: ErrorKind,
    { action, region, keyId }: Where,
    detail: string,
    remedy?: string,
  ): CloudError {
    const { cloud } = this.#options;
    const fields = { kind, cloud, action, region, keyId, remedy };
    return new CloudError(detail, fields);
  }
}

/**
 * Tells of a wait until the timer that it gives is cleared: how many calls have been sent of those asked for so far, and
 * when this one is. A narrow terminal shows only how the text begins.
 */
function tellOfTurn(
  due: () => number,
  limit: RateLimit,
  { action, region }: Where,
  context: CallContext,
): NodeJS.Timeout {
  const tell = () => {
    const { sent, asked } = limit;
    const left = Math.max(1, Math.ceil((due() - performance.now()) / 1000));
    context.status(
      `${String(sent)} of ${String(asked)}, about ${String(left)} s left: rate limit of ${action} in ${region}`,
    );
  };
  tell();
  return setInterval(tell, Math.max(TELL_EVERY_MS, limit.waiting * 20));
}

function tellOfRetry(
  wait: number,
  { action, region }: Where,
  context: CallContext,
  { code, kind }: CloudError,
): void {
  const seconds = (wait / 1000).toFixed(1);
  context.status(
    `${action} in ${region}: ${code ?? kind}, trying again in ${seconds} s`,
  );
}

/** Whether an action only reads, by the vendors' verbs. */
export function isRead(action: string): boolean {
  return /^(Describe|Get|List)/.test(action);
}

function isWaitedOut({ kind, passes }: CloudError): boolean {
  return kind === "throttled" || passes;
}

function isRepeatable(failure: CloudError, where: CallWhere): boolean {
  return (
    isKind(failure, "unavailable") ||
    (where.retry === "safe" && isKind(failure, "unknownOutcome"))
  );
}
