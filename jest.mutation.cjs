// The tests that each change of the code is held against by `npm run mutation`.
const [unit] = require("./jest.config.cjs").projects;

/** The folder whose code is changed: core or runtime. */
const { MUTATE: folder } = process.env;

/** @type {import("jest").Config} */
module.exports = {
  ...unit,
  // one failure is all that is asked for
  setupFiles: ["<rootDir>/tests/setup/first-failure.cjs"],
  testEnvironment: require.resolve("./tests/setup/first-failure-environment.cjs"),
  runner: require.resolve("./tests/setup/first-failure-runner.cjs"),
  // of the simulation, the histories that were found: random ones take half a minute, too long for each of some thousand changes
  testMatch: [
    `<rootDir>/tests/${folder}/**/*.test.ts`,
    ...(folder === "runtime" ? ["<rootDir>/tests/simulation/found.test.ts"] : []),
  ],
  // these take long, and what they run others run too
  testPathIgnorePatterns: [...unit.testPathIgnorePatterns, "check.property", "garbled-replies"],
};
