import { TEST_CLOUDS } from "./clouds";
import { cmk, EngineBench } from "./testing";

/** What a new key gets for inputs that the program leaves out, and what a preview shows of it. */

const bench = new EngineBench("replacement");

describe.each(TEST_CLOUDS)("on $name", (cloud) => {
  const resource = (properties: object) =>
    cmk({ cloud: cloud.name, ...properties });
  const start = (properties: object) =>
    bench.start({ key: resource(properties) });
  const write = (properties: object, options: object = {}) => {
    bench.write({ key: cmk({ cloud: cloud.name, ...properties }, options) });
  };
  const output = async (name: string) =>
    (await bench.stack.resource("key")).outputs?.[name];
  const diffOf = async () => {
    const { steps } = await bench.stack.plan();
    return steps.find(({ urn }) => urn.endsWith("::key"))?.detailedDiff;
  };

  test("that an immutable change causes, the preview names what else the program leaves to the cloud", async () => {
    await start({ spec: "RSA_2048", usage: "ENCRYPT_DECRYPT" });
    write({ spec: "EC_P256" });
    expect(Object.keys((await diffOf()) ?? {}).sort()).toEqual([
      "spec",
      "usage",
    ]);
    await bench.stack.up();
    expect(await output("usage")).toBe("SIGN_VERIFY");
  });

  test("that is asked for by an option, the new key is of the old one's kind, though the program no longer names it", async () => {
    await start({ spec: "RSA_2048", usage: "ENCRYPT_DECRYPT" });
    write({});
    await bench.stack.up();
    write({ description: "new" }, { replaceOnChanges: ["description"] });
    expect(Object.keys((await diffOf()) ?? {})).toEqual(["description"]);
    await bench.stack.up();
    expect((await bench.emulator.keys()).length).toBe(2);
    expect(await output("spec")).toBe("RSA_2048");
    expect(await output("usage")).toBe("ENCRYPT_DECRYPT");
  });

  test("that a spec not known yet may cause, no preview promises the key's id", async () => {
    await bench.start(program("AES_256"));
    bench.write(program("SM4"));
    const { steps } = await bench.stack.plan();
    const successor = steps.find(({ urn }) => urn.endsWith("::follower"));
    expect(successor?.op).not.toBe("same");

    /** A key of the other's spec, and one that has its id in its description. */
    function program(spec: string): object {
      return {
        first: resource({ spec }),
        key: resource({ spec: "${first.spec}" }),
        successor: resource({ description: "${key.keyId}" }),
      };
    }
  });
});

test("of a protected key is refused before a key is made, also where an option asks for it", async () => {
  const resources = (description: string, options: object) => ({
    key: cmk(
      { cloud: "alibaba", description, deletionProtection: true },
      options,
    ),
  });
  await bench.start(resources("a", {}));
  bench.write(resources("b", { replaceOnChanges: ["description"] }));
  for (const command of ["preview", "up"]) {
    const { stdout, stderr } = await bench.stack.fails(command);
    expect(stdout + stderr).toContain("is protected against deletion");
  }
  expect((await bench.emulator.keys()).length).toBe(1);
});
