export const DAY_SECONDS = 86_400;
export const DAY_MS = DAY_SECONDS * 1000;

/** A time in epoch milliseconds as RFC 3339, as the outputs have it. */
export function rfc3339(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}
