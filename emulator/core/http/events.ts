import type { ServerResponse } from "node:http";
import { withoutSecrets } from "../accounts";
import type { Lives } from "../lives";
import type { MemoryStore } from "../state/store";
import type { StateParts } from "../whole-state";
import type { LoggedLine, RequestLog } from "../traffic/request-log";

export const EVENTS_PATH = "/_emulator/events";

/** How often pages are told what is new: what happens in between goes together. */
const TICK_MS = 200;
/** After a look at all keys, this many times its duration passes before the next, so that many keys slow nobody down. */
const REST_PER_LOOK = 20;
/** And at most this long, since a look takes longer on a busy machine, and somebody waits in front of the page. */
const LONGEST_REST_MS = 5_000;
/** Keys rotate and end by time alone, without a change that could be seen. */
const LOOK_ANYWAY_MS = 10_000;
const KEYS_PER_EVENT = 500;
const MOST_LINES = 1_000;
/** When a browser whose connection was lost tries again. */
const COME_BACK_MS = 1_000;
/** A page that does not read is let go: its browser comes back, and gets all anew. */
const MOST_UNREAD_BYTES = 64 * 1024 * 1024;

export interface EventParts extends StateParts {
  lives: Lives;
  requests: RequestLog;
  store: MemoryStore;
  version: string;
}

/** Tells the pages that are open what there is, and then what changes, as server-sent events. */
export class EventStreams {
  readonly #parts: EventParts;
  readonly #pages = new Set<ServerResponse>();
  #lines: LoggedLine[] = [];
  #clears = 0;
  /** The JSON that was told last: of each part of the settings, and of each key. */
  #settings = new Map<string, string>();
  #keys = new Map<string, string>();
  #storeVersion = -1;
  #nextLook = 0;
  #stop: () => void = () => undefined;

  constructor(parts: EventParts) {
    this.#parts = parts;
  }

  /** Answers with events until the page closes. */
  open(response: ServerResponse): void {
    if (this.#pages.size === 0) this.#start();
    else this.#tick();
    const headers = {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
    };
    response.writeHead(200, headers);
    response.on("close", () => {
      this.#pages.delete(response);
      if (this.#pages.size === 0) this.#stop();
    });
    const { version, clouds } = this.#parts;
    const names = clouds.map(({ name }) => name);
    const events = [
      `retry: ${COME_BACK_MS}\n\n`,
      event("start", JSON.stringify({ version, clouds: names })),
      event("settings", object(this.#settings)),
      event("requests", JSON.stringify(this.#parts.requests.lines())),
      ...keyEvents([...this.#keys.values()]),
      event("ready", "{}"),
    ];
    for (const each of events) response.write(each);
    this.#pages.add(response);
  }

  close(): void {
    for (const page of this.#pages) page.destroy();
  }

  #start(): void {
    this.#lines = [];
    this.#clears = this.#parts.requests.clears;
    this.#storeVersion = -1;
    const unlisten = this.#parts.requests.listen((line) => {
      this.#lines.push(line);
      if (this.#lines.length >= 2 * MOST_LINES)
        this.#lines = this.#lines.slice(-MOST_LINES);
    });
    const timer = setInterval(() => this.#tick(), TICK_MS);
    this.#stop = () => {
      clearInterval(timer);
      unlisten();
    };
    // Keys first: looking at them applies what time has changed, and so ends some.
    this.#newKeys();
    this.#newSettings();
  }

  #tick(): void {
    const events: string[] = [];
    const settings = this.#newSettings();
    if (settings.size > 0) events.push(event("settings", object(settings)));
    const { requests } = this.#parts;
    if (requests.clears !== this.#clears) {
      this.#clears = requests.clears;
      this.#lines = requests.lines();
      events.push(event("forgotten", "{}"));
    }
    if (this.#lines.length > 0) {
      const lines = this.#lines.slice(-MOST_LINES);
      events.push(event("requests", JSON.stringify(lines)));
      this.#lines = [];
    }
    if (this.#isLookDue()) {
      const { changed, gone } = this.#newKeys();
      events.push(...keyEvents(changed));
      if (gone.length > 0) events.push(event("gone", JSON.stringify(gone)));
    }
    const text = events.join("");
    for (const page of this.#pages) {
      if (page.writableLength > MOST_UNREAD_BYTES) page.destroy();
      else if (text !== "") page.write(text);
    }
  }

  /** The parts of the settings that have changed, as JSON. */
  #newSettings(): Map<string, string> {
    const { accounts, clock, faults, limits, lives, switches } = this.#parts;
    const parts = {
      // To the second, since the two clocks are read one after the other.
      aheadSeconds: Math.round((clock.now() - Date.now()) / 1000),
      faults: faults.list(),
      limits: limits.list(),
      switches: switches.list(),
      accounts: accounts.list().slice(0, MOST_LINES).map(withoutSecrets),
      destroyed: lives.destroyed(),
    };
    const changed = new Map<string, string>();
    for (const [name, part] of Object.entries(parts)) {
      const text = JSON.stringify(part);
      if (this.#settings.get(name) === text) continue;
      this.#settings.set(name, text);
      changed.set(name, text);
    }
    return changed;
  }

  #isLookDue(): boolean {
    const now = performance.now();
    if (now < this.#nextLook) return false;
    const isChanged = this.#parts.store.version !== this.#storeVersion;
    return isChanged || now > this.#nextLook + LOOK_ANYWAY_MS;
  }

  /** The keys that have changed, as JSON, and the ids of those that are gone. */
  #newKeys(): { changed: string[]; gone: string[] } {
    const started = performance.now();
    const { clouds, lives, store } = this.#parts;
    const keys = new Map<string, string>();
    const changed: string[] = [];
    for (const cloud of clouds)
      for (const key of cloud.keys()) {
        const id = `${cloud.name}/${key.keyId}`;
        const life = lives.of(cloud.name, key.keyId);
        const text = JSON.stringify({ ...key, life });
        keys.set(id, text);
        if (this.#keys.get(id) !== text) changed.push(text);
      }
    const gone = [...this.#keys.keys()].filter((id) => !keys.has(id));
    this.#keys = keys;
    // A look applies what time has changed, which is a change of the store.
    this.#storeVersion = store.version;
    const ended = performance.now();
    const rest = Math.min((ended - started) * REST_PER_LOOK, LONGEST_REST_MS);
    this.#nextLook = ended + rest;
    return { changed, gone };
  }
}

function event(name: string, json: string): string {
  return `event: ${name}\ndata: ${json}\n\n`;
}

function object(members: ReadonlyMap<string, string>): string {
  const texts = Array.from(members, ([name, json]) => `"${name}":${json}`);
  return `{${texts.join(",")}}`;
}

function keyEvents(keys: readonly string[]): string[] {
  const count = Math.ceil(keys.length / KEYS_PER_EVENT);
  return Array.from({ length: count }, (_, index) => {
    const from = index * KEYS_PER_EVENT;
    const some = keys.slice(from, from + KEYS_PER_EVENT);
    return event("keys", `[${some.join(",")}]`);
  });
}
