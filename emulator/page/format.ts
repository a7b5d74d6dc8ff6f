const NUMBERS = new Intl.NumberFormat("en-GB");

export function number(value: number): string {
  return NUMBERS.format(value);
}

/** `2026-01-02 03:04:05`, in UTC. */
export function dateTime(epochMs: number): string {
  const [date = "", time = ""] = new Date(epochMs).toISOString().split("T");
  return `${date} ${time.slice(0, 8)}`;
}

const UNITS: readonly [name: string, seconds: number][] = [
  ["year", 31_536_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** By its largest units: `1 year 3 days`. */
export function duration(seconds: number, units = 2): string {
  let left = Math.abs(Math.round(seconds));
  const parts: string[] = [];
  for (const [name, size] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0)
      parts.push(`${number(count)} ${name}${count === 1 ? "" : "s"}`);
  }
  return parts.slice(0, units).join(" ") || "0 seconds";
}

/** What a key's member holds, whose meaning only its cloud knows: a date in Unix seconds by its name. */
export function member(name: string, value: unknown): string {
  if (typeof value === "number" && value > 1e9 && /(time|date|to)$/i.test(name))
    return `${dateTime(value * 1000)} UTC`;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** `keyUsage` as `Key usage`. */
export function title(name: string): string {
  const words = name.replace(/[A-Z]+/g, (capitals) => ` ${capitals}`);
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}
