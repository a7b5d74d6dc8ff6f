import type * as z from "zod";
import { Calls, type Where } from "../calls";
import { Renewal } from "../common/credentials/renewal";
import { Writes } from "../common/reads/listed-reads";
import { Memo } from "../common/reads/memo";
import { trimmedEnvironment } from "../common/text";
import { countedPages } from "../common/reads/pages";
import { nothing, readReply, unreadable } from "../common/replies/replies";
import type { CallContext } from "../cloud";
import type { Endpoint } from "../common/http/network";
import type { Rates } from "../rate-limit";
import type { CloudSettings } from "../rules";
import { Settings } from "../settings";
import { Agents } from "../common/http/agents";
import { kmsCommand } from "./commands";
import { findCredentials } from "./credentials/chain";
import type { Session } from "./credentials/source";
import { METADATA } from "./credentials/machine";
import { Sts, STS_VERSION } from "./credentials/sts";
import { Endpoints } from "./endpoints";
import { classify, isExpired } from "./errors";
import { callerIdentity } from "./replies";
import { SETTINGS } from "./settings";
import { RpcClient, type AccessKey, type Parameters } from "./connection";

/** One action of a region's KMS. */
export interface KmsRequest {
  action: string;
  parameters: Parameters;
  /** The key that it is about, for messages. */
  keyId?: string;
  /** What the program asks for, for messages. */
  inputs?: Where["inputs"];
  /** "never" for what a second sending would do twice; "safe". */
  retry?: "safe" | "never";
}

const KMS_VERSION = "2016-01-20";
const PAGE_SIZE = 100;

/**
 * Calls a second of one account in one region (docs/clouds/alibaba.md#quotas-and-rates). The vendor's newer page gives
 * more than its older one, and nothing tells which holds for an account: the first refusal does, and it has no effect.
 * A burst of one spreads calls evenly, so that no second holds more, whenever the cloud begins to count.
 */
const spread = (perSecond: number) => ({
  // All of it would leave nothing by which the cloud could let another stack in.
  perSecond: 0.98 * perSecond,
  burst: 1,
});
const READ = spread(50);
const WRITE = spread(30);
const RATES: Rates = {
  other: WRITE,
  actions: {
    // The same on both pages.
    CreateKey: spread(10),
    DescribeKey: READ,
    ListKeys: READ,
    ListAliases: READ,
    ListAliasesByKeyId: READ,
    ListKeyVersions: READ,
    ListTagResources: READ,
    GetKeyPolicy: READ,
    GetPublicKey: READ,
  },
};

/** Carries every action to its region's endpoint, signed with credentials that hold: one for each account. */
export class Client {
  readonly writes = new Writes();
  readonly #calls: Calls;
  readonly #agents: Agents;
  readonly #endpoints: Endpoints;
  readonly #credentials: Renewal<Session>;
  /** One for each endpoint, made anew when the credentials change. */
  readonly #clients = new Map<string, RpcClient>();
  readonly #account = new Memo<string>();

  static open(
    configured: CloudSettings,
    environment: NodeJS.ProcessEnv,
    rates = RATES,
  ): Client {
    const variables = trimmedEnvironment(environment);
    const settings = new Settings(SETTINGS, configured, variables);
    return new Client(settings, variables, rates);
  }

  private constructor(
    settings: Settings,
    environment: NodeJS.ProcessEnv,
    rates: Rates,
  ) {
    const { httpProxy, requestTimeoutMs: tryTimeout } = settings;
    this.#calls = new Calls({ cloud: "alibaba", classify, rates, tryTimeout });
    this.#agents = new Agents(environment, undefined, httpProxy);
    this.#endpoints = new Endpoints(settings, environment);
    const sts = new Sts(this.#calls, this.#endpoints, this.#agents);
    this.#credentials = new Renewal(() =>
      findCredentials({ settings, environment, sts, metadata: METADATA }),
    );
  }

  in(region: string, context: CallContext): RegionalClient {
    return new RegionalClient(this, region, context);
  }

