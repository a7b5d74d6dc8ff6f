import type { CloudName } from "../../emulator/clouds";
import { Emulator } from "../../tests/support/emulator";
import { Stack } from "../../tests/support/engine";
import type { BenchPlugin } from "./plugins";
import { UsageWatch, type Usage } from "./usage";

export const OPERATIONS = [
  "create",
  "preview",
  "refresh",
  "update tags",
  "destroy",
] as const;
export type Operation = (typeof OPERATIONS)[number];

export type CallCounts = Record<string, number>;

export interface Measurement extends Usage {
  operation: Operation;
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
export const LIMITS: Record<CloudName, { other: number } & CallCounts> = {
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

/** A stack's whole life under the engine, at its default parallelism. */
export async function life(
  scene: Scene,
  plugin: BenchPlugin,
): Promise<Measurement[]> {
  const emulator = await stage(scene);
  const stack = await Stack.create({
    connection: emulator.connection(),
    program: program(scene, plugin, "1"),
    // The program names the plugin itself.
    installedPlugin: true,
  });
  const steps: Record<Operation, () => Promise<unknown>> = {
    create: () => stack.up(),
    preview: () => stack.run("preview"),
    refresh: () => stack.refresh(),
    "update tags": () => {
      stack.write(program(scene, plugin, "2"));
      return stack.up();
    },
    destroy: () => stack.destroy(),
  };
  const measured: Measurement[] = [];
  try {
    for (const operation of OPERATIONS) {
      await emulator.forgetCalls();
      const watch = new UsageWatch(plugin.pidFile);
      const start = performance.now();
      await steps[operation]();
      const seconds = (performance.now() - start) / 1000;
      const calls = (await emulator.calls())[scene.cloud];
      measured.push({ operation, seconds, calls, ...watch.stop() });
    }
  } finally {
    stack.remove();
    await emulator.stop();
  }
  return measured;
}
