import { randomBytes } from "node:crypto";
import type { Props } from "../support/protocol";
import type { ProviderClient } from "../support/provider-client";

/** A key that the plugin makes, and what happens to it. */
export class Life {
  #inputs: Props = {};
  #outputs: Props = {};
  id = "";

  constructor(
    /** The plugin that carries out what is asked for next. */
    public client: ProviderClient,
    private readonly urn = `urn:pulumi:dev::keys::cmk:index:Cmk::${randomBytes(4).toString("hex")}`,
  ) {}

  async make(news: Props): Promise<void> {
    const { urn } = this;
    const { inputs } = await this.client.check(news, { urn });
    const { id, properties } = await this.client.create(inputs, { urn });
    Object.assign(this, { id });
    this.#inputs = inputs;
    this.#outputs = properties;
  }

  async change(news: Props): Promise<void> {
    const { id, urn } = this;
    const [olds, oldInputs] = [this.#outputs, this.#inputs];
    const { inputs } = await this.client.check(news, { urn, olds: oldInputs });
    const change = { id, urn, olds, oldInputs, news: inputs };
    await this.client.diff(change);
    this.#outputs = await this.client.update(change);
    this.#inputs = inputs;
  }

  async replace(news: Props): Promise<void> {
    const [id, olds, oldInputs] = [this.id, this.#outputs, this.#inputs];
    const change = { id, urn: this.urn, olds, oldInputs, news };
    await this.client.diff(change);
    await this.make(news);
    await this.client.delete(id, { properties: olds, oldInputs });
  }

  async refresh(): Promise<void> {
    const [inputs, properties] = [this.#inputs, this.#outputs];
    const read = await this.client.read(this.id, { inputs, properties });
    this.#inputs = read?.inputs ?? {};
    this.#outputs = read?.properties ?? {};
  }

  async remove(): Promise<void> {
    const known = { properties: this.#outputs, oldInputs: this.#inputs };
    await this.client.delete(this.id, known);
  }
}
