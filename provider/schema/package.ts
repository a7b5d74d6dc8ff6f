import { CLOUD_NAMES } from "../model/types";

export const REPOSITORY = "https://github.com/pulumi-cmk/pulumi-cmk";
const DESCRIPTION =
  "Customer master keys on Alibaba Cloud KMS and Tencent Cloud KMS, as one Pulumi resource.";

/** The first page of each language's package. */
function readme(install: string): string {
  return `# Pulumi CMK

${DESCRIPTION}

\`\`\`sh
${install}
\`\`\`

Examples, configuration and how-to pages: <${REPOSITORY}>.
`;
}

/** The parts of schema.json that name the package and its location, in Pulumi's registry and in each language. */
export const PACKAGE = {
  name: "cmk",
  displayName: "Customer Master Keys",
  publisher: "Pulumi CMK",
  description: DESCRIPTION,
  keywords: [
    "pulumi",
    "kms",
    "cmk",
    "encryption",
    ...CLOUD_NAMES,
    "category/cloud",
    "kind/native",
  ],
  homepage: REPOSITORY,
  logoUrl:
    "https://raw.githubusercontent.com/pulumi-cmk/pulumi-cmk/main/docs/logo.svg",
  repository: REPOSITORY,
  license: "Apache-2.0",
  pluginDownloadURL: "github://api.github.com/pulumi-cmk/pulumi-cmk",
  language: {
    nodejs: {
      packageName: "pulumi-cmk",
      packageDescription: DESCRIPTION,
      readme: readme("npm install pulumi-cmk"),
      dependencies: { "@pulumi/pulumi": "^3.142.0" },
      devDependencies: { "@types/node": "^20.0.0", typescript: "^5.0.0" },
      respectSchemaVersion: true,
    },
    python: {
      packageName: "pulumi_cmk",
      readme: readme("pip install pulumi-cmk"),
      requires: { pulumi: ">=3.142.0,<4.0.0" },
      pyproject: { enabled: true },
      respectSchemaVersion: true,
    },
    go: {
      importBasePath: "github.com/pulumi-cmk/pulumi-cmk/sdk/go/cmk",
      modulePath: "github.com/pulumi-cmk/pulumi-cmk/sdk/go",
      generateResourceContainerTypes: true,
      respectSchemaVersion: true,
    },
    csharp: {
      rootNamespace: "PulumiCmk",
      namespaces: { cmk: "Cmk", index: "Cmk" },
      packageReferences: { Pulumi: "3.*" },
      respectSchemaVersion: true,
    },
    java: {
      basePackage: "io.github.pulumicmk",
      buildFiles: "gradle",
      dependencies: { "com.pulumi:pulumi": "1.10.0" },
    },
  },
} as const;
