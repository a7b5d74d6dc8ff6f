import resource from "./stryker.config.mjs";

/**
 * The part of `make mutate` for how the clouds' clients make keys, change their states, and read errors.
 *
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  ...resource,
  mutate: [
    "provider/clouds/{alibaba,tencent}/{create,errors,lifecycle,service}.ts",
  ],
  mochaOptions: {
    ...resource.mochaOptions,
    spec: ["tests/mutation/clouds.ts"],
  },
  thresholds: { high: 90, low: 80, break: 80 },
  jsonReporter: { fileName: "dist/mutation/clouds.json" },
  incrementalFile: "dist/mutation/clouds-incremental.json",
};
