interface Timer {
  at: number;
  order: number;
  run: () => void;
}

const real = {
  now: Date.now,
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setImmediate: globalThis.setImmediate,
};

/** Nothing is under way any more that could end a wait: what waits, waits for ever. */
export class Deadlock extends Error {}

/**
 * The time of a simulation: `Date.now` and timers of all code in this process, whoever wrote it. A wait takes no time; the clock
 * jumps to its end as soon as nothing else is left to do. Jest's own fake timers do the same, 20 times slower.
 */
export class VirtualTime {
  static #running = false;
  #now: number;
  #order = 0;
  #timers: Timer[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  /** Time goes by, with nothing that waits for it. */
  pass(ms: number): void {
    this.#now += ms;
  }

  /** What is under way in a process that has been killed comes to its next call, and what waits there does not wake up. */
  async endAll(): Promise<void> {
    await this.sleep(0);
    this.#timers = [];
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#start(resolve, ms);
    });
  }

  /** Does some work in this time. Throws Deadlock where it would never end. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#install();
    try {
      let ended = false;
      const result = work().finally(() => {
        ended = true;
      });
      // Rethrown below.
      result.catch(() => undefined);
      for (;;) {
        await drained();
        if (ended) return await result;
        const next = this.#timers.shift();
        if (!next) throw new Deadlock("waits for ever");
        this.#now = Math.max(this.#now, next.at);
        next.run();
      }
    } finally {
      this.#timers = [];
      VirtualTime.#running = false;
      Object.assign(globalThis, {
        setTimeout: real.setTimeout,
        clearTimeout: real.clearTimeout,
      });
      Date.now = real.now;
    }
  }

  #install(): void {
    if (VirtualTime.#running)
      throw new Error("a process has one time: simulations follow each other");
    VirtualTime.#running = true;
    Date.now = () => this.#now;
    const setTimeout = (
      run: (...args: unknown[]) => void,
      ms = 0,
      ...args: unknown[]
    ) => {
      const timer = this.#start(() => {
        run(...args);
      }, ms);
      return Object.assign(timer, { unref: () => timer, ref: () => timer });
    };
    const clearTimeout = (timer: unknown) => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
    Object.assign(globalThis, { setTimeout, clearTimeout });
  }

  #start(run: () => void, ms: number): Timer {
    const at = this.#now + Math.max(0, ms);
    const timer = { at, order: this.#order++, run };
    const place = this.#timers.findIndex((other) => other.at > at);
    this.#timers.splice(place < 0 ? this.#timers.length : place, 0, timer);
    return timer;
  }
}

/** All promises that can be settled now have been. */
function drained(): Promise<void> {
  return new Promise((resolve) => {
    real.setImmediate(resolve);
  });
}

/** A promise that a process of its own would take with it: nobody hears of its end. */
export function never<Result>(): Promise<Result> {
  return new Promise(() => undefined);
}
