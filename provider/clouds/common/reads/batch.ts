import DataLoader from "dataloader";
import type { CallContext } from "../../cloud";
import { isKind, type ErrorKind } from "../../errors";

/** What a single id may cause for a call for many. */
const OF_ONE: readonly ErrorKind[] = ["notFound", "invalid", "denied", "state"];

/** The items by so many. */
export function* chunksOf<T>(
  items: readonly T[],
  size: number,
): Generator<T[], void> {
  for (let start = 0; start < items.length; start += size)
    yield items.slice(start, start + size);
}

/**
 * Joins reads of single things into calls that read many of one region: those that come while a call is under way go into
 * the next one. So no read waits longer than for one call, and nothing is cached: a read that starts after a write is
 * sent after it.
 */
export class Batch<V> {
  readonly #queues = new Map<string, Queue<V>>();
  readonly #size: number;
  readonly #read: (
    region: string,
    ids: string[],
    context: CallContext,
  ) => Promise<Map<string, V | Error>>;

  /**
   * `read` gives a value or an error for each id, or throws for all; an id without a result fails. Ids are distinct.
   */
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
    let queue = this.#queues.get(region);
    if (!queue) {
      queue = new Queue(this.#size, (requests) =>
        this.#readAll(region, requests),
      );
      this.#queues.set(region, queue);
    }
    return queue.load({ id, context });
  }

  async #readAll(
    region: string,
    requests: readonly Request[],
  ): Promise<(V | Error)[]> {
    const ids = [...new Set(requests.map(({ id }) => id))];
    const context = longest(requests.map((request) => request.context));
    const found = await this.#readParted(region, ids, context);
    return requests.map(
      ({ id }) => found.get(id) ?? new Error(`no answer for ${id}`),
    );
  }

  /** If a call fails for all, its ids are divided until the one that causes the failure is alone. */
  async #readParted(
    region: string,
    ids: string[],
    context: CallContext,
  ): Promise<Map<string, V | Error>> {
    try {
      return await this.#read(region, ids, context);
    } catch (error) {
      if (!isKind(error, ...OF_ONE)) throw error;
      const [only = "", ...others] = ids;
      if (others.length === 0) return new Map([[only, error]]);
    }
    const half = Math.ceil(ids.length / 2);
    const halves = await Promise.all(
      [ids.slice(0, half), ids.slice(half)].map((some) =>
        this.#readParted(region, some, context),
      ),
    );
    return new Map(halves.flatMap((some) => [...some]));
  }
}

/**
 * The context under which a call serves all of these: one that is not cancelled, if there is one, as that of an undo after
 * Cancel, and of those the one with the latest deadline.
 */
function longest(contexts: readonly CallContext[]): CallContext {
  return contexts.reduce((most, next) => {
    if (next.signal.aborted !== most.signal.aborted)
      return most.signal.aborted ? next : most;
    return next.deadline > most.deadline ? next : most;
  });
}

interface Request {
  id: string;
  context: CallContext;
}

/** One region's reads, of which one call is under way at a time. */
class Queue<V> {
  readonly #loader: DataLoader<Request, V>;
  /** Sends the calls that wait for the one under way. */
  #waiting: (() => void)[] = [];
  #underWay = 0;

  constructor(size: number, read: DataLoader.BatchLoadFn<Request, V>) {
    this.#loader = new DataLoader(
      async (requests) => {
        this.#underWay += 1;
        try {
          return await read(requests);
        } finally {
          this.#underWay -= 1;
          this.#send();
        }
      },
      {
        cache: false,
        maxBatchSize: size,
        // Called for the first read of a call. Those that the engine has asked for by now are read from its connection first.
        batchScheduleFn: (send) => {
          this.#waiting.push(send);
          setImmediate(() => {
            this.#send();
          });
        },
      },
    );
  }

  load(request: Request): Promise<V> {
    return this.#loader.load(request);
  }

  #send(): void {
    if (this.#underWay > 0) return;
    for (const send of this.#waiting.splice(0)) send();
  }
}
