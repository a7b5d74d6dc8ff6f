import { setMaxListeners } from "node:events";
import type {
  CallContext,
  CreateRequest,
  ImportMaterialRequest,
  Key,
  KeyFilter,
  KeyInclude,
  KeyService,
  Rotation,
} from "../../provider/clouds/cloud";
import { CloudError } from "../../provider/clouds/errors";
import {
  CLOUD_NAMES,
  type CloudName,
  type KeyState,
  type Tags,
} from "../../provider/model/types";
import * as alibaba from "../support/clouds/alibaba";
import { requestIn, type EmulatedCloud } from "../support/clouds/bench";
import * as tencent from "../support/clouds/tencent";
import { FakeKeyService, VirtualClock } from "../support/fake-key-service";

export const REGIONS = {
  alibaba: "cn-hangzhou",
  tencent: "ap-singapore",
} as const satisfies Record<CloudName, string>;

/** A region whose symmetric keys are SM4. */
export const SM_REGION = "ap-guangzhou";

/** One cloud, in memory or emulated, with a clock that stands still unless it is moved. */
export interface World {
  readonly cloud: CloudName;
  /** A service that has not called yet, so that no rate limit makes it wait. */
  connect(): Promise<KeyService>;
  advance(seconds: number): Promise<void>;
  /** Somebody archives the key, which the provider never does. */
  archive(keyId: string): Promise<void>;
  /** Forgets all keys, and what the clock was moved by. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export function fakeWorld(cloud: CloudName): World {
  let clock: VirtualClock;
  let fake: FakeKeyService;
  const reset = () => {
    clock = new VirtualClock();
    fake = new FakeKeyService(cloud, clock);
    return Promise.resolve();
  };
  void reset();
  return {
    cloud,
    reset,
    connect: () => Promise.resolve(fake.service),
    advance: (seconds) => {
      clock.advance(seconds * 1000);
      return Promise.resolve();
    },
    archive: (keyId) => {
      const key = fake.find(keyId);
      if (key) key.state = "Archived";
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

export async function emulatedWorld(cloud: CloudName): Promise<World> {
  const started =
    cloud === "alibaba" ? await alibabaCloud() : await tencentCloud();
  const { emulator, connect, archive } = started;
  return {
    cloud,
    connect,
    archive,
    advance: (seconds) => emulator.advance(seconds),
    reset: () => emulator.reset(),
    close: () => emulator.stop(),
  };
}

type Started = Pick<World, "connect" | "archive"> & { emulator: EmulatedCloud };

async function alibabaCloud(): Promise<Started> {
  const emulator = await alibaba.TestCloud.start();
  return {
    emulator,
    connect: () => emulator.connect(),
    archive: () => Promise.reject(new Error("there is no such state")),
  };
}

async function tencentCloud(): Promise<Started> {
  const emulator = await tencent.TestCloud.start();
  return {
    emulator,
    connect: () => emulator.connect(),
    archive: async (keyId) => {
      await emulator.rawKms(REGIONS.tencent).ArchiveKey({ KeyId: keyId });
    },
  };
}

/** All the worlds that are to be alike. */
export const WORLDS: readonly [
  name: string,
  cloud: CloudName,
  open: () => Promise<World>,
][] = CLOUD_NAMES.flatMap((cloud): (typeof WORLDS)[number][] => [
  [`${cloud} in memory`, cloud, () => Promise.resolve(fakeWorld(cloud))],
  [`${cloud} emulated`, cloud, () => emulatedWorld(cloud)],
]);

/** Stops the process' clock, which the emulator's goes by, but none of its timers. */
export function stopTime(): void {
  jest.useFakeTimers({ doNotFake: TIMERS });
}

const TIMERS: FakeableAPI[] = [
  "hrtime",
  "nextTick",
  "performance",
  "queueMicrotask",
  "setImmediate",
  "clearImmediate",
  "setInterval",
  "clearInterval",
  "setTimeout",
  "clearTimeout",
];

/** The calls on one region, each by a service of its own. */
export class Calls {
  readonly context: CallContext = {
    signal: new AbortController().signal,
    deadline: Date.now() + 600_000,
    status: () => undefined,
    warn: () => undefined,
  };

