import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Plugin } from "../../tests/support/plugin";
import type { Props } from "../../tests/support/protocol";
import type { ProviderClient } from "../../tests/support/provider-client";
import { stage } from "./life";
import type { BenchPlugins } from "./plugins";
import { scaled } from "./scale";
import * as section from "./section";
import type { Section } from "./section";
import { usageOf, type Usage } from "./usage";

/** The number of keys, and of resources that refer to them: the plugin treats each resource separately. */
const KEYS = scaled(1_000, 50);
const RESOURCES = scaled(10_000, 500);
/** The concurrency of an engine with --parallel 100. */
const PARALLEL = 100;
/** Rounds of 10,000 resources, two operations each, after which memory must not have grown. */
const ROUNDS = 3;

interface Resource {
  urn: string;
  id: string;
  inputs: Props;
  outputs: Props;
}

const NEWS: Props = { cloud: "tencent", tags: { team: "bench" } };

async function inParallel<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const rest = items[Symbol.iterator]();
  const worker = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

async function make(client: ProviderClient, urn: string): Promise<Resource> {
  const { inputs } = await client.check(NEWS, { urn });
  const { id, properties } = await client.create(inputs, { urn });
  return { urn, id, inputs, outputs: properties };
}

async function unchanged(client: ProviderClient, key: Resource) {
  const { urn, id, inputs, outputs } = key;
  const { inputs: news } = await client.check(NEWS, { urn, olds: inputs });
  await client.diff({ urn, id, olds: outputs, oldInputs: inputs, news });
}

/** 10,000 resources over gRPC, without the engine, which writes its state for each of them. Takes about a minute. */
export async function benchMany(plugins: BenchPlugins): Promise<Section> {
  const emulator = await stage({ cloud: "tencent", keys: KEYS });
  const { folder, pidFile } = plugins.ours();
  const program = join(folder, "pulumi-resource-cmk");
  const { plugin, client } = await Plugin.configured(emulator.connection(), {
    program,
  });
  const pid = Number(readFileSync(pidFile, "utf8").trim());
  const rows: string[][] = [];
  let before = usage(pid);
  const step = async (
    what: string,
    count: number,
    run: () => Promise<void>,
  ) => {
    await emulator.forgetCalls();
    const start = performance.now();
    await run();
    const seconds = (performance.now() - start) / 1000;
    const after = usage(pid);
    rows.push([
      what,
      count.toLocaleString("en"),
      section.seconds(seconds),
      section.calls((await emulator.calls()).tencent),
      `${(((after.cpuSeconds - before.cpuSeconds) * 1000) / count).toFixed(2)} ms`,
      section.mebibytes(after.peakMiB),
    ]);
    before = after;
  };
  const urn = (index: number) => `urn:pulumi:b::b::cmk:index:Cmk::key${index}`;
  const keys: Resource[] = [];
  try {
    await step("create", KEYS, () =>
      inParallel([...Array(KEYS).keys()], async (index) => {
        keys.push(await make(client, urn(index)));
      }),
    );
    const resources = Array.from({ length: RESOURCES }, (_, index) => ({
      ...(keys[index % KEYS] as Resource),
      urn: urn(index),
    }));
    await step("preview of a new stack", RESOURCES, () =>
      inParallel(resources, async ({ urn }) => {
        const { inputs } = await client.check(NEWS, { urn });
        await client.create(inputs, { urn, preview: true });
      }),
    );
    for (let round = 1; round <= ROUNDS; round++)
      await step(`preview without changes, round ${round}`, RESOURCES, () =>
        inParallel(resources, (key) => unchanged(client, key)),
      );
    await step("refresh", RESOURCES, () =>
      inParallel(resources, ({ id, inputs, outputs }) =>
        client.read(id, { inputs, properties: outputs }),
      ),
    );
    // A run of its own, like `pulumi destroy`: in the previous run other resources still keep each key.
    const destroyer = await plugin.run(emulator.connection());
    await step("delete", KEYS, () =>
      inParallel(keys, ({ urn, id, inputs, outputs }) =>
        destroyer.delete(id, { urn, properties: outputs, oldInputs: inputs }),
      ),
    );
  } finally {
    await plugin.stop();
    await emulator.stop();
  }
  return {
    title: `${RESOURCES.toLocaleString("en")} resources without the engine`,
    text: TEXT,
    tables: [{ head: HEAD, rows }],
  };
}

function usage(pid: number): Usage {
  return usageOf(pid) ?? { cpuSeconds: 0, peakMiB: 0 };
}

const HEAD = ["Operation", "Resources", "Time", "Calls", "CPU each", "Peak"];

const TEXT = `One plugin process on Tencent Cloud, driven over gRPC with ${PARALLEL} requests at a time. ${KEYS.toLocaleString("en")} keys are created, because the
cloud's limit decides how long that takes. The other operations handle ten resources for each key. Peak is the largest memory of the process so far:
the rounds show that memory does not grow with the number of operations.`;
