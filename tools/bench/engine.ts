import { availableParallelism } from "node:os";
import type { CloudName } from "../../emulator/clouds";
import { bareClient } from "./bare-client";
import {
  lives,
  OPERATIONS,
  type Measurement,
  type Measurements,
  type Operation,
  type Scene,
} from "./life";
import type { BenchPlugins, BenchPlugin } from "./plugins";
import { PAIRS, scaled } from "./scale";
import * as section from "./section";
import type { Bar, Figure, Section } from "./section";

const CLOUDS: readonly CloudName[] = ["alibaba", "tencent"];
/** The engine's own default. */
const PARALLEL = availableParallelism() * 4;

/** Stacks with this many keys, one on each cloud and one of a provider that does nothing. */
interface Trial extends Omit<Scene, "cloud"> {
  operations: readonly Operation[];
  /** Whole lives; of one life, only what changes nothing is repeated. */
  lives: number;
}

const FEW = scaled(50, 5);
const MANY = scaled(1000, 30);

const ONE: Trial = { keys: 1, operations: OPERATIONS, lives: PAIRS };
const SOME: Trial = { keys: FEW, operations: OPERATIONS, lives: PAIRS };
const LARGE: Trial = {
  keys: MANY,
  // Its update takes the engine two minutes for each of the three stacks, and tells what that of the smaller ones does.
  operations: OPERATIONS.filter((operation) => operation !== "update tags"),
  lives: 1,
};
const FAR_AWAY: Trial = {
  ...SOME,
  keys: scaled(25, 5),
  delayMs: 50,
};
const AT_LIMITS: Trial = { ...SOME, keys: scaled(25, 5), limits: true };

type ClientTimes = Awaited<ReturnType<typeof bareClient>>;

/** What was measured of a trial, by what it was measured of. */
interface Outcome {
  engine: Measurements;
  clouds: Record<CloudName, { cmk: Measurements; client: ClientTimes }>;
}

async function measure(
  trial: Trial,
  plugins: { ours: BenchPlugin; none: BenchPlugin },
): Promise<Outcome> {
  const { keys, delayMs, limits } = trial;
  const scene = (cloud: CloudName): Scene => ({ cloud, keys, delayMs, limits });
  const contenders = [
    { scene: scene("tencent"), plugin: plugins.none },
    ...CLOUDS.map((cloud) => ({ scene: scene(cloud), plugin: plugins.ours })),
  ];
  const all: Measurements[][] = [];
  for (let life = 0; life < trial.lives; life++)
    all.push(
      await lives(contenders, trial.operations, trial.lives > 1 ? 1 : PAIRS),
    );
  const [engine = {}, alibaba = {}, tencent = {}] = contenders.map((_, index) =>
    together(all.map((each) => each[index] ?? {})),
  );
  // Both at the same time, because they mostly wait for the limits.
  const [first = {}, second = {}] = await Promise.all(
    CLOUDS.map((cloud) => bareClient({ ...scene(cloud), parallel: PARALLEL })),
  );
  return {
    engine,
    clouds: {
      alibaba: { cmk: alibaba, client: first },
      tencent: { cmk: tencent, client: second },
    },
  };
}

function together(all: readonly Measurements[]): Measurements {
  return Object.fromEntries(
    OPERATIONS.map((operation) => [
      operation,
      all.flatMap((each) => each[operation] ?? []),
    ]),
  );
}

/** One operation on one cloud. */
interface Comparison {
  cloud: CloudName;
  operation: Operation;
  engine: number[];
  client: number;
  cmk: Measurement[];
  /** Of each pair. */
  ratios: number[];
}

function comparisons(trial: Trial, outcome: Outcome): Comparison[] {
  return CLOUDS.flatMap((cloud) =>
    trial.operations.map((operation) => {
      const cmk = outcome.clouds[cloud].cmk[operation] ?? [];
      const client = outcome.clouds[cloud].client[operation] ?? 0;
      const engine = secondsOf(outcome.engine[operation] ?? []);
      const ratios = secondsOf(cmk).map(
        (seconds, pair) => seconds / ((engine[pair] ?? 0) + client),
      );
      return { cloud, operation, engine, client, cmk, ratios };
    }),
  );
}

const secondsOf = (all: readonly Measurement[]) =>
  all.map(({ seconds }) => seconds);

function captionOf({ keys, delayMs, limits }: Trial): string {
  const how = limits
    ? "the clouds refuse calls beyond their limits"
    : `the clouds answer ${delayMs ? `after ${delayMs} ms` : "at once"}`;
  return `${keysOf(keys)}, ${how}`;
}

function keysOf(keys: number): string {
  return keys === 1 ? "1 key" : `${keys.toLocaleString("en")} keys`;
}

const HEAD = [
  "Cloud",
  "Operation",
  "Does nothing",
  "Bare client",
  "cmk",
  "Ratio",
  "Spread",
  "CPU",
  "Peak",
];

