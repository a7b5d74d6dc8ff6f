import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

/** Arrows in CONTRIBUTING's picture go down only: what a layer must not import. */
const LAYERS = {
  "provider/model": ["clouds", "resource", "schema", "protocol"],
  "provider/clouds": ["resource", "schema", "protocol"],
  "provider/resource": ["schema", "protocol"],
  "provider/resource/plan": ["schema", "protocol", "apply"],
  "provider/resource/session": ["schema", "protocol", "apply", "plan"],
  "provider/resource/values": [
    "schema",
    "protocol",
    "apply",
    "plan",
    "session",
  ],
  "provider/schema": ["protocol"],
  emulator: ["provider"],
};

const ZOD = {
  selector: 'ImportDeclaration[source.value="zod"] > ImportSpecifier',
  message:
    'Write `import * as z from "zod"`: with { z }, the bundle gets all of zod, its messages in 40 languages included.',
};

/** Texts of the clouds hold terms for these (provider/clouds/errors.ts), which provider/resource words. */
const PULUMI_WORDS = [
  "Literal[value=PATTERN]",
  "TemplateElement[value.raw=PATTERN]",
].map((node) => ({
  selector: node.replace(
    "PATTERN",
    "/pulumi (up|refresh|destroy|import|config|state)|\\bcmk:|customTimeouts|ignoreChanges|resource option/",
  ),
  message:
    "provider/clouds knows no Pulumi command, option or setting: use a term of provider/clouds/errors.ts.",
}));

export default tseslint.config(
  {
    ignores: [
      "node_modules/",
      "dist/",
      "emulator/dist/",
      "bin/",
      "sdk/",
      "**/*.js",
      "**/*.mjs",
    ],
  },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  { languageOptions: { parserOptions: { projectService: true } } },
  {
    files: ["provider/**", "emulator/**"],
    rules: {
      "no-restricted-syntax": ["error", ZOD],
    },
  },
  {
    files: ["provider/clouds/**"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-syntax": ["error", ZOD, ...PULUMI_WORDS],
    },
  },
  ...Object.entries(LAYERS).map(([layer, above]) => ({
    files: [`${layer}/**`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: above.map((name) => ({
            group: [`**/${name}`, `**/${name}/**`],
            message: `${layer} knows nothing of ${name}.`,
          })),
        },
      ],
    },
  })),
);
