import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BIN } from "../../tests/support/paths";
import { ProviderClient } from "../../tests/support/provider-client";
import { releaseIn } from "./release";
import { scaled } from "./scale";
import {
  figure,
  median,
  ms,
  times,
  type Figure,
  type Section,
} from "./section";

const REPEATS = scaled(30, 4);

interface Start {
  what: string;
  command: string[];
  /** The row that this one is compared with; none for bare Node.js. */
  beside?: string;
}

/** Milliseconds from spawning a program to its first line, and to the provider's first answer. */
interface Times {
  line: number;
  answer: number;
}

/** Node.js that prints a line, our plugin in bin/, and what a release archive holds. */
function starts(folder: string): Start[] {
  const bare = join(folder, "bare.js");
  writeFileSync(bare, 'process.stdout.write("1\\n")');
  const version = (node: string) =>
    execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
  const pair = (what: string, node: string, plugin: string): Start[] => {
    const beside = `bare Node.js ${version(node)}`;
    return [
      { what: beside, command: [node, bare] },
      { what, command: [plugin], beside },
    ];
  };
  const release = releaseIn(join(folder, "release"));
  return [
    ...pair(
      "bin/pulumi-resource-cmk",
      "node",
      join(BIN, "pulumi-resource-cmk"),
    ),
    ...(release
      ? pair("what make dist ships", release.node, release.plugin)
      : []),
  ];
}

async function time({ command, beside }: Start): Promise<Times> {
  const [program = "", ...args] = command;
  const begun = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const port = await new Promise<Buffer>((resolve, reject) => {
    child.stdout.once("data", resolve);
    child.once("error", reject);
  });
  const line = performance.now() - begun;
  let answer = line;
  if (beside !== undefined) {
    const client = new ProviderClient(Number(port.toString()));
    await client.handshake();
    answer = performance.now() - begun;
    client.close();
  }
  child.kill("SIGTERM");
  await ended;
  return { line, answer };
}

/** Takes some 10 seconds. */
export async function benchStart(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), "cmk-start-"));
  try {
    const all = starts(folder);
    const taken = new Map<string, Times[]>(all.map(({ what }) => [what, []]));
    // In turn, so that what else the machine does meets all alike.
    for (let repeat = 0; repeat < REPEATS; repeat++)
      for (const start of all) taken.get(start.what)?.push(await time(start));
    const of = (what: string, which: keyof Times) =>
      (taken.get(what) ?? []).map((times) => times[which]);
    const rows: string[][] = [];
    const figures: Figure[] = [];
    for (const { what, beside } of all) {
      const [line, answer] = [of(what, "line"), of(what, "answer")];
      const ends = [ms(median(line)), ms(Math.min(...line))];
      if (beside === undefined) {
        rows.push([what, ...ends, "–", "–", "–"]);
        continue;
      }
      const bare = of(beside, "line");
      const ratios = answer.map((taken, turn) => taken / (bare[turn] ?? NaN));
      figures.push(
        figure(`first answer of ${what} / bare Node.js`, "×", ratios),
      );
      rows.push([
        what,
        ...ends,
        times(median(line) / median(bare)),
        ms(median(answer)),
        ms(Math.min(...answer)),
      ]);
    }
    return {
      title: "Start",
      text: TEXT,
      tables: [{ head: HEAD, rows }],
      figures,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const TEXT = `How long the plugin takes from its start to the line with its port, and to its first answer over gRPC. For bare Node.js, it is the time to a first
line of output. Each figure is the median or the minimum of ${REPEATS} starts, which take turns. gRPC is loaded after the port line, while the engine
reads it and connects. Every Pulumi command starts the plugin once or twice.`;

const HEAD = [
  "Program",
  "Port",
  "Minimum",
  "Ratio to bare Node.js",
  "First answer",
  "Minimum",
];
