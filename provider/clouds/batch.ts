import DataLoader from "dataloader";
import type { CallContext } from "./cloud";

/** How long a read waits for others to join it. Above a loop turn, so that reads of separate gRPC calls meet. */
const JOIN_MS = 4;

/**
 * Joins reads of single things, asked for at nearly the same time, into calls that read many of one region.
 * Nothing is remembered: a read begun after a write is sent after it.
 */
export class Batch<V> {
  readonly #loaders = new Map<string, DataLoader<Request, V>>();
  readonly #size: number;
  readonly #read: (
    region: string,
    ids: string[],
    context: CallContext,
  ) => Promise<Map<string, V | Error>>;

  /** `read` gives a value or an error for each id; an id without one fails. Ids are distinct. */
  constructor(
    size: number,
    read: (
      region: string,
      ids: string[],
      context: CallContext,
    ) => Promise<Map<string, V | Error>>,
  ) {
    this.#size = size;
    this.#read = read;
  }

  load(region: string, id: string, context: CallContext): Promise<V> {
    let loader = this.#loaders.get(region);
    if (!loader) {
      loader = new DataLoader((requests) => this.#readAll(region, requests), {
        cache: false,
        maxBatchSize: this.#size,
        batchScheduleFn: (dispatch) => setTimeout(dispatch, JOIN_MS),
      });
      this.#loaders.set(region, loader);
    }
    return loader.load({ id, context });
  }

  async #readAll(
    region: string,
    requests: readonly Request[],
  ): Promise<(V | Error)[]> {
    const ids = [...new Set(requests.map(({ id }) => id))];
    // The call serves all of them, so it may go on for as long as the most patient of them.
    const { context } = requests.reduce((most, next) =>
      next.context.deadline > most.context.deadline ? next : most,
    );
    const found = await this.#read(region, ids, context);
    return requests.map(
      ({ id }) => found.get(id) ?? new Error(`no answer for ${id}`),
    );
  }
}

interface Request {
  id: string;
  context: CallContext;
}
