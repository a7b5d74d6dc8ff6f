import { TEST_CLOUDS } from "../engine/clouds";
import { Emulator } from "../support/emulator";
import { Plugin } from "../support/plugin";
import {
  isSecret,
  secret,
  UNKNOWN,
  type Json,
  type Props,
} from "../support/protocol";
import { URN, type ProviderClient } from "../support/provider-client";
import { ANY_ID, EVERY_INPUT } from "./inputs";

/** What Go programs send instead of a text's marker. */
const TYPED_UNKNOWNS = [
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

let emulator: Emulator;
let plugin: Plugin;
let client: ProviderClient;

beforeAll(async () => {
  emulator = await Emulator.start();
  ({ plugin, client } = await Plugin.configured(emulator.connection()));
});
afterAll(async () => {
  await plugin.stop();
  await emulator.stop();
});

beforeEach(() => emulator.reset());

/** Every place in some inputs, nested ones too, with the inputs as they are with another value there. */
function places(
  inputs: Props,
  put: (value: Json) => Json,
): [place: string, inputs: Props][] {
  return Object.entries(inputs).flatMap(([name, value]) => {
    const whole: [string, Props] = [name, { ...inputs, [name]: put(value) }];
    if (typeof value !== "object" || value === null) return [whole];
    if (Array.isArray(value))
      return [
        whole,
        ...value.map((item, index): [string, Props] => [
          `${name}.${String(index)}`,
          { ...inputs, [name]: value.with(index, put(item)) },
        ]),
      ];
    const inside = places(value, put).map(([place, inner]): [string, Props] => [
      `${name}.${place}`,
      { ...inputs, [name]: inner },
    ]);
    return [whole, ...inside];
  });
}

let runs = 0;

describe.each(TEST_CLOUDS)("on $name", ({ name: cloud }) => {
  const valid = EVERY_INPUT[cloud];

  test("the inputs that these tests change are sound, and make a key", async () => {
    const { inputs, failures } = await client.check(valid);
    expect(failures).toEqual([]);
    expect((await client.create(inputs)).id).toContain(cloud);
  });

  test.each(places(valid, () => UNKNOWN))(
    "%s may be unknown in Check, Diff and previews, without any call to the cloud",
    async (place, given) => {
      const urn = `${URN}-${place}`;
      // No two resources of one run ask for one alias.
      const number = String((runs += 1));
      const names: Props = { alias: `canary-alias-${number}` };
      if (valid["additionalAliases"])
        names["additionalAliases"] = [`canary-other-${number}`];
      const own = Object.entries(names).filter(
        ([name]) => given[name] === valid[name],
      );
      const news = { ...given, ...Object.fromEntries(own) };
      const before = await client.check({ ...valid, ...names }, { urn });
      const preview = { urn, preview: true };
      const olds = await client.create(before.inputs, preview);
      await emulator.forgetCalls();

      const { inputs, failures } = await client.check(news, {
        urn,
        olds: before.inputs,
      });
      expect(failures).toEqual([]);
      expect(inputs).toMatchObject(news);
      const change = {
        id: ANY_ID[cloud],
        urn,
        olds: olds.properties,
        oldInputs: before.inputs,
        news: inputs,
      };
      const diff = await client.diff(change);
      expect(diff.replaces).toEqual([]);
      await client.create(inputs, preview);
      await client.update({ ...change, preview: true });
      expect(await emulator.calls()).toEqual({ alibaba: {}, tencent: {} });
    },
  );

  test.each(TYPED_UNKNOWNS)(
    "the marker %s is as unknown as a text's",
    async (marker) => {
      const { failures } = await client.check({
        ...valid,
        enabled: marker,
        deletionWindowInDays: marker,
        tags: marker,
        rotation: marker,
      });
      expect(failures).toEqual([]);
    },
  );

  test.each(places(valid, secret))(
    "%s may be secret, and is so in the outputs of preview, Create and Read",
    async (place, news) => {
      const [name = "", member] = place.split(/\.(.*)/);
      const { inputs, failures } = await client.check(news);
      expect(failures).toEqual([]);
      const preview = await client.create(inputs, { preview: true });
      const { id, properties } = await client.create(inputs);
      const read = await client.read(id, { inputs, properties });
      // A preview may leave an output out, which makes it unknown.
      const promised = preview.properties[name];
      if (promised !== undefined)
        expect(isSecretAt(promised, member)).toBe(true);
      for (const values of [inputs, properties, read?.properties, read?.inputs])
        expect(isSecretAt(values?.[name], member)).toBe(true);
    },
  );

  test("no text of an error or a failure shows a secret", async () => {
    const canary = "canary-4711";
    const wrong: Record<string, Json> = {
      ...valid,
      alias: secret(`kms-${canary}!`),
      description: secret([canary]),
      spec: secret(`${canary}-spec`),
      tags: {
        [`acs:${canary.slice(0, 3)}`]: secret(canary),
        ok: secret([canary]),
      },
      policy: secret(`{"${canary}`),
      keyMaterial: secret(`${canary}!`),
      rotation: secret({ interval: canary }),
      deletionWindowInDays: secret(canary),
    };
    const { failures } = await client.check(wrong);
    expect(failures.length).toBeGreaterThan(5);
    expect(JSON.stringify(failures)).not.toContain(canary);
    expect(failures.map(({ property }) => property).join("")).toBe("");
  });

  test("no error of a cloud shows a secret", async () => {
    const canary = "canary-4711";
    const urn = `${URN}-holder`;
    const holder = await client.check({ cloud, alias: canary }, { urn });
    await client.create(holder.inputs, { urn });
    const news = {
      cloud,
      alias: secret(canary),
      description: secret(`about ${canary}`),
      tags: { a: secret(`tag ${canary}`) },
    };
    const { inputs } = await client.check(news);
    await expect(client.create(inputs)).rejects.toMatchObject({
      message: expect.not.stringContaining(canary) as string,
    });
    expect(plugin.stderr).not.toContain(canary);
  });
});

/** Whether a value is secret itself, or its member is. */
function isSecretAt(value: Json | undefined, member: string | undefined) {
  if (isSecret(value)) return true;
  if (member === undefined || typeof value !== "object" || value === null)
    return false;
  return isSecret((value as Props)[member]);
}
