import { execFileSync } from "node:child_process";
import type { KeyView } from "../../../emulator/clouds";
import { Emulator } from "../../support/emulator";
import { AlibabaClient } from "./alibaba";
import type { CloudClient } from "./cloud";
import { AGENT } from "./http";
import { TencentClient } from "./tencent";

const CALLS_TO_WARM_UP = 300;

/** An emulator with a key on each cloud that has to come through whatever a test does. */
export class Victims {
  private constructor(
    readonly emulator: Emulator,
    readonly clouds: readonly CloudClient[],
    readonly keyIds: Readonly<Record<string, string>>,
    private readonly recorded: readonly KeyView[],
  ) {}

  static async start(): Promise<Victims> {
    const emulator = await Emulator.start();
    const clouds = [new AlibabaClient(emulator), new TencentClient(emulator)];
    const keyIds: Record<string, string> = {};
    for (const cloud of clouds)
      keyIds[cloud.name] = await cloud.createKey({ Description: "victim" });
    const recorded = await emulator.keys();
    const victims = new Victims(emulator, clouds, keyIds, recorded);
    for (let calls = 0; calls < CALLS_TO_WARM_UP; calls++)
      await victims.describe();
    return victims;
  }

  get url(): string {
    return this.emulator.url;
  }

  /** Both keys as their clouds tell them, which have to answer. */
  describe(): Promise<unknown[]> {
    return Promise.all(
      this.clouds.map((cloud) =>
        cloud.do("DescribeKey", { KeyId: this.keyIds[cloud.name] }),
      ),
    );
  }

  /** Fails unless both clouds serve and every key is as it was made. */
  async expectUnharmed(): Promise<void> {
    await this.describe();
    expect(await this.emulator.keys()).toEqual(this.recorded);
  }

  /** The memory that the process has in use, in MiB. */
  residentMib(): number {
    const pid = String(this.emulator.pid);
    return Number(execFileSync("ps", ["-o", "rss=", "-p", pid])) / 1024;
  }

  async stop(): Promise<void> {
    AGENT.destroy();
    await this.emulator.stop();
  }
}
