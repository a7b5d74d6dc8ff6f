import { isKind } from "../../errors";

/**
 * Caches answers while the process runs. Concurrent callers share one request. A failure is not cached. Where a request
 * ends with the time-out of the caller that began it, the others may have more time, so one of them asks again.
 */
export class Memo<T> {
  readonly #answers = new Map<string, Promise<T>>();

  get(subject: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(subject);
    if (known)
      return known.catch((error: unknown) => {
        if (isKind(error, "deadline", "cancelled"))
          return this.get(subject, ask);
        throw error;
      });
    const answer = ask();
    this.#answers.set(subject, answer);
    answer.catch(() => this.#answers.delete(subject));
    return answer;
  }
}
