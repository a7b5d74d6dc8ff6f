/**
 * Measures the provider and the lower limits of what it could take. `make bench` runs all parts in less than 20
 * minutes, and writes docs/performance.md; `node -r ts-node/register/transpile-only tools/bench.ts PART…` runs some.
 * With QUICK=1 it takes some minutes, and the page is in dist/bench.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { benchCalls } from "./bench/calls";
import { benchBesides, benchEmulator, emulatorStarts } from "./bench/emulator";
import {
  benchDelay,
  benchSizes,
  benchStrict,
  LARGE_NAME,
} from "./bench/engine";
import { benchLimits } from "./bench/limits";
import { benchMany } from "./bench/many";
import { page, PICTURE, type Recorded } from "./bench/page";
import { picture } from "./bench/picture";
import { BenchPlugins } from "./bench/plugins";
import { benchStart } from "./bench/start";
import { QUICK } from "./bench/scale";
import {
  median,
  ms,
  spread,
  times,
  type Bar,
  type Section,
} from "./bench/section";
import { table } from "./markdown";

const ROOT = join(__dirname, "..");
const RESULTS = join(ROOT, "dist/bench", QUICK ? "quick" : "full");
/** The figures of the last release, to which a release copies those of its own page. */
const RELEASED = join(__dirname, "bench/released.json");
const FIGURES = "figures.json";

/** In the order of the page. */
const PARTS: Record<string, (plugins: BenchPlugins) => Promise<Section>> = {
  sizes: benchSizes,
  start: benchStart,
  calls: benchCalls,
  limits: benchLimits,
  delay: benchDelay,
  strict: benchStrict,
  many: benchMany,
  emulator: emulatorSection,
};

async function emulatorSection(): Promise<Section> {
  const rows = (await benchEmulator()).map(({ what, perSecond }) => [
    what,
    Math.round(perSecond).toLocaleString("en"),
  ]);
  const besides = (await benchBesides()).map(({ what, ratios }) => [
    what,
    times(median(ratios)),
    spread(ratios),
  ]);
  const starts = await emulatorStarts();
  return {
    title: "The emulator",
    text: "How many DescribeKey requests one emulator process answers, compared with a plain Node.js server that sends the same bytes, and what its log and its page cost.",
    tables: [
      { head: ["Server", "Requests a second"], rows },
      {
        caption:
          "Requests a second, compared with an emulator without log and page",
        head: ["Emulator", "Ratio", "Spread"],
        rows: besides,
      },
      {
        caption: "From the start to the first answer",
        head: ["Median", "Minimum"],
        rows: [[ms(median(starts)), ms(Math.min(...starts))]],
      },
    ],
  };
}

async function writePage(sections: readonly Section[]): Promise<void> {
  const docs = QUICK ? RESULTS : join(ROOT, "docs");
  const last = JSON.parse(readFileSync(RELEASED, "utf8")) as Recorded;
  const path = join(docs, "performance.md");
  const text = await format(page(sections, last), { parser: "markdown" });
  writeFileSync(path, text);
  const bars = sections.find(({ bars }) => bars)?.bars ?? [];
  const changing = ({ label }: Bar) => / (create|destroy)$/.test(label);
  writeFileSync(
    join(docs, PICTURE),
    picture(`${LARGE_NAME} under the engine`, [
      bars.filter((bar) => !changing(bar)),
      bars.filter(changing),
    ]),
  );
  writeFigures(sections);
  console.log(`Written: ${path}`);
}

/** Beside the page, so that a release can record them. */
function writeFigures(sections: readonly Section[]): void {
  const { version } = JSON.parse(
    readFileSync(join(ROOT, "package.json"), "utf8"),
  ) as { version: string };
  const figures = sections.flatMap(({ figures }) => figures ?? []);
  const recorded: Recorded = { of: `version ${version}`, figures };
  const folder = QUICK ? RESULTS : join(__dirname, "bench");
  writeFileSync(
    join(folder, FIGURES),
    `${JSON.stringify(recorded, undefined, 2)}\n`,
  );
}

async function main(wanted: string[]): Promise<void> {
  const unknown = wanted.filter((name) => !(name in PARTS));
  if (unknown.length > 0)
    throw new Error(
      `no such part: ${unknown.join(", ")}; there are ${Object.keys(PARTS).join(", ")}`,
    );
  mkdirSync(RESULTS, { recursive: true });
  for (const [name, measure] of Object.entries(PARTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const begun = performance.now();
    const plugins = new BenchPlugins();
    try {
      const section = await measure(plugins);
      const seconds = Math.round((performance.now() - begun) / 1000);
      console.log(`\n${section.title} (${name}, ${seconds} s)`);
      for (const { caption, head, rows } of section.tables)
        console.log(`\n${caption ?? ""}\n${table(head, rows)}`);
      writeFileSync(join(RESULTS, `${name}.json`), JSON.stringify(section));
    } finally {
      plugins.remove();
    }
  }
  if (wanted.length === 0) await writePage(Object.keys(PARTS).map(resultOf));
}

function resultOf(name: string): Section {
  return JSON.parse(
    readFileSync(join(RESULTS, `${name}.json`), "utf8"),
  ) as Section;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
