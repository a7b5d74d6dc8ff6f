import type { Clock, CloudEmulator, Collection, KeyMoment } from "./contract";
import type { MemoryStore } from "./state/store";

/** Something that has happened to a key, or is due. */
export interface LifeEvent {
  /** Epoch ms, by the emulator's clock. */
  at: number;
  /** `created`, `rotated`, `destroyed`, or the state that the key came into, as its cloud spells it. */
  what: string;
  /** How many rotations it stands for, if several. */
  times?: number;
}

/** What has become of a key. */
export interface Life {
  events: readonly LifeEvent[];
  due: readonly LifeEvent[];
  /** How often its material was made. */
  versions?: number;
}

/** A key that was destroyed, which its cloud has forgotten. */
export interface DestroyedKey extends Life {
  cloud: string;
  keyId: string;
  region: string;
  account: string;
  keySpec: string;
  aliases: string[];
}

/** Of a longer life, its beginning and its latest events are kept. */
const MOST_EVENTS = 40;
const MOST_DESTROYED = 200;

/**
 * The lives of all keys, read off the changes of the clouds' stored keys, so that the clouds need not tell them. Stored, so that
 * they are as old as the keys.
 */
export class Lives {
  readonly #lives: Collection<Life>;
  readonly #destroyed: Collection<DestroyedKey>;
  readonly #clock: Clock;

  constructor(
    store: MemoryStore,
    clock: Clock,
    clouds: readonly CloudEmulator[],
  ) {
    this.#lives = store.collection("core.lives");
    this.#destroyed = store.collection("core.destroyed");
    this.#clock = clock;
    for (const { name, records } of clouds)
      store.watch(records.collection, (before, after) => {
        const [old, key] = [before, after].map((record) =>
          record === undefined ? undefined : records.read(record),
        );
        if (key !== undefined) this.#live(name, old, key);
        else if (old !== undefined) this.#end(name, old);
      });
  }

  of(cloud: string, keyId: string): Life {
    return this.#lives.get(idOf(cloud, keyId)) ?? { events: [], due: [] };
  }

  /** The last ones, the oldest first. */
  destroyed(): DestroyedKey[] {
    return [...this.#destroyed.values()];
  }

  #live(cloud: string, old: KeyMoment | undefined, key: KeyMoment): void {
    const due = dueOf(key);
    const id = idOf(cloud, key.keyId);
    const life = this.#lives.get(id);
    const events = life?.events ?? [{ at: key.created, what: "created" }];
    const added = eventsBetween(old ?? key, key, this.#clock.now());
    if (life && !added.length && isSame(life.due, due)) return;
    const versions = key.rotations + 1;
    const all = shortened([...events, ...added]);
    this.#lives.put(id, { events: all, due, versions });
  }

  /** A key that vanishes before its time has only got another id. */
  #end(cloud: string, old: KeyMoment): void {
    const { keyId, region, account, keySpec, aliases, ends } = old;
    const id = idOf(cloud, keyId);
    const { events, versions } = this.of(cloud, keyId);
    this.#lives.delete(id);
    if (ends === undefined) return;
    const known = [...events, { at: ends, what: "destroyed" }];
    const key = { cloud, keyId, region, account, keySpec, aliases };
    this.#destroyed.put(id, { ...key, versions, events: known, due: [] });
    const [oldest] = this.#destroyed.values();
    if (oldest && this.#destroyed.size > MOST_DESTROYED)
      this.#destroyed.delete(idOf(oldest.cloud, oldest.keyId));
  }
}

function idOf(cloud: string, keyId: string): string {
  return `${cloud}/${keyId}`;
}

function dueOf({ rotates, ends }: KeyMoment): LifeEvent[] {
  if (ends !== undefined) return [{ at: ends, what: "destroyed" }];
  return rotates === undefined ? [] : [{ at: rotates, what: "rotated" }];
}

function eventsBetween(
  old: KeyMoment,
  key: KeyMoment,
  now: number,
): LifeEvent[] {
  const events: LifeEvent[] = [];
  const times = key.rotations - old.rotations;
  if (times > 0)
    events.push({
      at: key.rotated ?? now,
      what: "rotated",
      ...(times > 1 && { times }),
    });
  if (key.state !== old.state) events.push({ at: now, what: key.state });
  return events;
}

function isSame(some: readonly LifeEvent[], others: readonly LifeEvent[]) {
  return JSON.stringify(some) === JSON.stringify(others);
}

function shortened(events: LifeEvent[]): LifeEvent[] {
  const [first, ...rest] = events;
  return first === undefined ? [] : [first, ...rest.slice(1 - MOST_EVENTS)];
}