const CALLS_HEAD = ["Cloud", "Operation", "Calls"];

function row({ cloud, operation, engine, client, cmk, ratios }: Comparison) {
  return [
    section.TITLES[cloud],
    operation,
    section.seconds(section.median(engine)),
    client > 0 ? section.seconds(client) : "–",
    section.seconds(section.median(secondsOf(cmk))),
    section.times(section.median(ratios)),
    section.spread(ratios),
    section.seconds(section.median(cmk.map(({ cpuSeconds }) => cpuSeconds))),
    section.mebibytes(Math.max(...cmk.map(({ peakMiB }) => peakMiB))),
  ];
}

function callsRow({ cloud, operation, cmk }: Comparison) {
  const counts = section.calls(cmk[0]?.calls ?? {});
  return [section.TITLES[cloud], operation, counts];
}

function bar({ cloud, operation, engine, client, cmk }: Comparison): Bar {
  return {
    label: `${section.TITLES[cloud]}, ${operation}`,
    parts: [
      { what: "engine", seconds: section.median(engine) },
      { what: "client", seconds: client },
      { what: "cmk", seconds: section.median(secondsOf(cmk)) },
    ],
  };
}

function figures(trial: Trial, all: readonly Comparison[]): Figure[] {
  const what = trial.delayMs
    ? `${keysOf(trial.keys)} far away`
    : trial.limits
      ? `${keysOf(trial.keys)} at the limits`
      : keysOf(trial.keys);
  return all.flatMap(({ cloud, operation, cmk, ratios }) => {
    const name = `${what}, ${section.TITLES[cloud]}, ${operation}`;
    const calls = cmk.map(({ calls }) => section.sum(calls));
    return [
      section.figure(name, "×", ratios),
      section.figure(`${name}: calls`, "calls", calls),
    ];
  });
}

let isWarm = false;

/** What the plugin loads for each cloud is compiled at its first start. */
async function warmUp(ours: BenchPlugin): Promise<void> {
  if (isWarm) return;
  const contenders = CLOUDS.map((cloud) => ({
    scene: { cloud, keys: 1 },
    plugin: ours,
  }));
  await lives(contenders, OPERATIONS, 1);
  isWarm = true;
}

async function benchEngine(
  plugins: BenchPlugins,
  title: string,
  text: string,
  trials: readonly Trial[],
): Promise<Section> {
  const both = { ours: plugins.ours(), none: await plugins.null() };
  await warmUp(both.ours);
  const found: Required<Section> = {
    title,
    text,
    tables: [],
    figures: [],
    bars: [],
  };
  for (const trial of trials) {
    const all = comparisons(trial, await measure(trial, both));
    const caption = captionOf(trial);
    found.tables.push(
      { caption, head: HEAD, rows: all.map(row) },
      {
        caption: `${caption}: calls`,
        head: CALLS_HEAD,
        rows: all.map(callsRow),
      },
    );
    found.figures.push(...figures(trial, all));
    found.bars = all.map(bar);
  }
  return found;
}

export const LARGE_NAME = keysOf(MANY);

export const benchSizes = (plugins: BenchPlugins) =>
  benchEngine(
    plugins,
    `Stacks of 1, ${FEW} and ${MANY.toLocaleString("en")} keys`,
    `Each stack is created, previewed, refreshed, changed and destroyed by the real Pulumi engine, with the plugin as \`make dist\` ships it, state in a
local file, and the engine's default parallelism (here ${PARALLEL}).

- **Does nothing**: the same program on the same Node.js, with a provider that returns its inputs, and outputs as large as a key's. This is the
  engine's own time. It grows with the size of the outputs, because the engine writes its whole state after each step.
- **Bare client**: only the cloud calls that are necessary, as many at a time and within the clouds' limits, without engine and provider.
- **Ratio**: cmk / (does nothing + bare client). It can be below 1, because calls overlap with the engine's work.
- **Spread**: the lowest and the highest ratio.
- **CPU**: the processor time of all the plugin's processes. **Peak**: the largest memory of one of them.

Times and ratios are medians of ${PAIRS} pairs, which take turns. Creating and deleting ${MANY.toLocaleString("en")} keys takes a minute, so it is measured
once. The plugin has run before: its first start of a version compiles its code, which takes half a second.`,
    [ONE, SOME, LARGE],
  );

export const benchDelay = (plugins: BenchPlugins) =>
  benchEngine(
    plugins,
    "A cloud that is far away",
    "The same measurements with a cloud that answers more slowly.",
    [FAR_AWAY],
  );

export const benchStrict = (plugins: BenchPlugins) =>
  benchEngine(
    plugins,
    "A stack at the clouds' limits",
    "The same measurements with an emulator that refuses calls beyond the clouds' limits. The counts include refused calls.",
    [AT_LIMITS],
  );
