import { Emulator } from "../support/emulator";
import { Plugin } from "../support/plugin";
import type { Json, Props } from "../support/protocol";
import type { ProviderClient } from "../support/provider-client";

/** A program that spells out the generated name of its key, as `pulumi import` writes it. */

let emulator: Emulator;
let plugin: Plugin | undefined;
let client: ProviderClient;
beforeAll(async () => {
  emulator = await Emulator.start();
});
afterAll(() => emulator.stop());
beforeEach(() => emulator.reset());
afterEach(() => plugin?.stop());

/** Each Pulumi command starts its own process. */
async function anotherCommand(): Promise<void> {
  await plugin?.stop();
  ({ plugin, client } = await Plugin.configured(emulator.connection()));
}

async function checked(inputs: Props, olds?: Props): Promise<Props> {
  const reply = await client.check({ cloud: "tencent", ...inputs }, { olds });
  expect(reply.failures).toEqual([]);
  return reply.inputs;
}

interface Made {
  alias: Json;
  id: string;
  inputs: Props;
  properties: Props;
}

async function makeAutoNamed(): Promise<Made> {
  await anotherCommand();
  const inputs = await checked({});
  const { id, properties } = await client.create(inputs);
  return { alias: inputs["alias"] ?? null, id, inputs, properties };
}

async function states(): Promise<Record<string, string>> {
  const keys = await emulator.keys();
  return Object.fromEntries(
    keys.map(({ keyId, keyState }) => [keyId, keyState]),
  );
}

const keyIdOf = (id: string) => id.split("/").at(-1) ?? "";

test("a forced replacement creates another key, which takes over the live key's name", async () => {
  const { id, alias } = await makeAutoNamed();
  await anotherCommand();
  const made = await client.create(await checked({ alias }));
  expect(made.id).not.toBe(id);
  expect(made.properties["alias"]).toBe(alias);
  expect(await states()).toEqual({
    [keyIdOf(id)]: "Enabled",
    [keyIdOf(made.id)]: "Enabled",
  });
});

test("a replacement creates another key, which takes over the name", async () => {
  const { id, alias, inputs, properties } = await makeAutoNamed();
  await anotherCommand();
  const news = await checked({ alias, description: "new" }, inputs);
  await client.diff({ id, olds: properties, oldInputs: inputs, news });
  const made = await client.create(await checked({ alias }));
  await client.delete(id, { properties, oldInputs: inputs });
  expect(made.properties["alias"]).toBe(alias);
  expect(await states()).toEqual({
    [keyIdOf(id)]: "PendingDelete",
    [keyIdOf(made.id)]: "Enabled",
  });
});

test("deleteBeforeReplace frees the name first", async () => {
  const { id, alias, inputs, properties } = await makeAutoNamed();
  await anotherCommand();
  const news = await checked({ alias });
  await client.delete(id, { properties, oldInputs: inputs });
  const made = await client.create(news);
  expect(made.properties["alias"]).toBe(alias);
  expect(await states()).toEqual({
    [keyIdOf(id)]: "PendingDelete",
    [keyIdOf(made.id)]: "Enabled",
  });
});
