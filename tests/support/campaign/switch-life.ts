import type { CloudName } from "../../../emulator/clouds";
import type { Emulator } from "../emulator";
import type { Plugin } from "../plugin";
import type { Props } from "../protocol";
import { URN, type ProviderClient } from "../provider-client";

const DAY = 86_400;
const MATERIAL = Buffer.alloc(32, 7).toString("base64");

/** One resource's part of a state. */
interface State {
  id: string;
  inputs: Props;
  outputs: Props;
}

/** What an engine does with one resource, from its first update to its end; after each update a refresh, which changes nothing. */
class Resource {
  state: State | undefined;

  constructor(
    readonly urn: string,
    private readonly run: () => Promise<ProviderClient>,
  ) {}

  async up(program: Props): Promise<State> {
    const client = await this.run();
    const { urn } = this;
    const olds = this.state?.inputs ?? {};
    const { inputs, failures } = await client.check(program, { urn, olds });
    expect(failures).toEqual([]);
    if (!this.state) await this.#create(client, inputs);
    else await this.#update(client, this.state, inputs, program);
    await this.#expectSettled(program);
    return this.#known;
  }

  /** What a refresh finds, and the state then. */
  async refresh(): Promise<State> {
    const client = await this.run();
    const { id, inputs, outputs: properties } = this.#known;
    const { urn } = this;
    const read = await client.read(id, { urn, inputs, properties });
    if (!read) throw new Error(`${id} is gone`);
    this.state = { id, inputs: read.inputs, outputs: read.properties };
    return this.state;
  }

  async import(id: string): Promise<void> {
    const client = await this.run();
    const { urn } = this;
    const read = await client.read(id, { urn });
    if (!read) throw new Error(`${id} is not found`);
    this.state = { id, inputs: read.inputs, outputs: read.properties };
    await this.#expectSettled(read.inputs);
  }

  async destroy(): Promise<void> {
    const client = await this.run();
    await this.#delete(client, this.#known);
    this.state = undefined;
  }

  get #known(): State {
    if (!this.state) throw new Error("the resource has no key");
    return this.state;
  }

  async #create(client: ProviderClient, inputs: Props): Promise<void> {
    const { urn } = this;
    const { id, properties } = await client.create(inputs, { urn });
    this.state = { id, inputs, outputs: properties };
  }

  async #update(
    client: ProviderClient,
    state: State,
    news: Props,
    program: Props,
  ): Promise<void> {
    const { urn } = this;
    const { id, inputs: oldInputs, outputs: olds } = state;
    const change = { id, olds, oldInputs, news, urn };
    const diff = await client.diff(change);
    if (diff.replaces.length > 0) {
      const { inputs } = await client.check(program, { urn });
      await this.#create(client, inputs);
      await this.#delete(client, state);
    } else if (diff.changes === "some") {
      const outputs = await client.update(change);
      this.state = { id, inputs: news, outputs };
    }
  }

  async #delete(client: ProviderClient, state: State): Promise<void> {
    const { id, inputs: oldInputs, outputs: properties } = state;
    await client.delete(id, { urn: this.urn, oldInputs, properties });
  }

  async #expectSettled(program: Props): Promise<void> {
    const { id, inputs: oldInputs, outputs: olds } = await this.refresh();
    const client = await this.run();
    const { urn } = this;
    const asked = { urn, olds: oldInputs };
    const { inputs: news, failures } = await client.check(program, asked);
    expect(failures).toEqual([]);
    const diff = await client.diff({ id, olds, oldInputs, news, urn });
    expect(diff.detailed).toEqual({});
  }
}

/** The whole life of keys of one cloud: creation, refreshes, each kind of update, rotation, import, replacement, end. */
export class SwitchLife {
  #clients: ProviderClient[] = [];

  constructor(
    private readonly cloud: CloudName,
    private readonly emulator: Emulator,
    private readonly plugin: Plugin,
    private readonly place: Props = {},
  ) {}

