import { isWithin, valueAt } from "./paths";
import type { Bag, Path, Properties } from "./values";

/** Whether the value at a path is secret, holds a secret, or lies inside of one. */
export function touchesSecret(secrets: readonly Path[], path: Path): boolean {
  return secrets.some(
    (secret) => isWithin(path, secret) || isWithin(secret, path),
  );
}

/**
 * Values with the secrets of another bag, which has the same properties: what is secret in inputs stays secret in
 * outputs. Where the exact place is gone (a tag that the cloud lacks), what is left of its property is wrapped.
 */
export function withSecretsOf(values: Properties, ...sources: Bag[]): Bag {
  const secrets = new Map<string, Path>();
  for (const path of sources.flatMap((source) => source.secrets)) {
    const place = innermost(values, path);
    if (place) secrets.set(JSON.stringify(place), place);
  }
  return { values, secrets: [...secrets.values()] };
}

function innermost(values: Properties, path: Path): Path | undefined {
  if (path.length === 0) return [];
  for (let length = path.length; length > 0; length -= 1) {
    const place = path.slice(0, length);
    if (valueAt(values, place) !== undefined) return place;
  }
  return undefined;
}
