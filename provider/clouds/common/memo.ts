/** Caches answers while the process runs. Concurrent callers share one request. A failure is not cached. */
export class Memo<T> {
  readonly #answers = new Map<string, Promise<T>>();

  get(subject: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(subject);
    if (known) return known;
    const answer = ask();
    this.#answers.set(subject, answer);
    answer.catch(() => this.#answers.delete(subject));
    return answer;
  }
}
