import { availableParallelism } from "node:os";
import type { CloudName } from "../../emulator/clouds";
import { bareClient } from "./bare-client";
import { life, type Measurement, type Operation, type Scene } from "./life";
import type { BenchPlugins, BenchPlugin } from "./plugins";
import * as section from "./section";
import type { Bar, Section } from "./section";

const CLOUDS: readonly CloudName[] = ["alibaba", "tencent"];
const TITLES: Record<CloudName, string> = {
  alibaba: "Alibaba Cloud",
  tencent: "Tencent Cloud",
};
/** The engine's own default. */
const PARALLEL = availableParallelism() * 4;

type BothClouds = Omit<Scene, "cloud">;

const SIZES: readonly BothClouds[] = [
  { keys: 1 },
  { keys: 100 },
  { keys: 1000 },
];
const FAR_AWAY: BothClouds = { keys: 200, delayMs: 50 };
const AT_LIMITS: BothClouds = { keys: 200, limits: true };

/**
 * With this many keys the engine takes minutes, so that the clients of all large stacks, which mostly wait, are
 * measured meanwhile.
 */
const LONG = 1000;

/** The engine's own time by the number of keys: it is the same for every cloud, however slow. */
const engineAlone = new Map<number, Measurement[]>();

type ClientTimes = Awaited<ReturnType<typeof bareClient>>;
/** In the order of CLOUDS. */
const clientsAlone = new Map<BothClouds, Promise<ClientTimes[]>>();

async function engineTimes(keys: number, none: BenchPlugin) {
  const measured =
    engineAlone.get(keys) ?? (await life({ keys, cloud: "tencent" }, none));
  engineAlone.set(keys, measured);
  return measured;
}

/** Both clouds' at the same time, because they mostly wait for the limits. */
function clientTimes(scene: BothClouds): Promise<ClientTimes[]> {
  const begun = clientsAlone.get(scene);
  if (begun) return begun;
  const measured = Promise.all(
    CLOUDS.map((cloud) => bareClient({ ...scene, cloud, parallel: PARALLEL })),
  );
  clientsAlone.set(scene, measured);
  return measured;
}

/** What cmk is compared with. */
async function leastTimes(
  scene: BothClouds,
  none: BenchPlugin,
): Promise<{ engine: Measurement[]; clients: ClientTimes[] }> {
  if (scene.keys < LONG)
    return {
      engine: await engineTimes(scene.keys, none),
      clients: await clientTimes(scene),
    };
  const [engine, clients] = await Promise.all([
    engineTimes(scene.keys, none),
    clientTimes(scene),
    clientTimes(FAR_AWAY),
    clientTimes(AT_LIMITS),
  ]);
  return { engine, clients };
}

/**
 * A stack with this many keys on each cloud, compared with a provider that does nothing and a client that makes the
 * same calls.
 */
async function sizeOf(
  scene: BothClouds,
  plugins: { ours: BenchPlugin; none: BenchPlugin },
): Promise<{ table: Section["tables"][number]; bars: Bar[] }> {
  const least = await leastTimes(scene, plugins.none);
  const rows: string[][] = [];
  const bars: Bar[] = [];
  for (const [which, cloud] of CLOUDS.entries()) {
    const ours = await life({ ...scene, cloud }, plugins.ours);
    ours.forEach((measured, index) => {
      const engine = least.engine[index]?.seconds ?? 0;
      const client = least.clients[which]?.[measured.operation] ?? 0;
      rows.push(row(cloud, measured, engine, client));
      bars.push(bar(cloud, measured.operation, measured, engine, client));
    });
  }
  return { table: { caption: captionOf(scene), head: HEAD, rows }, bars };
}

function captionOf({ keys, delayMs, limits }: BothClouds): string {
  const what = keys === 1 ? "1 key" : `${keys.toLocaleString("en")} keys`;
  const how = limits
    ? "the clouds refuse what exceeds their limits"
    : `the clouds answer ${delayMs ? `after ${delayMs} ms` : "at once"}`;
  return `${what}, ${how}`;
}

const HEAD = [
  "Cloud",
  "Operation",
  "Does nothing",
  "Bare client",
  "cmk",
  "Ratio",
  "Calls",
  "Plugin: CPU",
  "Peak",
];

function row(
  cloud: CloudName,
  measured: Measurement,
  engine: number,
  client: number,
): string[] {
  return [
    TITLES[cloud],
    measured.operation,
    section.seconds(engine),
    client > 0 ? section.seconds(client) : "–",
    section.seconds(measured.seconds),
    section.times(measured.seconds / (engine + client)),
    section.calls(measured.calls),
    section.seconds(measured.cpuSeconds),
    section.mebibytes(measured.peakMiB),
  ];
}

function bar(
  cloud: CloudName,
  operation: Operation,
  { seconds }: Measurement,
  engine: number,
  client: number,
): Bar {
  return {
    label: `${TITLES[cloud]}, ${operation}`,
    parts: [
      { what: "engine", seconds: engine },
      { what: "client", seconds: client },
      { what: "cmk", seconds },
    ],
  };
}

let isWarm = false;

/** What the plugin loads for each cloud is compiled at its first start. */
async function warmUp(ours: BenchPlugin): Promise<void> {
  if (isWarm) return;
  for (const cloud of CLOUDS) await life({ keys: 1, cloud }, ours);
  isWarm = true;
}

async function benchEngine(
  plugins: BenchPlugins,
  title: string,
  text: string,
  scenes: readonly BothClouds[],
): Promise<Section> {
  const both = { ours: plugins.ours(), none: await plugins.null() };
  await warmUp(both.ours);
  const tables: Section["tables"] = [];
  let bars: Bar[] = [];
  for (const scene of scenes) {
    const size = await sizeOf(scene, both);
    tables.push(size.table);
    bars = size.bars;
  }
  return { title, text, tables, bars };
}

export const benchSizes = (plugins: BenchPlugins) =>
  benchEngine(
    plugins,
    "Stacks of 1, 100 and 1,000 keys",
    `A stack's life under the real engine, with state in a local file, at the engine's default parallelism (here ${PARALLEL}).
"Does nothing" is the same program with a provider that gives back what it gets, and puts out as much as a key: the engine's own
time, which grows with what resources put out, since the engine writes its whole state after each step. The bare client makes the
same calls, as many at a time and within the clouds' limits, without engine and provider; it mostly waits, so that the clients of the
larger stacks are measured beside the engine's longest run. Ratio is cmk / (does nothing + bare client); it can be below 1, since calls
and the engine's work overlap. CPU is that of all the plugin's processes, peak the largest memory of one of them. The plugin has run
before: its very first start compiles its code, which takes half a second once per version.`,
    SIZES,
  );

export const benchDelay = (plugins: BenchPlugins) =>
  benchEngine(
    plugins,
    "A cloud that is far away",
    "As above, with a cloud that takes its time for each answer.",
    [FAR_AWAY],
  );

export const benchStrict = (plugins: BenchPlugins) =>
  benchEngine(
    plugins,
    "A stack at the clouds' limits",
    "As above, with an emulator that refuses what exceeds the clouds' limits. Refused calls are among those that are counted.",
    [AT_LIMITS],
  );
