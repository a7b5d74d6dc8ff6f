import { setMaxListeners } from "node:events";
import type { CloudName, FaultRule, KeyView } from "../../../emulator/clouds";
import type { Emulator } from "../../../emulator/core/options";
import { control } from "../../../emulator/testing/control";
import type {
  CallContext,
  CreateRequest,
  KeyService,
} from "../../../provider/clouds/cloud";

export const OWNER_ID = "0123456789abcdef";

/** An emulated cloud over real HTTP, and what may be done to it. */
export class EmulatedCloud {
  readonly #name: CloudName;
  readonly #emulator: Emulator;
  readonly #services: { close(): void }[] = [];

  constructor(name: CloudName, emulator: Emulator) {
    this.#name = name;
    this.#emulator = emulator;
  }

  get url(): string {
    return this.#emulator.url;
  }

  /** Closes the service when the cloud stops. */
  closeLater<S extends { close(): void }>(service: S): S {
    this.#services.push(service);
    return service;
  }

  /** Forgets keys, faults, limits, switches and calls. */
  async reset(): Promise<void> {
    await this.control("POST", "reset");
  }

  async fault(rule: FaultRule): Promise<void> {
    await this.control("POST", "faults", { cloud: this.#name, ...rule });
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
    const counts = await this.#counts();
    await this.control("DELETE", "calls");
    return counts;
  }

  /** Whether an action has been called since then. */
  async sees(action: string): Promise<boolean> {
    return action in (await this.#counts());
  }

  async #counts(): Promise<Record<string, number>> {
    const counts = (await this.control("GET", "calls")) as Partial<
      Record<CloudName, Record<string, number>>
    >;
    return counts[this.#name] ?? {};
  }

  control(method: string, name: string, body?: object): Promise<unknown> {
    return control(this.url, method, name, body);
  }

  async stop(): Promise<void> {
    for (const service of this.#services) service.close();
    await this.#emulator.close();
  }
}

/** A cloud that a file's tests share, with a service on it; each test finds it empty. */
export interface Bench<C extends EmulatedCloud, S extends KeyService> {
  cloud: C;
  service: S;
  /** The service's keys in the file's region, with a minute for each test. */
  keys: ReturnType<S["in"]>;
}

export function benchOf<
  C extends EmulatedCloud & { connect(): Promise<S> },
  S extends KeyService,
>(region: string, start: () => Promise<C>): Bench<C, S> {
  const bench = {} as Bench<C, S>;
  beforeAll(async () => {
    bench.cloud = await start();
  });
  beforeEach(async () => {
    await bench.cloud.reset();
    bench.service = await bench.cloud.connect();
    bench.keys = bench.service.in(region, contextOf()) as ReturnType<S["in"]>;
  });
  afterAll(() => bench.cloud.stop());
  return bench;
}

const DAY_MS = 86_400_000;

export function contextOf(overrides: Partial<CallContext> = {}): CallContext {
  const { signal } = new AbortController();
  // Tests share a context between calls, as all calls of a run share one signal.
  setMaxListeners(0, signal);
  return {
    signal,
    // Some tests' contexts are made when their file is loaded, and others may run first.
    deadline: Date.now() + DAY_MS,
    status: () => undefined,
    warn: () => undefined,
    ...overrides,
  };
}

let requests = 0;

/** A request for a symmetric key, each with a name and a token of its own. */
export function requestOf(
  overrides: Partial<CreateRequest> = {},
): CreateRequest {
  const token = String(requests++).padStart(12, "0");
  return {
    spec: "SYMMETRIC_DEFAULT",
    usage: "ENCRYPT_DECRYPT",
    origin: "KMS",
    uniqueAlias: `key-${OWNER_ID}-${token}`,
    description: "",
    tags: {},
    ownerId: OWNER_ID,
    token,
    ...overrides,
  };
}
