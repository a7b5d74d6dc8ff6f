import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { TEST_CLOUDS } from "./clouds";

let emulator: Emulator;
let stack: Stack;
beforeAll(async () => {
  emulator = await Emulator.start();
  stack = await Stack.create({
    connection: emulator.connection(),
    project: "wrong",
  });
});
afterAll(async () => {
  stack.remove();
  await emulator.stop();
});

const WRONG: [cloud: string, properties: object, rules: RegExp[]][] = [
  [
    "alibaba",
    {
      spec: "AES_192",
      description: "x".repeat(8193),
      hsmClusterId: "cls-hsm-1",
      rotation: { interval: "1y" },
      tags: { "acs:x": "1" },
    },
    [
      /spec is "AES_192": on Alibaba Cloud this spec needs dkmsInstanceId/,
      /description is "x+…: Alibaba Cloud takes at most 8192 characters, this has 8193/,
      /hsmClusterId is "cls-hsm-1": not for Alibaba Cloud/,
      /rotation\.interval is "1y": must be a whole number and a unit/,
      /tags\["acs:x"\].*keys that begin with acs: are reserved for Alibaba Cloud/,
    ],
  ],
  [
    "tencent",
    {
      alias: "kms-x",
      spec: "RSA_2048",
      rotation: { interval: "30d" },
      deletionWindowInDays: 31,
      protectionLevel: "HSM",
    },
    [
      /alias is "kms-x":/,
      /rotation: Tencent Cloud rotates symmetric keys only/,
      /deletionWindowInDays is 31: Tencent Cloud waits 7 to 30 days/,
      /protectionLevel is "HSM": not for Tencent Cloud/,
    ],
  ],
];

test.each(WRONG)(
  "wrong inputs for %s are all reported in one preview, each with its property and rule, and nothing is made",
  async (cloud, properties, rules) => {
    const key = { type: "cmk:Cmk", properties: { cloud, ...properties } };
    stack.write({ resources: { key } });
    const { stdout, stderr } = await stack.fails("preview");
    for (const rule of rules) expect(stdout + stderr).toMatch(rule);
    expect(await emulator.keys()).toEqual([]);
    expect(await emulator.calls()).toEqual({ alibaba: {}, tencent: {} });
  },
);

describe.each(TEST_CLOUDS)("what the program alone tells on $name", (cloud) => {
  const refused = async (resources: object): Promise<string> => {
    stack.write({ resources });
    const { stdout, stderr } = await stack.fails("preview");
    expect(await emulator.keys()).toEqual([]);
    return stdout + stderr;
  };

  test("two resources with one alias fail in the preview", async () => {
    const properties = { cloud: cloud.name, alias: "orders" };
    const key = { type: "cmk:Cmk", properties };
    const output = await refused({ one: key, two: key });
    expect(output).toMatch(
      /alias is "orders": cmk:index:Cmk "(one|two)" of this program requests it too; give one of them another alias/,
    );
  });

  test("a region that no cloud has fails in the preview", async () => {
    const region = `${cloud.region}x`;
    const properties = { cloud: cloud.name, region };
    const output = await refused({ far: { type: "cmk:Cmk", properties } });
    expect(output).toContain(`region is "${region}": must be a region of`);
    expect(output).toContain(
      `such as ${cloud.region}; one that is newer than this provider must be named in its setting additionalRegions: \`pulumi config set cmk:additionalRegions ${region}\``,
    );
  });
});

test("a missing cloud is reported with the command that sets it", async () => {
  const connection = emulator.connection();
  const bare = await Stack.create({
    program: "resources: { a: { type: cmk:Cmk } }",
    connection: { ...connection, config: {} },
    project: "bare",
  });
  const { stdout } = await bare.fails("preview");
  expect(stdout).toContain("pulumi config set cmk:cloud");
  bare.remove();
});
