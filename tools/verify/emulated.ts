import { start } from "../../emulator";
import { control } from "../../emulator/testing/control";
import type { SwitchValue } from "../../emulator/core/switches";
import { emulatedSettings, findEmulator } from "../../provider/clouds/emulator";
import type { Rate, Rates } from "../../provider/clouds/rate-limit";
import { CLOUDS } from "../../provider/clouds/registry";
import type { CloudSettings } from "../../provider/clouds/rules";
import type { CloudName } from "../../provider/model/types";
import { newRun } from "./known";
import { play } from "./player";
import { SCRIPTS } from "./scripts";
import type { Step } from "./script";
import type { Line } from "./transcript";
import { contextFor, openWire, type Wire } from "./wire";

export type Switches = Readonly<Record<string, SwitchValue>>;

/** The emulator has no limits, and nobody waits for it. */
const AT_ONCE: Rate = { perSecond: 1e6, burst: 1e6 };
const NO_LIMITS: Rates = { other: AT_ONCE, actions: {} };
const REQUEST_MS = 30_000;

/** Settings of the provider that reach an emulator at this URL. */
export async function settingsFor(
  cloud: CloudName,
  url: string,
  configured: CloudSettings = {},
): Promise<CloudSettings> {
  const emulator = await findEmulator(url, cloud);
  return emulatedSettings(CLOUDS[cloud].settings, configured, emulator);
}

/** The emulator of a cloud in this process, which answers the same steps as often as one likes. */
export class Emulated {
  readonly #cloud: CloudName;
  readonly #region: string;
  readonly #url: string;
  readonly #wire: Wire;
  readonly #homes?: Switches;
  readonly #stop: () => Promise<void>;

  private constructor(
    cloud: CloudName,
    region: string,
    url: string,
    wire: Wire,
    homes: Switches | undefined,
    stop: () => Promise<void>,
  ) {
    this.#cloud = cloud;
    this.#region = region;
    this.#url = url;
    this.#wire = wire;
    this.#homes = homes;
    this.#stop = stop;
  }

  /** `homes`: the instances and clusters that there are, if not those of most accounts. */
  static async start(
    cloud: CloudName,
    region: string,
    homes?: Switches,
  ): Promise<Emulated> {
    const emulator = await start({ regions: { alibaba: [region] } });
    const { url } = emulator;
    const wire = await openWire({
      cloud,
      region,
      settings: await settingsFor(cloud, url),
      environment: {},
      context: () => contextFor(REQUEST_MS),
      rates: NO_LIMITS,
    });
    return new Emulated(cloud, region, url, wire, homes, () =>
      emulator.close(),
    );
  }

  /** What it answers with these switches, from an empty account on. */
  async play(
    steps: readonly Step[],
    dedicated: boolean,
    switches: Switches = {},
  ): Promise<Line[]> {
    await control(this.#url, "POST", "reset");
    const all = { ...(this.#homes ?? homesOf(dedicated)), ...switches };
    await control(this.#url, "POST", "switches", all);
    const known = newRun({
      region: this.#region,
      account: await this.#wire.account(),
      home: dedicated ? HOMES[this.#cloud] : undefined,
    });
    const lines: Line[] = [];
    const script = SCRIPTS[this.#cloud];
    const playing = play(steps, { script, wire: this.#wire, known });
    for await (const line of playing) lines.push(line);
    return lines;
  }

  async close(): Promise<void> {
    this.#wire.close();
    await this.#stop();
  }
}

/** The instance and the cluster that the emulator has. */
export const HOMES: Readonly<Record<CloudName, string>> = {
  alibaba: "kst-verify00000000000000",
  tencent: "cls-hsm-verify00",
};

/** It takes any by default, which no cloud does. Who has a cluster sees it in the state of the service. */
function homesOf(dedicated: boolean): Switches {
  return {
    "alibaba.instances": HOMES.alibaba,
    "tencent.hsmClusters": dedicated ? HOMES.tencent : "",
  };
}

/** The instances and clusters of an emulator that stands for the cloud: by default it has any. */
export async function homesIn(url: string): Promise<Switches> {
  const switches = await control<Record<string, { value: SwitchValue }>>(
    url,
    "GET",
    "switches",
  );
  return Object.fromEntries(
    Object.keys(homesOf(false)).flatMap((name) => {
      const { value } = switches[name] ?? {};
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
