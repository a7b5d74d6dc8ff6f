import { kms } from "tencentcloud-sdk-nodejs/tencentcloud/services/kms";
import { startEmulator } from "../../../emulator/core/emulator";
import { tencent } from "../../../emulator/tencent";
import type { CreateRequest, KeyService } from "../../../provider/clouds/cloud";
import type { CloudSettings } from "../../../provider/clouds/rules";
import { Settings } from "../../../provider/clouds/settings";
import { benchOf, EmulatedCloud, requestIn } from "./bench";
import { connect } from "../../../provider/clouds/tencent/connect";
import { settings as rules } from "../../../provider/clouds/tencent/settings";

export const REGION = "ap-guangzhou";
export const ACCOUNT = "100000000001";
const KEY = { secretId: "emulator", secretKey: "emulator-secret" };

/** Tencent's emulator, and services that work on it. */
export class TestCloud extends EmulatedCloud {
  static async start(): Promise<TestCloud> {
    const emulator = await startEmulator({ clouds: [tencent] });
    return new TestCloud("tencent", emulator);
  }

  /** Works with the emulator's own key unless `settings` or `environment` say otherwise. */
  async connect(
    settings: CloudSettings = {
      tencentSecretId: KEY.secretId,
      tencentSecretKey: KEY.secretKey,
    },
    environment: NodeJS.ProcessEnv = {},
  ): Promise<KeyService> {
    const endpoints = {
      tencentEndpoint: this.url,
      tencentTagEndpoint: this.url,
      tencentStsEndpoint: this.url,
    };
    const nowhere = { home: "/nowhere", machineFile: "/nowhere/credentials" };
    const service = await connect(
      new Settings(rules, { ...endpoints, ...settings }, environment),
      { environment, ...nowhere },
    );
    return this.closeLater(service);
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
  return benchOf(() => TestCloud.start());
}

export function requestOf(
  overrides: Partial<CreateRequest> = {},
): CreateRequest {
  return requestIn(REGION, overrides);
}
