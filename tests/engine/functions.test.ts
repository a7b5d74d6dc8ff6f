import { createPublicKey } from "node:crypto";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { TEST_CLOUDS } from "./clouds";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await Emulator.start();
});
afterAll(() => emulator.stop());

describe.each(TEST_CLOUDS)("on $name", (cloud) => {
  const place = { cloud: cloud.name, region: cloud.region };
  let keys: Stack;
  let reader: Stack;

  beforeAll(async () => {
    keys = await Stack.create({
      program: {
        resources: {
          sign: {
            type: "cmk:Cmk",
            properties: { ...place, spec: "EC_P256", alias: "app-sign" },
          },
          data: {
            type: "cmk:Cmk",
            properties: {
              ...place,
              alias: "app-data",
              tags: { team: "a" },
              rotation: { interval: "30d" },
            },
          },
        },
        outputs: {
          sign: "${sign.id}",
          arn: "${data.arn}",
          keyId: "${data.keyId}",
        },
      },
      connection: emulator.connection(),
      project: `keys-${cloud.name}`,
    });
    await keys.up();
    reader = await Stack.create({
      program: {},
      connection: emulator.connection(),
      project: `reader-${cloud.name}`,
    });
  });
  afterAll(() => {
    keys.remove();
    reader.remove();
  });

  /** The results of several calls of a function, by one update. */
  async function invoked(
    token: string,
    calls: readonly object[],
  ): Promise<unknown[]> {
    const named = new Map(
      calls.map((args, at) => [`found${String(at)}`, args]),
    );
    const names = [...named.keys()];
    const call = (args: object) => ({
      "fn::invoke": { function: token, arguments: args },
    });
    reader.write({
      variables: Object.fromEntries(
        [...named].map(([name, args]) => [name, call(args)]),
      ),
      outputs: Object.fromEntries(names.map((name) => [name, `\${${name}}`])),
    });
    await reader.up();
    const outputs = await reader.outputs();
    return names.map((name) => outputs[name]);
  }

  test("a key is found by id, by key id, by alias and by arn, with every output", async () => {
    const { arn, keyId } = await keys.outputs();
    const expected = {
      id: `${cloud.name}/${cloud.region}/${String(keyId)}`,
      alias: "app-data",
      tags: { team: "a" },
      rotation: { enabled: true, interval: "30d" },
      enabled: true,
      keyState: "Enabled",
      keyId,
      arn,
    };
    const found = await invoked("cmk:getCmk", [
      { id: expected.id },
      { ...place, keyId },
      { ...place, alias: "app-data" },
      { arn },
    ]);
    for (const each of found) expect(each).toMatchObject(expected);
  });

  test("keys are listed by filters", async () => {
    const filters = [
      {},
      { tags: { team: "a" } },
      { usages: ["SIGN_VERIFY"] },
      { specs: ["EC_P256"] },
      { aliasPrefix: "app-d" },
      { states: ["Disabled"] },
    ];
    const found = await invoked(
      "cmk:getCmks",
      filters.map((filter) => ({ ...place, ...filter })),
    );
    const aliases = (found as { cmks: { alias: string }[] }[]).map(({ cmks }) =>
      cmks.map(({ alias }) => alias).sort(),
    );
    expect(aliases).toEqual([
      ["app-data", "app-sign"],
      ["app-data"],
      ["app-sign"],
      ["app-sign"],
      ["app-data"],
      [],
    ]);
  });

  test("a public key is given in PEM and DER that agree", async () => {
    const { sign } = await keys.outputs();
    const [found] = await invoked("cmk:getPublicKey", [{ id: sign }]);
    const { publicKeyPem, publicKeyDer } = found as {
      publicKeyPem: string;
      publicKeyDer: string;
    };
    const key = createPublicKey(publicKeyPem);
    expect(key.asymmetricKeyType).toBe("ec");
    expect(key.export({ type: "spki", format: "der" }).toString("base64")).toBe(
      publicKeyDer,
    );
  });

  test("a key that there is not, and wrong arguments, are reported", async () => {
    const failing = async (args: object) => {
      reader.write({
        variables: {
          found: { "fn::invoke": { function: "cmk:getCmk", arguments: args } },
        },
        outputs: { found: "${found}" },
      });
      const { stdout, stderr } = await reader.fails("preview");
      return stdout + stderr;
    };
    expect(await failing({ ...place, alias: "nobody" })).toContain(
      'has no key with alias "nobody"',
    );
    expect(await failing({ ...place, alias: "a", keyId: "b" })).toContain(
      "exactly one of id, keyId, alias and arn",
    );
    expect(await failing({ id: "nonsense" })).toContain("CLOUD/REGION/KEYID");
  });
});
