import type { ErrorKind } from "../../provider/clouds/errors";
import type { CloudName } from "../../provider/model/types";
import type { Connect } from "../../provider/resource/session/session";
import {
  FakeKeyService,
  type FakeKey,
  type Method,
  READS,
} from "../support/fake-key-service";
import type { Run } from "./run";
import type { VirtualTime } from "./virtual-time";

export type { FakeKey } from "../support/fake-key-service";

/** What a call did to one key. */
export interface Effect {
  cloud: CloudName;
  keyId: string;
  method: string;
  /** Undefined where the call made the key. */
  before?: FakeKey;
  after: FakeKey;
  run: Run;
  /** The run's engine had died. */
  isAfterEnd: boolean;
}

/** The accounts of both clouds, and what has been done to their keys. */
export class World {
  readonly clouds: Record<CloudName, FakeKeyService>;
  readonly effects: Effect[] = [];
  #run?: Run;

  constructor(readonly time: VirtualTime) {
    const clock = {
      now: () => time.now,
      sleep: (ms: number) => time.sleep(ms),
    };
    this.clouds = {
      alibaba: new FakeKeyService("alibaba", clock),
      tencent: new FakeKeyService("tencent", clock),
    };
    for (const fake of Object.values(this.clouds)) fake.hasManyKeys = true;
  }

  keys(): { cloud: CloudName; key: FakeKey }[] {
    return Object.values(this.clouds).flatMap((fake) =>
      fake.keys.map((key) => ({ cloud: fake.name, key })),
    );
  }

  find(keyId: string): FakeKey | undefined {
    return this.keys().find(({ key }) => key.keyId === keyId)?.key;
  }

  /**
   * How the plugins of a command reach the clouds; commands follow each other. `delayOf` gives how long a call takes, in
   * milliseconds.
   */
  connect(run: Run, delayOf: () => number): Connect {
    // Another provider's plugin of the same command meets the same faults.
    if (this.#run !== run)
      for (const fake of Object.values(this.clouds)) {
        fake.forgetListings();
        const wire = new Wire(this, fake, run, delayOf);
        fake.at = ({ method, moment }) => wire.pass(method, moment);
      }
    this.#run = run;
    return ({ name }) => Promise.resolve(this.clouds[name].service);
  }
}

/** The way of a command's calls to one cloud, with the faults that they meet there. */
class Wire {
  #known: Map<string, FakeKey>;

  constructor(
    private readonly world: World,
    private readonly fake: FakeKeyService,
    private readonly run: Run,
    private readonly delayOf: () => number,
  ) {
    this.#known = copies(fake.keys);
  }

  async pass(
    method: Method,
    moment: "before" | "during" | "after",
  ): Promise<void> {
    const { run, fake, world } = this;
    if (moment === "before") {
      const delay = this.delayOf();
      if (delay > 0) await world.time.sleep(delay);
    } else this.#note(method);
    await run.pluginAwait();
    const kind = run.faultOf(moment, method);
    if (kind !== undefined) throw fake.error(kindOf(method, moment, kind));
  }

  /** What the keys have become since the last change. */
  #note(method: Method): void {
    // A read may end between another call's change and that call's note of it.
    if (READS.has(method)) return;
    const { run, fake, world } = this;
    for (const key of fake.keys) {
      const before = this.#known.get(key.keyId);
      if (before && isSame(before, key)) continue;
      const after = copyOf(key);
      this.#known.set(key.keyId, after);
      const { keyId } = key;
      world.effects.push({
        cloud: fake.name,
        keyId,
        method,
        before,
        after,
        run,
        isAfterEnd: run.engineKilled,
      });
    }
  }
}

/** Of a key that may have been made the clouds' services say more than that an answer was lost. */
function kindOf(method: Method, moment: string, kind: ErrorKind): ErrorKind {
  return method === "create" && moment === "after" ? "uncertain" : kind;
}

function copies(keys: readonly FakeKey[]): Map<string, FakeKey> {
  return new Map(keys.map((key) => [key.keyId, copyOf(key)]));
}

export function copyOf(key: FakeKey): FakeKey {
  return {
    ...key,
    aliases: [...key.aliases],
    tags: { ...key.tags },
    rotation: { ...key.rotation },
    hidden: { ...key.hidden },
  };
}

export function isSame(one: FakeKey, other: FakeKey): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
