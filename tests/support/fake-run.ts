import { create } from "../../provider/resource/apply/create";
import { remove } from "../../provider/resource/apply/delete";
import { read } from "../../provider/resource/apply/read";
import { update } from "../../provider/resource/apply/update";
import { Session } from "../../provider/resource/session/session";
import { ownerIdOf } from "../../provider/resource/values/owner";
import type {
  Bag,
  Properties,
} from "../../provider/resource/values/properties";
import { PartialFailure } from "../../provider/resource/values/requests";
import type { CloudName } from "../../provider/model/types";
import { type FakeKey, FakeKeyService } from "./fake-key-service";
import { bag, listeningHost, URN } from "./resource";

const PROVIDER_ID = "provider-id";

/** The owner of the keys that are made for a resource. */
export function ownerOf(urn = URN): string {
  return ownerIdOf(PROVIDER_ID, urn);
}

/** A key's inputs and outputs, as the engine's state has them. */
export interface State {
  id: string;
  inputs: Properties;
  outputs: Properties;
}

/** One run of the provider for one resource, on a cloud in memory. */
export class FakeRun {
  readonly session: Session;
  readonly abort = new AbortController();
  readonly host = { ...listeningHost(), signal: this.abort.signal };
  urn = URN;

  constructor(
    readonly cloud: CloudName,
    readonly fake = new FakeKeyService(cloud),
  ) {
    this.session = new Session(() => Promise.resolve(fake.service));
    this.session.configure(PROVIDER_ID, bag({}));
  }

  get place(): { cloud: CloudName; region: string } {
    return { cloud: this.cloud, region: this.fake.region };
  }

  /** All that was reported, line by line. */
  get messages(): string {
    return this.host.logged.join("\n");
  }

  /** Calls that may have an effect. */
  get changes(): string[] {
    return this.fake.calls.filter(
      (call) =>
        !/^(account|describe|findByAlias|listing|keyIds|precheck)\b/.test(call),
    );
  }

  idOf({ region, keyId }: FakeKey): string {
    return `${this.cloud}/${region}/${keyId}`;
  }

  /** The key of an id. */
  key(id: string): FakeKey | undefined {
    return this.fake.find(id.split("/").at(-1) ?? "");
  }

  create(inputs: Properties = {}, preview = false) {
    const all = bag({ ...this.place, ...inputs });
    const request = { urn: this.urn, inputs: all, preview, timeout: 60 };
    return create(request, this.session, this.host);
  }

  /** Creates a key, and gives what the state then has, also where some of it was left undone. */
  async made(inputs: Properties = {}): Promise<State> {
    const all = { ...this.place, ...inputs };
    try {
      const { id, outputs } = await this.create(inputs);
      return { id, inputs: all, outputs: outputs.values };
    } catch (error) {
      if (!(error instanceof PartialFailure)) throw error;
      return { id: error.id, inputs: all, outputs: error.outputs.values };
    }
  }

  update(
    state: State,
    news: Properties,
    options: { preview?: boolean; ignoreChanges?: string[] } = {},
  ): Promise<{ outputs: Bag }> {
    const { preview = false, ignoreChanges = [] } = options;
    return update(
      {
        id: state.id,
        urn: this.urn,
        oldInputs: bag(state.inputs),
        oldOutputs: bag(state.outputs),
        news: bag({ ...this.place, ...news }),
        ignoreChanges,
        preview,
        timeout: 60,
      },
      this.session,
      this.host,
    );
  }

  read({
    id,
    inputs,
    outputs,
    isOnlyRead,
  }: Partial<State> & { id: string; isOnlyRead?: boolean }) {
    return read(
      {
        id,
        urn: this.urn,
        inputs: bag(inputs ?? {}),
        outputs: bag(outputs ?? {}),
        isOnlyRead,
        timeout: 60,
      },
      this.session,
      this.host,
    );
  }

  remove({ id, inputs, outputs }: State): Promise<void> {
    return remove(
      {
        id,
        urn: this.urn,
        oldInputs: bag(inputs),
        outputs: bag(outputs),
        timeout: 60,
      },
      this.session,
      this.host,
    );
  }
}

/** What a call that was left undone in part tells; fails where it was done, or refused as a whole. */
export async function partOf(call: Promise<unknown>): Promise<PartialFailure> {
  const outcome = await call.catch((error: unknown) => error);
  if (outcome instanceof PartialFailure) return outcome;
  throw new Error(`no partial failure: ${String(outcome)}`);
}

/** The outcome of a call whose waits, by Jest's fake timers, are over at once. */
export async function withoutWaits<T>(call: () => Promise<T>): Promise<T> {
  jest.useFakeTimers();
  try {
    const outcome = call();
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    outcome.then(end, end);
    while (!isOver) await jest.advanceTimersByTimeAsync(100);
    return await outcome;
  } finally {
    jest.useRealTimers();
  }
}

/** A run, and the key that an earlier one made. */
export async function withKey(cloud: CloudName, inputs: Properties = {}) {
  const { fake, ...earlier } = await madeBy(new FakeRun(cloud), inputs);
  const run = new FakeRun(cloud, fake);
  fake.calls.length = 0;
  return { run, fake, ...earlier };
}

async function madeBy(run: FakeRun, inputs: Properties) {
  const state = await run.made({ alias: "orders", ...inputs });
  const key = run.key(state.id);
  if (!key) throw new Error("no key was made");
  return { fake: run.fake, state, key };
}
