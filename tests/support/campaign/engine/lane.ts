import { Emulator } from "../../emulator";
import { Stack } from "../../engine";
import { Outsider } from "../../outsider";
import { REGIONS } from "../programs";
import type { Lane, Pulumi } from "../pulumi";
import type { World } from "../world";
import { RealPulumi } from "./pulumi";

/** Executes runs with the real engine. */
export class EngineLane implements Lane {
  readonly outsider: Outsider;

  private constructor(readonly emulator: Emulator) {
    this.outsider = new Outsider(emulator);
  }

  static async open(): Promise<EngineLane> {
    const alibabaRegions = REGIONS.alibaba;
    return new EngineLane(await Emulator.start({ alibabaRegions }));
  }

  async begin(world: World): Promise<Pulumi> {
    const config = Object.entries(world.config).map(([name, value]) => [
      `cmk:${name}`,
      value as string,
    ]);
    const stack = await Stack.create({
      connection: this.emulator.connection(),
      config: Object.fromEntries(config) as Record<string, string>,
      project: world.state.project,
    });
    return new RealPulumi(stack, world);
  }

  close(): Promise<void> {
    return this.emulator.stop();
  }
}