  /** Throws CloudError only. A reply that `reply` does not recognise is an unknown outcome. */
  async kms<T>(
    region: string,
    request: KmsRequest,
    reply: z.ZodType<T>,
    context: CallContext,
  ): Promise<T> {
    const endpoint = this.#endpoints.kms(region);
    const where = { ...request, region };
    return this.writes.duringCall(where, () =>
      this.#call(where, KMS_VERSION, endpoint, reply, context),
    );
  }

  /** The account that the credentials belong to, asked for once. */
  account(context: CallContext): Promise<string> {
    return this.#account.get("", async () => {
      const where = { action: "GetCallerIdentity", region: "sts" };
      const { AccountId } = await this.#call(
        { ...where, parameters: {} },
        STS_VERSION,
        this.#endpoints.sts(),
        callerIdentity,
        context,
      );
      return AccountId;
    });
  }

  /** The vendor's command for an action of a region's KMS. */
  command(
    action: string,
    region: string,
    parameters: Readonly<Record<string, string>>,
  ): string {
    return kmsCommand(action, region, parameters, this.#endpoints.kms(region));
  }

  close(): void {
    this.#clients.clear();
    this.#agents.close();
  }

  #call<T>(
    request: KmsRequest & { region: string },
    version: string,
    endpoint: Endpoint,
    reply: z.ZodType<T>,
    context: CallContext,
  ): Promise<T> {
    const { action, region, keyId, inputs, parameters } = request;
    const { retry = "safe" } = request;
    return this.#calls.call(
      { action, region, keyId, inputs, retry, endpoint },
      async (timeoutMs) => {
        const call = { action, version, parameters, timeoutMs };
        const answer = await this.#credentials.use(
          (accessKey) => this.#client(endpoint, accessKey).send(call),
          isExpired,
        );
        return readReply("alibaba", request, reply, answer);
      },
      context,
    );
  }

  #client(endpoint: Endpoint, accessKey: AccessKey): RpcClient {
    const name = `${endpoint.protocol}://${endpoint.host}`;
    let client = this.#clients.get(name);
    if (client?.accessKey !== accessKey) {
      client = new RpcClient(endpoint, this.#agents.for(endpoint), accessKey);
      this.#clients.set(name, client);
    }
    return client;
  }
}

/** KMS of one region, as one request calls it. */
export class RegionalClient {
  readonly #client: Pick<Client, "kms" | "account" | "command">;

  constructor(
    client: Pick<Client, "kms" | "account" | "command">,
    readonly region: string,
    readonly context: CallContext,
  ) {
    this.#client = client;
  }

  with(context: CallContext): RegionalClient {
    return new RegionalClient(this.#client, this.region, context);
  }

  kms<T>(request: KmsRequest, reply: z.ZodType<T>): Promise<T> {
    return this.#client.kms(this.region, request, reply, this.context);
  }

  /** An action on one key whose reply tells nothing. */
  change(action: string, keyId: string, more: Parameters = {}): Promise<void> {
    const parameters = { KeyId: keyId, ...more };
    return this.kms({ action, keyId, parameters }, nothing);
  }

  /** All rows of an action that counts pages. */
  async *rows<T, Row>(
    request: KmsRequest,
    reply: z.ZodType<T & { TotalCount: number }>,
    rowsOf: (page: T) => Row[],
  ): AsyncGenerator<Row, void> {
    const pages = pagesOf(() => this, request, reply, rowsOf);
    for await (const { rows } of pages) yield* rows;
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

/** The pages of an action that counts them, and how many there are; `client` is asked for each page's own. */
export async function* pagesOf<T, Row>(
  client: () => RegionalClient,
  request: KmsRequest,
  reply: z.ZodType<T & { TotalCount: number }>,
  rowsOf: (page: T) => Row[],
): AsyncGenerator<{ rows: Row[]; pages: number }, void> {
  const pages = countedPages(
    async (_, number) => {
      const paging = { PageNumber: number, PageSize: PAGE_SIZE };
      const parameters = { ...request.parameters, ...paging };
      const page = await client().kms({ ...request, parameters }, reply);
      return { rows: rowsOf(page), total: page.TotalCount };
    },
    (field, why) => {
      const { region } = client();
      return unreadable("alibaba", { ...request, region }, field, why);
    },
  );
  for await (const { rows, total } of pages)
    yield { rows, pages: Math.ceil(total / PAGE_SIZE) };
}
