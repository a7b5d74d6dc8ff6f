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
      "no-restricted-syntax": [
        "error",
        {
          selector: 'ImportDeclaration[source.value="zod"] > ImportSpecifier',
          message:
            'Write `import * as z from "zod"`: with { z }, the bundle gets all of zod, its messages in 40 languages included.',
        },
      ],
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
