// For mutation testing: after a file in which a test has failed, no other file is run. Stryker runs jest without its own `bail`.
const { default: TestRunner } = require("jest-runner");

module.exports = class FirstFailureRunner extends TestRunner {
  async runTests(tests, watcher, options) {
    let hasFailed = false;
    this.on("test-file-success", ([, { numFailingTests }]) => void (hasFailed ||= numFailingTests > 0));
    for (const test of [...tests].sort((a, b) => costOf(a) - costOf(b)))
      if (!hasFailed) await super.runTests([test], watcher, { ...options, serial: true });
  }
};

/** What plays much of the code many times comes last: most changes are noticed before. */
const costOf = ({ path }) =>
  ["/runtime/", ".property.", "/simulation/"].findLastIndex((part) => path.includes(part));
