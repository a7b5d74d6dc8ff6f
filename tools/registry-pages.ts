import { posix } from "node:path";
import { REPOSITORY } from "../provider/schema/package";

/** A page that Pulumi's Registry takes from the repository by its path. */
export interface RegistryPage {
  /** Where the Registry looks for it. */
  path: string;
  /** The page that readers of the repository see, of which it is made. */
  source: string;
  title: string;
  description: string;
}

export const REGISTRY_PAGES: readonly RegistryPage[] = [
  {
    path: "docs/_index.md",
    source: "docs/README.md",
    title: "Customer Master Keys",
    description:
      "Customer master keys on Alibaba Cloud KMS and Tencent Cloud KMS, as one Pulumi resource.",
  },
  {
    path: "docs/installation-configuration.md",
    source: "docs/installation.md",
    title: "Customer Master Keys Installation & Configuration",
    description:
      "How to install the cmk provider for Alibaba Cloud KMS and Tencent Cloud KMS, and every setting of it.",
  },
];

/** The languages of a program, in the order in which the Registry offers them. */
const LANGUAGES = ["typescript", "python", "go", "yaml"] as const;

const FENCE = (language: string) =>
  `\`\`\`${language}\\n(?:(?!^\`\`\`)[^])*^\`\`\``;
const FOLDED = `\\n\\n<details>\\n<summary>[^<]*</summary>\\n\\n(?:${FENCE("\\w+")})\\n\\n</details>`;
/** A program in YAML, and the same, folded, in other languages. */
const PROGRAM = new RegExp(
  `^${FENCE("yaml")}(?:${FOLDED}){${LANGUAGES.length - 1}}`,
  "gm",
);

/**
 * A page as the Registry renders it: its title as front matter, one program with a choice of languages, and absolute
 * links, as it stands there without the repository's other pages. Comments are left out.
 */
export function registryText(page: RegistryPage, text: string): string {
  const body = text
    .replace(/^# .*\n/, "")
    .replace(/<!--[^]*?-->\n*/g, "")
    .replace(PROGRAM, chooser)
    .replace(/\]\((?!https?:|#)([^)#]*)/g, (_, target: string) => {
      const path = posix.join(posix.dirname(page.source), target);
      return `](${REPOSITORY}/blob/main/${path}`;
    });
  return `---
# Made from ${page.source} by make schema.
title: ${page.title}
meta_desc: ${page.description}
layout: package
---

${body.trim()}
`;
}

function chooser(program: string): string {
  const options = LANGUAGES.map((language) => {
    const [code = ""] =
      new RegExp(`^${FENCE(language)}`, "m").exec(program) ?? [];
    return `{{% choosable language ${language} %}}\n\n${code}\n\n{{% /choosable %}}`;
  });
  return [
    `{{< chooser language "${LANGUAGES.join(",")}" >}}`,
    ...options,
    "{{< /chooser >}}",
  ].join("\n\n");
}
