import { fork } from "node:child_process";
import { once } from "node:events";
import { exhaustiveStories } from "./exhaustive";
import { asTest, BATCH, search, searchStories, shrunk } from "./search";
import type { SearchReport } from "./search";

/**
 * `make simulate`: STORIES drawn stories (100,000) from the seed SEED on (0), and then all of the exhaustive part, in two
 * processes. A story that violates an invariant is printed as a test, as small as it can be made.
 */

const WORKERS = 2;
const STORIES = Number(process.env["STORIES"] ?? 100_000);
const SEED = Number(process.env["SEED"] ?? 0);

interface WorkerReport {
  drawn: SearchReport;
  exhaustive: SearchReport;
  failures: string[];
}

/** What this process does of the whole: every second batch, and every second story. */
async function work(number: number): Promise<WorkerReport> {
  const drawn = await search(every(seeds(), number));
  const exhaustive = await searchStories(everyStory(number));
  const failures: string[] = [];
  for (const failure of [...drawn.failures, ...exhaustive.failures])
    failures.push(asTest(await shrunk(failure)));
  return { drawn, exhaustive, failures };
}

function* seeds(): Generator<number> {
  for (let seed = 0; seed < STORIES / BATCH; seed += 1) yield SEED + seed;
}

function* every<Item>(items: Iterable<Item>, number: number): Generator<Item> {
  let index = 0;
  for (const item of items) if (index++ % WORKERS === number) yield item;
}

async function* everyStory(number: number) {
  let index = 0;
  for await (const story of exhaustiveStories())
    if (index++ % WORKERS === number) yield story;
}

async function main(): Promise<void> {
  const begun = performance.now();
  const reports = await Promise.all(
    Array.from({ length: WORKERS }, async (_, number) => {
      const worker = fork(__filename, [String(number)], {
        execArgv: process.execArgv,
      });
      const ended = once(worker, "exit").then(([code]) => {
        throw new Error(`a worker ended with ${String(code)} and no report`);
      });
      const [report] = (await Promise.race([
        once(worker, "message"),
        ended,
      ])) as [WorkerReport];
      return report;
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  for (const part of ["drawn", "exhaustive"] as const) {
    const sum = (figure: "stories" | "commands" | "calls") =>
      reports.reduce((total, report) => total + report[part][figure], 0);
    console.log(
      `${part}: ${String(sum("stories"))} stories, ${String(sum("commands"))} commands, ${String(sum("calls"))} provider calls`,
    );
  }
  console.log(`${seconds.toFixed(0)} s`);
  const failures = reports.flatMap((report) => report.failures);
  for (const failure of failures) console.log(`\n${failure}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

const [number] = process.argv.slice(2);
if (number === undefined)
  main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
else void work(Number(number)).then((report) => process.send?.(report));
