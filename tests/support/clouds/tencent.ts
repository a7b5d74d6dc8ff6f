import { kms } from "tencentcloud-sdk-nodejs/tencentcloud/services/kms";
import { startEmulator } from "../../../emulator/core/emulator";
import { tencent } from "../../../emulator/tencent";
import type { CloudSettings } from "../../../provider/clouds/rules";
import { Settings } from "../../../provider/clouds/settings";
import { benchOf, EmulatedCloud, requestOf } from "./bench";
import { Client } from "../../../provider/clouds/tencent/client";
import { TencentKeyService } from "../../../provider/clouds/tencent/service";
import { SETTINGS as TENCENT_SETTINGS } from "../../../provider/clouds/tencent/settings";

export { requestOf };

export const REGION = "ap-guangzhou";
export const ACCOUNT = "100000000001";
const KEY = { secretId: "emulator", secretKey: "emulator-secret" };

const OWN_KEY: CloudSettings = {
  tencentSecretId: KEY.secretId,
  tencentSecretKey: KEY.secretKey,
};

/** Tencent's emulator, and services that work on it. */
export class TestCloud extends EmulatedCloud {
  static async start(): Promise<TestCloud> {
    const emulator = await startEmulator({ clouds: [tencent] });
    return new TestCloud("tencent", emulator);
  }

  /** Works with the emulator's own key unless `settings` or `environment` say otherwise. */
  async connect(
    settings: CloudSettings = OWN_KEY,
    environment: NodeJS.ProcessEnv = {},
  ): Promise<TencentKeyService> {
    return new TencentKeyService(await this.client(settings, environment));
  }

  /** What its services call KMS, the tag service and STS by. */
  async client(
    settings: CloudSettings = OWN_KEY,
    environment: NodeJS.ProcessEnv = {},
  ): Promise<Client> {
    const endpoints = {
      tencentEndpoint: this.url,
      tencentTagEndpoint: this.url,
      tencentStsEndpoint: this.url,
    };
    const nowhere = { home: "/nowhere", machineFile: "/nowhere/credentials" };
    const client = await Client.open(
      new Settings(
        TENCENT_SETTINGS,
        { ...endpoints, ...settings },
        environment,
      ),
      { environment, ...nowhere },
    );
    return this.closeLater(client);
  }

  /** The vendor's own client, for what this provider itself never does. */
  rawKms(region: string = REGION) {
    const endpoint = new URL(this.url).host;
    return new kms.v20190118.Client({
      credential: KEY,
      region,
      profile: { httpProfile: { endpoint, protocol: "http://" } },
    });
  }

  /** Moves the clock beyond the life of every temporary credential. */
  expireTokens(): Promise<void> {
    return this.advance(13 * 3600);
  }
}

export function newBench() {
  return benchOf<TestCloud, TencentKeyService>(REGION, () => TestCloud.start());
}
