import type { Metafile } from "esbuild";
import { alibaba } from "../../../provider/clouds/alibaba";
import { ACCESS_KEY, TestCloud } from "../../support/clouds/alibaba";
import { TestProgram } from "../../support/clouds/program";

const PROGRAM = `
import { alibaba } from ".";
async function main() {
  const service = await alibaba.connect(JSON.parse(process.env.SETTINGS!));
  const context = {
    signal: new AbortController().signal,
    deadline: Date.now() + 10000,
    status: () => undefined,
    warn: () => undefined,
  };
  const keys = service.in("cn-hangzhou", context);
  console.log((await keys.keyIds()).size);
  service.close();
}
void main();
`;

let cloud: TestCloud;
let program: TestProgram;

beforeAll(async () => {
  cloud = await TestCloud.start();
  program = await TestProgram.build(PROGRAM);
});
afterAll(async () => {
  program.remove();
  await cloud.stop();
});

test("a program connects with its settings, and ends by itself", async () => {
  const settings = {
    ...(await cloud.endpoints()),
    ...ACCESS_KEY,
  };
  const output = await program.run({ SETTINGS: JSON.stringify(settings) });
  expect(output).toBe("0\n");
});

test("what is loaded before connect is our own tables and the model, and no SDK", () => {
  const { inputs } = program.metafile ?? { inputs: {} };
  const loaded = loadedAtOnce("provider/clouds/alibaba/index.ts", inputs);
  expect(loaded).toContain("provider/clouds/alibaba/rules.ts");
  const packages = loaded.filter((path) => path.includes("node_modules"));
  expect(packages.filter((path) => !path.includes("/zod/"))).toEqual([]);
  expect(Object.keys(inputs).join()).toContain("@alicloud/kms20160120");
});

function loadedAtOnce(entry: string, inputs: Metafile["inputs"]): string[] {
  const found = new Set<string>([entry]);
  for (const path of found)
    for (const imported of inputs[path]?.imports ?? [])
      if (imported.kind !== "dynamic-import") found.add(imported.path);
  return [...found];
}

test("every setting is one of this cloud's, and its region is among them", () => {
  expect(alibaba.settings).toHaveProperty("alibabaRegion");
  for (const name of Object.keys(alibaba.settings))
    expect(name).toMatch(/^alibaba[A-Z]/);
});
