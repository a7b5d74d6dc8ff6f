/**
 * `make mutate`: which changes to the code would no test notice? This is for the resource; stryker.clouds.config.mjs is
 * for the clouds' clients.
 *
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  mutate: ["provider/resource/**/*.ts", "!**/*.test.ts"],
  // A message's words are no behaviour; tests match only the parts that matter.
  mutator: { excludedMutations: ["StringLiteral"] },
  // What runs once, while a file is loaded, would cost a run of all tests for each change.
  ignoreStatic: true,
  // Jest would load the code anew for each change, Mocha loads it once.
  testRunner: "mocha",
  coverageAnalysis: "perTest",
  mochaOptions: {
    spec: ["tests/mutation/resource.ts"],
    require: ["ts-node/register/transpile-only"],
  },
  concurrency: 2,
  // Long enough for a busy machine: a time-out counts as noticed.
  timeoutMS: 10_000,
  thresholds: { high: 95, low: 90, break: 90 },
  tempDirName: "dist/mutation/sandbox",
  ignorePatterns: ["bin", "dist", "sdk", "examples", ".venv"],
  reporters: ["clear-text", "json", "progress-append-only"],
  clearTextReporter: { allowColor: false, logTests: false },
  jsonReporter: { fileName: "dist/mutation/report.json" },
  incremental: true,
  incrementalFile: "dist/mutation/incremental.json",
};
