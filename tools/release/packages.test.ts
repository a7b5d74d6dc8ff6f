import parse from "spdx-expression-parse";
import { bundle, PLUGIN, PROGRAMS } from "../bundle";
import { billOfMaterials, bundledPackages, expression } from "./packages";

test.each([
  ["MIT", "MIT"],
  ["Apache License 2.0", "Apache-2.0"],
  ["(BSD-3-Clause AND Apache-2.0)", "(BSD-3-Clause AND Apache-2.0)"],
])("the licence %j is the expression %j", (stated, expected) => {
  expect(expression(stated, "a-package")).toBe(expected);
});

test("a licence that SPDX does not know is refused with the package's name", () => {
  expect(() => expression("Ask me", "a-package")).toThrow(
    'the licence "Ask me" of a-package is none that SPDX knows',
  );
});

interface Bill {
  components: {
    name: string;
    licenses: { expression: string }[];
    hashes: { alg: string; content: string }[];
  }[];
}

const DIGITS: Record<string, number> = { "SHA-256": 64, "SHA-512": 128 };

test("each component of the bill has a licence that is an SPDX expression, and a hash", async () => {
  const { inputs } = await bundle(PLUGIN);
  const node = { version: "22.0.0", sha256: "0".repeat(64) };
  const { components } = billOfMaterials(
    "1.0.0",
    bundledPackages(inputs),
    node,
  ) as Bill;
  expect(components.length).toBeGreaterThan(50);
  for (const { licenses, hashes } of components) {
    for (const { expression } of licenses) parse(expression);
    expect([licenses.length, hashes.length]).toEqual([1, 1]);
    for (const { alg, content } of hashes)
      expect(content).toMatch(new RegExp(`^[0-9a-f]{${DIGITS[alg]}}$`));
  }
});

test("the plugin holds nothing of the emulator's, and the emulator nothing of the plugin's clouds", async () => {
  const names = await Promise.all(
    PROGRAMS.map(async (program) => {
      const { inputs } = await bundle(program);
      return bundledPackages(inputs).map(({ name }) => name);
    }),
  );
  expect(names[0]).not.toContain("commander");
  expect(names[1]).toEqual([
    "@preact/signals-core",
    "@preact/signals",
    "commander",
    "fastest-levenshtein",
    "limiter",
    "preact",
    "zod",
  ]);
});
