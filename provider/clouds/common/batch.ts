import DataLoader from "dataloader";
import type { CallContext } from "../cloud";
import { isKind, type ErrorKind } from "../errors";

/**
 * How long a batch waits for another read after the latest one, unless it already has all that the engine requests at a
 * time. The engine requests the next keys as soon as it has the last ones, some milliseconds apart: with a shorter
 * time, its reads are spread over more and more batches (measured with 1,000 keys).
 */
const JOIN_MS = 8;
/** How long a batch waits at most, give or take JOIN_MS. */
const MOST_MS = 40;

/** What a single id may cause for a call for many. */
const OF_ONE: readonly ErrorKind[] = ["notFound", "invalid", "denied", "state"];

/**
 * Joins reads of single things at nearly the same time into calls that read many of one region. Nothing is cached: a
 * read that starts after a write is sent after it.
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
    // The call serves all of them, so its deadline is the latest of theirs.
    const { context } = requests.reduce((most, next) =>
      next.context.deadline > most.context.deadline ? next : most,
    );
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

interface Request {
  id: string;
  context: CallContext;
}

/** One region's reads. */
class Queue<V> {
  readonly #size: number;
  readonly #loader: DataLoader<Request, V>;
  #send: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #closesAt = 0;
  /** Reads that the next call includes. */
  #waiting = 0;
  /** Reads that have no answer yet. */
  #open = 0;
  /** The largest number of open reads when a call was sent: when as many wait, the engine requests no more. */
  #most = 1;

  constructor(size: number, read: DataLoader.BatchLoadFn<Request, V>) {
    this.#size = size;
    this.#loader = new DataLoader(read, {
      cache: false,
      maxBatchSize: size,
      // Called for the first read of a batch.
      batchScheduleFn: (send) => {
        this.#send = () => {
          clearTimeout(this.#timer);
          this.#most = Math.max(this.#most, this.#open);
          this.#waiting = 0;
          send();
        };
        this.#timer = setTimeout(this.#send, JOIN_MS);
        this.#closesAt = Date.now() + MOST_MS;
      },
    });
  }

  async load(request: Request): Promise<V> {
    this.#waiting += 1;
    this.#open += 1;
    const answer = this.#loader.load(request);
    // A single read may always be the first of many.
    const asked = this.#most === 1 ? Infinity : this.#most;
    if (this.#waiting >= Math.min(asked, this.#size)) this.#send();
    else if (Date.now() < this.#closesAt) this.#timer?.refresh();
    try {
      return await answer;
    } finally {
      this.#open -= 1;
    }
  }
}
