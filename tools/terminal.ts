/** What a terminal shows of a program's output, and an SVG of it. */

/** Text in one style: the classes of its colour and weight. */
interface Run {
  classes: string;
  text: string;
}

/** One character of the screen. */
interface Cell {
  character: string;
  classes: string;
}

/** The sequences that Pulumi's CLI writes: styles, cursor movements, erasures, and settings of the terminal. */
const SEQUENCE =
  // eslint-disable-next-line no-control-regex -- terminals are controlled so
  /\x1b\[(?<parameters>[?\d;]*)(?<final>[A-Za-z])|\x1b\].*?(?:\x1b\\|\x07)|\x1b./g;

/** The screen's lines after a program has written all of its output, which is as long as it likes. */
export function screen(output: string): Run[][] {
  const lines: Cell[][] = [[]];
  let row = 0;
  let column = 0;
  let style = { color: "", bold: false, underline: false };

  const print = (text: string) => {
    for (const character of text) {
      if (character === "\r") column = 0;
      else if (character === "\n") row += 1;
      else {
        lineAt(row)[column] = { character, classes: classesOf(style) };
        column += 1;
      }
    }
  };
  const lineAt = (at: number) => (lines[at] ??= []);

  let read = 0;
  for (const { 0: whole, index, groups = {} } of output.matchAll(SEQUENCE)) {
    print(output.slice(read, index));
    read = index + whole.length;
    const { parameters = "", final } = groups;
    if (final === "m") style = styled(style, parameters);
    if (final === "A") row = Math.max(0, row - Number(parameters || "1"));
    if (final === "K") lineAt(row).splice(column);
  }
  print(output.slice(read));
  return Array.from(lines, (cells: Cell[] | undefined) => runs(cells ?? []));
}

type Style = { color: string; bold: boolean; underline: boolean };

function styled(style: Style, parameters: string): Style {
  const color = /^38;5;(\d+)$/.exec(parameters)?.[1];
  if (color !== undefined) return { ...style, color };
  if (parameters === "1") return { ...style, bold: true };
  if (parameters === "4") return { ...style, underline: true };
  return { color: "", bold: false, underline: false };
}

function classesOf({ color, bold, underline }: Style): string {
  return [color && `c${color}`, bold && "b", underline && "u"]
    .filter(Boolean)
    .join(" ");
}

function runs(cells: readonly (Cell | undefined)[]): Run[] {
  const joined: Run[] = [];
  for (const cell of Array.from(cells)) {
    const { character, classes } = cell ?? { character: " ", classes: "" };
    append(joined, classes, character);
  }
  return joined;
}

function append(runs: Run[], classes: string, text: string): void {
  const last = runs.at(-1);
  if (last?.classes === classes) last.text += text;
  else runs.push({ classes, text });
}

/** Lines of at most so many characters, broken between words, each as far to the right as the first one begins. */
export function wrapped(line: readonly Run[], columns: number): Run[][] {
  const [indent = ""] = /^ */.exec(line[0]?.text ?? "") ?? [];
  let last: Run[] = [];
  const lines = [last];
  let used = 0;
  for (const { classes, text } of line)
    for (const word of text.match(/\s+|\S+/g) ?? []) {
      if (used + word.length > columns && used > indent.length) {
        lines.push((last = []));
        if (indent !== "") append(last, "", indent);
        used = indent.length;
        if (/^\s/.test(word)) continue;
      }
      append(last, classes, word);
      used += word.length;
    }
  return lines;
}

const WIDTH = 836;
const PADDING = 18;
const FONT = 13;
const LINE = 19;
/** What fits in the width, in every usual font of terminals. */
const COLUMNS = 98;

/** By the numbers of the colours in a terminal of 256: on white, on black. */
const COLORS: Readonly<Record<string, readonly [string, string]>> = {
  3: ["#8a5a00", "#e3b341"],
  8: ["#6e7781", "#8b949e"],
  9: ["#cf222e", "#ff7b72"],
  10: ["#116329", "#7ee787"],
  12: ["#0550ae", "#79c0ff"],
  13: ["#8250df", "#d2a8ff"],
};

function colors(which: 0 | 1): string {
  return Object.entries(COLORS)
    .map(([number, pair]) => `.c${number}{fill:${pair[which]}}`)
    .join("");
}

/** A picture of what a command showed, light or dark as its reader's browser is. */
export function terminalPicture(
  title: string,
  lines: readonly (readonly Run[])[],
): string {
  const rows = lines.flatMap((line) => wrapped(line, COLUMNS));
  const height = 2 * PADDING + rows.length * LINE;
  const texts = rows.map((row, index) => {
    const spans = row.map(
      ({ classes, text }) =>
        `<tspan${classes && ` class="${classes}"`}>${escaped(text)}</tspan>`,
    );
    const y = PADDING + index * LINE + FONT;
    return `<text x="${PADDING}" y="${y}">${spans.join("")}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">
<title>${escaped(title)}</title>
<style>
text{font:${FONT}px ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace;white-space:pre;fill:#1f2328}
rect{fill:#f6f8fa;stroke:#d1d9e0}
.b{font-weight:600}.u{text-decoration:underline}${colors(0)}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}rect{fill:#0d1117;stroke:#3d444d}${colors(1)}}
</style>
<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="6"/>
${texts.join("\n")}
</svg>
`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
