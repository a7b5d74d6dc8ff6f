import * as cmk from "pulumi-cmk";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { inlineStack } from "../support/inline";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await Emulator.start();
});
afterEach(() => emulator.reset());
afterAll(() => emulator.stop());

const SHARED = [
  "cloud",
  "region",
  "spec",
  "usage",
  "origin",
  "protectionLevel",
  "deletionPolicy",
];

const CLOUDS = [
  ["alibaba", SHARED],
  ["tencent", SHARED.filter((name) => name !== "protectionLevel")],
] as const;

test.each(CLOUDS)(
  "in YAML each output of a key on %s can be an input, or part of a text",
  async (cloud, names) => {
    const from = (source: string, wanted: readonly string[]) =>
      Object.fromEntries(wanted.map((name) => [name, `\${${source}.${name}}`]));
    const text = names.map((name) => `\${first.${name}}`).join(" ");
    const stack = await Stack.create({
      connection: emulator.connection(),
      project: "outputs",
      program: {
        variables: {
          found: {
            "fn::invoke": {
              function: "cmk:getCmk",
              arguments: { cloud: "${first.cloud}", keyId: "${first.keyId}" },
            },
          },
        },
        resources: {
          first: { type: "cmk:Cmk", properties: { cloud, spec: "RSA_2048" } },
          second: {
            type: "cmk:Cmk",
            properties: { ...from("first", names), description: text },
          },
          third: {
            type: "cmk:Cmk",
            properties: from(
              "found",
              names.filter((name) => name !== "deletionPolicy"),
            ),
          },
        },
      },
    });
    await stack.up();
    const keys = await emulator.keys();
    expect(keys).toHaveLength(3);
    expect(new Set(keys.map(({ keyUsage }) => keyUsage)).size).toBe(1);
    stack.remove();
  },
);

test("in TypeScript each output can be an input, and a wrong text is refused with what there is", async () => {
  const program = () => {
    const first = new cmk.Cmk("first", { cloud: "alibaba", spec: "SM2" });
    const { cloud, region, spec, usage, origin } = first;
    const { protectionLevel, deletionPolicy } = first;
    const shared = { cloud, region, spec, usage, origin };
    new cmk.Cmk("second", { ...shared, protectionLevel, deletionPolicy });
    const { keyId } = first;
    const found = cmk.getCmkOutput({ cloud, keyId });
    new cmk.Cmk("third", { cloud: found.cloud, usage: found.keyState });
    return Promise.resolve({});
  };
  const { stack, workplace } = await inlineStack(program, {
    connection: emulator.connection(),
  });
  try {
    await expect(stack.up()).rejects.toThrow(
      /usage is \\?"Enabled\\?": must be one of ENCRYPT_DECRYPT, SIGN_VERIFY/,
    );
  } finally {
    workplace.remove();
  }
});
