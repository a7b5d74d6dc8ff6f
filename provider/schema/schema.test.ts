import type { PropertySpec } from "./schema";
import { packageSchema } from "./schema";
import type { TypeSpec } from "./types";

interface ObjectSpec {
  properties: Record<string, PropertySpec>;
  required: string[];
}
interface Schema {
  types: Record<
    string,
    ObjectSpec & { enum?: { name: string; value: string }[] }
  >;
  provider: { inputProperties: Record<string, PropertySpec> };
  resources: Record<
    string,
    ObjectSpec & { inputProperties: Record<string, PropertySpec> }
  >;
  functions: Record<string, { inputs: ObjectSpec; outputs: ObjectSpec }>;
}

const schema = packageSchema({
  version: "1.2.3",
  pages: {
    "cmk:index:Cmk": "A key.",
    "cmk:index:getCmk": "Finds a key.",
    "cmk:index:getCmks": "Lists keys.",
    "cmk:index:getKeyVersions": "Lists versions.",
    "cmk:index:getPublicKey": "Gives a public key.",
  },
}) as Schema;
const cmk = schema.resources["cmk:index:Cmk"];
const inputs = cmk?.inputProperties ?? {};

/** Every object inside the schema, at any depth. */
function* objects(value: unknown): Generator<object> {
  if (typeof value !== "object" || value === null) return;
  yield value;
  for (const member of Object.values(value)) yield* objects(member);
}

test("no SDK sends a default or an environment variable that the program did not write", () => {
  for (const object of objects(schema)) {
    expect(object).not.toHaveProperty("default");
    expect(object).not.toHaveProperty("defaultInfo");
  }
});

test("what replaces the key is said to readers, and never left to the engine, which acts on unknown values too", () => {
  const required = Object.keys(inputs).filter(
    (name) => inputs[name]?.willReplaceOnChanges,
  );
  expect(required).toEqual([
    "cloud",
    "region",
    "spec",
    "usage",
    "origin",
    "protectionLevel",
    "dkmsInstanceId",
    "keyStorageMechanism",
    "hsmClusterId",
  ]);
  for (const object of objects(schema))
    expect(object).not.toHaveProperty("replaceOnChanges");
});

test("credentials and key material are secret, and the material is no output", () => {
  const settings = schema.provider.inputProperties;
  const secrets = Object.keys(settings).filter(
    (name) => settings[name]?.secret,
  );
  expect(secrets).toEqual(
    expect.arrayContaining([
      "alibabaAccessKeySecret",
      "alibabaSecurityToken",
      "tencentSecretKey",
      "tencentToken",
    ]),
  );
  expect(inputs["keyMaterial"]?.secret).toBe(true);
  expect(cmk?.properties).not.toHaveProperty("keyMaterial");
});

test("a spec may be one of the named ones or a vendor's own", () => {
  expect(inputs["spec"]?.oneOf).toEqual([
    { type: "string" },
    { type: "string", $ref: "#/types/cmk:index:Spec" },
  ]);
});

test("as an output a spec is a plain string: Python's SDK raises where a function gives one of two types", () => {
  const outputs = Object.values(schema.functions).map(({ outputs }) => outputs);
  for (const { properties } of [cmk!, schema.types["cmk:index:CmkView"]!])
    expect(properties["spec"]?.type).toBe("string");
  for (const object of objects(outputs))
    expect(object).not.toHaveProperty("oneOf");
});

test("an enum's names are words that every language can put in its own style", () => {
  const names = schema.types["cmk:index:Usage"]?.enum?.map(({ name }) => name);
  expect(names).toEqual(["EncryptDecrypt", "SignVerify"]);
});

test("no input is required, and of the outputs what every key has", () => {
  expect(cmk).not.toHaveProperty("requiredInputs");
  expect(schema.functions["cmk:index:getCmk"]?.inputs.required).toEqual([]);
  for (const output of [cmk, schema.types["cmk:index:CmkView"]]) {
    expect(output?.required).toEqual(
      expect.arrayContaining(["keyId", "arn", "keyState", "cloud", "region"]),
    );
    expect(output?.required).not.toContain("deletionDate");
  }
});

test("a property's text says its default, each cloud's limits, what a change does, and where to read on", () => {
  expect(inputs["deletionWindowInDays"]?.description).toBe(
    [
      "How many days the cloud waits before it destroys a deleted key. Until then, the deletion can be cancelled. Default: `30`.",
      "- Alibaba Cloud: 7 to 366.\n- Tencent Cloud: 7 to 30.",
      "A change takes effect when the key is deleted.",
      "How to: [Guard keys against destruction](https://github.com/pulumi-cmk/pulumi-cmk/blob/main/docs/how-to/guarding-against-destruction.md).",
    ].join("\n\n"),
  );
  expect(inputs["hsmClusterId"]?.description).toMatch(
    /- Alibaba Cloud: not supported: .*dkmsInstanceId.*\n\nA change replaces the key/,
  );
});

test("the text of a property with fixed values lists them, those of a list too", () => {
  expect(inputs["cloud"]?.description).toMatch(
    /^The cloud that holds the key\. Values: `alibaba`, `tencent`\. Default:/,
  );
  expect(inputs["spec"]?.description).toMatch(
    / Values: `SYMMETRIC_DEFAULT`, .*, `native:NAME`\. Default:/,
  );
  const view = schema.types["cmk:index:CmkView"]?.properties;
  const lists = schema.functions["cmk:index:getCmks"]?.inputs.properties;
  for (const { description } of [view!["keyState"]!, lists!["states"]!])
    expect(description).toMatch(/ Values: `Enabled`, .*, `Archived`\.$/);
});

test("every input that takes an enum's values lists them in its text", () => {
  const open = [...objects(schema)]
    .map((one) => one as Partial<PropertySpec>)
    .filter((one) => one.description !== undefined && takesEnum(one));
  expect(open.length).toBeGreaterThan(10);
  for (const { description } of open)
    expect(description).toMatch(/ Values: (`\S+`, )+`\S+`\./);
});

function takesEnum({ oneOf, items }: TypeSpec): boolean {
  return oneOf !== undefined || (items !== undefined && takesEnum(items));
}

test("the text of keyMaterial says how many bytes each spec takes on each cloud", () => {
  expect(inputs["keyMaterial"]?.description).toContain(
    [
      "- Alibaba Cloud: `SYMMETRIC_DEFAULT` (32 bytes), `AES_256` (32 bytes), `AES_192` (24 bytes), `AES_128` (16 bytes), `SM4` (16 bytes).",
      "- Tencent Cloud: `SYMMETRIC_DEFAULT` (32 or 16 bytes), `AES_256` (32 bytes), `SM4` (16 bytes).",
    ].join("\n"),
  );
});
