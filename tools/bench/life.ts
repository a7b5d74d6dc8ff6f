import type { CloudName } from "../../emulator/clouds";
import { Emulator } from "../../tests/support/emulator";
import { Stack } from "../../tests/support/engine";
import type { BenchPlugin } from "./plugins";
import type { CallCounts } from "./section";
import { UsageWatch, type Usage } from "./usage";

export const OPERATIONS = [
  "create",
  "preview",
  "refresh",
  "update tags",
  "destroy",
] as const;
export type Operation = (typeof OPERATIONS)[number];

export interface Measurement extends Usage {
  seconds: number;
  /** By action. */
  calls: CallCounts;
}

export interface Scene {
  cloud: CloudName;
  keys: number;
  /** The delay of each reply of the cloud. */
  delayMs?: number;
  /** The emulator refuses what is beyond the documented limits. */
  limits?: boolean;
}

/** Requests a second, as the vendors document them; `other` where an action is not named. */
export const LIMITS: Record<
  CloudName,
  { other: number } & Record<string, number>
> = {
  alibaba: {
    other: 30,
    CreateKey: 10,
    DescribeKey: 50,
    ListTagResources: 50,
  },
  tencent: { other: 100, ModifyResourceTags: 20 },
};

/** An emulator with room for the benchmark's keys, with the delay and limits of the scene. */
export async function stage(scene: Scene): Promise<Emulator> {
  const { cloud, delayMs, limits } = scene;
  const emulator = await Emulator.start();
  await emulator.set({
    "alibaba.keyQuota": 1_000_000,
    "tencent.keyQuota": 1_000_000,
  });
  if (delayMs !== undefined)
    await emulator.fault({ cloud, kind: "delay", ms: delayMs });
  if (limits) {
    const { other, ...actions } = LIMITS[cloud];
    // The newest matching rule of the emulator applies.
    await emulator.limit({ cloud, perSecond: other });
    for (const [action, perSecond] of Object.entries(actions))
      await emulator.limit({ cloud, action, perSecond });
  }
  return emulator;
}

function program(scene: Scene, plugin: BenchPlugin, round: string): object {
  const properties = { cloud: scene.cloud, tags: { team: "bench", round } };
  const names = Array.from({ length: scene.keys }, (_, index) => `key${index}`);
  return {
    plugins: { providers: [{ name: "cmk", path: plugin.folder }] },
    resources: Object.fromEntries(
      names.map((name) => [name, { type: "cmk:Cmk", properties }]),
    ),
  };
}

/** A stack under the engine, at its default parallelism, with an emulator of its own. */
class Life {
  private constructor(
    private readonly contender: Contender,
    private readonly emulator: Emulator,
    private readonly stack: Stack,
  ) {}

  static async begin(contender: Contender): Promise<Life> {
    const { scene, plugin } = contender;
    const emulator = await stage(scene);
    const stack = await Stack.create({
      connection: emulator.connection(),
      program: program(scene, plugin, "1"),
      // The program names the plugin itself.
      installedPlugin: true,
    });
    return new Life(contender, emulator, stack);
  }

  async measure(operation: Operation): Promise<Measurement> {
    const { scene, plugin } = this.contender;
    await this.emulator.forgetCalls();
    const watch = new UsageWatch(plugin.pidFile);
    const start = performance.now();
    await this.#run(operation);
    const seconds = (performance.now() - start) / 1000;
    const calls = (await this.emulator.calls())[scene.cloud];
    return { seconds, calls, ...watch.stop() };
  }

  #run(operation: Operation): Promise<unknown> {
    const { scene, plugin } = this.contender;
    switch (operation) {
      case "create":
        return this.stack.up();
      case "preview":
        return this.stack.run("preview");
      case "refresh":
        return this.stack.refresh();
      case "update tags":
        this.stack.write(program(scene, plugin, "2"));
        return this.stack.up();
      case "destroy":
        return this.stack.destroy();
    }
  }

  async end(): Promise<void> {
    this.stack.remove();
    await this.emulator.stop();
  }
}

/** What is compared: a stack, and the provider that it uses. */
export interface Contender {
  scene: Scene;
  plugin: BenchPlugin;
}

/** By operation, one for each time it was measured. */
export type Measurements = Partial<Record<Operation, Measurement[]>>;

/**
 * The whole lives of stacks, one operation after the other, in turn: what else the machine does then meets all alike.
 * What changes nothing is measured `repeats` times.
 */
export async function lives(
  contenders: readonly Contender[],
  operations: readonly Operation[],
  repeats: number,
): Promise<Measurements[]> {
  const all: Life[] = [];
  const measured = contenders.map((): Measurements => ({}));
  try {
    for (const contender of contenders) all.push(await Life.begin(contender));
    for (const operation of operations)
      for (
        let round = 0;
        round < (REPEATABLE[operation] ? repeats : 1);
        round++
      )
        for (const [index, life] of all.entries())
          (measured[index]![operation] ??= []).push(
            await life.measure(operation),
          );
  } finally {
    for (const life of all) await life.end();
  }
  return measured;
}

const REPEATABLE: Partial<Record<Operation, boolean>> = {
  preview: true,
  refresh: true,
};
