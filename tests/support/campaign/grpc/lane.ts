import { Emulator } from "../../emulator";
import { EngineLog } from "../../engine-log";
import { Outsider } from "../../outsider";
import { Plugin, settings } from "../../plugin";
import type { Props } from "../../protocol";
import type { ProviderClient } from "../../provider-client";
import { REGIONS } from "../programs";
import type { Lane, Pulumi } from "../pulumi";
import type { World } from "../world";
import { ModelledPulumi } from "./pulumi";

/** Executes runs one after the other, with an emulator and a plugin that is restarted after it was killed. */
export class GrpcLane implements Lane {
  readonly outsider: Outsider;
  #plugin: Plugin | undefined;
  #starting: Promise<Plugin> | undefined;

  private constructor(
    readonly emulator: Emulator,
    readonly log: EngineLog,
    private readonly address: string,
    private readonly program: string | undefined,
  ) {
    this.outsider = new Outsider(emulator);
  }

  /** `program`: another build of the plugin, instead of the one in bin/. */
  static async open(program?: string): Promise<GrpcLane> {
    const alibabaRegions = REGIONS.alibaba;
    const emulator = await Emulator.start({ alibabaRegions });
    const { log, address } = await EngineLog.start();
    return new GrpcLane(emulator, log, address, program);
  }

  begin(world: World): Promise<Pulumi> {
    return Promise.resolve(new ModelledPulumi(this, world));
  }

  async close(): Promise<void> {
    await this.#plugin?.stop();
    await this.emulator.stop();
    this.log.stop();
  }

  /** The running plugin. */
  async plugin(): Promise<Plugin> {
    if (this.#plugin?.runs) return this.#plugin;
    this.#starting ??= this.#start().finally(
      () => (this.#starting = undefined),
    );
    return this.#starting;
  }

  async #start(): Promise<Plugin> {
    await this.#plugin?.stop();
    const { env } = this.emulator.connection();
    this.#plugin = await Plugin.start({ env, program: this.program });
    return this.#plugin;
  }

  /** The provider as one command of an engine sees it: with its own connection and configuration. */
  async configured(providerId: string, config: Props): Promise<ProviderClient> {
    const client = (await this.plugin()).connect();
    await client.handshake(this.address);
    const { inputs, failures } = await client.checkConfig({
      ...settings(this.emulator.connection()),
      ...config,
    });
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    await client.configure(inputs, providerId);
    return client;
  }
}
