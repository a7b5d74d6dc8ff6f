import type { Bar } from "./section";

const LABELS: Record<string, string> = {
  engine: "the engine, with a provider that does nothing",
  client: "a bare client's calls",
  cmk: "with cmk",
};

const LEGEND_AT = [0, 350, 570];

const WIDTH = 900;
const LEFT = 210;
const RIGHT = 80;
const ROW = 44;
const BAR = 15;
const TOP = 64;
/** Below the bars of a group: its axis, and space. */
const AXIS = 58;

/** As readers have set their system. */
const STYLE = `text { fill: #1f2933 } .paper { fill: #ffffff } .note { fill: #52606d } .line { stroke: #d5dbe1 }
.engine { fill: #9aa5b1 } .client { fill: #f2b04c } .cmk { fill: #3b7dd8 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .paper { fill: #0d1117 } .note { fill: #9da7b3 } .line { stroke: #30363d }
  .engine { fill: #6e7781 } .client { fill: #d29922 } .cmk { fill: #58a6ff }
}`;

/**
 * Two bars for each operation, one above the other: what it takes at least, and what it takes. Each group has an axis of
 * its own, because what calls nothing takes a fiftieth of what makes keys.
 */
export function picture(
  title: string,
  groups: readonly (readonly Bar[])[],
): string {
  const parts: string[] = [];
  let y = TOP;
  for (const bars of groups.filter(({ length }) => length > 0)) {
    parts.push(group(bars, y));
    y += bars.length * ROW + AXIS;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" font-family="sans-serif" font-size="13">
<style>${STYLE}</style>
<rect class="paper" width="100%" height="100%"/>
<text x="10" y="20" font-size="15" font-weight="bold">${title}</text>
${legend()}
${parts.join("\n")}
</svg>
`;
}

function group(bars: readonly Bar[], y: number): string {
  const longest = Math.max(
    ...bars.map(({ parts }) => Math.max(least(parts), secondsOf(parts, "cmk"))),
  );
  const scale = (WIDTH - LEFT - RIGHT) / longest;
  const bottom = y + bars.length * ROW - 8;
  return [
    axis(longest, scale, y, bottom),
    ...bars.map((bar, index) => rowOf(bar, y + index * ROW, scale)),
  ].join("\n");
}

/** A line and a number at each round second, some five of them. */
function axis(longest: number, scale: number, y: number, bottom: number) {
  const step = roundStep(longest / 5);
  const ticks = Array.from(
    { length: Math.floor(longest / step) + 1 },
    (_, index) => index * step,
  );
  return [
    ...ticks.flatMap((tick) => {
      const x = round(LEFT + tick * scale);
      return [
        `<line class="line" x1="${x}" y1="${y - 6}" x2="${x}" y2="${bottom}"/>`,
        `<text class="note" x="${x}" y="${bottom + 15}" text-anchor="middle">${round(tick)}</text>`,
      ];
    }),
    `<text class="note" x="${LEFT}" y="${bottom + 32}">seconds; shorter is better</text>`,
  ].join("\n");
}

/** 1, 2 or 5 of a power of ten, not less than this. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5, 10].find((each) => each * power >= least) ?? 10);
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
      const x = 10 + (LEGEND_AT[index] ?? 0);
      return `<rect class="${what}" x="${x}" y="32" width="12" height="12"/><text x="${x + 18}" y="43">${label}</text>`;
    })
    .join("\n");
}

function rowOf({ label, parts }: Bar, y: number, scale: number): string {
  const engine = secondsOf(parts, "engine") * scale;
  const client = secondsOf(parts, "client") * scale;
  const cmk = secondsOf(parts, "cmk") * scale;
  const number = (x: number, line: number, seconds: number) =>
    `<text class="note" x="${round(x + 6)}" y="${line + 12}">${seconds.toFixed(1)} s</text>`;
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
  return `<rect class="${what}" x="${round(x)}" y="${y}" width="${round(width)}" height="${BAR}"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
