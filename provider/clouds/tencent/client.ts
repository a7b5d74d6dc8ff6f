import type { AbstractClient } from "tencentcloud-sdk-nodejs/tencentcloud/common/abstract_client";
import type { ClientConfig } from "tencentcloud-sdk-nodejs/tencentcloud/common/interface";
import type { Client as KmsClient } from "tencentcloud-sdk-nodejs/tencentcloud/services/kms/v20190118/kms_client";
import type { Client as StsClient } from "tencentcloud-sdk-nodejs/tencentcloud/services/sts/v20180813/sts_client";
import type { Client as TagClient } from "tencentcloud-sdk-nodejs/tencentcloud/services/tag/v20180813/tag_client";
import type { ApiKey, Connection } from "./connection";
import type { ServiceName } from "./endpoints";

/** The vendor's client of each service. */
export interface Clients extends Record<ServiceName, AbstractClient> {
  kms: KmsClient;
  tag: TagClient;
  sts: StsClient;
}

/** The actions of a client: its methods without those that all clients have. */
export type Action<C> = Exclude<keyof C, keyof AbstractClient> & string;
export type RequestOf<C, A extends Action<C>> = C[A] extends (
  request: infer Q,
  ...rest: never[]
) => unknown
  ? Q
  : never;
export type ReplyOf<C, A extends Action<C>> = C[A] extends (
  ...all: never[]
) => Promise<infer R>
  ? R
  : never;

export type Sdk = {
  [S in ServiceName]: new (config: ClientConfig) => Clients[S];
};

/** Three services only: the whole SDK has hundreds, and takes seconds to load. */
export async function loadSdk(): Promise<Sdk> {
  const [kms, tag, sts] = await Promise.all([
    import("tencentcloud-sdk-nodejs/tencentcloud/services/kms/v20190118/index.js"),
    import("tencentcloud-sdk-nodejs/tencentcloud/services/tag/v20180813/index.js"),
    import("tencentcloud-sdk-nodejs/tencentcloud/services/sts/v20180813/index.js"),
  ]);
  return {
    kms: kms.v20190118.Client,
    tag: tag.v20180813.Client,
    sts: sts.v20180813.Client,
  };
}

/** How one request travels: `key` absent means unsigned. */
export interface Passage {
  region: string;
  key?: ApiKey;
  timeoutMs: number;
}

/** Calls actions through the vendor's clients, whose requests go out over our own connection (see there why). */
export class Caller {
  readonly #sdk: Sdk;
  readonly #connection: Connection;

  constructor(sdk: Sdk, connection: Connection) {
    this.#sdk = sdk;
    this.#connection = connection;
  }

  call<S extends ServiceName, A extends Action<Clients[S]>>(
    service: S,
    action: A,
    request: RequestOf<Clients[S], A>,
    passage: Passage,
  ): Promise<ReplyOf<Clients[S], A>> {
    const client = this.#client(service, passage);
    const method = client[action] as (
      request: RequestOf<Clients[S], A>,
    ) => Promise<ReplyOf<Clients[S], A>>;
    return method.call(client, request);
  }

  /** Made anew for each request, since a client holds nothing but its settings. */
  #client<S extends ServiceName>(service: S, passage: Passage): Clients[S] {
    const { region, key, timeoutMs } = passage;
    const client = new this.#sdk[service]({ credential: {}, region });
    client.request = (action: string, body: object | null) =>
      this.#connection.send(
        {
          service,
          version: client.apiVersion,
          client: client.sdkVersion,
          action,
          region,
          body: body ?? {},
        },
        key,
        timeoutMs,
      );
    return client;
  }
}
