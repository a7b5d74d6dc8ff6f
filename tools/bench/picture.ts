import type { Bar } from "./section";

const COLOURS: Record<string, string> = {
  engine: "#9aa5b1",
  client: "#f2b04c",
  cmk: "#3b7dd8",
};

const LABELS: Record<string, string> = {
  engine: "the engine, with a provider that does nothing",
  client: "a bare client's calls",
  cmk: "with cmk",
};

const WIDTH = 900;
const LEFT = 210;
const ROW = 44;
const BAR = 15;
const TOP = 60;

/** Two bars for each operation, one above the other: what it takes at least, and what it takes. */
export function picture(title: string, bars: readonly Bar[]): string {
  const longest = Math.max(
    ...bars.map(({ parts }) => Math.max(least(parts), secondsOf(parts, "cmk"))),
  );
  const scale = (WIDTH - LEFT - 80) / longest;
  const rows = bars.map((bar, index) => rowOf(bar, TOP + index * ROW, scale));
  const height = TOP + bars.length * ROW + 10;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="10" y="20" font-size="15" font-weight="bold">${title}</text>
${legend()}
${rows.join("\n")}
</svg>
`;
}

type Parts = Bar["parts"];

function secondsOf(parts: Parts, what: string): number {
  return parts.find((part) => part.what === what)?.seconds ?? 0;
}

function least(parts: Parts): number {
  return secondsOf(parts, "engine") + secondsOf(parts, "client");
}

function legend(): string {
  return Object.entries(LABELS)
    .map(([what, label], index) => {
      const x = 10 + index * 300;
      return `<rect x="${x}" y="32" width="12" height="12" fill="${COLOURS[what]}"/><text x="${x + 18}" y="43">${label}</text>`;
    })
    .join("\n");
}

function rowOf({ label, parts }: Bar, y: number, scale: number): string {
  const engine = secondsOf(parts, "engine") * scale;
  const client = secondsOf(parts, "client") * scale;
  const cmk = secondsOf(parts, "cmk") * scale;
  const number = (x: number, line: number, seconds: number) =>
    `<text x="${round(x + 6)}" y="${line + 12}" fill="#52606d">${seconds.toFixed(1)} s</text>`;
  return [
    `<text x="10" y="${y + 20}">${label}</text>`,
    rect(LEFT, y, engine, "engine"),
    rect(LEFT + engine, y, client, "client"),
    number(LEFT + engine + client, y, least(parts)),
    rect(LEFT, y + BAR + 2, cmk, "cmk"),
    number(LEFT + cmk, y + BAR + 2, secondsOf(parts, "cmk")),
  ].join("\n");
}

function rect(x: number, y: number, width: number, what: string): string {
  return `<rect x="${round(x)}" y="${y}" width="${round(width)}" height="${BAR}" fill="${COLOURS[what]}"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
