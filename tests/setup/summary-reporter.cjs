// Closes every run with `N passed, N failed`, on stdout and in .cache/test-summary.txt, so that a person, a
// script and a CI log read the result in one place. A test file that could not run counts as one failure.
const { mkdirSync, writeFileSync, writeSync } = require("node:fs");
const { join } = require("node:path");

/** @param {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number }} results */
const summaryLine = (results) =>
  `${results.numPassedTests} passed, ${results.numFailedTests + results.numRuntimeErrorTestSuites} failed`;

module.exports = class SummaryReporter {
  constructor(globalConfig) {
    this.rootDir = globalConfig.rootDir;
  }

  onRunComplete(_contexts, results) {
    const line = summaryLine(results);
    mkdirSync(join(this.rootDir, ".cache"), { recursive: true });
    writeFileSync(join(this.rootDir, ".cache", "test-summary.txt"), `${line}\n`);
    // at exit: the default reporter still writes after this hook, and this line is the last one
    process.once("exit", () => writeSync(1, `${line}\n`));
  }
};
