import { batch, signal } from "@preact/signals";
import type { KeyView } from "../core/contract";
import type { DestroyedKey, Life } from "../core/lives";
import type { SwitchSettings } from "../core/switches";
import type { ListedFault } from "../core/traffic/faults";
import type { LimitRule } from "../core/traffic/limits";
import type { LoggedLine } from "../core/traffic/request-log";

/** What the emulator tells, kept up to date by its events. */

export type Key = KeyView & { life: Life };
export type Request = LoggedLine;

export interface Settings {
  /** By how much the emulator's clock is ahead of the machine's. */
  aheadSeconds: number;
  faults: ListedFault[];
  limits: LimitRule[];
  switches: ReturnType<SwitchSettings["list"]>;
  accounts: { accessKeyId: string; account: string; expires?: number }[];
  destroyed: DestroyedKey[];
}

export const connection = signal<"connecting" | "live" | "lost">("connecting");
export const about = signal({ version: "", clouds: [] as string[] });
/** By `CLOUD/ID`. */
export const keys = signal<ReadonlyMap<string, Key>>(new Map());
/** The oldest first. */
export const requests = signal<readonly Request[]>([]);
export const settings = signal<Settings>({
  aheadSeconds: 0,
  faults: [],
  limits: [],
  switches: {},
  accounts: [],
  destroyed: [],
});

const MOST_REQUESTS = 1_000;

/** What has arrived; shown with the next frame, however many events there are until then. */
let known = new Map<string, Key>();
let arrived: Request[] = [];
let partial: Partial<Settings> = {};
let isKeyNew = false;
let isShowing = false;
let isComplete = false;

function showSoon(): void {
  if (isShowing || !isComplete) return;
  isShowing = true;
  requestAnimationFrame(() => {
    isShowing = false;
    batch(() => {
      if (isKeyNew) keys.value = new Map(known);
      requests.value = arrived;
      if (Object.keys(partial).length > 0)
        settings.value = { ...settings.value, ...partial };
      connection.value = "live";
    });
    isKeyNew = false;
    partial = {};
  });
}

const HANDLERS: Readonly<Record<string, (data: never) => void>> = {
  /** All that there is follows, until `ready`. */
  start(data: { version: string; clouds: string[] }) {
    about.value = data;
    known = new Map();
    isKeyNew = true;
    arrived = [];
    isComplete = false;
  },
  keys(data: Key[]) {
    for (const key of data) known.set(`${key.cloud}/${key.keyId}`, key);
    isKeyNew = true;
  },
  gone(data: string[]) {
    for (const id of data) known.delete(id);
    isKeyNew = true;
  },
  requests(data: Request[]) {
    arrived = [...arrived, ...data].slice(-MOST_REQUESTS);
  },
  forgotten() {
    arrived = [];
  },
  settings(data: Partial<Settings>) {
    partial = { ...partial, ...data };
  },
  ready() {
    isComplete = true;
  },
};

let source: EventSource | undefined;

function connect(): void {
  source?.close();
  source = new EventSource("/_emulator/events");
  source.onerror = () => (connection.value = "lost");
  for (const [name, handle] of Object.entries(HANDLERS))
    source.addEventListener(name, ({ data }: MessageEvent<string>) => {
      handle(JSON.parse(data) as never);
      showSoon();
    });
}

/** A page that nobody sees asks for nothing, and leaves the browser's few connections to others. */
function connectIfVisible(): void {
  if (document.visibilityState === "visible") connect();
  else source?.close();
}

export function follow(): void {
  document.addEventListener("visibilitychange", connectIfVisible);
  connectIfVisible();
}
