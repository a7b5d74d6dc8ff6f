/**
 * `make mutate`: which changes to the code would no test notice?
 *
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  mutate: [
    "provider/resource/**/*.ts",
    "provider/clouds/{alibaba,tencent}/{create,errors,lifecycle,service}.ts",
    "!**/*.test.ts",
  ],
  // A message's words are no behaviour; tests match only the parts that matter.
  mutator: { excludedMutations: ["StringLiteral"] },
  // What runs once, while a file is loaded, would cost a run of all tests for each change.
  ignoreStatic: true,
  testRunner: "jest",
  coverageAnalysis: "perTest",
  jest: {
    config: {
      roots: [
        "<rootDir>/provider/resource",
        "<rootDir>/provider/clouds",
        "<rootDir>/tests/clouds",
      ],
    },
  },
  concurrency: 2,
  // Long enough for a busy machine: a time-out counts as noticed.
  timeoutMS: 30_000,
  thresholds: { high: 90, low: 80, break: 80 },
  tempDirName: "dist/mutation/sandbox",
  ignorePatterns: ["bin", "dist", "sdk", "examples", ".venv"],
  reporters: ["clear-text", "json"],
  clearTextReporter: { allowColor: false, logTests: false },
  jsonReporter: { fileName: "dist/mutation/report.json" },
  incremental: true,
  incrementalFile: "dist/mutation/incremental.json",
};
