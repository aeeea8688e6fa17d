// The tests that each change of the code is held against by `npm run mutation`.
const [unit] = require("./jest.config.cjs").projects;

const folders = process.env.MUTATE === "core" ? ["core"] : ["core", "runtime"];

/** @type {import("jest").Config} */
module.exports = {
  ...unit,
  setupFiles: ["<rootDir>/tests/setup/fail-at-once.cjs"],
  // the simulation takes ten seconds, too long for each of some thousand changes
  testMatch: folders.map((folder) => `<rootDir>/tests/${folder}/**/*.test.ts`),
  testPathIgnorePatterns: [...unit.testPathIgnorePatterns, "check.property"],
};
