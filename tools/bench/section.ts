import type { Row } from "../markdown";

/** What one part of the bench found out. */
export interface Section {
  title: string;
  /** What was measured, and beside what. */
  text: string;
  tables: { caption?: string; head: Row; rows: Row[] }[];
  /** For the picture. */
  bars?: Bar[];
}

/** One stacked bar: seconds by what they were spent on. */
export interface Bar {
  label: string;
  parts: { what: string; seconds: number }[];
}

export const seconds = (value: number) =>
  `${value.toFixed(value < 10 ? 2 : 1)} s`;
export const ms = (value: number) => `${Math.round(value)} ms`;
export const times = (value: number) => `${value.toFixed(2)} ×`;
export const mebibytes = (value: number) => `${Math.round(value)} MiB`;

/** Such as `CreateKey 1,000, DescribeKeys 131`. */
export function calls(counts: Record<string, number>): string {
  const texts = Object.entries(counts).map(
    ([action, count]) => `${action} ${count.toLocaleString("en")}`,
  );
  return texts.length > 0 ? texts.join(", ") : "none";
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
