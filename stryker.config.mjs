// Mutation testing: changes the code in small ways, and counts which changes no test notices. `npm run mutation`.

/** Which folder of provider/: core or runtime. */
const { MUTATE: folder } = process.env;

export default {
  mutate: [`provider/${folder}/**/*.ts`],
  testRunner: "jest",
  jest: { configFile: "jest.mutation.cjs", enableFindRelatedTests: false },
  coverageAnalysis: "perTest",
  // a table is read once, when its module is loaded: each change of it would need every test in a process of its own
  ignoreStatic: true,
  // with two cores: most tests wait most of the time, above all those that a change has made hang
  concurrency: 4,
  timeoutMS: 45_000,
  tempDirName: ".cache/mutation",
  // docs stay: what the remedies of core/answers.ts name is looked up there
  ignorePatterns: ["dist", ".cache", "examples", "coverage"],
  reporters: ["clear-text", "progress-append-only", "html", "json"],
  htmlReporter: { fileName: `.cache/mutation-${folder}.html` },
  jsonReporter: { fileName: `.cache/mutation-${folder}.json` },
  // some points below what docs/mutation-testing.md has, since a time-out more or less is chance
  thresholds: { high: 95, low: 90, break: folder === "core" ? 90 : 80 },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  checkers: [],
};
