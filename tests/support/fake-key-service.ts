import type {
  CallContext,
  KeyService,
  KeysInRegion,
} from "../../provider/clouds/cloud";
import type { CloudError, ErrorKind } from "../../provider/clouds/errors";
import type { CloudName } from "../../provider/model/types";
import { FAKE_CLOUDS, type Method } from "./fake-clouds";
import { FakeKeys, type Oddity } from "./fake-keys";
import {
  type Clock,
  type FakeKey,
  type Hiding,
  VirtualClock,
} from "./fake-registry";

export { type Clock, type FakeKey, VirtualClock } from "./fake-registry";
export type { Method } from "./fake-clouds";

/** One call of the resource layer's, as `METHOD KEYID …`. */
export type Call = string;

/** Before a call has its effect; between the parts of one that has parts; when it has had its effect. */
export type Moment = "before" | "during" | "after";

export interface Point {
  method: Method;
  moment: Moment;
  region: string;
  args: readonly unknown[];
}

/** What happens once a call comes to a point. */
export interface Incident {
  method: Method;
  /** Before, if not given. */
  moment?: Moment;
  /** So many calls pass first. */
  skip?: number;
  /** So many calls are hit; one, if not given. */
  times?: number;
  /** What other people do meanwhile. */
  others?: (keys: FakeKeys) => void;
  /** How long the call takes, by the clock. */
  delayMs?: number;
  /** How it fails. */
  kind?: ErrorKind;
}

/** A cloud's keys in memory, and what goes wrong on the way to them. */
export class FakeKeyService {
  readonly calls: Call[] = [];
  /** What the resource layer works with. */
  readonly service: KeyService;
  /** Called at each point of each call, after the incidents; may wait, and may throw what `error` gives. */
  at?: (point: Point) => void | Promise<void>;
  /** Whether a run reads so many keys, and looks up so many aliases, that it lists them. */
  hasManyKeys = false;
  readonly #cloud: FakeKeys;
  readonly #incidents: Incident[] = [];

  constructor(
    readonly name: CloudName,
    readonly clock: Clock &
      Partial<Pick<VirtualClock, "advance">> = new VirtualClock(),
  ) {
    this.#cloud = new FakeKeys(name, clock);
    this.service = {
      in: (region, context) => this.#in(region, context),
      close: () => undefined,
    };
  }

  get rules() {
    return this.#cloud.rules;
  }

  get region(): string {
    return FAKE_CLOUDS[this.name].region;
  }

  get now(): number {
    return this.clock.now();
  }

  /** All keys of all accounts; one that is destroyed goes when a call looks at it. */
  get keys(): FakeKey[] {
    return this.#cloud.keys;
  }

  /** As another process has listed nothing so far. */
  forgetListings(): void {
    this.#cloud.forgetListings();
  }

  /** The account of the credentials. */
  get account(): string {
    return this.#cloud.accountId;
  }

  set account(id: string) {
    this.#cloud.accountId = id;
  }

  set quota(keys: number) {
    this.#cloud.quota = keys;
  }

  /** A key that is there already. */
  add(key: Partial<FakeKey> = {}): FakeKey {
    return this.#cloud.add(key);
  }

  find(keyId: string): FakeKey | undefined {
    return this.keys.find((key) => key.keyId === keyId);
  }

  /** Somebody has the key destroyed, without a pending deletion that anyone has seen. */
  destroy(keyId: string): void {
    const index = this.keys.findIndex((key) => key.keyId === keyId);
    if (index >= 0) this.keys.splice(index, 1);
  }

  /** Reads don't see the key for a while. */
  hide(keyId: string, hiding: Hiding): void {
    this.#cloud.hidden.set(keyId, { ...hiding });
  }

  /** The next key is made in an unusual way. */
  makesOddly(oddity: Oddity): void {
    this.#cloud.oddity = oddity;
  }

  /** The next call of this method fails. */
  fail(method: Method, kind: ErrorKind, moment: Moment = "before"): void {
    this.happens({ method, kind, moment });
  }

  happens(incident: Incident): void {
    this.#incidents.push({ ...incident });
  }

  error(kind: ErrorKind, keyId?: string): CloudError {
    return this.#cloud.error(kind, keyId);
  }

