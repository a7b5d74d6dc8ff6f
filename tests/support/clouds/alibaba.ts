import { alibaba } from "../../../emulator/alibaba";
import { startEmulator } from "../../../emulator/core/emulator";
import type {
  CreateRequest,
  Key,
  KeysInRegion,
} from "../../../provider/clouds/cloud";
import { CloudError } from "../../../provider/clouds/errors";
import type { CloudSettings } from "../../../provider/clouds/rules";
import { benchOf, EmulatedCloud, requestOf } from "./bench";
import { Client } from "../../../provider/clouds/alibaba/client";
import { AlibabaKeyService } from "../../../provider/clouds/alibaba/service";

export { requestOf };

export const REGION = "cn-hangzhou";
export const OTHER_REGION = "cn-beijing";
export const ACCOUNT = "100000000001";

/** The emulator's own key. */
export const ACCESS_KEY = {
  alibabaAccessKeyId: "emulator",
  alibabaAccessKeySecret: "emulator-secret",
};

/** Keeps tests from finding the machine's own credentials. */
export const NOWHERE: NodeJS.ProcessEnv = {
  HOME: "/nowhere",
  ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
};

/** Alibaba's emulator with two regions, and services that work on it. */
export class TestCloud extends EmulatedCloud {
  static async start(): Promise<TestCloud> {
    const emulator = await startEmulator({
      clouds: [alibaba],
      regions: { alibaba: [REGION, OTHER_REGION] },
      switches: ["alibaba.instances=kst-*:dedicated"],
    });
    return new TestCloud("alibaba", emulator);
  }

  /** The endpoints of KMS and STS as provider settings. */
  async endpoints(): Promise<CloudSettings> {
    const { alibaba } = (await this.control("GET", "endpoints")) as {
      alibaba: Record<string, string>;
    };
    return {
      alibabaEndpoints: JSON.stringify(alibaba),
      alibabaStsEndpoint: this.url,
    };
  }

  /** Works with the emulator's own key unless `settings` or `environment` say otherwise. */
  async connect(
    settings: CloudSettings = ACCESS_KEY,
    environment: NodeJS.ProcessEnv = {},
  ): Promise<AlibabaKeyService> {
    return new AlibabaKeyService(await this.client(settings, environment));
  }

  /** What its services call KMS and STS by. */
  async client(
    settings: CloudSettings = ACCESS_KEY,
    environment: NodeJS.ProcessEnv = {},
  ): Promise<Client> {
    const client = Client.open(
      { ...(await this.endpoints()), ...settings },
      { ...NOWHERE, ...environment },
    );
    return this.closeLater(client);
  }
}

export function newBench() {
  return benchOf<TestCloud, AlibabaKeyService>(REGION, () => TestCloud.start());
}

/** A new key, as CreateKey's own reply describes it. */
export async function makeKey(
  keys: KeysInRegion,
  overrides: Partial<CreateRequest> = {},
): Promise<Key> {
  const { key } = await keys.create(requestOf(overrides));
  if (!key) throw new Error("CreateKey gave no description of the key");
  return key;
}

export async function failureOf(
  outcome: Promise<unknown>,
): Promise<CloudError> {
  const failure = await outcome.catch((error: unknown) => error);
  if (failure instanceof CloudError) return failure;
  throw new Error("it did not fail as a cloud's call does");
}
