import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start, type Emulator } from "../../emulator";
import type { FaultRule, KeyView } from "../../emulator/clouds";
import { control } from "../../emulator/testing/control";
import type { CloudName } from "../../provider/model/types";
import { settingsFor } from "../../tools/verify/emulated";
import { REGIONS } from "../../tools/verify/record";
import { verify, type Outcome } from "../../tools/verify/verify";

/** What of an account must be in no file. */
export const CANARIES = {
  account: "712345678909",
  accessKeyId: "AKIDCANARY00000000000000",
  accessKeySecret: "canarysecret000000000000000000",
};

/** No account has an instance or a cluster that it has not bought. */
export const NO_HOMES = ["alibaba.instances=", "tencent.hsmClusters="];

/** An emulator that stands for a cloud, and runs of kms-verify in this process against it. */
export class VerifiedCloud {
  readonly folder = mkdtempSync(join(tmpdir(), "kms-verify-"));
  readonly printed: string[] = [];

  private constructor(
    readonly cloud: CloudName,
    readonly emulator: Emulator,
  ) {}

  static async start(
    cloud: CloudName,
    switches: readonly string[] = [],
  ): Promise<VerifiedCloud> {
    const emulator = await start({
      regions: { alibaba: [REGIONS.alibaba] },
      switches: [...NO_HOMES, ...switches],
    });
    await control(emulator.url, "POST", "accounts", CANARIES);
    return new VerifiedCloud(cloud, emulator);
  }

  async verify({
    agree = true,
    isDryRun = false,
    signal = new AbortController().signal,
    onLine = () => undefined,
  }: {
    agree?: boolean;
    isDryRun?: boolean;
    signal?: AbortSignal;
    onLine?: (line: string) => void;
  } = {}): Promise<Outcome> {
    const { cloud, folder, emulator } = this;
    const region = REGIONS[cloud];
    const { accessKeyId, accessKeySecret } = CANARIES;
    const own =
      cloud === "alibaba"
        ? {
            alibabaAccessKeyId: accessKeyId,
            alibabaAccessKeySecret: accessKeySecret,
          }
        : { tencentSecretId: accessKeyId, tencentSecretKey: accessKeySecret };
    const settings = await settingsFor(cloud, emulator.url, own);
    const fast = { perSecond: 1e6, burst: 1e6 };
    return verify(
      {
        ...{ cloud, region, settings, folder, pauseMs: 0 },
        emulator: isDryRun ? emulator.url : undefined,
      },
      {
        environment: {},
        print: (line) => {
          this.printed.push(line);
          onLine(line);
        },
        agree: () => Promise.resolve(agree),
        signal,
        rates: { other: fast, actions: {} },
      },
    );
  }

  keys(): Promise<KeyView[]> {
    return control(this.emulator.url, "GET", "keys");
  }

  /** Keys that would go on costing something. */
  async left(): Promise<string[]> {
    const keys = await this.keys();
    return keys
      .filter(({ keyState }) => !keyState.startsWith("PendingDelet"))
      .map(({ keyId, keyState }) => `${keyId} is ${keyState}`);
  }

  fault(rule: FaultRule): Promise<unknown> {
    return control(this.emulator.url, "POST", "faults", rule);
  }

  /** The transcript and the report, as they were written. */
  files(): { transcript: string; report: string } {
    const path = join(
      this.folder,
      `kms-verify-${this.cloud}-${REGIONS[this.cloud]}`,
    );
    return {
      transcript: readFileSync(`${path}.jsonl`, "utf8"),
      report: readFileSync(`${path}.txt`, "utf8"),
    };
  }

  async stop(): Promise<void> {
    await this.emulator.close();
    rmSync(this.folder, { recursive: true });
  }
}
