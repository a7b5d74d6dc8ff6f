import type { CloudName } from "../../emulator/clouds";
import type { Row } from "../markdown";

/** What one part of the bench found out. */
export interface Section {
  title: string;
  /** What was measured, and beside what. */
  text: string;
  tables: { caption?: string; head: Row; rows: Row[] }[];
  /** What is compared with the last release, and what the page's first sentence tells. */
  figures?: Figure[];
  /** For the picture. */
  bars?: Bar[];
}

/** A number that a later run can be compared with: a ratio or a count, which other machines have alike. */
export interface Figure {
  name: string;
  /** The median, where there are several. */
  value: number;
  unit: "×" | "calls" | "%";
  least: number;
  most: number;
}

/** One stacked bar: seconds by what they were spent on. */
export interface Bar {
  label: string;
  parts: { what: string; seconds: number }[];
}

export const TITLES: Readonly<Record<CloudName, string>> = {
  alibaba: "Alibaba Cloud",
  tencent: "Tencent Cloud",
};

export const seconds = (value: number) =>
  `${value.toFixed(value < 10 ? 2 : 1)} s`;
export const ms = (value: number) => `${Math.round(value)} ms`;
export const times = (value: number) => `${value.toFixed(2)} ×`;
export const mebibytes = (value: number) => `${Math.round(value)} MiB`;
export const percent = (value: number) => `${value.toFixed(1)} %`;

/** Such as `1.02–1.11`; nothing of a single number. */
export function spread(values: readonly number[]): string {
  if (values.length < 2) return "–";
  const ends = [Math.min(...values), Math.max(...values)];
  return ends.map((end) => end.toFixed(2)).join("–");
}

export function figure(
  name: string,
  unit: Figure["unit"],
  values: readonly number[],
): Figure {
  return {
    name,
    unit,
    value: round(median(values)),
    least: round(Math.min(...values)),
    most: round(Math.max(...values)),
  };
}

const round = (value: number) => Math.round(value * 1000) / 1000;

export type CallCounts = Readonly<Record<string, number>>;

/** Such as `CreateKey 1,000, DescribeKeys 131`. */
export function calls(counts: CallCounts): string {
  const texts = Object.entries(counts).map(
    ([action, count]) => `${action} ${count.toLocaleString("en")}`,
  );
  return texts.length > 0 ? texts.join(", ") : "none";
}

export function sum(counts: CallCounts): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
