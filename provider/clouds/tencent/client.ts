import type * as z from "zod";
import { Calls, type Where } from "../calls";
import type { CallContext } from "../cloud";
import type { Rate, Rates } from "../rate-limit";
import type { Settings } from "../settings";
import { Renewal } from "../common/credentials/renewal";
import { Writes } from "../common/reads/listed-reads";
import { Memo } from "../common/reads/memo";
import { readReply } from "../common/replies/replies";
import { trimmedEnvironment } from "../common/text";
import {
  loadSdk,
  type Action,
  type Clients,
  type ReplyOf,
  type RequestOf,
  type Sdk,
} from "./sdk";
import { Connection } from "./connection";
import type { Credential } from "./credentials/source";
import {
  findCredential,
  type CredentialEnvironment,
} from "./credentials/chain";
import { Sts } from "./credentials/sts";
import { kmsCommand } from "./commands";
import { endpointsOf, type Endpoints, type ServiceName } from "./endpoints";
import { classify, isExpired } from "./errors";
import { REPLIES, type Read, type ReadAction } from "./replies";

/**
 * The cloud's limits per action and user: 100 a second for KMS and for reading tags, 20 for changing them (Tag,
 * "API Category", tencentcloud.com/document/api/651/33003). Burst and refill together keep any one second within them.
 */
const HUNDRED_A_SECOND: Rate = { perSecond: 98, burst: 2 };
const TWENTY_A_SECOND: Rate = { perSecond: 19, burst: 1 };
const RATES: Rates = {
  other: HUNDRED_A_SECOND,
  actions: { ModifyResourceTags: TWENTY_A_SECOND },
};

/** STS has no regions, but wants one named. */
const STS_REGION = "ap-guangzhou";

interface Target {
  region: string;
  /** For messages. */
  keyId?: string;
  /** What the program asks for, for messages. */
  inputs?: Where["inputs"];
  /** "never" leaves the caller to find out what an unanswered request has done; see Calls. */
  retry?: "never";
}

/** The actions of all three services, with the account's credentials, within the rate limits and with repeats. */
export class Client {
  readonly writes = new Writes();
  readonly #endpoints: Endpoints;
  readonly #connection: Connection;
  readonly #credentials: Renewal<Credential>;
  readonly #calls: Calls;
  readonly #account = new Memo<string>();

  static async open(
    settings: Settings,
    around: CredentialEnvironment,
    rates = RATES,
  ): Promise<Client> {
    return new Client(settings, around, await loadSdk(), rates);
  }

  private constructor(
    settings: Settings,
    given: CredentialEnvironment,
    sdk: Sdk,
    rates: Rates,
  ) {
    const environment = trimmedEnvironment(given.environment);
    const { httpProxy, requestTimeoutMs: tryTimeout } = settings;
    this.#calls = new Calls({ cloud: "tencent", classify, rates, tryTimeout });
    this.#endpoints = endpointsOf(settings);
    this.#connection = new Connection(
      sdk,
      this.#endpoints,
      environment,
      httpProxy,
    );
    const sts = new Sts(this.#connection, STS_REGION, tryTimeout);
    const around = { ...given, environment };
    const source = { fetch: () => findCredential(settings, around, sts) };
    this.#credentials = new Renewal(() => Promise.resolve(source));
  }

  in(region: string, context: CallContext): RegionalClient {
    return new RegionalClient(this, region, context);
  }

  /** The vendor's command for an action of a region's KMS. */
  command(
    action: string,
    region: string,
    parameters: Readonly<Record<string, string>>,
  ): string {
    return kmsCommand(action, region, parameters, this.#endpoints.kms);
  }

  /** The main account's uin, asked for once. */
  account(context: CallContext): Promise<string> {
    const target = { region: STS_REGION };
    const action = "GetCallerIdentity";
    return this.#account.get("", async () => {
      const reply = await this.call("sts", action, target, null, context);
      return reply.AccountId;
    });
  }

  close(): void {
    this.#connection.close();
  }

  /** A reply that its schema does not recognise is an unknown outcome. */
  call<S extends ServiceName, A extends ReadAction<S>>(
    service: S,
    action: A,
    target: Target,
    request: RequestOf<Clients[S], A>,
    context: CallContext,
  ): Promise<Read<S, A>> {
    const schema = REPLIES[service][action] as z.ZodType<Read<S, A>>;
    return this.#send(service, action, target, request, context, (reply) =>
      readReply("tencent", { ...target, action }, schema, reply),
    );
  }

  /** Any action of the vendor's client, also one that this provider has no use for, and the reply as it came. */
  whole<S extends ServiceName, A extends Action<Clients[S]>>(
    service: S,
    action: A,
    target: Target,
    request: RequestOf<Clients[S], A>,
    context: CallContext,
  ): Promise<ReplyOf<Clients[S], A>> {
    const asIs = (reply: ReplyOf<Clients[S], A>) => reply;
    return this.#send(service, action, target, request, context, asIs);
  }

  #send<S extends ServiceName, A extends Action<Clients[S]>, T>(
    service: S,
    action: A,
    target: Target,
    request: RequestOf<Clients[S], A>,
    context: CallContext,
    read: (reply: ReplyOf<Clients[S], A>) => T,
  ): Promise<T> {
    const endpoint = this.#endpoints[service];
    const where = { retry: "safe" as const, ...target, action, endpoint };
    const send = async (timeoutMs: number) =>
      read(
        await this.#credentials.use((key) => {
          const { region } = target;
          const travel = { region, key, timeoutMs };
          return this.#connection.call(service, action, request, travel);
        }, isExpired),
      );
    return this.writes.duringCall(where, () =>
      this.#calls.call(where, send, context),
    );
  }
}

/** The services as they know one region, as one request calls them. */
export class RegionalClient {
  readonly #client: Pick<Client, "call" | "account" | "command">;

  constructor(
    client: Pick<Client, "call" | "account" | "command">,
    readonly region: string,
    readonly context: CallContext,
  ) {
    this.#client = client;
  }

  with(context: CallContext): RegionalClient {
    return new RegionalClient(this.#client, this.region, context);
  }

  /** The key that a request names goes into messages. */
  kms<A extends ReadAction<"kms">>(
    action: A,
    request: RequestOf<Clients["kms"], A>,
    options: Pick<Target, "inputs" | "retry"> = {},
  ): Promise<Read<"kms", A>> {
    const { KeyId: keyId } = (request ?? {}) as { KeyId?: string };
    const target = { ...options, region: this.region, keyId };
    return this.#client.call("kms", action, target, request, this.context);
  }

  tag<A extends ReadAction<"tag">>(
    action: A,
    request: RequestOf<Clients["tag"], A>,
    keyId?: string,
  ): Promise<Read<"tag", A>> {
    const target = { region: this.region, keyId };
    return this.#client.call("tag", action, target, request, this.context);
  }

  account(): Promise<string> {
    return this.#client.account(this.context);
  }

  command(
    action: string,
    parameters: Readonly<Record<string, string>>,
  ): string {
    return this.#client.command(action, this.region, parameters);
  }
}