  /** The one place that knows how a call is given its region and its context. */
  #in(region: string, context: CallContext): KeysInRegion {
    const keys: Record<string, unknown> = {
      region,
      with: (other: CallContext) => this.#in(region, other),
    };
    for (const method of METHODS) {
      if (FAKE_CLOUDS[this.name].lacks.includes(method)) continue;
      keys[method] = (...args: unknown[]) =>
        method === "list"
          ? this.#list(region, args, context)
          : this.#call(method, region, args, context);
    }
    return keys as unknown as KeysInRegion;
  }

  async *#list(
    region: string,
    args: unknown[],
    context: CallContext,
  ): AsyncGenerator<unknown> {
    yield* (await this.#call("list", region, args, context)) as unknown[];
  }

  async #call(
    method: Method,
    region: string,
    args: readonly unknown[],
    context: CallContext,
  ): Promise<unknown> {
    if (LISTED.has(method) && !this.hasManyKeys) return undefined;
    this.#checkContext(context);
    this.calls.push(described(method, args));
    const pass = (moment: Moment) =>
      this.#pass({ method, moment, region, args }, context);
    await pass("before");
    if (!READS.has(method)) this.#cloud.noteWritten(args.map(nameOf));
    const effects = this.#cloud as unknown as Effects;
    const result = effects[method](region, ...args);
    const reply = isInParts(result)
      ? await this.#inParts(result, async () => {
          await pass("during");
          // Each part is a request, but for those of CreateKey, whose answer tells what it has left out.
          if (method !== "create") this.#checkContext(context);
        })
      : result;
    await pass("after");
    return reply;
  }

  async #inParts(
    parts: Generator<undefined>,
    between: () => Promise<void>,
  ): Promise<unknown> {
    let step = parts.next();
    while (!step.done)
      try {
        await between();
        step = parts.next();
      } catch (error) {
        step = parts.throw(error);
      }
    return step.value;
  }

  async #pass(point: Point, context: CallContext): Promise<void> {
    for (const incident of [...this.#incidents]) {
      const { method, moment = "before", skip = 0, times = 1 } = incident;
      if (method !== point.method || moment !== point.moment) continue;
      if (skip > 0) {
        incident.skip = skip - 1;
        continue;
      }
      incident.times = times - 1;
      if (incident.times <= 0)
        this.#incidents.splice(this.#incidents.indexOf(incident), 1);
      await this.#befall(incident, context);
    }
    await this.at?.(point);
  }

  async #befall(
    { delayMs, others, kind, moment }: Incident,
    context: CallContext,
  ): Promise<void> {
    others?.(this.#cloud);
    if (delayMs !== undefined) {
      await this.clock.sleep(delayMs);
      if (moment !== "after") this.#checkContext(context);
    }
    if (kind !== undefined) throw this.error(kind);
  }

  /** Nothing is begun after Cancel, or after the time-out of the resource. */
  #checkContext(context: CallContext): void {
    if (context.signal.aborted) throw this.error("cancelled");
    if (Date.now() >= context.deadline) throw this.error("deadline");
  }
}

type Effects = Record<
  Method,
  (region: string, ...args: readonly unknown[]) => unknown
>;

/** What is answered from listings, if at all. */
const LISTED: ReadonlySet<Method> = new Set<Method>(["listed", "lacksAlias"]);

const METHODS = [
  "describe",
  "listed",
  "lacksAlias",
  "findByAlias",
  "list",
  "listing",
  "keyIds",
  "precheck",
  "create",
  "setDescription",
  "setRotation",
  "rotate",
  "versions",
  "enable",
  "disable",
  "setTags",
  "addAlias",
  "moveAlias",
  "removeAlias",
  "setPolicy",
  "setDeletionProtection",
  "scheduleDeletion",
  "cancelDeletion",
  "cancelArchive",
  "importMaterial",
  "deleteMaterial",
  "publicKey",
] as const satisfies readonly Method[];

export const READS: ReadonlySet<Method> = new Set<Method>([
  "describe",
  "listed",
  "lacksAlias",
  "findByAlias",
  "list",
  "listing",
  "keyIds",
  "precheck",
  "versions",
  "publicKey",
]);

function isInParts(result: unknown): result is Generator<undefined> {
  return typeof result === "object" && result !== null && "throw" in result;
}

/** Key material is never written down. */
function described(method: Method, args: readonly unknown[]): Call {
  const words = args
    .slice(0, 2)
    .map(nameOf)
    .filter((arg) => typeof arg === "string");
  return [method, ...words].join(" ");
}

/** A key by its id. */
function nameOf(arg: unknown): unknown {
  return typeof arg === "object" && arg !== null && "keyId" in arg
    ? arg.keyId
    : arg;
}
