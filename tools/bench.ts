/**
 * Measures the provider and the lower limits of what it could take. `make bench` runs all parts in less than 20
 * minutes, and writes docs/performance.md; `node -r ts-node/register/transpile-only tools/bench.ts PART…` runs some.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { format } from "prettier";
import { callsSection } from "./bench/calls";
import { benchEmulator } from "./bench/emulator";
import { benchDelay, benchSizes, benchStrict } from "./bench/engine";
import { benchLimits } from "./bench/limits";
import { benchMany } from "./bench/many";
import { picture } from "./bench/picture";
import { BenchPlugins } from "./bench/plugins";
import type { Section } from "./bench/section";
import { benchStart } from "./bench/start";
import { table } from "./markdown";

const ROOT = join(__dirname, "..");
const RESULTS = join(ROOT, "dist/bench");

/** In the order of the page. */
const PARTS: Record<string, (plugins: BenchPlugins) => Promise<Section>> = {
  calls: callsSection,
  start: benchStart,
  sizes: benchSizes,
  delay: benchDelay,
  strict: benchStrict,
  limits: benchLimits,
  many: benchMany,
  emulator: emulatorSection,
};

async function emulatorSection(): Promise<Section> {
  const rows = (await benchEmulator()).map(({ what, perSecond }) => [
    what,
    Math.round(perSecond).toLocaleString("en"),
  ]);
  return {
    title: "The emulator",
    text: "DescribeKey requests that one emulator process answers, beside a plain Node.js server that answers the same bytes without a thought.",
    tables: [{ head: ["Server", "Requests a second"], rows }],
  };
}

function markdown({ title, text, tables }: Section): string {
  const parts = tables.map(({ caption, head, rows }) =>
    [caption && `**${caption}**`, table(head, rows)]
      .filter(Boolean)
      .join("\n\n"),
  );
  return [`## ${title}`, text, ...parts].join("\n\n");
}

const PICTURE = "performance.svg";

function page(sections: readonly Section[]): string {
  const machine = `${availableParallelism()} processor cores, Node.js ${process.version} for bin/`;
  return `---
title: Performance
meta_desc: What the cmk provider takes in time, calls and memory, beside what it can't be quicker than.
layout: package
---

Written by \`make bench\` on a machine with ${machine}, beside the emulator on the same machine. What counts are the ratios: absolute
figures are those of this machine, and of what else it did.

![1,000 keys: what each operation takes at least, and what it takes](${PICTURE})

${sections.map(markdown).join("\n\n")}
`;
}

async function writePage(sections: readonly Section[]): Promise<void> {
  const docs = join(ROOT, "docs");
  const bars = sections.find(({ bars }) => bars)?.bars ?? [];
  const text = await format(page(sections), { parser: "markdown" });
  writeFileSync(join(docs, "performance.md"), text);
  writeFileSync(
    join(docs, PICTURE),
    picture("1,000 keys under the engine", bars),
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
    const plugins = new BenchPlugins();
    try {
      const section = await measure(plugins);
      console.log(`${markdown(section)}\n`);
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
