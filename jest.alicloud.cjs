// The components and examples with the plugin of @pulumi/alicloud, a binary that `npm test` does not ask for: `npm run test:alicloud`.
const [unit] = require("./jest.config.cjs").projects;

/** @type {import("jest").Config} */
module.exports = {
  ...unit,
  testMatch: ["<rootDir>/tests/alicloud/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  globalSetup: "<rootDir>/tests/setup/alicloud.mts",
  testTimeout: 300_000,
  reporters: ["default", "<rootDir>/tests/setup/summary-reporter.cjs"],
};
