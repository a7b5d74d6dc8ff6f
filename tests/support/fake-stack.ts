import { createProvider } from "../../provider/resource/provider";
import { applyIgnoreChanges } from "../../provider/resource/values/properties";
import type {
  Bag,
  Properties,
} from "../../provider/resource/values/properties";
import type {
  CallHost,
  CheckReply,
  DiffReply,
  ProviderHandlers,
} from "../../provider/resource/values/requests";
import type { CloudName } from "../../provider/model/types";
import { FakeKeyService, type FakeKey } from "./fake-key-service";
import { bag, listeningHost, URN } from "./resource";

export interface StackState {
  id: string;
  inputs: Bag;
  outputs: Bag;
}

/** What a preview shows. */
export interface Preview {
  failures: CheckReply["failures"];
  detailed: DiffReply["detailed"];
  outputs: Bag;
  logged: string[];
}

/** One resource's stack: the engine's calls in their order on the whole provider, with a cloud in memory. */
export class FakeStack {
  state: StackState | undefined;
  settings: Properties = {};
  ignoreChanges: string[] = [];
  replaceOnChanges: string[] = [];
  readonly fake: FakeKeyService;

  constructor(readonly cloud: CloudName) {
    this.fake = new FakeKeyService(cloud);
  }

  /** The key in the cloud. */
  get key(): FakeKey {
    const found = this.fake.find(this.state?.id.split("/").at(-1) ?? "");
    if (!found) throw new Error("there is no key");
    return found;
  }

  get inputs(): Properties {
    return this.state?.inputs.values ?? {};
  }

  get outputs(): Properties {
    return this.state?.outputs.values ?? {};
  }

  preview(program: Properties | Bag): Promise<Preview> {
    return this.#run(program, true);
  }

  /** Fails where Check does. */
  async up(program: Properties | Bag): Promise<Preview> {
    const done = await this.#run(program, false);
    if (done.failures.length > 0)
      throw new Error(done.failures.map(({ reason }) => reason).join("\n"));
    return done;
  }

  async refresh(): Promise<void> {
    if (!this.state) return;
    const plugin = await this.#plugin();
    const request = { ...this.state, urn: URN, timeout: 60 };
    this.state = await plugin.read(request, listeningHost());
  }

  /** What it tells. */
  async destroy(): Promise<string[]> {
    const plugin = await this.#plugin();
    const host = listeningHost();
    if (this.state) await this.#delete(plugin, this.state, host);
    this.state = undefined;
    return host.logged;
  }

  async import(id: string): Promise<void> {
    const plugin = await this.#plugin();
    const none = bag({});
    const request = { id, urn: URN, inputs: none, outputs: none, timeout: 60 };
    this.state = await plugin.read(request, listeningHost());
  }

  async #run(program: Properties | Bag, preview: boolean): Promise<Preview> {
    const plugin = await this.#plugin();
    const host = listeningHost();
    const { state } = this;
    const given = isBag(program) ? program : bag(program);
    const place = { cloud: this.cloud, region: this.fake.region };
    const values = { ...place, alias: "orders", ...given.values };
    const olds = state?.inputs ?? bag({});
    const news = {
      ...given,
      values: state
        ? applyIgnoreChanges(values, olds.values, this.ignoreChanges)
        : values,
    };
    const randomSeed = new Uint8Array(32).fill(1);
    const { inputs, failures } = await plugin.check(
      { urn: URN, olds, news, randomSeed },
      host,
    );
    const shown = { failures, detailed: {}, outputs: bag({}) };
    if (failures.length > 0) return { ...shown, logged: host.logged };
    if (!state) {
      const request = { urn: URN, inputs, preview, timeout: 60 };
      const { id, outputs } = await plugin.create(request, host);
      if (!preview) this.state = { id, inputs, outputs };
      return { ...shown, outputs, logged: host.logged };
    }
    const { id } = state;
    const { ignoreChanges } = this;
    const change = {
      id,
      urn: URN,
      oldInputs: state.inputs,
      oldOutputs: state.outputs,
      news: inputs,
      ignoreChanges,
    };
    const { detailed } = await plugin.diff(change, host);
    const isReplaced = Object.entries(detailed).some(
      ([path, { replace }]) => replace || this.replaceOnChanges.includes(path),
    );
    if (isReplaced) {
      // Without ignoreChanges, as the engine does.
      const unignored = { ...given, values };
      const empty = { urn: URN, olds: bag({}), news: unignored, randomSeed };
      const checked = await plugin.check(empty, host);
      const request = {
        urn: URN,
        inputs: checked.inputs,
        preview,
        timeout: 60,
      };
      const made = await plugin.create(request, host);
      if (!preview) {
        this.state = { ...made, inputs: checked.inputs };
        await this.#delete(plugin, state, host);
      }
      const { outputs } = made;
      return { ...shown, detailed, outputs, logged: host.logged };
    }
    const isSame = Object.keys(detailed).length === 0;
    const { outputs } = isSame
      ? state
      : await plugin.update({ ...change, preview, timeout: 60 }, host);
    if (!preview) this.state = { id, inputs, outputs };
    return { ...shown, detailed, outputs, logged: host.logged };
  }

  #delete(
    plugin: ProviderHandlers,
    { id, inputs, outputs }: StackState,
    host: CallHost,
  ): Promise<void> {
    return plugin.delete(
      { id, urn: URN, oldInputs: inputs, outputs, timeout: 60 },
      host,
    );
  }

  /** A process for each command. */
  async #plugin(): Promise<ProviderHandlers> {
    const plugin = createProvider(() => Promise.resolve(this.fake.service));
    const args = bag(this.settings);
    await plugin.configure(
      { providerId: "provider-id", args },
      listeningHost(),
    );
    return plugin;
  }
}

function isBag(program: Properties | Bag): program is Bag {
  return Array.isArray(program["secrets"]);
}
