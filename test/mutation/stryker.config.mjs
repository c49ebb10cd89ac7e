// What is mutated, and by which tests a mutant has to be found. Texts for people are left alone (texts.mjs).
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner', './test/mutation/texts.mjs'],
  ignorers: ['texts'],
  mutate: ['src/*/**/*.ts', '!src/types/**', '!src/cli/**', '!src/playground/**'],
  coverageAnalysis: 'perTest',
  // Code that runs once, when a module is loaded (tables, patterns), would have every test run for each of its mutants.
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 20_000,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  jsonReporter: { fileName: 'test/mutation/report.json' },
  tempDirName: 'node_modules/.mutation',
  // The score of a file of few mutants says little: judge.mjs looks at each one that is left.
  thresholds: { high: 98, low: 95, break: null },
}
