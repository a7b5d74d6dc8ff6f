import { howToImport } from "./import-command";

const ID = "tencent/ap-singapore/11111111-2222-3333-4444-555555555555";
const URN = "urn:pulumi:prod::infra::cmk:index:Cmk::orders";
const IN_COMPONENT = URN.replace("::cmk", "::tenants:index:TenantKey$cmk");

test.each([
  ["of a name", URN, `pulumi import cmk:index:Cmk orders ${ID}`],
  ["beside a resource", undefined, `pulumi import cmk:index:Cmk NAME ${ID}`],
  [
    "of a name that a shell would take apart",
    `${URN} of::Eve's`,
    `pulumi import cmk:index:Cmk 'orders of::Eve'\\''s' ${ID}`,
  ],
])("a resource %s is imported by a command", (_, urn, command) => {
  expect(howToImport(ID, urn)).toBe(command);
  expect(howToImport(ID, urn, "aliyun x")).toBe(`aliyun x && ${command}`);
});

test("a component's resource is imported by an option: the command would put it beside the component", () => {
  const option = `give orders in its component the option \`import: ${ID}\``;
  expect(howToImport(ID, IN_COMPONENT)).toBe(option);
  expect(howToImport(ID, IN_COMPONENT, "aliyun x")).toBe(
    `aliyun x, and ${option}`,
  );
});
