import type { ApiKey, Connection } from "./connection";
import type { ServiceName } from "./endpoints";
import type { Action, Clients, ReplyOf, RequestOf, Sdk } from "./sdk";

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
