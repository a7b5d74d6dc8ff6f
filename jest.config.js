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
  // The Node.js SDK as a program has it installed.
  moduleNameMapper: { "^pulumi-cmk$": "<rootDir>/sdk/nodejs/bin" },
  transform: {
    "\\.[cm]?[jt]s$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" } },
    ],
  },
  transformIgnorePatterns: ["/node_modules/"],
  testTimeout: 60_000,
};
