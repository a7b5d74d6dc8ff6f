import { output } from "@pulumi/pulumi/output";
import { ALIBABA, checked } from "../../../tests/support/resource";
import type { Properties } from "../values/properties";

const KEY_ID = output("key-1");
// As a program has it whose author trusts that it is a string.
const IN_TEMPLATE = `for ${KEY_ID as unknown as string}`;
const IN_JSON = JSON.stringify({ Resource: KEY_ID });
const IN_PYTHON =
  "for Calling __str__ on an Output[T] is not supported.\n\nTo get the value…";

test.each<[form: string, path: string, Properties]>([
  ["a template", "description", { description: IN_TEMPLATE }],
  ["Python's str()", "description", { description: IN_PYTHON }],
  ["JSON", "policy", { policy: IN_JSON, dkmsInstanceId: "kst-1" }],
  ["a template", "tags.team", { tags: { team: IN_TEMPLATE } }],
  ["a template", "additionalAliases[0]", { additionalAliases: [IN_TEMPLATE] }],
])("an output that %s made a text of %s is refused", (_, path, inputs) => {
  const { failures } = checked({ ...ALIBABA, ...inputs });
  expect(failures).toContainEqual({
    property: path,
    reason: expect.stringContaining("pulumi.interpolate") as string,
  });
});

test("a key that has such a text already keeps it", () => {
  const inputs = { ...ALIBABA, description: IN_TEMPLATE };
  expect(checked(inputs, { olds: inputs }).failures).toEqual([]);
});
