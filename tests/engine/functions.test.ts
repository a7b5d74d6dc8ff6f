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

  async function invoked(token: string, args: object): Promise<unknown> {
    reader.write({
      variables: {
        found: { "fn::invoke": { function: token, arguments: args } },
      },
      outputs: { found: "${found}" },
    });
    await reader.up();
    return (await reader.outputs())["found"];
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
    for (const args of [
      { id: expected.id },
      { ...place, keyId },
      { ...place, alias: "app-data" },
      { arn },
    ])
      expect(await invoked("cmk:getCmk", args)).toMatchObject(expected);
  });

  test("keys are listed by filters", async () => {
    const found = async (filter: object) => {
      const { cmks } = (await invoked("cmk:getCmks", {
        ...place,
        ...filter,
      })) as { cmks: { alias: string }[] };
      return cmks.map(({ alias }) => alias).sort();
    };
    expect(await found({})).toEqual(["app-data", "app-sign"]);
    expect(await found({ tags: { team: "a" } })).toEqual(["app-data"]);
    expect(await found({ usages: ["SIGN_VERIFY"] })).toEqual(["app-sign"]);
    expect(await found({ specs: ["EC_P256"] })).toEqual(["app-sign"]);
    expect(await found({ aliasPrefix: "app-d" })).toEqual(["app-data"]);
    expect(await found({ states: ["Disabled"] })).toEqual([]);
  });

  test("a public key is given in PEM and DER that agree", async () => {
    const { sign } = await keys.outputs();
    const { publicKeyPem, publicKeyDer } = (await invoked("cmk:getPublicKey", {
      id: sign,
    })) as { publicKeyPem: string; publicKeyDer: string };
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
