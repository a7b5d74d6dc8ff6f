import type { Bag, Value } from "./properties";
import { valueAt } from "./properties";
import { PartialFailure, RequestError, type CallHost } from "./requests";

/** Shorter texts would match inside ordinary words. */
const SHORTEST = 3;

/** Replaces every secret text of some properties by `[secret]`. */
export class Redaction {
  readonly #texts: string[];

  constructor(bags: readonly Bag[]) {
    const texts = bags.flatMap(({ values, secrets }) =>
      secrets.flatMap((path) => allTexts(valueAt(values, path))),
    );
    // The longest first, because one secret may contain another.
    this.#texts = [...new Set(texts)]
      .filter((text) => text.length >= SHORTEST)
      .sort((a, b) => b.length - a.length);
  }

  text(text: string): string {
    return this.#texts.reduce(
      (shown, secret) => shown.replaceAll(secret, "[secret]"),
      text,
    );
  }

  /** The error as shown to a user. The values in a partial failure keep their secrets, wrapped. */
  error(error: unknown): unknown {
    if (this.#texts.length === 0) return error;
    if (error instanceof RequestError)
      return new RequestError(error.status, this.text(error.message));
    if (error instanceof PartialFailure)
      return new PartialFailure(
        error.id,
        error.outputs,
        error.inputs,
        error.reasons.map((reason) => this.text(reason)),
      );
    return error;
  }

  host(host: CallHost): CallHost {
    if (this.#texts.length === 0) return host;
    return {
      signal: host.signal,
      log: (severity, message, display) => {
        host.log(severity, this.text(message), display);
      },
    };
  }
}

function allTexts(value: Value | undefined): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value as Record<string, Value>).flatMap(allTexts);
}
