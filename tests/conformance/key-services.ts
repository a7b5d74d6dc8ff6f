import { setMaxListeners } from "node:events";
import type {
  CallContext,
  CreateRequest,
  ImportMaterialRequest,
  Key,
  KeyFilter,
  KeyInclude,
  KeyService,
  KeysInRegion,
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
import { requestOf, type EmulatedCloud } from "../support/clouds/bench";
import * as tencent from "../support/clouds/tencent";
import { FakeKeyService, VirtualClock } from "../support/fake-key-service";

/** Of both emulated clouds, and of those in memory. */
export const ACCOUNT = alibaba.ACCOUNT;

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
    fake.hasManyKeys = true;
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

  describe = (keyId: string, include: KeyInclude = {}, arn?: string) =>
    this.#on((keys) => keys.describe(keyId, include, arn));
  findByAlias = (alias: string) => this.#on((keys) => keys.findByAlias(alias));
  listing = () => this.#on((keys) => keys.listing());
  keyIds = () => this.#on((keys) => keys.keyIds());
  list = (filter: KeyFilter = {}, include: KeyInclude = {}) =>
    this.#on(async (keys) => {
      const found: Key[] = [];
      for await (const key of keys.list(filter, include)) found.push(key);
      return found;
    });
  /** There may be nothing that only the cloud can tell. */
  precheck = (overrides: Partial<CreateRequest>) =>
    this.#on(async (keys) => keys.precheck?.(requestOf(overrides)));
  create = (overrides: Partial<CreateRequest> = {}) =>
    this.#on((keys) => keys.create(requestOf(overrides)));
  setDescription = (keyId: string, text: string) =>
    this.#on((keys) => keys.setDescription(keyId, text));
  setRotation = (keyId: string, rotation: Rotation) =>
    this.#on((keys) => keys.setRotation(keyId, rotation));
  enable = (keyId: string) => this.#on((keys) => keys.enable(keyId));
  disable = (keyId: string) => this.#on((keys) => keys.disable(keyId));
  setTags = (keyId: string, set: Tags, remove: string[] = [], arn = "") =>
    this.#on((keys) => keys.setTags({ keyId, arn }, { set, remove }));
  addAlias = (keyId: string, alias: string) =>
    this.#on((keys) => keys.addAlias(keyId, alias));
  moveAlias = (alias: string, keyId: string) =>
    this.#on((keys) => keys.moveAlias?.(alias, keyId) ?? lacking());
  removeAlias = (alias: string) =>
    this.#on((keys) => keys.removeAlias?.(alias) ?? lacking());
  setPolicy = (keyId: string, policy: string) =>
    this.#on((keys) => keys.setPolicy?.(keyId, policy) ?? lacking());
  setDeletionProtection = (keyId: string, on: boolean) =>
    this.#on((keys) => keys.setDeletionProtection?.(keyId, on) ?? lacking());
  scheduleDeletion = (keyId: string, state: KeyState, days = 7) =>
    this.#on((keys) => keys.scheduleDeletion({ keyId, state }, days));
  cancelDeletion = (keyId: string) =>
    this.#on((keys) => keys.cancelDeletion(keyId));
  cancelArchive = (keyId: string) =>
    this.#on((keys) => keys.cancelArchive?.(keyId) ?? lacking());
  importMaterial = (keyId: string, request: ImportMaterialRequest) =>
    this.#on((keys) => keys.importMaterial(keyId, request));
  deleteMaterial = (keyId: string) =>
    this.#on((keys) => keys.deleteMaterial(keyId));
  publicKey = (keyId: string) => this.#on((keys) => keys.publicKey({ keyId }));

  async #on<T>(call: (keys: KeysInRegion) => Promise<T>): Promise<T> {
    const service = await this.world.connect();
    return call(service.in(this.region, this.context));
  }
}

function lacking(): Promise<never> {
  return Promise.reject(new Error("the cloud has no such method"));
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
