import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type {
  Account,
  CloudName,
  FaultRule,
  KeyView,
} from "../../emulator/clouds";
import { control } from "../../emulator/testing/control";
import { HARDWARE_INSTANCE } from "./instances";
import { BIN } from "./paths";

export interface EmulatorOptions {
  /** Alibaba regions; the emulator's own default is cn-hangzhou alone. */
  alibabaRegions?: string[];
  /** A file in which the emulator stores its state. */
  state?: string;
  /** Further arguments, such as `--switch NAME=VALUE`. */
  args?: string[];
  /** Keeps it out of the terminal's process group, so that Ctrl-C is left to the caller. */
  detached?: boolean;
  /** Drops what it writes to stderr. */
  silent?: boolean;
}

export interface Endpoints {
  alibaba: Record<string, string>;
  tencent: string;
}

export type Calls = Record<CloudName, Record<string, number>>;

export interface Limit {
  cloud?: CloudName;
  action?: string;
  perSecond: number;
}

/** What Pulumi needs to use an emulator: stack config, and credentials in the environment. */
export interface Connection {
  config: Record<string, string | Record<string, string>>;
  env: Record<string, string>;
}

export const TENCENT_REGION = "ap-singapore";

/** Others are of the kind before 3.0, which takes most: one of unknown kind takes only what every kind takes. */
const INSTANCES = `alibaba.instances=${HARDWARE_INSTANCE}:hardware,kst-*:dedicated`;

/** A running bin/kms-emulator and its control surface. */
export class Emulator {
  readonly #process: ChildProcess;

  private constructor(
    process: ChildProcess,
    readonly url: string,
    readonly endpoints: Endpoints,
  ) {
    this.#process = process;
  }

  /** Starts an emulator on a free port of 127.0.0.1. */
  static async start(options: EmulatorOptions = {}): Promise<Emulator> {
    const args = ["--quiet", "--port", "0", ...(options.args ?? [])];
    if (!args.includes("--switch")) args.push("--switch", INSTANCES);
    if (options.state) args.push("--state", options.state);
    if (options.alibabaRegions)
      args.push("--alibaba-regions", options.alibabaRegions.join(","));
    const child = spawn(join(BIN, "kms-emulator"), args, {
      stdio: ["ignore", "pipe", options.silent ? "ignore" : "inherit"],
      detached: options.detached,
    });
    const url = await listeningUrl(child);
    const endpoints = await control<Endpoints>(url, "GET", "endpoints");
    return new Emulator(child, url, endpoints);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** The same by the provider's one setting, which brings credentials with it. */
  setting(): Connection {
    const [alibabaRegion = ""] = Object.keys(this.endpoints.alibaba);
    return {
      config: {
        "cmk:emulator": this.url,
        "cmk:alibabaRegion": alibabaRegion,
        "cmk:tencentRegion": TENCENT_REGION,
      },
      env: {},
    };
  }

  /** The provider's configuration that uses this emulator for both clouds. */
  connection(): Connection {
    const { alibaba, tencent } = this.endpoints;
    return {
      config: {
        "cmk:alibabaRegion": Object.keys(alibaba)[0] ?? "",
        "cmk:alibabaEndpoints": alibaba,
        "cmk:alibabaStsEndpoint": this.url,
        "cmk:tencentRegion": TENCENT_REGION,
        "cmk:tencentEndpoint": tencent,
        "cmk:tencentTagEndpoint": tencent,
        "cmk:tencentStsEndpoint": tencent,
      },
      env: {
        ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator-secret",
        TENCENTCLOUD_SECRET_ID: "emulator",
        TENCENTCLOUD_SECRET_KEY: "emulator-secret",
      },
    };
  }

  keys(): Promise<KeyView[]> {
    return control(this.url, "GET", "keys");
  }

  /** Makes keys of what `keys()` shows of them. */
  seed(...keys: object[]): Promise<KeyView[]> {
    return control(this.url, "POST", "seed", { keys });
  }

  /** Tags that the cloud itself sets on a key; null removes one. */
  async setCloudTags(keyId: string, tags: Record<string, string | null>) {
    const asked = { cloud: "alibaba", keyId, tags };
    await control(this.url, "POST", "cloud-tags", asked);
  }

  /** Requests by cloud and action since the start or the last `forgetCalls`. */
  calls(): Promise<Calls> {
    return control(this.url, "GET", "calls");
  }

  async forgetCalls(): Promise<void> {
    await control(this.url, "DELETE", "calls");
  }

  async fault(rule: FaultRule): Promise<void> {
    await control(this.url, "POST", "faults", rule);
  }

  /** The faults that can still hit, with their hits so far. */
  faults(): Promise<(FaultRule & { hits: number })[]> {
    return control(this.url, "GET", "faults");
  }

  async clearFaults(): Promise<void> {
    await control(this.url, "DELETE", "faults");
  }

  async advance(advanceSeconds: number): Promise<void> {
    await control(this.url, "POST", "clock", { advanceSeconds });
  }

  async limit(limit: Limit): Promise<void> {
    await control(this.url, "POST", "limits", limit);
  }

  async addAccount(
    account: Pick<Account, "accessKeyId" | "accessKeySecret" | "account"> & {
      token?: string;
      expiresInSeconds?: number;
    },
  ): Promise<void> {
    await control(this.url, "POST", "accounts", account);
  }

  /** Sets switches by name, such as `tencent.aliasHeldWhilePending`. */
  async set(switches: Record<string, string | number | boolean>) {
    await control(this.url, "POST", "switches", switches);
  }

  async reset(): Promise<void> {
    await control(this.url, "POST", "reset");
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode) return;
    const exited = once(this.#process, "exit");
    this.#process.kill(signal);
    await exited;
  }
}

/** Waits for the one line that the emulator prints. */
function listeningUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) =>
      reject(new Error(`the emulator ended with ${code} before it listened`)),
    );
    if (!child.stdout) return reject(new Error("the emulator has no stdout"));
    createInterface(child.stdout).once("line", (line) => {
      const url = /^kms-emulator listening on (http:\S+)$/.exec(line)?.[1];
      if (url) resolve(url);
      else reject(new Error(`the emulator's first line is "${line}"`));
    });
  });
}
