import { FakeStack } from "../../../tests/support/fake-stack";
import type { Properties } from "../values/properties";

/** Tags that the cloud itself sets on a key, over the key's life. */

const USE = { "acs:rds:instance-encryption": "true" };
const PROGRAM = { tags: { team: "a" } };
const WHO = "Its cloudTags point to use by products of Alibaba Cloud: rds";

let stack: FakeStack;
beforeEach(async () => {
  stack = new FakeStack("alibaba");
  await stack.up(PROGRAM);
});
const markUsed = (tags: Record<string, string> = USE) => {
  stack.key.tags = { ...stack.key.tags, ...tags };
};

test("a new key has none", () => {
  expect(stack.outputs).not.toHaveProperty("cloudTags");
});

test.each<Properties>([PROGRAM, {}, { tags: {} }])(
  "a refresh shows them as an output and no later preview as a change, beside %j",
  async (program) => {
    await stack.up(program);
    markUsed();
    await stack.refresh();
    expect(stack.outputs["cloudTags"]).toEqual(USE);
    expect(stack.outputs["tags"]).toEqual(program["tags"]);
    expect(stack.inputs).not.toHaveProperty("cloudTags");
    expect(stack.inputs["tags"]).toEqual(program["tags"]);
    expect(await stack.preview(program)).toMatchObject({
      detailed: {},
      logged: [],
    });
    await stack.refresh();
    expect(stack.outputs["cloudTags"]).toEqual(USE);
  },
);

test("an update that reads the key's tags shows them, another keeps what is known, and neither sets or removes any", async () => {
  markUsed();
  await stack.up({ ...PROGRAM, description: "one" });
  expect(stack.outputs).not.toHaveProperty("cloudTags");
  await stack.up({ tags: { cost: "1" }, description: "one" });
  expect(stack.outputs["cloudTags"]).toEqual(USE);
  await stack.up({ tags: { cost: "1" }, description: "two" });
  expect(stack.outputs["cloudTags"]).toEqual(USE);
  // A key that is read back after its steps.
  await stack.up({ description: "two", rotation: { interval: "30d" } });
  expect(stack.outputs["cloudTags"]).toEqual(USE);
  await stack.up({});
  expect(stack.key.tags).toEqual(USE);
  expect(stack.outputs["tags"]).toBeUndefined();
});

test("a preview of an update promises what is known", async () => {
  markUsed();
  await stack.refresh();
  const { outputs } = await stack.preview({ tags: { cost: "1" } });
  expect(outputs.values["cloudTags"]).toEqual(USE);
});

test("the use has ended once the product has taken its tag away", async () => {
  markUsed();
  await stack.refresh();
  stack.key.tags = { ...PROGRAM.tags };
  await stack.refresh();
  expect(stack.outputs).not.toHaveProperty("cloudTags");
});

test("an import reads them into the outputs alone", async () => {
  markUsed();
  await stack.import(stack.state?.id ?? "");
  expect(stack.outputs["cloudTags"]).toEqual(USE);
  expect(stack.inputs["tags"]).toEqual(PROGRAM.tags);
  expect(stack.inputs).not.toHaveProperty("cloudTags");
});

test("a state from before there were such outputs makes no diff, and a refresh adds them", async () => {
  markUsed();
  expect((await stack.preview(PROGRAM)).detailed).toEqual({});
  stack.fake.hasManyKeys = true;
  await stack.refresh();
  expect(stack.outputs["cloudTags"]).toEqual(USE);
  await stack.refresh();
  expect(stack.outputs["cloudTags"]).toEqual(USE);
});

test("the preview of a replacement says who uses the key, and so does its deletion", async () => {
  const program = { ...PROGRAM, spec: "RSA_2048" };
  const previewed = async () =>
    (await stack.preview(program)).logged.join("\n");
  expect(await previewed()).not.toContain("cloudTags");
  markUsed();
  await stack.refresh();
  expect(await previewed()).toContain(WHO);
  const { logged } = await stack.up(program);
  expect(logged.join("\n")).toMatch(
    RegExp(`in 30 days\\. ${WHO}.*\\. To keep it: `),
  );
  expect(stack.outputs).not.toHaveProperty("cloudTags");
});

test.each([
  [{}, RegExp(`in 30 days\\. ${WHO}.*\\. To keep it: `)],
  [{ deletionPolicy: "DISABLE" }, RegExp(`no longer manages it\\. ${WHO}`)],
])("a destroy of a key with %j says who uses it", async (inputs, said) => {
  await stack.up({ ...PROGRAM, ...inputs });
  markUsed();
  await stack.refresh();
  expect(await stack.destroy()).toEqual([expect.stringMatching(said)]);
});

test("those that ignoreTags names are left out", async () => {
  markUsed({ ...USE, "acs:tag:createdby": "sub:1:ops" });
  await stack.refresh();
  stack.settings = { ignoreTags: { keys: ["acs:tag:createdby"] } };
  await stack.refresh();
  expect(stack.outputs["cloudTags"]).toEqual(USE);
  stack.settings = { ignoreTags: { keyPrefixes: ["acs:"] } };
  await stack.refresh();
  expect(stack.outputs).not.toHaveProperty("cloudTags");
});

test("Tencent Cloud shows none", async () => {
  stack = new FakeStack("tencent");
  await stack.up(PROGRAM);
  markUsed({ "qcs:used": "true" });
  await stack.refresh();
  expect(stack.outputs).not.toHaveProperty("cloudTags");
  expect(stack.outputs["tags"]).toEqual(PROGRAM.tags);
});
