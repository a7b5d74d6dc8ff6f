/**
 * DescribeKey requests per second of bin/kms-emulator, one process on one core, compared with a plain Node.js server
 * that returns the same bytes. The load comes from this process, on another core.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { signedRequest } from "../../emulator/testing/alibaba/requests";
import type { WireRequest } from "../../emulator/core/contract";
import { signed } from "../../emulator/testing/tencent/requests";
import { Emulator, TENCENT_REGION } from "../../tests/support/emulator";
import { ask, bytesOf, measure } from "./load";

/** The goals of `make bench` for the emulator. */
export const GOAL_PER_SECOND = 2_000;

const REQUESTS = 10_000;
const WARM_UP = 2_000;
const CONNECTIONS = 32;
/** The maximum for one row, without warm-up. */
const SECONDS = 3;

export interface Throughput {
  what: string;
  perSecond: number;
}

type Sign = (action: string, parameters: object) => WireRequest;

/** The forms in which SDKs ask. */
function signers(host: string): Record<string, Sign> {
  const headers = { host };
  return {
    "Alibaba, V1 in a form": (action, parameters) =>
      signedRequest(
        action,
        { ...parameters },
        { wire: "v1-post", with: { headers } },
      ),
    "Alibaba, ACS3 in the query": (action, parameters) =>
      signedRequest(
        action,
        { ...parameters },
        { wire: "v3-query", with: { headers } },
      ),
    "Tencent, TC3": (action, parameters) =>
      signed({
        service: "kms",
        action,
        body: JSON.stringify(parameters),
        region: TENCENT_REGION,
        host,
        now: Math.floor(Date.now() / 1000),
      }),
  };
}

/**
 * Creates a key and gives requests that describe it. Each is signed separately, because Alibaba Cloud accepts no nonce
 * twice.
 */
async function describeRequests(url: string, sign: Sign): Promise<Buffer[]> {
  const created = await ask(url, bytesOf(sign("CreateKey", CREATE)));
  const [, KeyId = ""] = /"KeyId":"([^"]+)"/.exec(created) ?? [];
  return Array.from({ length: WARM_UP + REQUESTS }, () =>
    bytesOf(sign("DescribeKey", { KeyId })),
  );
}

/** Alibaba Cloud has no parameter Alias, and ignores it. */
const CREATE = { Alias: "bench", Description: "what the benchmark describes" };

async function throughput(url: string, requests: Buffer[]): Promise<number> {
  const load = { url, connections: CONNECTIONS, expected: CREATE.Description };
  const warmUp = requests.slice(0, WARM_UP);
  await measure({ ...load, requests: warmUp, seconds: SECONDS });
  const measured = requests.slice(WARM_UP);
  return measure({ ...load, requests: measured, seconds: SECONDS });
}

async function plainThroughput(body: string, request: Buffer): Promise<number> {
  const server = fork(join(__dirname, "plain-server.ts"), {
    execArgv: ["-r", "ts-node/register/transpile-only"],
  });
  try {
    server.send(body);
    const [port] = (await once(server, "message")) as [number];
    const requests = Array<Buffer>(WARM_UP + REQUESTS).fill(request);
    return await throughput(`http://127.0.0.1:${port}`, requests);
  } finally {
    server.kill();
  }
}

/** Takes about 10 seconds, at most 20. */
export async function benchEmulator(): Promise<Throughput[]> {
  const emulator = await Emulator.start();
  const rows: Throughput[] = [];
  let sample: { body: string; request: Buffer } | undefined;
  try {
    const { url } = emulator;
    for (const [what, sign] of Object.entries(signers(new URL(url).host))) {
      const [request, ...requests] = await describeRequests(url, sign);
      if (request === undefined) continue;
      sample = { request, body: await ask(url, request) };
      rows.push({ what, perSecond: await throughput(url, requests) });
    }
  } finally {
    await emulator.stop();
  }
  if (sample === undefined) return rows;
  const { body, request } = sample;
  const perSecond = await plainThroughput(body, request);
  return [{ what: "plain Node.js server", perSecond }, ...rows];
}

/** What an emulator may do beside answering. */
interface Way {
  what: string;
  args?: string[];
  /** Whether a page is open, which is told of each request. */
  page?: boolean;
}

const WAYS: readonly Way[] = [
  { what: "with `--log`", args: ["--log"] },
  { what: "with its page open", page: true },
  { what: "with both", args: ["--log"], page: true },
];
const TURNS = 3;

export interface Beside {
  what: string;
  /** Of requests a second, beside an emulator that only answers; one for each turn. */
  ratios: number[];
}

/** Takes some 20 seconds. */
export async function benchBesides(): Promise<Beside[]> {
  const all: Beside[] = WAYS.map(({ what }) => ({ what, ratios: [] }));
  for (let turn = 0; turn < TURNS; turn++) {
    const bare = await throughputOf({ what: "" });
    for (const [at, way] of WAYS.entries())
      all[at]?.ratios.push((await throughputOf(way)) / bare);
  }
  return all;
}

async function throughputOf({ args, page = false }: Way): Promise<number> {
  const emulator = await Emulator.start({ args, silent: true });
  const closed = new AbortController();
  try {
    const { url } = emulator;
    if (page) await openPage(url, closed.signal);
    const sign = signers(new URL(url).host)["Tencent, TC3"]!;
    return await throughput(url, await describeRequests(url, sign));
  } finally {
    closed.abort();
    await emulator.stop();
  }
}

/** Reads what a page is told, until the signal. */
async function openPage(url: string, signal: AbortSignal): Promise<void> {
  const { body } = await fetch(`${url}/_emulator/events`, { signal });
  const nothing = new WritableStream<Uint8Array>();
  body?.pipeTo(nothing, { signal }).catch(() => undefined);
}

const STARTS = 10;

/** Milliseconds from spawning an emulator to its answer to a first request. */
export async function emulatorStarts(): Promise<number[]> {
  const taken: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    const begun = performance.now();
    // It asks for the endpoints before it is ready for callers.
    const emulator = await Emulator.start();
    taken.push(performance.now() - begun);
    await emulator.stop();
  }
  return taken;
}

export function throughputTable(rows: readonly Throughput[]): string {
  const lines = rows.map(
    ({ what, perSecond }) =>
      `${what.padEnd(28)} ${Math.round(perSecond).toLocaleString("en").padStart(7)}/s`,
  );
  const goal = GOAL_PER_SECOND.toLocaleString("en");
  return [`DescribeKey, goal ${goal}/s`, ...lines].join("\n");
}

if (require.main === module)
  void benchEmulator().then((rows) => console.log(throughputTable(rows)));
