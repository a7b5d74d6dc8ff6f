import { distance } from "fastest-levenshtein";

/** The names that were probably meant. */
export function namesNear(name: string, known: readonly string[]): string[] {
  return known.filter((candidate) => isNear(name, candidate));
}

/** Another spelling, a slip or two of the keyboard, or the beginning or end of the other. */
function isNear(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  const isPart =
    Math.min(a.length, b.length) >= 3 &&
    [a.startsWith(b), b.startsWith(a), a.endsWith(b), b.endsWith(a)].includes(
      true,
    );
  return isPart || distance(a, b) <= Math.min(2, Math.floor(b.length / 3));
}
