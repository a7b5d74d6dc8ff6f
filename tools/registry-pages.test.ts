import { registryText, type RegistryPage } from "./registry-pages";

const PAGE: RegistryPage = {
  path: "docs/_index.md",
  source: "docs/README.md",
  title: "Keys",
  description: "All about keys.",
};

const fence = (language: string) => `\`\`\`${language}\n${language}\n\`\`\``;
const folded = (language: string) =>
  `<details>\n<summary>It</summary>\n\n${fence(language)}\n\n</details>`;
const choice = (language: string) =>
  `{{% choosable language ${language} %}}\n\n${fence(language)}\n\n{{% /choosable %}}`;

test("the title is front matter, of which the Registry makes the heading", () => {
  expect(registryText(PAGE, "# Other\n\nText.\n")).toBe(
    [
      "---",
      "# Made from docs/README.md by make schema.",
      "title: Keys",
      "meta_desc: All about keys.",
      "layout: package",
      "---",
      "",
      "Text.",
      "",
    ].join("\n"),
  );
});

test("a program in four languages becomes one choice", () => {
  const text = [
    "Before.",
    fence("yaml"),
    folded("typescript"),
    folded("python"),
    folded("go"),
    fence("sh"),
  ].join("\n\n");
  expect(registryText(PAGE, text)).toContain(
    [
      "Before.",
      '{{< chooser language "typescript,python,go,yaml" >}}',
      choice("typescript"),
      choice("python"),
      choice("go"),
      choice("yaml"),
      "{{< /chooser >}}",
      fence("sh"),
    ].join("\n\n"),
  );
});

test("a program in YAML alone stays as it is", () => {
  const text = `${fence("yaml")}\n\n${fence("sh")}\n`;
  expect(registryText(PAGE, text)).toContain(text);
});

test("a program in YAML alone stays as it is above one in four languages, too", () => {
  const alone = `${fence("yaml")}\n\n${fence("sh")}`;
  const program = ["yaml", "typescript", "python", "go"].map((language) =>
    language === "yaml" ? fence(language) : folded(language),
  );
  const text = [alone, "Between.", ...program].join("\n\n");
  expect(registryText(PAGE, text)).toContain(`${alone}\n\nBetween.\n\n{{<`);
});

test.each([
  ["[a](permissions.md)", "/docs/permissions.md)"],
  ["[a](how-to/rotation.md#interval)", "/docs/how-to/rotation.md#interval)"],
  ["[a](../examples/README.md)", "/examples/README.md)"],
])("the link %s becomes absolute", (link, target) => {
  expect(registryText(PAGE, link)).toContain(
    `[a](https://github.com/pulumi-cmk/pulumi-cmk/blob/main${target}`,
  );
});

test.each(["[a](https://example.com/b)", "[a](#below)"])(
  "the link %s stays as it is",
  (link) => {
    expect(registryText(PAGE, link)).toContain(link);
  },
);

test("comments for tests and tools are left out", () => {
  const text = "A.\n\n<!-- test prints: a\nb -->\n\nB.";
  expect(registryText(PAGE, text)).toMatch(/A\.\n\nB\.\n$/);
});
