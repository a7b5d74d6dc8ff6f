/** Answers that hold while the process runs: asked for once, also by many at a time. A failure is not remembered. */
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
