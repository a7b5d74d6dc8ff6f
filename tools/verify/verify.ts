import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isKind } from "../../provider/clouds/errors";
import type { Rates } from "../../provider/clouds/rate-limit";
import { CLOUDS } from "../../provider/clouds/registry";
import type { CloudSettings } from "../../provider/clouds/rules";
import type { CloudName } from "../../provider/model/types";
import { cleanUp, type Cleaned } from "./cleanup";
import { compare, isSame } from "./compare";
import { Emulated, homesIn } from "./emulated";
import { newRun } from "./known";
import type { Known } from "./placeholders";
import { NO_ANSWER, play } from "./player";
import { plan } from "./plan";
import { report } from "./report";
import type { Step } from "./script";
import { SCRIPTS } from "./scripts";
import { settle } from "./settle";
import { lineOf, type Head, type Line } from "./transcript";
import { contextFor, openWire, type Wire } from "./wire";

export interface Options {
  cloud: CloudName;
  region: string;
  /** The instance or cluster of the keys. */
  home?: string;
  /** Of the provider's configuration. */
  settings: CloudSettings;
  /** Where transcript and report are written. */
  folder: string;
  /** Milliseconds after each change. */
  pauseMs: number;
  /** The URL of an emulator that is asked instead of the cloud. */
  emulator?: string;
}

/** The world around a run. */
export interface Surroundings {
  environment: NodeJS.ProcessEnv;
  print: (line: string) => void;
  /** Whether the user agrees to what was printed. */
  agree: () => Promise<boolean>;
  /** Aborted by Ctrl-C: no further step is asked, and all is removed. */
  signal: AbortSignal;
  /** Other limits than the cloud's own. */
  rates?: Rates;
}

export type Outcome = "declined" | "same" | "different" | "ended" | "left";

const REQUEST_MS = 60_000;
/** After so many steps without any answer there won't be one. */
const MOST_SILENT_STEPS = 4;

/** The whole of a run: says what it will do, asks, plays the script, removes what it made, and reports. */
export async function verify(
  options: Options,
  around: Surroundings,
): Promise<Outcome> {
  const { cloud, region, home } = options;
  const { print, signal } = around;
  mkdirSync(options.folder, { recursive: true });
  const wire = await openWire({
    cloud,
    region,
    settings: options.settings,
    environment: around.environment,
    context: () => contextFor(REQUEST_MS, signal),
    rates: around.rates,
  });
  try {
    const account = await wire.account();
    const steps = SCRIPTS[cloud].steps(home !== undefined);
    for (const line of plan({ ...options, account, steps })) print(line);
    if (!(await around.agree())) return "declined";

    const run = newRun({ region, account, home });
    const cleaning = { wire, cloud, region, status: () => undefined };
    const earlier = await cleanUp(cleaning);
    if (earlier.scheduled.length > 0)
      print(
        `Scheduled for deletion: ${earlier.scheduled.length} keys of an earlier run.`,
      );

    const homes =
      options.emulator === undefined
        ? undefined
        : await homesIn(options.emulator);
    const emulated = await Emulated.start(cloud, region, homes);
    const created = new Set<string>();
    try {
      const expected = await emulated.play(steps, home !== undefined);
      let lines: Line[] = [];
      let isLeft = true;
      try {
        const played = { steps, run, expected, created };
        lines = await playAll(options, around, wire, played);
      } finally {
        print("Removing the keys …");
        const keyIds = [...created];
        isLeft = sayLeft(
          options,
          print,
          await cleanUp({ ...cleaning, keyIds }),
        );
      }
      const outcome = await conclude(options, around, {
        lines,
        steps,
        expected,
        emulated,
      });
      return isLeft ? "left" : outcome;
    } finally {
      await emulated.close();
    }
  } finally {
    wire.close();
  }
}

interface Played {
  steps: readonly Step[];
  run: Known;
  expected: readonly Line[];
  created: Set<string>;
}

/** The lines up to the last one, or to Ctrl-C. */
async function playAll(
  { cloud, pauseMs }: Options,
  { print, signal }: Surroundings,
  wire: Wire,
  { steps, run, expected, created }: Played,
): Promise<Line[]> {
  const byName = new Map(expected.map((line) => [line.name, line]));
  const lines: Line[] = [];
  const playing = play(steps, {
    script: SCRIPTS[cloud],
    wire,
    known: run,
    created,
    settleMs: pauseMs,
    expected: (line) => isSame(byName.get(line.name)!, line),
  });
  try {
    for await (const line of playing) {
      lines.push(line);
      const usual = byName.get(line.name);
      if (usual && !line.skipped && !isSame(usual, line))
        print(`  differs: ${line.name}`);
      if (lines.length % 25 === 0)
        print(`  ${lines.length} of ${steps.length} steps`);
      if (signal.aborted || isSilent(lines)) break;
    }
  } catch (error) {
    if (!isKind(error, "cancelled")) throw error;
  }
  return lines;
}

function isSilent(lines: readonly Line[]): boolean {
  const last = lines.slice(-MOST_SILENT_STEPS);
  return (
    last.length === MOST_SILENT_STEPS &&
    last.every(({ skipped }) => skipped === NO_ANSWER)
  );
}

interface Conclusion {
  lines: readonly Line[];
  steps: readonly Step[];
  expected: readonly Line[];
  emulated: Emulated;
}

/** Compares, explains, and writes transcript and report. */
async function conclude(
  { cloud, region, home, folder }: Options,
  { print }: Surroundings,
  { lines, steps, expected, emulated }: Conclusion,
): Promise<Outcome> {
  const about = { cloud, region, dedicated: home !== undefined };
  const comparison = compare(expected, lines);
  const { differences } = comparison;
  const isWhole = lines.length === steps.length;
  if (isWhole && differences.length > 0)
    print("Searching for switches that explain the differences …");
  const { settled, left } = isWhole
    ? await settle(emulated, steps, lines, about)
    : { settled: [], left: differences };
  const head: Head = {
    transcript: 1,
    ...about,
    by: "cloud",
    day: new Date().toISOString().slice(0, 10),
    switches: Object.fromEntries(
      settled.map(({ name, value }) => [name, value]),
    ),
  };
  const text = report({
    head,
    steps: steps.length,
    played: lines.length,
    comparison,
    settled,
    left,
  });
  const path = join(folder, `kms-verify-${cloud}-${region}`);
  writeFileSync(`${path}.jsonl`, lineOf(head) + lines.map(lineOf).join(""));
  writeFileSync(`${path}.txt`, text);
  print("");
  print(text);
  print(`The transcript is ${path}.jsonl, this report ${path}.txt.`);
  if (!isWhole) return "ended";
  return comparison.same < lines.length ? "different" : "same";
}

/** Whether a key may be left, with what the user can do about it. */
function sayLeft(
  { cloud, region, settings }: Options,
  print: Surroundings["print"],
  { left }: Cleaned,
): boolean {
  if (left.length === 0) {
    print("All keys that were created are scheduled for deletion.");
    return false;
  }
  const { scheduleDeletion } = CLOUDS[cloud].commands(settings);
  for (const { keyId, why } of left) {
    print(`NOT REMOVED: ${keyId}: ${why}`);
    print(`  ${scheduleDeletion(region, keyId)}`);
  }
  print("Run the same command again to retry.");
  return true;
}
