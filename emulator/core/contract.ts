import type { IncomingHttpHeaders } from "node:http";

/** The emulator's clock: moved by `POST /_emulator/clock`, so that rotation, expiry and destruction can be seen. */
export interface Clock {
  /**
   * Epoch milliseconds. Not for the window of a signed request's own timestamp: this clock does not move the clients'
   * clocks, so that timestamp is compared with `Date.now()`.
   */
  now(): number;
  advance(seconds: number): void;
}

/**
 * Everything that the emulator stores. Reads and writes are synchronous and in memory; with `--state` the server awaits
 * `committed()` before it answers, so that what was answered survives a kill. Values are plain JSON data. A changed
 * value is stored only by `put`.
 */
export interface Collection<T> {
  get(id: string): T | undefined;
  put(id: string, value: T): void;
  delete(id: string): void;
  values(): IterableIterator<T>;
  readonly size: number;
}
export interface Store {
  collection<T>(name: string): Collection<T>;
  committed(): Promise<void>;
  /** Deletes everything, in every collection. */
  clear(): void;
}

export interface Account {
  accessKeyId: string;
  accessKeySecret: string;
  account: string;
  /** Set on temporary credentials: requests fail without it, and after `expires` (epoch ms). */
  token?: string;
  expires?: number;
  /** The caller's ARN parts for GetCallerIdentity on an assumed role. */
  role?: { arn: string; sessionName: string };
}
export interface Accounts {
  find(accessKeyId: string): Account | undefined;
  list(): Account[];
  add(account: Account): void;
}

export const FAULT_KINDS = [
  "throttle",
  "error",
  "drop-before",
  "drop-after",
  "delay",
  "html-503",
  "tag-failure",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];
export interface FaultRule {
  cloud?: string;
  action?: string;
  kind: FaultKind;
  /** How many requests it hits; absent = all. */
  count?: number;
  probability?: number;
  seed?: number;
  code?: string;
  ms?: number;
}

/**
 * A named setting: behaviour that a cloud's documentation leaves open, and quotas. The names of a cloud's switches
 * begin with the cloud's name (`CLOUD.keyQuota`). Set by `--switch NAME=VALUE` or `POST /_emulator/switches`.
 */
export interface SwitchRule {
  default: string | number | boolean;
  meaning: string;
  /** Without it any value of the default's type is taken. */
  takes?: SwitchValues;
}
/** Some values, texts of a form (`form` completes "it takes …"), or whole numbers. */
export type SwitchValues =
  | { only: readonly (string | number)[] }
  | { pattern: RegExp; form: string }
  | { from: number; to?: number };
export interface Switches {
  /** Has the default's type. Throws for a name that no table has. */
  get<T extends string | number | boolean>(name: string): T;
}

export interface Services {
  clock: Clock;
  store: Store;
  accounts: Accounts;
  switches: Switches;
  /** Uses up one hit of a fault that the cloud itself must simulate (tag-failure), if a rule asks for it. */
  takeFault(
    cloud: string,
    action: string,
    kind: FaultKind,
  ): FaultRule | undefined;
  /** Whether a request is within the configured limits; if so, it is counted. Called after its signature is checked. */
  isWithinLimit(request: LimitedRequest): boolean;
}

/** What limits distinguish requests by. */
export interface LimitedRequest {
  cloud: string;
  region: string;
  action: string;
  account: string;
}

export interface WireRequest {
  method: string;
  /** Path and raw query as received. */
  path: string;
  query: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** For clouds whose requests name no region: the region of the receiving port, by cloud. */
  portRegions: Readonly<Record<string, string>>;
  /** True on the main port, which serves every cloud. */
  mainPort: boolean;
}
export interface WireReply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A key as `GET /_emulator/keys` shows it, with the cloud's own values. */
export interface KeyView {
  cloud: string;
  region: string;
  account: string;
  keyId: string;
  keyState: string;
  keyUsage: string;
  keySpec: string;
  aliases: string[];
  description: string;
  tags: Record<string, string>;
  rotationEnabled: boolean;
  [more: string]: unknown;
}

/** What a stored key tells of its life. Times are epoch ms. */
export interface KeyMoment {
  keyId: string;
  region: string;
  account: string;
  keySpec: string;
  aliases: string[];
  state: string;
  created: number;
  /** How often its material was made anew. */
  rotations: number;
  rotated?: number;
  /** When it rotates next, if it does so by itself. */
  rotates?: number;
  /** When it will be destroyed. */
  ends?: number;
}

/** Where a cloud stores its keys, and how to read one. */
export interface KeyRecords {
  readonly collection: string;
  read(record: unknown): KeyMoment;
}

/** One cloud's wire protocol and semantics. */
export interface CloudEmulator {
  readonly name: string;
  /** The codes of errors outside its semantics. */
  readonly codes: { internal: string; tooLarge: string };
  /** What identifies its requests, as a sentence for clients whose request no cloud recognizes. */
  readonly requestForm: string;
  /** The actions that simulate the fault `tag-failure`; none if the cloud's tags can't fail independently. */
  readonly tagFailures: readonly string[];
  /** Whether the request speaks this cloud's protocol (headers and parameters only, no checks). */
  claims(request: WireRequest): boolean;
  /** The action as the client named it; "" if none. Used for faults and the count of calls. */
  actionOf(request: WireRequest): string;
  /** Region and parameters as the client wrote them, for the log; without parameters if they can't be read. */
  inspect(request: WireRequest): {
    region: string;
    parameters: Readonly<Record<string, unknown>>;
  };
  /** The code of an error reply; undefined for any other. */
  codeOf(reply: WireReply): string | undefined;
  /** Everything else: signature, checks in the cloud's order, effect, reply. Never throws for bad input. */
  handle(request: WireRequest): Promise<WireReply>;
  /** The cloud's own form of "too many requests". */
  throttled(request: WireRequest): WireReply;
  /** An error reply in the cloud's form; a code that the cloud's table lacks gets status 400. */
  failed(request: WireRequest, code: string): WireReply;
  keys(): KeyView[];
  readonly records: KeyRecords;
  /** What a seed can declare, as `instances`, and the switch that lists it. */
  readonly declares: Readonly<Record<string, string>>;
  /** Makes a key with these members of `keys()`. Throws UserError and ZodError. */
  seedKey(asked: unknown): KeyView;
  /**
   * Sets tags on a key, or removes those that are null, as the cloud itself does, for which there is no action. Throws
   * UserError. Absent if the cloud marks no keys so.
   */
  setCloudTags?(keyId: string, tags: TagsOrNull): KeyView;
}

export type TagsOrNull = Readonly<Record<string, string | null>>;

/** A cloud as the core knows it: each cloud's `index.ts` exports one, and `emulator/clouds.ts` lists them. */
export interface CloudModule {
  /** In paths, rules and replies of the control surface, and in its switches. */
  readonly name: string;
  /** As its vendor writes it. */
  readonly title: string;
  readonly switches: Readonly<Record<string, SwitchRule>>;
  /** The default region, for a cloud whose requests name no region, so that each region needs a port. */
  readonly defaultPortRegion?: string;
  /** Regions that it is known to have. Any other can have a port, too, since clouds get new ones. */
  readonly knownRegions?: readonly string[];
  readonly create: (services: Services) => CloudEmulator;
}
