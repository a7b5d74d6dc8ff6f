import type { FaultRule, KeyView } from "../../../emulator/core/contract";
import { createAlibaba } from "../../../emulator/alibaba";
import { SWITCHES } from "../../../emulator/alibaba/switches";
import { startEmulator, type Emulator } from "../../../emulator/core/emulator";
import { Client } from "../../../emulator/core/testing/client";
import type {
  CallContext,
  CloudSettings,
  CreateRequest,
  Key,
  KeyService,
} from "../cloud";
import { AlibabaKeyService } from "./service";

export const REGION = "cn-hangzhou";
export const OTHER_REGION = "cn-beijing";
export const ACCOUNT = "100000000001";
export const MARK = "0123456789abcdef";

/** What no test may find: the machine's own credentials. */
export const NOWHERE: NodeJS.ProcessEnv = {
  HOME: "/nowhere",
  ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
};

/** The emulated cloud over real HTTP, and services that work on it. */
export class TestCloud {
  readonly #emulator: Emulator;
  readonly #client: Client;
  readonly #services: KeyService[] = [];

  private constructor(emulator: Emulator) {
    this.#emulator = emulator;
    this.#client = new Client(emulator.url);
  }

  static async start(): Promise<TestCloud> {
    const emulator = await startEmulator({
      clouds: [{ create: createAlibaba, switches: SWITCHES }],
      alibabaRegions: [REGION, OTHER_REGION],
    });
    return new TestCloud(emulator);
  }

  get url(): string {
    return this.#emulator.url;
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
    settings: CloudSettings = {
      alibabaAccessKeyId: "emulator",
      alibabaAccessKeySecret: "emulator-secret",
    },
    environment: NodeJS.ProcessEnv = {},
  ): Promise<KeyService> {
    const service = new AlibabaKeyService(
      { ...(await this.endpoints()), ...settings },
      { ...NOWHERE, ...environment },
    );
    this.#services.push(service);
    return service;
  }

  /** Forgets keys, faults, limits, switches and calls. */
  async reset(): Promise<void> {
    await this.control("POST", "reset");
  }

  async fault(rule: FaultRule): Promise<void> {
    await this.control("POST", "faults", { cloud: "alibaba", ...rule });
  }

  async set(switches: Record<string, string | number | boolean>) {
    await this.control("POST", "switches", switches);
  }

  async advance(seconds: number): Promise<void> {
    await this.control("POST", "clock", { advanceSeconds: seconds });
  }

  async keys(): Promise<KeyView[]> {
    return (await this.control("GET", "keys")) as KeyView[];
  }

  /** Calls by action since the last time. */
  async calls(): Promise<Record<string, number>> {
    const { alibaba = {} } = (await this.control("GET", "calls")) as {
      alibaba?: Record<string, number>;
    };
    await this.control("DELETE", "calls");
    return alibaba;
  }

  async control(method: string, name: string, body?: object): Promise<unknown> {
    const { status, json } = await this.#client.control(method, name, body);
    if (status !== 200) throw new Error(`${name}: ${JSON.stringify(json)}`);
    return json;
  }

  async stop(): Promise<void> {
    for (const service of this.#services) service.close();
    await this.#emulator.close();
  }
}

export function contextOf(overrides: Partial<CallContext> = {}): CallContext {
  return {
    signal: new AbortController().signal,
    deadline: Date.now() + 60_000,
    status: () => undefined,
    warn: () => undefined,
    ...overrides,
  };
}

let requests = 0;

/** A request for a symmetric key, each with a token of its own. */
export function requestOf(
  overrides: Partial<CreateRequest> = {},
): CreateRequest {
  const token = String(requests++).padStart(12, "0");
  return {
    region: REGION,
    spec: "SYMMETRIC_DEFAULT",
    usage: "ENCRYPT_DECRYPT",
    origin: "KMS",
    uniqueAlias: `key-${MARK}-${token}`,
    description: "",
    tags: {},
    mark: MARK,
    token,
    ...overrides,
  };
}

/** A new key, as CreateKey's own reply describes it. */
export async function makeKey(
  service: KeyService,
  overrides: Partial<CreateRequest> = {},
): Promise<Key> {
  const { key } = await service.create(requestOf(overrides), contextOf());
  if (!key) throw new Error("CreateKey gave no description of the key");
  return key;
}
