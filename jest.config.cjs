const shared = {
  testEnvironment: "node",
  // what no test loads is not covered either
  roots: ["<rootDir>/tests", "<rootDir>/provider"],
  transform: {
    "\\.m?ts$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
    ],
  },
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/.cache/"],
  watchPathIgnorePatterns: ["<rootDir>/.cache/"],
};

// What a folder of tests needs decides its project: jest runs the set-up of a project only when one of its
// tests is selected, so `npx jest tests/core` never waits for the Pulumi CLI.
const needs = {
  // the built package and a Python with the SDK of another language
  package: ["emulator", "contract"],
  // the same, and the Pulumi CLI
  engine: ["engine", "examples", "package"],
};
const tests = (folders) => folders.map((folder) => `<rootDir>/tests/${folder}/**/*.test.ts`);
// a binary of the alicloud provider: `npm run test:alicloud`
const onRequest = ["alicloud"];
const others = [...needs.package, ...needs.engine, ...onRequest].map(
  (folder) => `<rootDir>/tests/${folder}/`,
);

/** @type {import("jest").Config} */
module.exports = {
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/tests/**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", ...others],
    },
    {
      ...shared,
      displayName: "package",
      testMatch: tests(needs.package),
      globalSetup: "<rootDir>/tests/setup/package.mts",
    },
    {
      ...shared,
      displayName: "engine",
      testMatch: tests(needs.engine),
      globalSetup: "<rootDir>/tests/setup/engine.mts",
      testTimeout: 120_000,
    },
  ],
  // jest leaves a core free for the terminal; the engine's tests mostly wait
  maxWorkers: "100%",
  reporters: ["default", "<rootDir>/tests/setup/summary-reporter.cjs"],
  // babel's counters would change the code under test
  coverageProvider: "v8",
  // for `.ci/run`, in which npm starts jest
  collectCoverage: process.env.COVERAGE === "on",
  collectCoverageFrom: [
    "provider/**/*.ts",
    // types alone
    ...["core/ports", "emulator/options", "emulator/cloud/action-context", "emulator/wire/signed-claim"].map(
      (file) => `!provider/${file}.ts`,
    ),
    // what tests run in processes of their own
    ...["emulator/cli", "emulator/screen"].map((file) => `!provider/${file}.ts`),
  ],
  coverageThreshold: { global: { lines: 95 } },
};