  constructor(
    readonly world: World,
    readonly region: string = REGIONS[world.cloud],
  ) {
    setMaxListeners(0, this.context.signal);
  }

  account = () => this.#on((s) => s.account(this.context));
  describe = (keyId: string, include: KeyInclude = {}, arn?: string) =>
    this.#on((s) => s.describe(this.region, keyId, include, this.context, arn));
  findByAlias = (alias: string) =>
    this.#on((s) => s.findByAlias(this.region, alias, this.context));
  listing = () => this.#on((s) => s.listing(this.region, this.context));
  keyIds = () => this.#on((s) => s.keyIds(this.region, this.context));
  list = (filter: KeyFilter = {}, include: KeyInclude = {}) =>
    this.#on(async (s) => {
      const keys: Key[] = [];
      const found = s.list(this.region, filter, include, this.context);
      for await (const key of found) keys.push(key);
      return keys;
    });
  precheck = (overrides: Partial<CreateRequest>) =>
    this.#on((s) => s.precheck(this.request(overrides), this.context));
  create = (overrides: Partial<CreateRequest> = {}) =>
    this.#on((s) => s.create(this.request(overrides), this.context));
  setDescription = (keyId: string, text: string) =>
    this.#on((s) => s.setDescription(this.region, keyId, text, this.context));
  setRotation = (keyId: string, rotation: Rotation) =>
    this.#on((s) => s.setRotation(this.region, keyId, rotation, this.context));
  enable = (keyId: string) =>
    this.#on((s) => s.enable(this.region, keyId, this.context));
  disable = (keyId: string) =>
    this.#on((s) => s.disable(this.region, keyId, this.context));
  setTags = (keyId: string, set: Tags, remove: string[] = [], arn = "") =>
    this.#on((s) =>
      s.setTags(this.region, { keyId, arn }, { set, remove }, this.context),
    );
  addAlias = (keyId: string, alias: string) =>
    this.#on((s) => s.addAlias(this.region, keyId, alias, this.context));
  moveAlias = (alias: string, keyId: string) =>
    this.#on((s) => s.moveAlias(this.region, alias, keyId, this.context));
  removeAlias = (alias: string) =>
    this.#on((s) => s.removeAlias(this.region, alias, this.context));
  setPolicy = (keyId: string, policy: string) =>
    this.#on((s) => s.setPolicy(this.region, keyId, policy, this.context));
  setDeletionProtection = (keyId: string, on: boolean, arn = "") =>
    this.#on((s) =>
      s.setDeletionProtection(this.region, { keyId, arn }, on, this.context),
    );
  scheduleDeletion = (keyId: string, state: KeyState, days = 7) =>
    this.#on((s) =>
      s.scheduleDeletion(this.region, { keyId, state }, days, this.context),
    );
  cancelDeletion = (keyId: string) =>
    this.#on((s) => s.cancelDeletion(this.region, keyId, this.context));
  cancelArchive = (keyId: string) =>
    this.#on((s) => s.cancelArchive(this.region, keyId, this.context));
  importMaterial = (keyId: string, request: ImportMaterialRequest) =>
    this.#on((s) =>
      s.importMaterial(this.region, keyId, request, this.context),
    );
  deleteMaterial = (keyId: string) =>
    this.#on((s) => s.deleteMaterial(this.region, keyId, this.context));
  publicKey = (keyId: string) =>
    this.#on((s) => s.publicKey(this.region, { keyId }, this.context));

  request(overrides: Partial<CreateRequest>): CreateRequest {
    return requestIn(this.region, overrides);
  }

  async #on<T>(call: (service: KeyService) => Promise<T>): Promise<T> {
    return call(await this.world.connect());
  }
}

/** The kind of a refusal, or "ok". Anything but a cloud's error is a fault of the service. */
export async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "ok";
  } catch (error) {
    if (error instanceof CloudError) return error.kind;
    throw error;
  }
}
