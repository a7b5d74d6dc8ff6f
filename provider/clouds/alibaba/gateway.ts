import type * as z from "zod";
import { Calls, type Where } from "../calls";
import { readReply } from "../common/replies";
import type { CallContext } from "../cloud";
import type { Endpoint } from "../network";
import type { Rate } from "../rate-limit";
import type { Settings } from "../settings";
import { Agents } from "../agents";
import { kmsCommand } from "./commands";
import { findCredentials } from "./credentials/chain";
import { METADATA } from "./credentials/machine";
import { Renewal } from "./credentials/renewal";
import { Sts, STS_VERSION } from "./credentials/sts";
import { Endpoints } from "./endpoints";
import { classify, isExpired } from "./errors";
import { RpcClient, type AccessKey, type Parameters } from "./rpc-client";

/** One action on one region's KMS. */
export interface KmsRequest {
  action: string;
  region: string;
  parameters: Parameters;
  /** The key that it is about, for messages. */
  keyId?: string;
  /** What the program asks for, for messages. */
  inputs?: Where["inputs"];
  /** "never" for what a second sending would do twice; "safe". */
  retry?: "safe" | "never";
}

const KMS_VERSION = "2016-01-20";

/**
 * Calls a second of one account in one region (docs/clouds/alibaba.md#quotas-and-rates). The vendor's newer page gives
 * more than its older one, and nothing tells which holds for an account: the first refusal does, and it has no effect.
 * A burst of one spreads calls evenly, so that no second holds more, whenever the cloud begins to count.
 */
const spread = (perSecond: number, afterRefusal: number): Rate => ({
  perSecond,
  burst: 1,
  afterRefusal,
});
const READ = spread(50, 20);
const WRITE = spread(30, 10);
const RATES = {
  other: WRITE,
  actions: {
    // The same on both pages; two stacks at once then share it.
    CreateKey: spread(10, 5),
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

/** Carries every action to its region's endpoint, signed with credentials that hold. */
export class Gateway {
  readonly #calls = new Calls({ cloud: "alibaba", classify, rates: RATES });
  readonly #agents: Agents;
  readonly #endpoints: Endpoints;
  readonly #credentials: Renewal;
  /** One for each endpoint, made anew when the credentials change. */
  readonly #clients = new Map<string, RpcClient>();

  constructor(settings: Settings, environment: NodeJS.ProcessEnv) {
    this.#agents = new Agents(environment);
    this.#endpoints = new Endpoints(settings, environment);
    const sts = new Sts(this.#calls, this.#endpoints, this.#agents);
    this.#credentials = new Renewal(() =>
      findCredentials({ settings, environment, sts, metadata: METADATA }),
    );
  }

  /** Throws CloudError only. A reply that `reply` does not recognise is an unknown outcome. */
  async kms<T>(
    request: KmsRequest,
    reply: z.ZodType<T>,
    context: CallContext,
  ): Promise<T> {
    const endpoint = this.#endpoints.kms(request.region);
    return this.#call(request, KMS_VERSION, endpoint, reply, context);
  }

  async sts<T>(
    action: string,
    reply: z.ZodType<T>,
    context: CallContext,
  ): Promise<T> {
    const request = { action, region: "sts", parameters: {} };
    const endpoint = this.#endpoints.sts();
    return this.#call(request, STS_VERSION, endpoint, reply, context);
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
    request: KmsRequest,
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
        const order = { action, version, parameters, timeoutMs };
        const answer = await this.#withCredentials((accessKey) =>
          this.#client(endpoint, accessKey).send(order),
        );
        return readReply("alibaba", request, reply, answer);
      },
      context,
    );
  }

  /** Refused credentials have no effect, so that even a CreateKey may be sent again with newer ones. */
  async #withCredentials<T>(
    send: (accessKey: AccessKey) => Promise<T>,
  ): Promise<T> {
    const accessKey = await this.#credentials.current();
    try {
      return await send(accessKey);
    } catch (error) {
      if (!isExpired(error)) throw error;
      const newer = await this.#credentials.replace(accessKey);
      if (newer === accessKey) throw error;
      return send(newer);
    }
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
