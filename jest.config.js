/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: [
    "<rootDir>/provider",
    "<rootDir>/emulator",
    "<rootDir>/tests",
    "<rootDir>/tools",
  ],
  testMatch: ["**/*.test.ts"],
  globalSetup: "<rootDir>/tests/support/secrets-provider.ts",
  setupFiles: ["<rootDir>/tests/support/seed.ts"],
  // Long ones, for `make campaign`.
  testPathIgnorePatterns: process.env.CMK_CAMPAIGN
    ? ["/node_modules/"]
    : ["/node_modules/", "/tests/campaign/"],
  moduleNameMapper: {
    // The Node.js SDK as a program has it installed.
    "^pulumi-cmk$": "<rootDir>/sdk/nodejs/bin",
    // What `pulumi package add` would generate, as far as the examples use it.
    "^@pulumi/tencentcloud$": "<rootDir>/tests/support/tencentcloud",
    // Dynamic imports name the compiled file.
    "^(\\.{1,2}/.+)\\.js$": "$1",
  },
  transform: {
    "\\.[cm]?[jt]s$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" } },
    ],
  },
  transformIgnorePatterns: ["/node_modules/"],
  testTimeout: 60_000,
  // Most tests wait for processes of their own; Jest would leave a core to itself.
  maxWorkers: "100%",
};
