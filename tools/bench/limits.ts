import { setTimeout as sleep } from "node:timers/promises";
import type { CloudName } from "../../emulator/clouds";
import { Plugin } from "../../tests/support/plugin";
import { LIMITS, stage } from "./life";
import { scaled } from "./scale";
import * as section from "./section";
import type { Figure, Section } from "./section";

/** What several plugins have done that make keys at the same time. */
interface Outcome {
  seconds: number;
  /** How many keys the slowest had made when the first was done, by what an equal share is. */
  leastShare: number;
  /** Beyond one for each key. */
  refused: number;
}

async function creates(
  cloud: CloudName,
  processes: number,
  each: number,
): Promise<Outcome> {
  const keys = processes * each;
  const emulator = await stage({ cloud, keys, limits: true });
  const started = await Promise.all(
    Array.from({ length: processes }, () =>
      Plugin.configured(emulator.connection()),
    ),
  );
  const orders = await Promise.all(
    started.flatMap(({ client }, process) =>
      Array.from({ length: each }, async (_, index) => {
        const urn = `urn:pulumi:b::b${process}::cmk:index:Cmk::key${index}`;
        const { inputs } = await client.check({ cloud }, { urn });
        return { process, create: () => client.create(inputs, { urn }) };
      }),
    ),
  );
  const made = started.map(() => 0);
  /** What each had made when the first was done. */
  let atFirstEnd: number[] | undefined;
  // The cloud has saved up for whoever comes first.
  await sleep(1000);
  await emulator.forgetCalls();
  const start = performance.now();
  await Promise.all(
    orders.map(async ({ process, create }) => {
      await create();
      made[process] = (made[process] ?? 0) + 1;
      if (made[process] === each) atFirstEnd ??= [...made];
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  const { CreateKey = 0 } = (await emulator.calls())[cloud];
  await Promise.all(started.map(({ plugin }) => plugin.stop()));
  await emulator.stop();
  const equalShare =
    (atFirstEnd ?? []).reduce((all, count) => all + count, 0) / processes;
  const leastShare = Math.min(...(atFirstEnd ?? [])) / equalShare;
  return { seconds, leastShare, refused: CreateKey - keys };
}

/** Each on its own, then several at the same time. */
const PROCESSES = [1, 2, 5, 10];
const EACH: Record<CloudName, (processes: number) => number> = {
  alibaba: () => scaled(50, 5),
  // Alone, enough for what the cloud has saved up to be used up.
  tencent: (processes) => scaled(processes === 1 ? 200 : 50, 5),
};

/** Takes some two minutes. */
export async function benchLimits(): Promise<Section> {
  const rows: string[][] = [];
  const figures: Figure[] = [];
  for (const cloud of ["alibaba", "tencent"] as const)
    for (const processes of PROCESSES) {
      const each = EACH[cloud](processes);
      const found = await creates(cloud, processes, each);
      const { [cloud]: limits } = LIMITS;
      const perSecond = limits["CreateKey"] ?? limits.other;
      const keys = processes * each;
      const used = keys / perSecond / found.seconds;
      const refused = (100 * found.refused) / keys;
      const name = `${section.TITLES[cloud]}, ${processes === 1 ? "one process" : `${processes} processes`} at the limit`;
      figures.push(
        section.figure(`${name}: refused`, "%", [refused]),
        section.figure(`${name}: limit used`, "×", [used]),
      );
      rows.push([
        section.TITLES[cloud],
        String(processes),
        String(each),
        `${perSecond} a second`,
        section.seconds(found.seconds),
        section.times(used),
        processes === 1 ? "–" : section.times(found.leastShare),
        section.percent(refused),
      ]);
    }
  return {
    title: "Creates at the limits",
    text: TEXT,
    tables: [{ head: HEAD, rows }],
    figures,
  };
}

const HEAD = [
  "Cloud",
  "Processes",
  "Keys each",
  "CreateKey",
  "Time",
  "Limit used",
  "Least share",
  "Refused",
];

const TEXT = `One or more processes create keys at the same time, over gRPC. The emulator refuses calls beyond the clouds' limits. A single process keeps within
them. Several processes share nothing but the account: each notices the others when the cloud refuses a call, which has no effect, and slows down.

- **Limit used**: the number of keys, compared with what the limit allows in that time. It can exceed 1, because a cloud allows a second's calls at
  once after a pause.
- **Least share**: how many keys the slowest process had when the first one was done, compared with an equal share.
- **Refused**: refused CreateKey calls as a percentage of the keys. It can exceed 100 %, because a refused call is repeated.`;