  /** `lasting`: an input that the cloud can't clear once it is set. */
  async live(lasting?: string): Promise<void> {
    try {
      const key = this.#resource("orders");
      await this.#updates(key, lasting);
      await this.#rotation(key);
      await this.#deletionTakenBack(key);
      await this.#import(key);
      await this.#replacement(key);
      await this.#ownMaterial();
      await this.#expectEnd();
    } finally {
      for (const client of this.#clients) client.close();
    }
  }

  get #base(): Props {
    return { cloud: this.cloud, ...this.place };
  }

  #resource(name: string): Resource {
    return new Resource(URN.replace(/key$/, name), async () => {
      const client = await this.plugin.run(this.emulator.connection());
      this.#clients.push(client);
      return client;
    });
  }

  async #updates(key: Resource, lasting?: string): Promise<void> {
    const interval = (days: number) => ({ interval: `${String(days)}d` });
    const changes: Props[] = [
      { alias: "orders", description: "one", tags: { team: "a", env: "b" } },
      { rotation: interval(30) },
      { rotation: interval(60), description: "two" },
      { alias: "orders-2", tags: { team: "c" } },
      { enabled: false },
      { rotation: { enabled: false }, description: "" },
      { enabled: true, rotation: interval(30) },
      { deletionWindowInDays: 7 },
      ...(this.cloud === "alibaba"
        ? [{ deletionProtection: true }, { deletionProtection: false }]
        : []),
    ];
    let program = this.#base;
    for (const change of changes) {
      const cleared =
        lasting && change[lasting] === "" ? { [lasting]: "x" } : {};
      program = { ...program, ...change, ...cleared };
      await key.up(program);
    }
  }

  async #rotation(key: Resource): Promise<void> {
    const before = key.state?.outputs["lastRotationDate"];
    await this.emulator.advance(31 * DAY);
    const { outputs } = await key.refresh();
    expect(outputs["lastRotationDate"]).toBeDefined();
    expect(outputs["lastRotationDate"]).not.toBe(before);
  }

  /** Somebody schedules the key's deletion: a refresh shows it, and an update takes it back. */
  async #deletionTakenBack(key: Resource): Promise<void> {
    const program = { ...key.state?.inputs };
    const other = this.#resource("other");
    if (!key.state) throw new Error("there is no key");
    other.state = { ...key.state };
    await other.destroy();
    const pending = await key.refresh();
    expect(pending.outputs["keyState"]).toBe("PendingDeletion");
    const { outputs } = await key.up(program);
    expect(outputs["keyState"]).toBe("Enabled");
  }

  async #import(key: Resource): Promise<void> {
    await key.import(key.state?.id ?? "");
  }

  async #replacement(key: Resource): Promise<void> {
    const { id } = key.state ?? {};
    const program = { ...this.#base, alias: "orders-2", spec: "RSA_2048" };
    const { id: made, outputs } = await key.up(program);
    expect(made).not.toBe(id);
    expect(outputs["alias"]).toBe("orders-2");
    await key.destroy();
  }

  async #ownMaterial(): Promise<void> {
    const key = this.#resource("own");
    const program = { ...this.#base, origin: "EXTERNAL", alias: "own" };
    const waits = await key.up(program);
    expect(waits.outputs["keyState"]).toBe("PendingImport");
    const material = { keyMaterial: MATERIAL };
    const imported = await key.up({ ...program, ...material });
    expect(imported.outputs["keyState"]).toBe("Enabled");
    const gone = await key.up({ ...program, deleteKeyMaterial: true });
    expect(gone.outputs["keyState"]).toBe("PendingImport");
    const again = await key.up({ ...program, ...material });
    expect(again.outputs["keyState"]).toBe("Enabled");
    await key.destroy();
  }

  async #expectEnd(): Promise<void> {
    const keys = await this.emulator.keys();
    expect(keys).toHaveLength(3);
    for (const { keyState } of keys) expect(keyState).toMatch(/^PendingDelet/);
  }
}
