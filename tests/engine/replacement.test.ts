import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { TEST_CLOUDS } from "./clouds";

/** What a new key has of what the program leaves out, and what a preview tells of it. */

let emulator: Emulator;
beforeAll(async () => {
  emulator = await Emulator.start();
});
afterEach(async () => {
  await emulator.reset();
});
afterAll(() => emulator.stop());

describe.each(TEST_CLOUDS)("on $name", (cloud) => {
  let stack: Stack;
  let projects = 0;
  afterEach(() => {
    stack.remove();
  });

  const write = (properties: object, options: object = {}) => {
    stack.write({ resources: { key: resource(properties, options) } });
  };
  const resource = (properties: object, options: object = {}) => ({
    type: "cmk:Cmk",
    properties: { cloud: cloud.name, ...properties },
    options,
  });
  const start = async (properties: object) => {
    stack = await Stack.create({
      program: { resources: { key: resource(properties) } },
      connection: emulator.connection(),
      project: `replacement-${cloud.name}-${String(projects++)}`,
    });
    await stack.up();
  };
  const output = async (name: string) =>
    (await stack.resource("key")).outputs?.[name];
  const diffOf = async () => {
    const { steps } = await stack.plan();
    return steps.find(({ urn }) => urn.endsWith("::key"))?.detailedDiff;
  };

  test("that an immutable change causes, the preview names what else the program leaves to the cloud", async () => {
    await start({ spec: "RSA_2048", usage: "ENCRYPT_DECRYPT" });
    write({ spec: "EC_P256" });
    expect(Object.keys((await diffOf()) ?? {}).sort()).toEqual([
      "spec",
      "usage",
    ]);
    await stack.up();
    expect(await output("usage")).toBe("SIGN_VERIFY");
  });

  test("that is asked for by an option, the new key is of the old one's kind, though the program no longer names it", async () => {
    await start({ spec: "RSA_2048", usage: "ENCRYPT_DECRYPT" });
    write({});
    await stack.up();
    write({ description: "new" }, { replaceOnChanges: ["description"] });
    expect(Object.keys((await diffOf()) ?? {})).toEqual(["description"]);
    await stack.up();
    expect((await emulator.keys()).length).toBe(2);
    expect(await output("spec")).toBe("RSA_2048");
    expect(await output("usage")).toBe("ENCRYPT_DECRYPT");
  });

  test("that a spec not known yet may cause, no preview promises the key's id", async () => {
    stack = await Stack.create({
      program: program("AES_256"),
      connection: emulator.connection(),
      project: `unknown-${cloud.name}`,
    });
    await stack.up();
    stack.write(program("SM4"));
    const { steps } = await stack.plan();
    const follower = steps.find(({ urn }) => urn.endsWith("::follower"));
    expect(follower?.op).not.toBe("same");

    /** A key of the other's spec, and one that has its id in its description. */
    function program(spec: string): object {
      return {
        resources: {
          first: resource({ spec }),
          key: resource({ spec: "${first.spec}" }),
          follower: resource({ description: "${key.keyId}" }),
        },
      };
    }
  });
});

test("of a protected key is refused before a key is made, also where an option asks for it", async () => {
  const resource = (description: string, options: object) => ({
    key: {
      type: "cmk:Cmk",
      properties: { cloud: "alibaba", description, deletionProtection: true },
      options,
    },
  });
  const stack = await Stack.create({
    program: { resources: resource("a", {}) },
    connection: emulator.connection(),
    project: "replacement-protected",
  });
  try {
    await stack.up();
    const replaceOnChanges = ["description"];
    stack.write({ resources: resource("b", { replaceOnChanges }) });
    for (const command of ["preview", "up"]) {
      const { stdout, stderr } = await stack.fails(command);
      expect(stdout + stderr).toContain("is protected against deletion");
    }
    expect((await emulator.keys()).length).toBe(1);
  } finally {
    stack.remove();
  }
});
