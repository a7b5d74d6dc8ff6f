const SECONDS = { d: 86_400, h: 3_600, m: 60, s: 1 } as const;
export const DAY = SECONDS.d;

/** Seconds of an interval such as `365d` or `604800s` (Alibaba's grammar, used for both clouds); undefined if it is none. */
export function parseInterval(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,10})([dhms])$/.exec(text) ?? [];
  return amount && unit
    ? Number(amount) * SECONDS[unit as keyof typeof SECONDS]
    : undefined;
}

/** The shortest form: days where they are whole, else seconds. */
export function formatInterval(seconds: number): string {
  return seconds % DAY === 0
    ? `${String(seconds / DAY)}d`
    : `${String(seconds)}s`;
}
